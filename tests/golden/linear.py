#!/usr/bin/env python3
"""linear.py GORT [KIND ...] - TAP: what stands in front of the C compiler takes time and memory in
proportion to the source.

Each kind is a program with something repeated N times. It is compiled to C, and analysed, at N and at
4 N: four times the size may take up to eight times the processor time, and a full-sized one must stay
far below the limits that the machine sets. Processor time, not the clock: a busy machine changes
nothing. linear.py - KIND N prints a program.

In a template «...» is repeated on a line of its own: @ is its number, @+ the next, @o the next around
the circle; outside, # is N and #- is N - 1.
"""
import os
import re
import resource
import subprocess
import sys
import tempfile

SCALE = float(os.environ.get('SCALE', 1))  # less for a quick look
SMALL, FULL = int(2500 * SCALE), int(10000 * SCALE)
# For literals and long chains: what grows slowly with the square shows.
LARGE_SMALL, LARGE_FULL = int(25000 * SCALE), int(100000 * SCALE)
# Of the full size; what is meant is a quarter of the time.
CPU_SECONDS, MEMORY_MB = 8, int(20 + 800 * SCALE)

USE = 'func main() { println(len(v)) }\n'
CHAIN = 'type I0 interface{ M0() }\n«type I@+ interface{ I@; M@+() }»\n'
TREE = 'type T struct{ p *T; n int }\n'
KINDS = {
    # Literals.
    'map': 'var v = map[string]int{\n«"key@": @,»}\n' + USE,
    'map_local': 'func main() {\n\tv := map[int]string{\n«@: "v@",»}\n\tprintln(len(v))\n}\n',
    'map_calls': 'func f(i int) int { return i }\nvar v = map[string]int{\n«"key@": f(@),»}\n' + USE,
    'map_structs': 'type T struct{ a int; s string }\nvar v = map[string]T{\n«"key@": {@, "s@"},»}\n'
                   + USE,
    'map_struct_calls': 'type T struct{ a int; s string }\nfunc f(i int) int { return i }\n'
                        'var v = map[string]T{\n«"key@": {f(@), "s@"},»}\n' + USE,
    'map_slices': 'var v = map[string][]int{\n«"key@": {@, 2},»}\n' + USE,
    'structs': 'type T struct{ s string; a, b int }\nvar v = []T{\n«{"n@", @, 1},»}\n' + USE,
    'structs_local': 'type T struct{ s string; a, b int }\nfunc main() {\n\tv := []T{\n«{"n@", @, 1},»}'
                     '\n\tprintln(len(v))\n}\n',
    'strings': 'var v = []string{\n«"string @",»}\n' + USE,
    'strings_local': 'func main() {\n\tv := []string{\n«"string @",»}\n\tprintln(len(v))\n}\n',
    'pointers': 'type T struct{ a int; p *T }\nvar v = []*T{\n«{@, &T{a: @}},»}\n' + USE,
    'slices': 'var v = [][]int{\n«{@, 1},»}\n' + USE,
    'interfaces': 'var v = []interface{}{\n«@, "x@",»}\n' + USE,
    'calls': 'func f(i int) *int { return &i }\nvar v = []*int{\n«f(@),»}\n' + USE,
    'calls_local': 'func f(i int) *int { return &i }\nfunc main() {\n\tv := []*int{\n«f(@),»}\n'
                   '\tprintln(len(v))\n}\n',
    'map_calls_local': 'func f(i int) int { return i }\nfunc main() {\n\tx := len("ab")\n'
                       '\tv := map[int]int{\n«@: f(@) + x,»}\n\tprintln(len(v))\n}\n',
    'map_pointers': 'func f(i int) *int { return &i }\nvar v = map[int]*int{\n«@: f(@),»}\n' + USE,
    'structs_calls': 'type T struct{ s string; a, b int }\nfunc f(i int) int { return i }\n'
                     'var sink []T\nfunc main() {\n\ts := string(rune(65))\n\tv := []T{\n'
                     '«{"n" + s, f(@), 1}, {b: f(@)},»}\n\tsink = v\n}\n',
    'interfaces_local': 'func f(i int) int { return i }\nvar sink []interface{}\n'
                        'func main() {\n\tx := f(1)\n\tv := []interface{}{\n«f(@), &x, @,»}\n'
                        '\tsink = v\n}\n',
    'bytes': 'var v = [...]byte{\n«1, 2, 3,»}\n' + USE,
    'bytes_local': 'func main() {\n\tx := byte(3)\n\tv := []byte{\n«1, x, 3,»}\n\tprintln(len(v))\n}\n',
    'sparse': 'var v = [...]int{\n«@0: @,»}\n' + USE,
    # Package level.
    'variables': '«var v@ = @»\nfunc main() { println(v#-) }\n',
    'variables_back': '«var v@ = v@+ + 1»\nvar v# = f()\nfunc f() int { return 1 }\n'
                      'func main() { println(v0) }\n',
    'variables_functions': '«var v@ = f@()»\n«func f@() int { return f@+() }»\nfunc f#() int { return w }\n'
                           'var w = g()\nfunc g() int { return 1 }\nfunc main() { println(v0) }\n',
    'variables_circle': '«var v@ = f@(0)»\n«func f@(x int) int { if x > 1 { return x }; return f@o(x+1) + w@ }»\n'
                        '«var w@ = g()»\nfunc g() int { return 1 }\nfunc main() { println(v0) }\n',
    'variables_list': 'var\n«v@,»x, y = f()\nfunc f() (\n«int,»int, int) {\n\treturn 1,\n«@,»2\n}\n'
                      'func main() { println(x) }\n',
    'variables_called': 'func f(i int) int { return i }\n«var v@ = f(@)»\nfunc main() { println(v#-) }\n',
    'variables_pointers': 'type T struct{ p *T; n int }\n«var v@ = &T{n: @}»\n'
                          'func main() { println(v#-.n) }\n',
    'constants': 'const (\n\tC = iota\n«C@»)\nfunc main() { println(C#-) }\n',
    'constants_back': '«const C@ = C@+ + 1»\nconst C# = 0\nfunc main() { println(C0) }\n',
    'functions': '«func f@(a int, b *int) int { if a > @ { return *b }; return a + @ }»\n'
                 'func main() {\n\tx := 0\n«x += f@(x, &x)»\tprintln(x)\n}\n',
    'function_chain': '«func f@(p *int) *int { return f@+(p) }»\nfunc f#(p *int) *int { return p }\n'
                      'func main() {\n\tx := 0\n\tprintln(*f0(&x))\n}\n',
    'types': '«type T@ struct{ a int; p *T@o }»\nfunc main() {\n«var x@ T@; _ = x@»}\n',
    'types_boxed': 'type I interface{ M() int }\n«type T@ struct{ a int; p *int }»\n'
                   '«func (t T@) M() int { return @ }»\nfunc use(i I) int { return i.M() }\n'
                   'func main() {\n«use(T@{})»}\n',
    'methods': 'type T struct{ x int }\ntype I interface {\n«M@() int»}\n'
               '«func (t *T) M@() int { return t.x + @ }»\n'
               'func main() {\n\tvar i I = &T{}\n\tprintln(i.M#-())\n}\n',
    'interfaces_embedded': 'type I interface {\n«interface{ M@() }»}\nfunc f(i I) { i.M0() }\nfunc main() { f(nil) }\n',
    # Interfaces that embed interfaces: each has the methods of all before it. (What is asserted or
    # boxed as each of them has the method lists of all in its C, as in Go.)
    'interface_chain': CHAIN + 'func main() { var x I#; var y I#- = x; x = y.(I#); println(x == nil) }\n',
    'interface_chain_back': '«type I@ interface{ I@+; M@() }»\ntype I# interface{ M#() }\n'
                            'func main() { var x I0; println(x == nil) }\n',
    'interface_chain_calls': CHAIN + '«func f@(x I@) { x.M@() }; func g@(m map[I@]int, x I#) { x.M@() }»\n'
                             'func main() {}\n',
    'interface_chain_type': CHAIN + 'type T struct{}\nfunc (T) M0() {}\n«func (T) M@+() {}»\n'
                            'func main() { var x I# = T{}; x.M0() }\n',
    'interface_chain_literals': CHAIN + '«func f@(x interface{ N(); I@ }) { x.M@(); x.N() }»\nfunc main() {}\n',
    'interface_chain_bytes': 'type I0 interface{}\n«type I@+ interface{ I@; M@(b byte) I@ }»\nfunc main() {}\n',
    'interface_chain_structs': CHAIN + '«type S@ struct{ I@ }; func f@(s S@) { s.M@(); s.I@.M0() }»\n'
                               'func main() {}\n',
    'interface_diamonds': 'type I0 interface{ M0() }\ntype J0 interface{ N0() }\n'
                          '«type I@+ interface{ I@; J@; M@+() }; type J@+ interface { J@; N@+(); I@ }»\n'
                          'func f(x I#) J#- { return x }\nfunc main() {}\n',
    'interface_wide': CHAIN + 'type I interface {\n«I@»}\n«func f@(x I) { x.M@() }»\nfunc main() {}\n',
    'interface_clashes': 'type I0 interface{ M() }\n«type I@+ interface{ I@; M(int); N@() }»\nfunc main() {}\n',
    # Functions that call each other, with what they pass round (fuzz/escape_shapes.py has more).
    'mutual': 'type T struct{ p *T }\n«func f@(p, q *T, n int) (*T, *T) { if n == 0 { return q, p }; return f@o(q, p.p, n-1) }»'
              'func main() { f0(nil, nil, 0) }\n',
    'mutual_loops': 'type T struct{ p *T }\n«func f@(p *T, n int) { for i := 0; i < n; i++ { var y T; f@o(&y, n-1) }; f@o(p, n) }»'
                    'func main() { f0(nil, 0) }\n',
    'mutual_fields': 'type T struct{ p *T }\n«func f@(p *T, n int) { f@o(p.p, n-1); f@+(p, n); f@+(p.p, n) }»'
                     'func f#(p *T, n int) { f0(p.p, n) }\nfunc main() { f0(nil, 0) }\n',
    'mutual_twice': 'type T struct{ p *T }\n«func f@(p **T, n int) { for i := 0; i < n; i++ { var y T; z := &y; f@o(&z, n-1) }; '
                    'q := *p; f@o(&q, n); f@+(&q, n) }»func f#(p **T, n int) { q := *p; f0(&q, n) }\nfunc main() { f0(nil, 0) }\n',
    'mutual_spots': 'type T struct{ p *T }\n«func f@(p *T, n int) { f@o(func() *T { return p }(), n-1) }»'
                    'func main() { f0(nil, 0) }\n',
    'aliases': '«type T@ = T@+»\ntype T# = int\nfunc main() { var t T0; println(t) }\n',
    'embedded': '«type T@ struct { f@ int }»\ntype T struct {\n«T@»}\nvar v T\n'
                'func main() {\n\ts := 0\n«s += v.f@»\tprintln(s)\n}\n',
    'embedded_chain': 'type T0 struct{ x int }\n«type T@+ struct{ T@ }»\nfunc main() {\n\tvar t T#\n'
                      '\tt.x = 3\n\tprintln(t.x, t == T#{})\n}\n',
    'embedded_pointers': 'type T0 struct{ x int }\n«type T@+ struct{ *T@ }»\nfunc main() {\n\tvar t T#\n'
                         '\tif t.T#- != nil {\n\t\tt.x++\n\t}\n}\n',
    'embedded_method': 'type T0 struct{ x int }\n«type T@+ struct{ a int; T@ }»\n'
                       'func (t *T0) M() int { return t.x }\n'
                       'func main() {\n\tvar t T#\n\tprintln(t.M())\n}\n',
    'fields': 'type T struct {\n«f@ *int»}\nvar v T\nfunc main() {\n\tx := 1\n\tt := &v\n«t.f@ = &x»'
              '\tprintln(*t.f#-)\n}\n',
    'embedded_methods': '«type T@ struct{ a int }; func (t *T@) M@() int { return t.a }»\ntype T struct {\n«T@»}\n'
                        'func main() {\n\tvar v T\n\ts := 0\n«s += v.M@()»\tprintln(s)\n}\n',
    'embedded_boxed': '«type T@ struct{ a int }; func (t *T@) M@() int { return t.a }»\ntype T struct {\n«T@»}\n'
                      'type I interface {\n«M@() int»}\nfunc main() {\n\tvar i I = &T{}\n\tprintln(i.M0())\n}\n',
    'embedded_interface': 'type I interface {\n«M@() int»}\ntype T struct{ I }\n'
                          'func main() {\n\tvar v T\n\ts := 0\n«s += v.M@()»\tprintln(s)\n}\n',
    'fields_named': 'type T struct {\n«f@ int»}\nfunc main() {\n\tv := T{\n«f@: @,»}\n\tprintln(v.f#-)\n}\n',
    'methods_many': 'type T struct {\n«f@ int»}\n«func (t T) M@() int { return t.f@ }»\n'
                    'func main() {\n\tvar v T\n«_ = v.M@()»}\n',
    # Types in types.
    'types_in_types': 'type T0 struct{ p *int }\n«type T@+ struct{ t T@ }»\nvar sink interface{}\n'
                      'func main() {\n«sink = T@{}; println(T@{} == T@{})»}\n',
    'strings_in_types': 'type T0 struct{ s string; f float64 }\n«type T@+ struct{ t T@ }»\nvar sink interface{}\n'
                        'func main() {\n«sink = T@{}; println(T@{} == T@{})»}\n',
    'types_in_arrays': '«type T@ [1]T@+»\ntype T# [1]*int\nvar sink interface{}\n'
                       'func main() {\n«sink = T@{}; println(T@{} == T@{})»}\n',
    'types_in_keys': 'type T0 struct{ s string; f float64 }\n«type T@+ struct{ t T@ }»\n'
                     'func main() {\n«{ m := map[T@]int{}; m[T@{}] = 1 }»}\n',
    'tags': '«type T@ struct { f int `a:"@"` }; type U@ struct { f int `b:"@"` }»\n'
            'func main() {\n«{ var t T@; _ = U@(t) }»}\n',
    # Statements.
    'else_if': 'func f(x int) int {\n\tif x == 0 {\n\t\treturn 1\n«} else if x == @ { return @»}\n'
               '\treturn 0\n}\nfunc main() { println(f(3)) }\n',
    'else_if_calls': 'func g(x int) int { return x }\nfunc f(x int) int {\n\tif x == 0 {\n\t\treturn 1\n'
                     '«} else if y := g(x); y == @ { x += y»} else {\n\t\tx = 7\n\t}\n\treturn x\n}\n'
                     'func main() { println(f(3)) }\n',
    'switch': 'func f(x int) int {\n\tswitch x {\n«case @: return @+»}\n\treturn 0\n}\n'
              'func main() { println(f(3)) }\n',
    'switch_strings': 'func f(x string) int {\n\tswitch x {\n«case "s@": return @+»}\n\treturn 0\n}\n'
                      'func main() { println(f("s3")) }\n',
    'switch_constants': 'func main() {\n\tswitch #- {\n«case @: println(@)»\t}\n}\n',
    'switch_false': 'func main() {\n\tswitch {\n«case false: println(@)»\t}\n}\n',
    'blocks': 'func main() {\n«{ println(@) }»}\n',
    'blocks_left': 'func main() {\n«{ if true { return }; println(@) }»L:\n\tfor {\n\t\tbreak L\n\t}\n}\n',
    'switch_types': '«type T@ struct{ p *int; n int }»\nfunc f(x interface{}) int {\n'
                    '\tswitch y := x.(type) {\n«case *T@: return y.n + @»}\n\treturn 0\n}\n'
                    'func main() { println(f(&T0{})) }\n',
    'switch_type_list': 'func f(x interface{}) int {\n\tswitch x.(type) {\n\tcase bool,\n«[@]int,»'
                        '\t\tint8:\n\t\treturn 1\n\t}\n\treturn 0\n}\n'
                        'func main() { println(f(0)) }\n',
    'locals': 'func g(p *int) *int { return p }\nfunc f(q *int) int {\n\ts := 0\n«v@ := g(q)»'
              '«s += *v@»\treturn s\n}\nfunc main() { x := 1; println(f(&x)) }\n',
    'short_locals': 'func g(p *int) *int { return p }\nfunc f(q *int) int {\n\ts := 0\n'
                    '«v@ := g(q); s += *v@ + *g(v@)»\treturn s\n}\nfunc main() { x := 1; println(f(&x)) }\n',
    'cells': 'type T struct{ p *int }\nfunc g(p *T) int { return 1 }\nfunc f(q *int) int {\n\ts := 0\n'
             '«v@ := T{q}; s += g(&v@)»\treturn s\n}\nfunc main() { x := 1; println(f(&x)) }\n',
    'loops': 'func g(p *int) *int { return p }\nfunc f(q *int) int {\n\ts := 0\n'
             '«for i := 0; i < 2; i++ { v := g(q); if s > @ { s += *v } else { q = v } }»'
             '\treturn s\n}\nfunc main() { x := 1; println(f(&x)) }\n',
    'statements': 'func f(x int) int {\n«x += @»\treturn x\n}\nfunc main() { println(f(3)) }\n',
    'prints': 'import "fmt"\n\nfunc main() {\n\tx := 0\n«fmt.Println("line", x, @)»}\n',
    'maps': 'func f(x []int, m map[string]int) {\n«x[@] = m["k@"]»}\nfunc main() { f(make([]int, #), nil) }\n',
    'results': '«func f@(x int) (int, string, error) { return x, "a", nil }»\nfunc main() {\n'
               '«a@, b@, c@ := f@(@); _, _, _ = a@, b@, c@»}\n',
    'closures': 'func main() {\n\tx := 0\n\tvar fs []func() int\n'
                '«fs = append(fs, func() int { x++; return x + @ })»\tprintln(len(fs))\n}\n',
    'captures': 'func main() {\n«v@ := @»\tf := func() int {\n\t\ts := 0\n«v@ += 1; s += v@»\t\treturn s\n'
                '\t}\n\tprintln(f())\n}\n',
    'gotos': 'func main() {\n\tx := 0\n«L@:\n\tx++\n\tif x < 3 { goto L@ }»\tprintln(x)\n}\n',
'labels': 'func main() {\n\tx := 0\n«if x == @ { goto L@ }»«L@:\n\tx++»\tprintln(x)\n}\n',
    'labels_used': 'func main() {\n\tx := 0\n«L@: for { x++; if x > @ { break L@ } }»}\n',
    'gotos_over': 'func main() {\n\tx := 0\n\tfor x < 5 {\n\t\tx++\n«if x == @ { goto end }; v@ := x; _ = v@»'
                  '\t}\nend:\n\tprintln(x)\n}\n',
    'names_defined': 'func f() (\n«int,»int, int) {\n\treturn 1,\n«@,»0\n}\nfunc main() {\n«v@,»x, y := f()\n«_ = v@»\tprintln(x, y)\n}\n',
    'branches': 'func main() {\n\tx := 0\n'
                '«for x < @ { x++; if x == 7 { continue }; if x > 3 { break } }»\tprintln(x)\n}\n',
    'leaks': 'type T struct{ p *T }\nvar sink *T\nfunc f(a *T) {\n«v@ := &T{a}; a = v@»\tsink = a\n}\n'
             'func main() { f(nil) }\n',
    'comments': '«// a comment, number @»\nfunc main() {\n\tx := 0\n«x++ // @»\tprintln(x)\n}\n',
    'long_string': 'const v = `\n«' + 'one line of many ' * 20 + '»`\n' + USE,
    # Wrong programs.
    'type_cycle': '«type T@ struct{ a T@o }»\nfunc main() {}\n',
    'variable_cycle': '«var v@ = f@()»\n«func f@() int { return v@o }»\nfunc main() {}\n',
    # As deep as it is long.
    'literals_nested': TREE + 'func f(x []int) *T {\n\treturn &T{\n«&T{»nil,\n«x[@]},»0}\n}\nfunc main() {}\n',
    'literals_deferred': 'func f() {\n\tx := 0\n«defer func() {»x++\n«}()»}\nfunc main() { f() }\n',
    'literals_boxed': 'func f(n int) []interface{} {\n\treturn []interface{}{\n«[]interface{}{n,»nil,\n«},»n}\n}\n'
                      'func main() {}\n',
    'pointer_types': 'type T0 int\n«type T@+ *T@»\nvar x T#\nfunc main() { println(x == nil) }\n',
    'text_sum': 'const s = "" +\n«"text @" +»""\nfunc main() { println(len(s), s) }\n',
    'map_chain': 'type M map[int]M\nfunc f(t M) M {\n\treturn t[\n«0][»0]\n}\nfunc main() { println(f(nil) == nil) }\n',
    'array_type': 'var v [\n«1][»1]int\nfunc main() { println(v == v) }\n',
    'sum': 'func g(i int) int { return i }\nfunc f(a int) int {\n\treturn 0 +\n«g(a) +»1\n}\n'
           'func main() { println(f(1)) }\n',
    'concatenation': 'func f(a string) string {\n\treturn "" +\n«a + "s@" +»""\n}\n'
                     'func main() { println(len(f("x"))) }\n',
    'conditions': 'func g(i int) bool { return i > 0 }\nfunc f(a int) bool {\n\treturn true &&\n'
                  '«g(a+@) &&»true\n}\nfunc main() { println(f(1)) }\n',
    'conditions_beside': 'func f(a bool, x []int) []bool {\n\treturn []bool{x[0] == 1, x[len(x)-1] == 1, true &&\n'
                         '«a &&»true}\n}\nfunc main() { println(len(f(true, []int{1}))) }\n',
    'method_chain': 'type T struct{ n int }\nfunc (t *T) m(n int) *T { t.n += n; return t }\nfunc main() {\n'
                    '\tt := &T{}\n\tt.\n«m(@).»m(0)\n}\n',
    'continue_outer': 'func main() {\n\tx := 0\nL:\n\tfor {\n«for x < 3 { x++; if x == @ { continue L }»\t\tx++\n'
                      '«}»\t}\n}\n',
    'chain_store': 'type T struct{ p *T; v int }\nfunc f(t *T, x []int) {\n\tt.\n«p.»v = x[0] + x[len(x)-1]\n}\n'
                   'func main() { f(nil, nil) }\n',
}
# With -m=2 go1.19's walks are ours; it looks a name up scope by scope, and so do we. These grow with
# the square, slowly.
SQUARE = ('closures', 'leaks', 'loops', 'else_if_calls', 'embedded')
# Of these twice as slow shows only in larger programs.
MORE = {'variables_functions': 4, 'methods_many': 4, 'gotos_over': 4, 'names_defined': 4,
        'labels': 2, 'labels_used': 4, 'pointer_types': 4}
WRONG = ('type_cycle', 'variable_cycle', 'interface_clashes')
LARGE = ('map', 'map_local', 'map_calls', 'map_calls_local', 'map_structs', 'map_struct_calls',
         'structs', 'pointers', 'interfaces', 'sparse', 'embedded_chain', 'fields_named',
         'variables_list')
DEEP = {'array_type': 0.9, 'text_sum': 0.9, 'map_chain': 0.9, 'else_if': 0.9, 'else_if_calls': 0.9, 'sum': 0.9, 'conditions': 0.9,
        'conditions_beside': 0.9, 'chain_store': 0.9,
        'literals_nested': 0.4, 'literals_deferred': 0.5, 'literals_boxed': 0.9,
        'method_chain': 0.45, 'continue_outer': 0.4, 'concatenation': 0.45, 'embedded': 0.4}


def program(kind, n):
    n = int(n * DEEP.get(kind, 1))

    def repeated(m):
        part = m.group(1)
        names = {'@+': lambda i: i + 1, '@o': lambda i: (i + 1) % n, '@': lambda i: i}
        return ''.join('\t' + re.sub(r'@[+o]?', lambda k: str(names[k.group()](i)), part) + '\n'
                       for i in range(n))

    text = re.sub(r'#-', str(n - 1), KINDS[kind])
    text = re.sub(r'#', str(n), text)
    return 'package main\n\n' + re.sub(r'«(.*?)»', repeated, text, flags=re.S)


class Run:
    """A command under limits: its end, its processor seconds, its memory in MB."""

    def __init__(self, args, seconds, output):
        pid = os.fork()
        if pid == 0:
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
            resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            with open(output, 'wb') as f:
                os.dup2(f.fileno(), 1)
                os.dup2(f.fileno(), 2)
            os.execv(args[0], args)
        _, self.status, used = os.wait4(pid, 0)
        self.seconds = used.ru_utime + used.ru_stime
        self.mb = used.ru_maxrss / 1024


class Tap:
    n = failed = 0

    def result(self, name, why):
        self.n += 1
        self.failed += bool(why)
        print('%sok %d - %s' % ('not ' if why else '', self.n, name))
        for line in why:
            print('# ' + line)
        sys.stdout.flush()


def check(tap, gort, kind, work):
    for command in (['emit'], ['escape', '-m', '-l']):
        more = MORE.get(kind, 1)
        check_sizes(tap, gort, kind, work, command, (more * SMALL, more * FULL))


def check_sizes(tap, gort, kind, work, command, sizes):
    source, output = os.path.join(work, kind + '.go'), os.path.join(work, 'out')
    runs, why = [], []
    for size in sizes:
        with open(source, 'w', encoding='utf-8') as f:
            f.write(program(kind, size))
        r = Run([gort] + command + [source], 4 * CPU_SECONDS, output)
        runs.append(r)
        if r.status != (256 if kind in WRONG else 0):
            with open(output, 'rb') as f:
                said = f.read(200).decode('utf-8', 'replace').splitlines()
            why.append('at %d: wait status %d: %s' % (size, r.status, ' '.join(said[:1])))
    small, full = runs
    figures = '%.2f s and %.0f MB, then %.2f s and %.0f MB' % (small.seconds, small.mb,
                                                              full.seconds, full.mb)
    # What is small is start-up and the grain of the measure.
    if full.seconds > 8 * small.seconds + max(0.4 * SCALE, 0.2) and kind not in SQUARE:
        why.append('more than linear in time: ' + figures)
    if full.mb > 6 * small.mb:
        why.append('more than linear in memory: ' + figures)
    if full.seconds > CPU_SECONDS or full.mb > MEMORY_MB:
        why.append('too much: ' + figures)
    tap.result('%s: %s' % (' '.join([kind] + [str(n) for n in sizes if n > FULL]), command[0]), why)


# Functions in functions, whose whole names would be the square of their number.
NESTED = {
    'called': '«func() {»x++\n«}()»',
    'deferred': '«defer func() {»x++\n«}()»',
    'begun': '«go func() {»x++\n«}()»',
    'assigned': '«v := func() {»x++\n«}; v()»',
    'returned': 'return func() int {\n«return func() int {»return x\n«}()»}()\n',
    'without_captures': '«func() { main()»«}()»',
    'calls_deferred': '«func() { defer println(@, x)»«}()»',
    'with_variables': '«func() { v@ := x; func() { v@ = x }(); defer println(v@)»«}()»',
}


def check_nested(tap, gort, work):
    """Twice as many levels: twice the C, to the byte but for numbers that are longer. The last has all
    levels on one line, which each of them shows."""
    source = os.path.join(work, 'nested.go')
    for name, body in list(NESTED.items()) + [('on_a_line', NESTED['called'])]:
        KINDS['nested'] = 'func f(x int) int {\n%s\treturn x\n}\nfunc main() { f(1) }\n' % body
        bytes_of = []
        for levels in (250, 500, 1000):
            text = program('nested', levels)
            with open(source, 'w', encoding='utf-8') as f:
                f.write(text.replace('\n\t', '; ') if name == 'on_a_line' else text)
            emitted = subprocess.run([gort, 'emit', source], capture_output=True, timeout=600)
            bytes_of.append(len(emitted.stdout))
            if emitted.returncode:
                bytes_of.append(0)
        few, more, most = (bytes_of + [0] * 3)[:3]
        why = [] if 0 < few < more and most - more < 2.1 * (more - few) else ['bytes: %s' % bytes_of]
        tap.result('functions in functions, %s: C' % name, why)


def check_build(tap, gort, work):
    """Static data leaves the C compiler little to do."""
    source, exe = os.path.join(work, 'b.go'), os.path.join(work, 'b')
    for kind in ('strings', 'strings_local', 'structs', 'pointers', 'map'):
        with open(source, 'w', encoding='utf-8') as f:
            f.write(program(kind, 4000))
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        built = subprocess.run([gort, 'build', '-o', exe, source], timeout=600)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        ran = subprocess.run([exe], capture_output=True, timeout=60)
        why = []
        if built.returncode or ran.returncode or ran.stderr != b'4000\n':
            why.append('build %d, run %d, printed %r' % (built.returncode, ran.returncode, ran.stderr))
        if seconds > CPU_SECONDS:
            why.append('%.1f s of processor time' % seconds)
        tap.result('%s: build' % kind, why)


def check_scopes(tap, gort, work):
    """A name of the package, inside of 900 blocks that have names of their own."""
    source, output = os.path.join(work, 'scopes.go'), os.path.join(work, 'out')
    runs = []
    for depth in (1, 900):
        with open(source, 'w', encoding='utf-8') as f:
            f.write('package main\n\nvar g int\n\nfunc main() {\n')
            f.write(''.join('{ v%d := g; _ = v%d\n' % (i, i) for i in range(depth)))
            f.write('g++; g += v0\n' * LARGE_FULL + '}' * depth + '\n}\n')
        runs.append(Run([gort, 'escape', '-m', '-l', source], 4 * CPU_SECONDS, output))
    few, many = runs
    why = []
    if few.status or many.status or many.seconds > 4 * few.seconds + 0.2:
        why = ['wait status %d, %d; %.2f s, then %.2f s'
               % (few.status, many.status, few.seconds, many.seconds)]
    tap.result('names in 900 blocks', why)


FUNCTION_LINES = 1500
CUT = ('calls', 'calls_local', 'map_calls', 'map_calls_local', 'map_pointers', 'map_struct_calls',
       'structs_calls', 'interfaces_local')


def check_cut(tap, gort, work):
    """The C compiler's time grows with the square of a function's length: literals with much to
    compute become many functions. Each has names of its own: their numbers do not go on."""
    source = os.path.join(work, 'cut.go')
    for kind in CUT:
        with open(source, 'w', encoding='utf-8') as f:
            f.write(program(kind, SMALL))
        emitted = subprocess.run([gort, 'emit', source], capture_output=True, timeout=600)
        lines = emitted.stdout.decode().splitlines()
        starts = [i for i, line in enumerate(lines) if line == '{']
        ends = [i for i, line in enumerate(lines) if line == '}']
        longest = max([e - s for s, e in zip(starts, ends)], default=FUNCTION_LINES + 1)
        why = [] if longest <= FUNCTION_LINES else ['a function of %d lines' % longest]
        number = max(int(n) for n in re.findall(r'\b[tp]_(\d+)\b', emitted.stdout.decode()) + [0])
        if number > FUNCTION_LINES:
            why.append('a temporary with number %d' % number)
        if len(lines) < 3 * SMALL:
            why.append('only %d lines of C' % len(lines))
        tap.result('%s: functions of bounded length' % kind, why)


PINNED = """func g(i int) *int { x := i; return &x }

func pair(i int) (*int, []string) { return g(i), []string{string(rune('a' + i%26))} }

func f(q *int, s string) int {
«v@ := g(@)»«w@, x@ := pair(@)»	t := 0
	for k := 0; k < 2; k++ {
«t += *v@; if k == 0 { v@ = g(t % 7) }»«t += *w@ + len(x@[0]); x@ = append(x@, s)»	}
	return t + *q + len(s)
}

func main() { println(f(g(5), string(append([]byte(nil), 'x')))) }
"""


PINNED_PRINTS = b'73154\n'  # as go1.19 has it


def check_pinned(tap, gort, work):
    """Locals that are needed across so many calls that they are roots throughout."""
    source = os.path.join(work, 'pinned.go')
    KINDS['pinned'] = PINNED
    with open(source, 'w', encoding='utf-8') as f:
        f.write(program('pinned', 220))
    emitted = subprocess.run([gort, 'emit', source], capture_output=True, timeout=600)
    count = emitted.stdout.count(b'GORT_TYPE_WORD')
    tap.result('pinned: there are such locals', [] if count > 200 else ['only %d' % count])
    # The time of the C compiler grows with the square of these.
    for what, length, calls, most in (('an array', '...', 200, 10000), ('an array', '...', 70, 2000),
                                      ('a slice', '', 80, 300), ('a slice', '', 16, 60)):
        KINDS['many_calls'] = ('func mk() *int { return new(int) }\nfunc main() {\n\tx := [%s]*int{\n«mk(),»}\n'
                               '\tprintln(len(x))\n}\n' % length)
        with open(source, 'w', encoding='utf-8') as f:
            f.write(program('many_calls', calls))
        emitted = subprocess.run([gort, 'emit', source], capture_output=True, timeout=600)
        stores = emitted.stdout.count(b'sp[')
        tap.result('%s of %d calls has few roots' % (what, calls), [] if stores < most else ['%d' % stores])
    with open(source, 'w', encoding='utf-8') as f:
        f.write(program('pinned', 220))
    # Unoptimised: gcc takes half a minute to optimise a function with so many roots.
    exe = os.path.join(work, 'pinned')
    subprocess.run([gort, 'build', '--cc=%s -O0' % os.environ.get('CC', 'cc'), '-o', exe, source],
                   check=True, timeout=600)
    for debug in ('gcstress=1,clobberfree=1', 'gcstress=3,gccheckmark=1,gcseed=2'):
        ran = subprocess.run([exe], capture_output=True, timeout=600,
                             env=dict(os.environ, GODEBUG=debug))
        why = []
        if ran.returncode or ran.stderr != PINNED_PRINTS:
            why.append('status %d, printed %r' % (ran.returncode, ran.stderr[:200]))
        tap.result('pinned: output with ' + debug, why)


def main():
    if len(sys.argv) > 3 and sys.argv[1] == '-':
        sys.stdout.write(program(sys.argv[2], int(sys.argv[3])))
        return
    tap, gort = Tap(), os.path.realpath(sys.argv[1])
    with tempfile.TemporaryDirectory() as work:
        for kind in sys.argv[2:] or KINDS:
            check(tap, gort, kind, work)
            if kind in LARGE:
                check_sizes(tap, gort, kind, work, ['emit'], (LARGE_SMALL, LARGE_FULL))
        if not sys.argv[2:]:
            check_nested(tap, gort, work)
            check_build(tap, gort, work)
            check_scopes(tap, gort, work)
            check_cut(tap, gort, work)
            check_pinned(tap, gort, work)
    print('1..%d' % tap.n)
    sys.exit(tap.failed > 0)


main()
