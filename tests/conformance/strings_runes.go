// Strings, bytes and runes: range over UTF-8 with bad bytes, conversions both ways.
package main

import "fmt"

type text string
type raw []byte

func show(s string) {
	for i, r := range s {
		fmt.Print(i, ":", r, " ")
	}
	n := 0
	for range s {
		n++
	}
	fmt.Println(len(s), n)
}

func main() {
	show("abc")
	show("aé世😀z")
	show("\xff\xc3(\xe4\xb8")
	show("")
	show("\xed\xa0\x80\xf4\x90\x80\x80\x00")
	b := []byte("aé世")
	fmt.Println(b, len(b), string(b), string(b[1:3]))
	b[0] = 'Z'
	s := string(b)
	b[0] = 'Y'
	fmt.Println(s, string(b))
	r := []rune("aé世\xff")
	fmt.Println(r, len(r), string(r), string(r[1:3]))
	r[0] = -1
	r[1] = 0xD800
	fmt.Println([]byte(string(r)))
	fmt.Println(string(rune(65)), string(rune(0x4e16)), []byte(string(rune(-5))))
	t := text("named")
	fmt.Println(t, raw(t), []byte(t), string(raw("x")), text(raw{104, 105}))
	for i, c := range []byte("hé") {
		fmt.Print(i, c, ";")
	}
	fmt.Println()
	// the conversions in a comparison, a map index and a range copy nothing, and change nothing
	m := map[string]int{"key": 1}
	k := []byte("key")
	fmt.Println(m[string(k)], string(k) == "key", string(k)+"!" == "key!")
	m[string(k)]++
	k[0] = 'K'
	m[string(k)] = 5
	fmt.Println(m)
	big := make([]byte, 100)
	for i := range big {
		big[i] = byte('a' + i%26)
	}
	fmt.Println(string(big))
	big = append(big[:3], "tail"...)
	n := copy(big[1:], "XYZ")
	fmt.Println(string(big), n)
}
