// Package unicode: kinds and cases of characters, tables.
package main

import (
	"fmt"
	"unicode"
)

var fs = []func(rune) bool{unicode.IsLetter, unicode.IsUpper, unicode.IsLower, unicode.IsTitle, unicode.IsDigit, unicode.IsNumber, unicode.IsSpace, unicode.IsControl, unicode.IsMark, unicode.IsPunct, unicode.IsSymbol, unicode.IsGraphic, unicode.IsPrint}
var ms = []func(rune) rune{unicode.ToUpper, unicode.ToLower, unicode.ToTitle, unicode.SimpleFold, unicode.TurkishCase.ToUpper, unicode.TurkishCase.ToLower, unicode.AzeriCase.ToTitle}

func main() {
	for i, f := range fs {
		n, h := 0, uint64(0)
		for r := rune(-300); r <= 0x1f800; r++ {
			if f(r) {
				n++
				h = h*31 + uint64(r)
			}
		}
		fmt.Println(i, n, h)
	}
	for i, f := range ms {
		n, h := 0, uint64(0)
		for r := rune(-300); r <= 0x1f800; r++ {
			if x := f(r); x != r {
				n++
				h = h*31 + uint64(r)*7 + uint64(x)
			}
		}
		fmt.Println(i, n, h)
	}
	for r := rune(0); r < 0x600; r += 9 {
		fmt.Print(unicode.To(unicode.UpperCase, r), unicode.To(5, r), unicode.In(r, unicode.Han, unicode.Latin), unicode.Is(unicode.White_Space, r), unicode.IsOneOf([]*unicode.RangeTable{unicode.Greek}, r))
	}
	fmt.Println(len(unicode.CaseRanges), len(unicode.Letter.R16), unicode.Letter.LatinOffset, unicode.Han.R16[0], unicode.L == unicode.Letter, unicode.Version)
	fmt.Println(unicode.Is(&unicode.RangeTable{R16: []unicode.Range16{{1, 9, 4}}, R32: []unicode.Range32{{0x10000, 0x10010, 16}}}, 0x10010))
}
