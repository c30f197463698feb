︠00000001-30de-4ac7-8000-000000000000i︠
%md(hide=True)
# Modes

A line that begins with `%` says what becomes of the text behind it, or below it if nothing stands behind. Modes can be stacked, and any
function of a string is one.
︠00000002-30de-4ac7-8000-000000000000︠
# All there are here.
modes()
︠00000003-30de-4ac7-8000-000000000000︠
# For one line, in the midst of others.
a = 3
%time factor(2^101 - 1)
%sh echo from the shell
print(a)
︠00000004-30de-4ac7-8000-000000000000︠
# The exclamation mark is %sh. One shell serves the worksheet, so its variables stay.
!WORD=kept
!echo $WORD
︠00000005-30de-4ac7-8000-000000000000︠
%python
# Without Sage's preparser.
print(2^3, 1/2)
︠00000006-30de-4ac7-8000-000000000000︠
%time
%hide
# Stacked: timed, and hidden.
print(sum(range(10^5)))
︠00000007-30de-4ac7-8000-000000000000︠
# A mode of your own.
def shout(text):
    print(text.upper())
%shout any function of a string is a mode
︠00000008-30de-4ac7-8000-000000000000︠
# What a mode returns as a string is run.
def twice(code):
    return code + '\n' + code
%twice print('again')
︠00000009-30de-4ac7-8000-000000000000︠
%capture(stdout='said')
print('into a variable')
︠00000010-30de-4ac7-8000-000000000000︠
print(said.strip(), len(said))
︠00000011-30de-4ac7-8000-000000000000︠
%default_mode md
︠00000012-30de-4ac7-8000-000000000000︠
Cells without a mode are *Markdown* now.
︠00000013-30de-4ac7-8000-000000000000︠
%default_mode sage
︠00000014-30de-4ac7-8000-000000000000︠
%fork
# Runs apart, while other cells go on; what it changes is taken over.
slow = sum(1/n for n in range(1, 2000)).n()
print('done apart')
︠00000015-30de-4ac7-8000-000000000000︠
%gp
nextprime(10^9)
︠00000016-30de-4ac7-8000-000000000000︠
%gap
Size(SymmetricGroup(5));
︠00000017-30de-4ac7-8000-000000000000︠
%maxima
integrate(1/(1 + x^2), x);
︠00000018-30de-4ac7-8000-000000000000︠
%singular
ring R = 0, (x, y), dp; factorize(x^4 - y^4);
︠00000019-30de-4ac7-8000-000000000000︠
%cython
def add_up(int n):
    cdef long total = 0
    cdef int i
    for i in range(n): total += i
    return total
︠00000020-30de-4ac7-8000-000000000000︠
add_up(10^6)
︠00000021-30de-4ac7-8000-000000000000︠
%perl
print join(', ', map { $_ * $_ } 1..5), "\n";
︠00000022-30de-4ac7-8000-000000000000︠
%script('sort -n')
3
1
2
︠00000023-30de-4ac7-8000-000000000000︠
%latex
Words and $\sum_{n \ge 1} n^{-2} = \pi^2/6$.
︠00000024-30de-4ac7-8000-000000000000︠
%file('notes.txt')
Written into a file.
︠00000025-30de-4ac7-8000-000000000000︠
!cat notes.txt
︠00000026-30de-4ac7-8000-000000000000︠
%timeit 2^1000
︠00000027-30de-4ac7-8000-000000000000︠
%prun
sum(n^2 for n in range(1000))
︠00000028-30de-4ac7-8000-000000000000︠
# Kernels of Jupyter that are on this machine.
jupyter()
︠00000029-30de-4ac7-8000-000000000000︠
%var u, v
︠00000030-30de-4ac7-8000-000000000000︠
u + v
