︠00000001-1a7e-4ac7-8000-000000000000i︠
%md(hide=True)
# Interacts

Put `@interact` before a function, and each of its arguments becomes a control. Run a cell with Shift+Enter, then move its controls.
What is moved is kept in the worksheet, and everybody here sees it.
︠00000002-1a7e-4ac7-8000-000000000000︠
# A slider: from, to, step, and the value it begins with.
@interact
def sine(centre=slider(-10, 10, 0.1, 0), width=slider(1, 20, 0.5, 6)):
    show(plot(sin(x), (x, centre - width/2, centre + width/2), figsize=[6, 2.2]))
︠00000003-1a7e-4ac7-8000-000000000000︠
# Two ends on one track.
@interact
def between(ends=range_slider(0, 100, 1, (20, 60), label='primes in')):
    print(prime_range(ends[0], ends[1] + 1))
︠00000004-1a7e-4ac7-8000-000000000000︠
# Boxes: what is typed is evaluated, or kept as text.
@interact
def derivative(f=input_box(x^3*sin(x), label='$f(x)$'), order=input_box(1, type=int, width=4), name=input_box('f', type=str)):
    print(name + "'"*order)
    show(diff(f, x, order))
︠00000005-1a7e-4ac7-8000-000000000000︠
# Several lines, sent by Shift+Enter or the button.
@interact
def lines(text=input_box('one\ntwo\nthree', type=str, nrows=3)):
    print(len(text.split()), 'words')
︠00000006-1a7e-4ac7-8000-000000000000︠
# A tick, a menu, buttons, and buttons in two rows.
@interact
def choices(square=checkbox(True), what=selector([(sin, 'sine'), (cos, 'cosine'), (exp, 'exponential')], label='function'),
            at=[1, 2, 3], n=selector([1..6], nrows=2)):
    value = what(at)
    show(value^2 if square else n*value)
︠00000007-1a7e-4ac7-8000-000000000000︠
# A colour.
@interact
def colours(colour=color_selector('teal'), filled=True):
    show(circle((0, 0), 1, rgbcolor=colour, fill=filled, figsize=2.4, axes=False))
︠00000008-1a7e-4ac7-8000-000000000000︠
# A grid of boxes becomes a matrix.
@interact
def eigenvalues(A=matrix(QQ, 2, 2, [2, 1, 1, 3])):
    show(A.charpoly('t'))
︠00000009-1a7e-4ac7-8000-000000000000︠
# Text among the controls, and a button that is told from the others by what changed.
@interact
def throws(note=text_control(r'A throw of <i>two</i> dice, $2 \le s \le 12$.'), throw=button('Throw', classes='btn-primary')):
    if 'throw' in interact.changed():
        print(randint(1, 6) + randint(1, 6))
    else:
        print('Not thrown yet')
︠00000010-1a7e-4ac7-8000-000000000000︠
# The automatic rules: a default value says which control is meant.
@interact
def automatic(text='abc', tick=False, few=['a', 'b'], many=[1..8], steps=(0, 10, 2), free=(0, 1), own=('called so', 7), named=(3, [1..5])):
    print(text, tick, few, many, steps, free, own, named)
︠00000011-1a7e-4ac7-8000-000000000000︠
# A layout: rows of names, each so many twelfths wide; the output is called ''.
@interact(layout=[[('a', 4), ('b', 4), ('c', 4)], [('', 12)]])
def parabola(a=slider(-2, 2, 0.1, 1), b=slider(-2, 2, 0.1, 0), c=slider(-2, 2, 0.1, 0)):
    show(plot(a*x^2 + b*x + c, (x, -3, 3), ymin=-4, ymax=4, figsize=[6, 2.4]))
︠00000012-1a7e-4ac7-8000-000000000000︠
# Only the button runs it.
@interact(auto_update=False)
def patient(n=slider(1, 50, 1, 10), k=slider(1, 50, 1, 3)):
    print(binomial(n, k))
︠00000013-1a7e-4ac7-8000-000000000000︠
# Controls that the function sets, adds and takes away.
@interact
def growing(n=slider(1, 4, 1)):
    for i in range(1, 5):
        name = 'x%s' % i
        if i <= n and name not in dir(interact):
            setattr(interact, name, slider(0, 9, 1))
        elif i > n and name in dir(interact):
            delattr(interact, name)
    print([getattr(interact, 'x%s' % i) for i in range(1, n + 1)])
︠00000014-1a7e-4ac7-8000-000000000000︠
# An interact within another.
@interact
def outer(kind=['sum', 'product']):
    @interact
    def inner(n=slider(1, 10, 1, 4)):
        print(kind, 'up to', n, 'is', sum(range(1, n + 1)) if kind == 'sum' else factorial(n))
︠00000016-1a7e-4ac7-8000-000000000000︠
%exercise
# A question that checks its answer, and is made anew as often as wanted.
a, b = randint(2, 9), randint(2, 9)
title = 'Products'
question = r'What is $%s \cdot %s$?' % (a, b)
answer = a*b
hints = ['Add $%s$ to itself.' % a]
︠00000015-1a7e-4ac7-8000-000000000000︠
# From another cell, the function's own name reads, sets and calls.
patient.n = 20
print(patient.n, patient.k)
patient(k=2)
