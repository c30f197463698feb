︠00000001-0a7e-4ac7-8000-000000000000i︠
%md(hide=True)
# Outputs

What a cell can show. Run a cell with Shift+Enter; what stands below it is its output, and stays in the worksheet.
︠00000002-0a7e-4ac7-8000-000000000000︠
# Text, and the value of an expression.
print('Grüße', 2^10)
factor(2^64 - 1)
︠00000003-0a7e-4ac7-8000-000000000000︠
# A formula.
show(integrate(x^2*sin(x), x))
︠00000004-0a7e-4ac7-8000-000000000000︠
# A long formula is broken where the page ends. A click with the right button copies its TeX.
show(expand((x + 1)^30))
︠00000005-0a7e-4ac7-8000-000000000000︠
# From here on, values are formulas.
typeset_mode(True)
matrix(QQ, 2, 2, [1/2, 2, 3, 4/5])
typeset_mode(False)
︠00000006-0a7e-4ac7-8000-000000000000︠
%md
Markdown with **bold**, `code`, a [link](https://www.sagemath.org) and $\int_0^1 x^2\,dx = \tfrac13$. Double-click to edit.
︠00000007-0a7e-4ac7-8000-000000000000︠
%html
<style>.note { border-left: 3px solid teal; padding: 4px 12px } b { color: teal }</style>
<div class="note">HTML with a style of its own, which reaches nothing outside this <b>output</b>.</div>
︠00000008-0a7e-4ac7-8000-000000000000︠
# A table.
html.table([['n', '$n^2$'], [1, 1], [2, 4], [3, 9]], header=True)
︠00000009-0a7e-4ac7-8000-000000000000︠
# A plot.
show(plot([sin(x), cos(x)], (x, -pi, pi), legend_label=['sine', 'cosine']), figsize=[6, 2.6])
︠00000010-0a7e-4ac7-8000-000000000000︠
# A figure of Matplotlib.
import matplotlib.pyplot as plt
fig = plt.figure(figsize=(5, 2.4))
bars = plt.bar([1, 2, 3, 4], [float(prime_pi(10^n)) for n in range(1, 5)])
title = plt.title('Primes below $10^n$')
plt.show()
︠00000011-0a7e-4ac7-8000-000000000000︠
# A scene: drag it, or turn it with the arrow keys.
y = var('y')
surface = plot3d(sin(x)*cos(y), (x, -3, 3), (y, -3, 3), color='teal', plot_points=30)
show(surface + sphere((0, 0, 1), 0.6, color='orange', opacity=0.7) + text3d('a sphere', (0, 0, 2)))
︠00000012-0a7e-4ac7-8000-000000000000︠
# A graph: drag its vertices.
show(graphs.PetersenGraph(), vertex_partition=[[0..4], [5..9]])
︠00000013-0a7e-4ac7-8000-000000000000︠
# A graph that springs hold together.
show(graphs.BalancedTree(2, 3), force_spring_layout=True, vertex_labels=False, height=300)
︠00000014-0a7e-4ac7-8000-000000000000︠
# An animation.
show(animate([plot(sin(x + t), (x, 0, 6), ymin=-1, ymax=1, figsize=[4, 2]) for t in srange(0, 6.28, 1.0)]), delay=20)
︠00000015-0a7e-4ac7-8000-000000000000︠
# A file, and a link to it.
with open('squares.csv', 'w') as f:
    print('\n'.join('%s,%s' % (n, n^2) for n in range(5)), file=f)
salvus.file('squares.csv')
salvus.link('squares.csv', label='the same file in this project')
︠00000016-0a7e-4ac7-8000-000000000000︠
# Source code.
source = 'def double(n):\n    return 2*n'
salvus.code(source, mode='python', filename='double.py', lineno=1)
︠00000017-0a7e-4ac7-8000-000000000000︠
# Output can be taken back.
print('forgotten')
clear()
print('kept')
︠00000018-0a7e-4ac7-8000-000000000000︠
# A program in the page: it draws here, and asks the session for a value.
salvus.javascript('''
const button = document.createElement('button')
button.textContent = 'How many primes are below ' + obj.n + '?'
button.onclick = () => worksheet.execute_code({code: 'print(prime_pi(salvus.data["n"]))', data: obj, cb: message => message.stdout && print(message.stdout.trim())})
cell.output.append(button)
''', obj={'n': 1000})
︠00000019-0a7e-4ac7-8000-000000000000︠
%coffeescript
square = (n) -> n * n
print "CoffeeScript says #{square 12}"
︠00000020-0a7e-4ac7-8000-000000000000︠
# More than fits goes to a file.
for n in range(20000): print(n, 'is a number that goes on')
︠00000021-0a7e-4ac7-8000-000000000000︠
# What is asked for, whoever may run cells can answer.
name = raw_input('What is your name?', placeholder='a name')
print('Hello', name)
