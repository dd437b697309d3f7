#!/usr/bin/env python3
"""escape_shapes.py GORT [SIZE ...] - large shapes of functions that call each other: gort's escape
messages against Go's.

A shape is who calls whom (GRAPHS) and what they pass round (KINDS). Each pair is a program of SIZE
functions (default 3 and 12), which is compiled by `go tool compile -m=2 -l` and `-m -l` and read by
`gort escape` with the same flags; the texts must be equal byte for byte. Needs go1.19
(GO=path of the go command); without it, says so and skips.
escape_shapes.py - GRAPH KIND SIZE prints a program: what linear.py does with templates, for shapes
that need more than a line repeated.
"""
import os
import shutil
import sys
import tempfile

from escape_diff import written
from harness import GO, first_difference, has_go, run

# Of function i of n: the numbers of those it calls, the first with what it got, the rest likewise.
GRAPHS = {
    'ring': lambda i, n: [(i + 1) % n],
    'back': lambda i, n: [(i + 1) % n, 0],
    'skip': lambda i, n: [(i + 1) % n, (i + 2) % n],
    'tree': lambda i, n: [(2 * i + 1) % n, (2 * i + 2) % n],
    'few': lambda i, n: [(i + 1) % n, (i * 7 + 3) % n, (i * 31 + 11) % n, (i * i + 5) % n],
}
# Signature, a call ({f} is the callee, {k} counts the calls), what ends the function.
POINTER = '(p *T, n int)'
LOOP = '\tfor k := 0; k < n; k++ {{\n\t\t%s\n\t}}\n'
KINDS = {
    'same': (POINTER, '\t{f}(p, n-1)\n', ''),
    'open': (POINTER, '\tif {last} {{ {f}(nil, n) }} else {{ {f}(p, n-1) }}\n', ''),
    'field': (POINTER, '\t{f}(p.next, n-1)\n', ''),
    'address': (POINTER, '\tvar y{k} T\n\t{f}(&y{k}, n-1)\n', ''),
    'link': (POINTER, '\ty{k} := T{{next: p}}\n\t{f}(&y{k}, n-1)\n', ''),
    'stored': (POINTER, '\ty{k} := T{{next: p}}\n\t{f}(&y{k}, n-1)\n\tp = y{k}.next\n', '\tsink = p.next\n'),
    'loop': (POINTER, LOOP % 'var y T\n\t\t{f}(&y, n-1)' + '\t{f}(p, n-1)\n', ''),
    'loop_open': (POINTER, LOOP % 'var y T\n\t\t{f}(&y, n-1)'
                  + '\tif {last} {{ {f}(nil, n) }} else {{ {f}(p, n-1) }}\n', ''),
    'loop_field': (POINTER, LOOP % 'var y T\n\t\t{f}(&y, n-1)' + '\t{f}(p.next, n-1)\n', ''),
    'loop_first': (POINTER, LOOP % 'var y T\n\t\tf0(&y, n-1)' + '\tif {last} {{ {f}(nil, n) }} else {{ {f}(p, n-1) }}\n', ''),
    'loop_literal': (POINTER, LOOP % '{f}(&T{{next: p}}, n-1)', ''),
    'loop_twice': ('(p **T, n int)', LOOP % 'var y T\n\t\tz := &y\n\t\t{f}(&z, n-1)' + '\tq{k} := *p\n\t{f}(&q{k}, n-1)\n', ''),
    'two': ('(p, q *T, n int)', LOOP % 'var y T\n\t\t{f}(&y, q, n-1)' + '\t{f}(nil, p, n-1)\n', ''),
    'result': ('(p *T, n int) *T', '\tif n == {k} {{ return {f}(p, n-1) }}\n', '\treturn p\n'),
    'result_field': ('(p *T, n int) *T', '\tif n == {k} {{ return {f}(p.next, n-1).next }}\n', '\treturn p.next\n'),
    'result_address': ('(p *T, n int) *T', LOOP % 'var y T\n\t\tp = {f}(&y, n-1)', '\treturn p.next\n'),
    'results': ('(p, q *T, n int) (*T, **T)', '\tp, _ = {f}(q, p.next, n-1)\n', '\treturn p, &q.next\n'),
    'named': ('(p, q *T, n int) (r, s *T)', '\tr, s = {f}(q, p, n-1)\n', '\treturn\n'),
    'many': ('(p *T, n int) (a, b, c, d, e, f, g, h *T)', '\ta, b, c, d, e, f, g, h = {f}(p, n-1)\n\ta = p\n', '\th = p.next\n\treturn\n'),
    'slice': ('(s []*T, n int) []*T', '\ts = {f}(append(s, s[0]), n-1)\n' + LOOP % '{f}([]*T{{s[0]}}, n)', '\treturn s[1:]\n'),
    'variadic': ('(n int, s ...*T)', LOOP % 'var y T\n\t\t{f}(n-1, &y, s[0])', ''),
    'interface': ('(i interface{}, n int)', LOOP % 'var y T\n\t\t{f}(&y, n)\n\t\t{f}(n, n)' + '\t{f}(i, n-1)\n', ''),
    'closure': ('(c func() *T, n int)', LOOP % 'var y T\n\t\t{f}(func() *T {{ return &y }}, n-1)' + '\t{f}(c, n-1)\n', ''),
    'closure_open': ('(p *T, n int)', '\tg{k} := func(q *T) {{ {f}(q, n-1) }}\n\tg{k}(p)\n', ''),
    'closure_result': ('(p *T, n int) *T', '\tg{k} := func(q *T) *T {{ return {f}(q, n-1) }}\n' + LOOP % 'p = g{k}(p)', '\treturn p\n'),
    'spot': (POINTER, '\tq{k} := func() *T {{ return p }}()\n\t{f}(q{k}, n-1)\n', ''),
    'spot_address': (POINTER, '\tvar y{k} T\n\t{f}(func(q *T) *T {{ return &y{k} }}(p), n-1)\n', ''),
    'captured': (POINTER, '\tfunc() {{ {f}(p, n-1); p = p.next }}()\n', ''),
    'method': ('(p *T, n int)', LOOP % 'var y T\n\t\t{f}(y.step(p), n-1)', ''),
    'map': ('(m map[int]*T, n int)', LOOP % '{f}(map[int]*T{{n: m[n]}}, n-1)', ''),
}


def program(graph, kind, n):
    signature, call, tail = KINDS[kind]
    out = ['package main\n\ntype T struct {\n\tnext *T\n\tn    int\n}\n\nvar sink *T\n',
           'func (t *T) step(p *T) *T { t.next = p; return t.next }\n']
    for i in range(n):
        body = ''.join(call.format(f='f%d' % j, k=k, last='true' if j <= i else 'false')
                       for k, j in enumerate(GRAPHS[graph](i, n)))
        out.append('func f%d%s {\n\tif n < 0 { %s }\n%s%s}\n'
                   % (i, signature, 'panic(n)', body, tail))
    out.append('func main() {\n\t_ = f0\n}\n')
    return '\n'.join(out)


def compare(gort, work, name, text):
    """Whether both levels of messages are equal."""
    path = os.path.join(work, name + '.go')
    with open(path, 'w', encoding='utf-8') as f:
        f.write(text)
    equal = True
    for level in ('-m', '-m=2'):
        flags = [level, '-l', os.path.basename(path)]
        code, out, err = run([GO, 'tool', 'compile', '-p', 'main', '-o', 'go.o'] + flags, work)
        want = written(out + err)
        if code != 0:
            print('%s: no valid Go: %s' % (path, want[:300]))
            return False
        code, out, err = run([gort, 'escape'] + flags, work)
        if code != 0 or out + err != want:
            print('%s %s: %s' % (path, level, first_difference(want, out + err)))
            equal = False
    if equal:
        os.unlink(path)
    return equal


def main():
    if len(sys.argv) == 5 and sys.argv[1] == '-':
        sys.stdout.write(program(sys.argv[2], sys.argv[3], int(sys.argv[4])))
        return 0
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    if not has_go():
        print('escape_shapes: no %s: skipped' % GO)
        return 77
    gort, sizes = os.path.realpath(sys.argv[1]), [int(n) for n in sys.argv[2:]] or [3, 12]
    work = tempfile.mkdtemp(prefix='escape_shapes.')
    equal = [compare(gort, work, '%s_%s_%d' % (graph, kind, n), program(graph, kind, n))
             for graph in GRAPHS for kind in KINDS for n in sizes]
    print('escape_shapes: %d equal, %d different' % (sum(equal), len(equal) - sum(equal)))
    if not all(equal):
        return 1
    shutil.rmtree(work)
    return 0


if __name__ == '__main__':
    sys.exit(main())
