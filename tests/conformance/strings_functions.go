// Package strings: its functions on texts of letters of all kinds, of what is no UTF-8, of nothing.
package main

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
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

func main() {
	vowel := func(r rune) bool { return r == 'a' || r == 'é' || r == utf8.RuneError || unicode.IsSpace(r) }
	for i := 0; i < 40; i++ {
		s, t, u := text(12), text(3), text(4)
		fmt.Printf("%q %q %q\n", s, t, u)
		fmt.Println(strings.Index(s, t), strings.LastIndex(s, t), strings.IndexAny(s, t), strings.LastIndexAny(s, u), strings.IndexFunc(s, vowel), strings.LastIndexFunc(s, vowel), strings.Count(s, t), strings.Contains(s, t), strings.ContainsAny(s, u), strings.HasPrefix(s, t), strings.HasSuffix(s, t), strings.EqualFold(s, u), strings.EqualFold(t, u), strings.Compare(t, u))
		for _, r := range []rune{'a', 'é', utf8.RuneError, 0xd800, -1, '日'} {
			fmt.Print(strings.IndexRune(s, r), strings.ContainsRune(s, r), strings.IndexByte(s, byte(r)), strings.LastIndexByte(s, byte(r)), " ")
		}
		fmt.Printf("%q %q %q %q %q\n", strings.Split(s, t), strings.SplitN(s, t, rnd(6)-1), strings.SplitAfter(s, t), strings.SplitAfterN(s, t, rnd(6)-1), strings.Fields(s))
		fmt.Printf("%q %q\n", strings.FieldsFunc(s, vowel), strings.Join(strings.Split(s, t), u))
		fmt.Printf("%q %q %q %q %q %q\n", strings.Trim(s, t), strings.TrimLeft(s, t), strings.TrimRight(s, t), strings.TrimSpace(s), strings.TrimPrefix(s, t), strings.TrimSuffix(s, t))
		fmt.Printf("%q %q %q\n", strings.TrimFunc(s, vowel), strings.TrimLeftFunc(s, vowel), strings.TrimRightFunc(s, vowel))
		fmt.Printf("%q %q %q %q\n", strings.ToUpper(s), strings.ToLower(s), strings.ToTitle(s), strings.Title(s))
		fmt.Printf("%q %q %q\n", strings.ToUpperSpecial(unicode.TurkishCase, s), strings.ToLowerSpecial(unicode.TurkishCase, s), strings.ToTitleSpecial(unicode.TurkishCase, s))
		fmt.Printf("%q %q %q %q\n", strings.Replace(s, t, u, rnd(5)-1), strings.ReplaceAll(s, t, u), strings.ToValidUTF8(s, u), strings.Repeat(t, rnd(5)))
		b, a, ok := strings.Cut(s, t)
		fmt.Printf("%q %q %v %q\n", b, a, ok, strings.Clone(s))
		fmt.Printf("%q\n", strings.Map(func(r rune) rune {
			switch {
			case r == 'a':
				return -1
			case r == 'b':
				return 'é'
			case r == utf8.RuneError && i%2 == 0:
				return r
			}
			return r
		}, s))
	}
}
