// Go names that mean something in C or in the C that is made of them.
package main

type gort_g struct{ int32_t, NULL, union, struct_, default_, register int }
type gort_slice []int
type size_t int
type array_3_int [3]int
type FILE interface{ signed(unsigned int) (long, short int) }
type main_T struct{ a, errno, stdin, linux, unix, i386, EOF int }
type auto = main_T

func (t main_T) signed(unsigned int) (long, short int) { return t.errno, unsigned }
func (t *main_T) volatile() *main_T                     { t.linux++; return t }

var errno, stdin, stdout = 1, 2, 3
var NULL = "null"
var g, sp, sites, module, globals, start = 1, 2, 3, 4, 5, 6
var type_int, gort_type_int, itab, box, box_2 = 7, 8, 9, 10, 11
var GO_FILE, GORT_UNUSED, GORT_SITE_WORD = "file", 12, 13

func printf(double float64, char byte) float64 { return double + float64(char) }
func memcpy(void, restrict int) int             { return void - restrict }
func main_main() int                            { return 1 }
func main_init_vars() int                       { return 2 }
func sizeof(typedef int) (extern int)           { extern = typedef * 2; return }
func abs(int int) int                           { return -int }
func ñandú(größe int) int                       { return größe + 1 }
func assert(x bool)                             { println(x) }

func init() { stdout = 30 }

func locals() {
	g, sp, ctx, t, p, i := 1, 2, 3, 4, 5, 6
	NULL, uint8_t, uintptr_t, memset, INT64_MIN := 1, 2, 3, 4, 5
	for inline := 0; inline < 2; inline++ {
		while, do, static, const_ := inline, inline+1, inline+2, 9
		println(while, do, static, const_)
	}
	f := func(sp, g int) int { return sp*g + ctx + t + NULL }
	m := map[string]int{"x": p}
	m["y"] += i
	s := append([]int(nil), g, sp, m["y"])
	println(f(2, 3), len(s), s[2], uint8_t, uintptr_t, memset, INT64_MIN)
	type T struct{ head, fn, len, ptr, cap, data, tab int }
	v := T{1, 2, 3, 4, 5, 6, 7}
	w := &v
	w.len, w.ptr = w.ptr, w.len
	println(v.head, v.fn, v.len, v.ptr, v.cap, v.data, v.tab)
	{
		type T struct{ x string }
		var e interface{} = T{"inner"}
		_, ok := e.(T)
		println(ok)
	}
	bool, true, nil := 5, false, "nil"
	println(bool, true, nil)
	_Bool, __func__, asm, typeof, __x, x__ := 1, 2, 3, 4, 5, 6
	println(_Bool, __func__, asm, typeof, __x, x__)
next:
	for end := 0; ; end++ {
	fall:
		for after := 0; after < 5; after++ {
			if after == 1 {
				continue fall
			}
			if after+end > 4 {
				break next
			}
		}
	}
}

func main() {
	x := gort_g{1, 2, 3, 4, 5, 6}
	println(x.int32_t+x.NULL+x.union+x.struct_+x.default_+x.register, len(gort_slice{1, 2}), size_t(4))
	println(len(array_3_int{}), errno, stdin, stdout, NULL, g, sp, sites, module, globals, start)
	println(type_int, gort_type_int, itab, box, box_2, GO_FILE, GORT_UNUSED, GORT_SITE_WORD)
	var f FILE = auto{errno: 7}
	println(f.signed(8))
	println((&auto{linux: 1}).volatile().volatile().linux)
	println(printf(1.5, 'a'), memcpy(5, 3), main_main(), main_init_vars(), sizeof(4), abs(3), ñandú(1))
	assert(true)
	locals()
}
