// Package strconv: numbers and texts that are written, allocations of both directions.
package main

import (
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"unsafe"
)

var seed = uint64(7)

func rnd(n int) int {
	seed = seed*6364136223846793005 + 1442695040888963407
	return int(seed>>33) % n
}
func bits64() uint64 { return uint64(rnd(1<<22))<<42 ^ uint64(rnd(1<<22))<<21 ^ uint64(rnd(1<<22)) }

func try(f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println("panic", r)
		}
	}()
	f()
}

func main() {
	var buf []byte
	for i := 0; i < 60; i++ {
		f := frombits(bits64())
		if i%3 == 0 {
			f = float64(rnd(1000000)) / float64(rnd(1000)+1)
		}
		v := "beEfgGxX"[rnd(8)]
		p := rnd(25) - 2
		b := 32 + 32*rnd(2)
		if v == 'f' && abs(f) > 1e20 {
			v = 'g'
		}
		s := strconv.FormatFloat(f, v, p, b)
		fmt.Println(string(v), p, b, s)
		t := strconv.FormatFloat(f, 'g', -1, 64)
		g, err := strconv.ParseFloat(t, 64)
		if f == f && (g != f || err != nil) && f-f == 0 {
			fmt.Println("ROUND", t)
		}
		buf = strconv.AppendFloat(buf[:0], f, 'e', -1, 32)
		h, _ := strconv.ParseFloat(string(buf), 32)
		fmt.Println(string(buf), h)
		s = strconv.FormatFloat(f, 'g', 20, 64)
		g, _ = strconv.ParseFloat(s+"1234567", 32)
		fmt.Println(g)
		u := bits64() >> uint(rnd(64))
		base := 2 + rnd(35)
		fmt.Println(strconv.FormatUint(u, base), strconv.FormatInt(int64(u), base), strconv.FormatInt(-int64(u), base), string(strconv.AppendInt(nil, -int64(u), 10)), string(strconv.AppendUint(buf[:0], u, 10)), strconv.Itoa(-int(u)))
		w, err := strconv.ParseUint(strconv.FormatUint(u, base), base, 64)
		if w != u || err != nil {
			fmt.Println("ROUND")
		}
	}
	for _, r := range []rune{-1, 0, 7, '\n', ' ', 'a', '\'', '"', '\\', '`', 0x7f, 0x80, 0xa0, 0xad, 'é', 0x2003, 0x3000, 0x65e5, 0xd800, 0xfeff, 0xfffd, 0xffff, 0x1f600, 0xe0000, 0x10ffff, 0x110000} {
		fmt.Println(strconv.QuoteRune(r), strconv.QuoteRuneToASCII(r), strconv.QuoteRuneToGraphic(r), strconv.IsPrint(r), strconv.IsGraphic(r), string(strconv.AppendQuoteRune(nil, r)), string(strconv.AppendQuoteRuneToASCII([]byte("x"), r)), string(strconv.AppendQuoteRuneToGraphic(nil, r)))
		s := "<" + string(r) + "\xff>"
		fmt.Println(strconv.Quote(s), strconv.QuoteToASCII(s), strconv.QuoteToGraphic(s), strconv.CanBackquote(s), strconv.CanBackquote(string(r)), string(strconv.AppendQuote([]byte("y"), s)), string(strconv.AppendQuoteToASCII(nil, s)), string(strconv.AppendQuoteToGraphic(nil, s)))
	}
	n := 0
	for r := rune(0); r <= 0x10ffff; r++ {
		if strconv.IsPrint(r) {
			n++
		}
		if strconv.IsGraphic(r) {
			n += 3
		}
	}
	fmt.Println(n)
	try(func() { strconv.FormatInt(5, 1) })
	try(func() { strconv.AppendUint(nil, 500, 37) })
	try(func() { fmt.Println(strconv.FormatUint(5, 37)) })
	try(func() { strconv.FormatFloat(5, 'g', 1, 16) })
	try(func() { strconv.FormatComplex(5, 'g', 1, 16) })
	fmt.Println(strconv.FormatFloat(5, 'z', 1, 64), strconv.FormatFloat(-5, 'z', 1, 64), strconv.FormatFloat(inf(1), 'z', 1, 64), strconv.FormatFloat(1, 'f', 500, 64)[:10])
	fmt.Println(strconv.FormatComplex(complex(1, -2.5), 'g', -1, 128), strconv.FormatComplex(complex(inf(-1), nan()), 'f', 2, 64), strconv.FormatComplex(1i, 'e', 3, 64))
	fmt.Println(strconv.FormatBool(true), string(strconv.AppendBool([]byte("a"), false)), strconv.IntSize)
	_, err := strconv.Atoi("x")
	fmt.Printf("%T %v %+v %#v\n", err, errors.Is(err, strconv.ErrSyntax), errors.Unwrap(err), err.(*strconv.NumError).Func)
	fmt.Printf("%T\n", strconv.ErrRange)
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
	var s string
	x := 12345
	count("itoa", func() { s = strconv.Itoa(x) })
	count("itoa small", func() { s = strconv.Itoa(42) })
	count("formatint", func() { s = strconv.FormatInt(int64(x), 16) })
	count("formatfloat", func() { s = strconv.FormatFloat(float64(x)/7, 'g', -1, 64) })
	count("appendfloat", func() { buf = strconv.AppendFloat(buf[:0], float64(x)/7, 'g', -1, 64) })
	count("quote", func() { s = strconv.Quote("hello\n") })
	count("unquote", func() { s, _ = strconv.Unquote(`"hello\n"`) })
	count("unquote plain", func() { s, _ = strconv.Unquote(`"hello"`) })
	count("parsefloat", func() { strconv.ParseFloat("1.2345e10", 64) })
	count("atoi", func() { strconv.Atoi("12345") })
	count("atoi bad", func() { strconv.Atoi("x12345") })
	_ = s
}

func frombits(f uint64) float64 { return *(*float64)(unsafe.Pointer(&f)) }
func abs(f float64) float64 {
	if f < 0 {
		return -f
	}
	return f
}
func inf(s int) float64 { z := 0.0; return float64(s) / z }
func nan() float64      { z := 0.0; return z / z }
