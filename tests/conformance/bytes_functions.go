// Package bytes: its functions on texts of all kinds, on nil; capacities of parts.
package main

import (
	"bytes"
	"fmt"
	"unicode"
	"unicode/utf8"
)

var seed = uint32(7)

func rnd(n int) int {
	seed = seed*1664525 + 1013904223
	return int(seed>>8) % n
}

var atoms = []string{"a", "b", "ab", "A", "Z", "é", "É", "ß", "ſ", "K", "k", "日", "\xff", "\xe6\x97", " ", "\t", "\u00a0", "\u2003", "_", "-", "1", ",", "", "İ", "ı", "ǆ", "ǅ", "Σ", "ς", "σ", "\U0001F600", "\ufffd", "q", "x"}

func text(n int) []byte {
	s := []byte{}
	for n = rnd(n); n > 0; n-- {
		s = append(s, atoms[rnd(len(atoms))]...)
	}
	return s[:len(s):len(s)]
}

func show(b []byte) { fmt.Printf("%q%v/%d ", b, b == nil, cap(b)) }

func shows(b [][]byte) {
	for _, x := range b {
		show(x)
	}
	fmt.Println(len(b), cap(b), b == nil)
}

func main() {
	vowel := func(r rune) bool { return r == 'a' || r == 'é' || r == utf8.RuneError || unicode.IsSpace(r) }
	for i := 0; i < 20; i++ {
		s, t, u := text(12), text(3), text(4)
		fmt.Printf("%q %q %q\n", s, t, u)
		fmt.Println(bytes.Index(s, t), bytes.LastIndex(s, t), bytes.IndexAny(s, string(t)), bytes.LastIndexAny(s, string(u)), bytes.IndexFunc(s, vowel), bytes.LastIndexFunc(s, vowel), bytes.Count(s, t), bytes.Contains(s, t), bytes.ContainsAny(s, string(u)), bytes.HasPrefix(s, t), bytes.HasSuffix(s, t), bytes.EqualFold(s, u), bytes.EqualFold(t, u), bytes.Compare(t, u), bytes.Equal(t, u))
		for _, r := range []rune{'a', 'é', utf8.RuneError, 0xd800, -1, '日'} {
			fmt.Print(bytes.IndexRune(s, r), bytes.ContainsRune(s, r), bytes.IndexByte(s, byte(r)), bytes.LastIndexByte(s, byte(r)), " ")
		}
		shows(bytes.Split(s, t))
		shows(bytes.SplitN(s, t, rnd(6)-1))
		shows(bytes.SplitAfter(s, t))
		shows(bytes.SplitAfterN(s, t, rnd(6)-1))
		shows(bytes.Fields(s))
		shows(bytes.FieldsFunc(s, vowel))
		show(bytes.Join(bytes.Split(s, t), u))
		for _, f := range []func([]byte, string) []byte{bytes.Trim, bytes.TrimLeft, bytes.TrimRight} {
			show(f(s, string(t)))
			show(f(nil, string(t)))
		}
		for _, f := range []func([]byte, []byte) []byte{bytes.TrimPrefix, bytes.TrimSuffix, bytes.ToValidUTF8} {
			show(f(s, t))
		}
		for _, f := range []func([]byte, func(rune) bool) []byte{bytes.TrimFunc, bytes.TrimLeftFunc, bytes.TrimRightFunc} {
			show(f(s, vowel))
		}
		fmt.Println()
		for _, f := range []func([]byte) []byte{bytes.TrimSpace, bytes.ToUpper, bytes.ToLower, bytes.ToTitle, bytes.Title} {
			x := f(s)
			fmt.Printf("%q %v ", x, x == nil)
		}
		for _, f := range []func(unicode.SpecialCase, []byte) []byte{bytes.ToUpperSpecial, bytes.ToLowerSpecial, bytes.ToTitleSpecial} {
			fmt.Printf("%q ", f(unicode.TurkishCase, s))
		}
		fmt.Println()
		show(bytes.Replace(s, t, u, rnd(5)-1))
		show(bytes.ReplaceAll(s, t, u))
		show(bytes.Repeat(t, rnd(5)))
		b, a, ok := bytes.Cut(s, t)
		show(b)
		show(a)
		fmt.Println(ok, bytes.Runes(s))
		fmt.Printf("%q\n", bytes.Map(func(r rune) rune {
			switch {
			case r == 'a':
				return -1
			case r == 'b':
				return 'é'
			}
			return r
		}, s))
	}
}
