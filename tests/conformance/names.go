// Names that C, its library or the runtime use, letters outside ASCII, everything called alike.
package main

import "fmt"

type size_t int
type uint8_t string
type NULL struct{ while, register, typedef int }
type gort_slice struct{ ptr, len, cap int }
type été struct{ naïve, 世 int }
type union [2]int
type auto interface{ free() int }
type T struct{ T *T }

const EOF, INT_MAX, M_PI = -2, 7, 3
const true_ = true

var errno, stdout, stdin = 1, "out", []int{}
var environ = map[string]int{"a": 1}
var sizeof, extern, volatile int
var main_main, type_main_T, gort_g = 1, 2, 3
var é, e, E = 1, 2, 3

func printf(s string) string            { return "printf " + s }
func memcpy(dst, src int) int           { return dst - src }
func exit(n int) int                    { return n + 1 }
func malloc(sizeof int) *int            { return &sizeof }
func abort() (signed, unsigned int)     { return -1, 1 }
func gort_new(restrict size_t) size_t   { return restrict * 2 }
func main_init_vars() int               { return 9 }
func start(inline, _ int, _ string) int { return inline }
func init_() int                        { return INT_MAX }
func (n NULL) free() int                { return n.while + n.register + n.typedef }
func (n *NULL) delete(do int)           { n.while = do }
func (é été) sum() int                  { return é.naïve + é.世 }
func f(f func(f int) int, g int) int    { return f(g) }

func double(float int) int {
	long := func(short int) int { return short * 2 }
	return long(float)
}

func shadows() int {
	printf := func(x int) int { return x }
	memcpy := 4
	{
		memcpy := printf(memcpy)
		memcpy++
		errno := memcpy
		_ = errno
	}
	return memcpy
}

func main() {
	fmt.Println(printf("x"), memcpy(5, 3), exit(1), *malloc(8), shadows())
	fmt.Println(abort())
	fmt.Println(gort_new(4), main_init_vars(), start(1, 2, ""), init_(), double(21))
	n := NULL{1, 2, 3}
	n.delete(10)
	var a auto = n
	fmt.Println(n, a.free(), EOF, INT_MAX, M_PI, true_)
	fmt.Printf("%+v %T\n", n, n)
	s := gort_slice{1, 2, 3}
	s.ptr, s.len = s.cap, s.ptr
	fmt.Println(s, été{1, 2}.sum(), union{3, 4}, uint8_t("u"))
	fmt.Println(errno, stdout, len(stdin), environ, sizeof+extern+volatile, main_main+type_main_T+gort_g)
	é := é + e + E
	e := é * 2
	E := e + é
	fmt.Println(é, e, E, f(func(f int) int { return f * 3 }, 4))
	g, sp, ctx, t_1, tmp, s_1, t := 1, 2, 3, 4, 5, 6, 7
	var asm, char, default_, enum, static, const_ = 1, 2, 3, 4, 5, 6
	fmt.Println(g+sp+ctx+t_1+tmp+s_1+t, asm+char+default_+enum+static+const_)
	type_main_T, array_2_int, box, INT64_MAX, GORT_API := 1, 2, 3, 4, 5
	fields := struct{ bool, bool_, bool__, _Bool, INT8_C, GORT_G, g_ int }{1, 2, 3, 4, 5, 6, 7}
	fmt.Println(type_main_T+array_2_int+box+INT64_MAX+GORT_API, fields, &T{} != nil, [2]int{1})
	x := T{}
	x.T = &T{T: &x}
	fmt.Println(x.T.T == &x)
	type local struct{ a int }
	l1 := local{1}
	{
		type local struct{ b string }
		fmt.Println(l1, local{"b"})
		fmt.Printf("%T %T %v\n", l1, local{}, interface{}(l1) == interface{}(local{}))
	}
	func() {
		type local int
		fmt.Println(local(5), l1.a)
	}()
	var int32_t, bool_, _Bool, linux, unix, i386, __LINE__ int
	fmt.Println(int32_t+bool_+_Bool+linux+unix+i386, __LINE__)
goto_:
	for if_ := 0; ; if_++ {
		for else_ := 0; else_ < 3; else_++ {
			if if_ == 2 {
				break goto_
			}
			continue goto_
		}
	}
}
