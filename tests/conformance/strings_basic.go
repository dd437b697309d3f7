// Strings: length, index, slices, comparison, concatenation, +=, escapes, raw strings.
package main

import "fmt"

func cmp(a, b string) {
	fmt.Println(a == b, a != b, a < b, a <= b, a > b, a >= b)
}

func repeat(s string, n int) string {
	r := ""
	for i := 0; i < n; i++ {
		r += s
	}
	return r
}

func main() {
	s := "hello, wörld"
	fmt.Println(s, len(s), s[0], s[8], s[1:4], s[:5], s[7:], s[:], len(s[3:3]))
	cmp("a", "b")
	cmp("abc", "abc")
	cmp("abc", "ab")
	cmp("", "a")
	cmp("a\x00b", "a\x00c")
	cmp("\xff", "z")
	t := s[:5] + "-" + s[7:] + "!" + repeat("xy", 3)
	fmt.Println(t, len(t))
	t += "1"
	t += t
	fmt.Println(t)
	fmt.Println("tab\there", "nl\\n", "\"q\"", '\'', "\u00e9\U0001F600\x41\101")
	fmt.Println(`raw \n "x"
second line`)
	var empty string
	fmt.Println(empty == "", len(empty), empty+"", "a"+empty)
	const c = "const" + "ant"
	fmt.Println(c, len(c), c[3], c[2:4])
	u := s
	s = "other"
	fmt.Println(u, s)
	n := 0
	for i := 0; i < len(u); i++ {
		if u[i] >= 0x80 {
			n++
		}
	}
	fmt.Println(n)
	fmt.Printf("%s|%q|%x|%5s|%-5s|%v\n", "go", "a\"b\n", "hi", "ab", "ab", "v")
}
