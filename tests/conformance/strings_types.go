// Package strings: Builder, Reader, Replacer; what is written piece by piece; panics, allocations.
package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"unicode"
)

var seed = uint32(7)

func rnd(n int) int {
	seed = seed*1664525 + 1013904223
	return int(seed>>8) % n
}

var atoms = []string{"a", "b", "ab", "A", "Z", "é", "É", "ß", "ſ", "K", "k", "日", "\xff", "\xe6\x97", " ", "\t", "\u00a0", "\u2003", "_", "-", "1", ",", "", "İ", "ı", "ǆ", "ǅ", "Σ", "ς", "σ", "\U0001F600", "\ufffd", "q", "x"}

func text(n int) string {
	s := ""
	for n = rnd(n); n > 0; n-- {
		s += atoms[rnd(len(atoms))]
	}
	return s
}

type writes struct{ n int }

func (w *writes) Write(p []byte) (int, error) {
	w.n++
	fmt.Printf("<%q>", p)
	if w.n > 6 {
		return 0, io.EOF
	}
	return len(p), nil
}

func try(what string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(what, r)
		}
	}()
	f()
}

func main() {
	for i := 0; i < 20; i++ {
		s, u := text(12), text(4)
		var on []string
		for k := 2 * rnd(5); k > 0; k-- {
			on = append(on, text(3))
		}
		r := strings.NewReplacer(on...)
		fmt.Printf("%q %q %q\n", on, r.Replace(s), r.Replace(u))
		if i%4 == 0 {
			fmt.Println(strings.NewReplacer(on...).WriteString(os.Stdout, s))
		}
	}
	for _, s := range []string{"", "abc", "héllo wörld"} {
		r := strings.NewReader(s)
		var b [4]byte
		for i := 0; i < 30; i++ {
			switch rnd(9) {
			case 0:
				fmt.Println(r.Read(b[:rnd(5)]))
			case 1:
				fmt.Println(r.ReadByte())
			case 2:
				fmt.Println(r.UnreadByte())
			case 3:
				fmt.Println(r.ReadRune())
			case 4:
				fmt.Println(r.UnreadRune())
			case 5:
				fmt.Println(r.Seek(int64(rnd(10)-3), rnd(4)))
			case 6:
				fmt.Println(r.ReadAt(b[:], int64(rnd(10)-2)))
			case 7:
				fmt.Println(r.Len(), r.Size(), b)
			case 8:
				if rnd(5) == 0 {
					fmt.Println(r.WriteTo(os.Stdout))
				}
			}
		}
		r.Reset("new")
		fmt.Println(r.Len())
		w := &writes{}
		fmt.Println(r.WriteTo(w))
	}
	w := &writes{}
	fmt.Println(strings.NewReplacer("ab", "x", "cd", "").WriteString(w, "abzzcdabyy"))
	fmt.Println(strings.NewReplacer("ab", "x").WriteString(&writes{}, "abzzcdabyy"))
	fmt.Println(strings.NewReplacer("a", "xx", "b", "").WriteString(&writes{}, "abzzcdabyy"))
	fmt.Println(strings.NewReplacer("", "x", "b", "").WriteString(&writes{}, "abzz"))
	fmt.Println(strings.NewReplacer("a", "1", "b", "2").WriteString(&writes{}, "abzz"))
	fmt.Println(strings.NewReplacer("ab", "x").WriteString(&writes{}, ""))
	var sb strings.Builder
	for i := 0; i < 60; i++ {
		switch rnd(5) {
		case 0:
			sb.WriteByte('x')
		case 1:
			fmt.Print(sb.WriteRune(rune(rnd(0x20000))))
		case 2:
			sb.WriteString(text(4))
		case 3:
			sb.Write([]byte(text(4)))
		case 4:
			fmt.Fprintf(&sb, "%d,", i)
		}
		fmt.Print(sb.Len(), sb.Cap(), " ")
	}
	fmt.Printf("%q\n", sb.String())
	sb.Reset()
	fmt.Println(sb.Len(), sb.Cap(), sb.String() == "")
	sb.Grow(100)
	fmt.Println(sb.Cap())
	sb.WriteString("hi")
	sb.Grow(1000)
	fmt.Println(sb.Cap())
	try("repeat", func() { strings.Repeat("x", -1) })
	try("repeat", func() { strings.Repeat("xxxx", 1<<62) })
	try("grow", func() { sb.Grow(-1) })
	try("copy", func() { c := sb; c.WriteByte('x') })
	try("odd", func() { strings.NewReplacer("a") })
	// allocations
	var m1, m2 runtime.MemStats
	count := func(what string, f func()) {
		f()
		runtime.ReadMemStats(&m1)
		for i := 0; i < 3; i++ {
			f()
		}
		runtime.ReadMemStats(&m2)
		fmt.Println(what, m2.Mallocs-m1.Mallocs)
	}
	long := strings.Repeat("héllo wörld, ", 20)
	asc := strings.Repeat("Hello World, ", 20)
	var sink []string
	var str string
	count("split", func() { sink = strings.Split(long, ",") })
	count("splitn", func() { sink = strings.SplitN(long, ",", 3) })
	count("fields", func() { sink = strings.Fields(long) })
	count("fieldsasc", func() { sink = strings.Fields(asc) })
	count("fieldsfunc", func() { sink = strings.FieldsFunc(long, unicode.IsSpace) })
	count("join", func() { str = strings.Join(sink, "+") })
	count("repeat", func() { str = strings.Repeat("ab", 100) })
	count("replace", func() { str = strings.Replace(long, "l", "LL", -1) })
	count("upper", func() { str = strings.ToUpper(long) })
	count("upper asc", func() { str = strings.ToUpper(asc) })
	count("lower same", func() { str = strings.ToLower(long) })
	count("title", func() { str = strings.Title(asc) })
	count("map", func() { str = strings.Map(unicode.ToUpper, asc) })
	count("valid", func() { str = strings.ToValidUTF8(asc+"\xff", "??") })
	count("clone", func() { str = strings.Clone(asc) })
	count("builder", func() {
		var b strings.Builder
		for i := 0; i < 100; i++ {
			b.WriteString("abc")
		}
		str = b.String()
	})
	count("trim", func() { str = strings.TrimSpace(asc) })
	count("reader", func() { r := strings.NewReader(asc); r.ReadByte() })
	_ = str
}
