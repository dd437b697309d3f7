// Package bytes: Buffer and Reader, their panics, allocations.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
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

func try(what string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(what, r)
		}
	}()
	f()
}

type slow struct {
	n    int
	kind int
}

func (s *slow) Read(p []byte) (int, error) {
	s.n++
	switch {
	case s.kind == 1 && s.n == 3:
		return -1, nil
	case s.kind == 2 && s.n == 3:
		return 2, errors.New("bad")
	case s.n == 6:
		return 0, io.EOF
	}
	for i := 0; i < 200; i++ {
		p[i] = byte('a' + s.n)
	}
	return 200, nil
}

type short struct{ d int }

func (s short) Write(p []byte) (int, error) {
	fmt.Printf("<%q>", p)
	if s.d == 9 {
		return 1, errors.New("no")
	}
	return len(p) + s.d, nil
}

func main() {
	for round := 0; round < 6; round++ {
		var b bytes.Buffer
		if round%3 == 1 {
			b = *bytes.NewBufferString("start héllo")
		} else if round%3 == 2 {
			b = *bytes.NewBuffer(make([]byte, 5, 20))
		}
		var p [7]byte
		for i := 0; i < 60; i++ {
			switch rnd(20) {
			case 0:
				fmt.Print(b.WriteByte('x'))
			case 1:
				fmt.Print(b.WriteRune(rune(rnd(0x20000))))
			case 2:
				fmt.Print(b.WriteString(string(text(9))))
			case 3:
				fmt.Print(b.Write(text(9)))
			case 4:
				fmt.Fprintf(&b, "%d,", i)
			case 5:
				fmt.Print(b.Read(p[:rnd(8)]))
				fmt.Print(p)
			case 6:
				fmt.Print(b.ReadByte())
			case 7:
				fmt.Print(b.UnreadByte())
			case 8:
				fmt.Print(b.ReadRune())
			case 9:
				fmt.Print(b.UnreadRune())
			case 10:
				x, err := b.ReadBytes(',')
				fmt.Printf("%q %v", x, err)
			case 11:
				x, err := b.ReadString('a')
				fmt.Printf("%q %v", x, err)
			case 12:
				fmt.Printf("%q", b.Next(rnd(10)))
			case 13:
				if b.Len() > 0 {
					b.Truncate(rnd(b.Len()))
				}
			case 14:
				b.Grow(rnd(50))
			case 15:
				if rnd(6) == 0 {
					b.Reset()
				}
			case 16:
				if rnd(5) == 0 {
					fmt.Print(b.ReadFrom(strings.NewReader("from a reader")))
				}
			case 17:
				if rnd(5) == 0 {
					fmt.Print(b.WriteTo(short{0}))
				}
			default:
				fmt.Printf("%q", b.String())
			}
			fmt.Println(" ", b.Len(), b.Cap(), len(b.Bytes()))
		}
	}
	for k := 0; k < 3; k++ {
		try("readfrom", func() {
			var b bytes.Buffer
			n, err := b.ReadFrom(&slow{kind: k})
			fmt.Println(n, err, b.Len(), b.Cap())
		})
	}
	for _, d := range []int{0, -1, 1, 9} {
		try("writeto", func() {
			b := bytes.NewBufferString("hello")
			n, err := b.WriteTo(short{d})
			fmt.Println(n, err, b.Len())
		})
		try("reader writeto", func() {
			r := bytes.NewReader([]byte("hello"))
			n, err := r.WriteTo(short{d})
			fmt.Println(n, err, r.Len())
		})
	}
	try("truncate", func() { new(bytes.Buffer).Truncate(3) })
	try("truncate", func() { new(bytes.Buffer).Truncate(-1) })
	try("grow", func() { new(bytes.Buffer).Grow(-1) })
	try("too large", func() { b := bytes.NewBufferString("x"); b.Grow(1<<62 - 1) })
	try("too large", func() { b := bytes.NewBufferString("x"); b.Grow(1<<63 - 1) })
	try("repeat", func() { bytes.Repeat([]byte("x"), -1) })
	try("repeat", func() { bytes.Repeat([]byte("xxxx"), 1<<62) })
	var nb *bytes.Buffer
	fmt.Println(nb.String(), bytes.MinRead, bytes.ErrTooLarge)
	r := bytes.NewReader([]byte("héllo wörld"))
	var b [4]byte
	for i := 0; i < 40; i++ {
		switch rnd(8) {
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
		}
	}
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
	long := bytes.Repeat([]byte("héllo wörld, "), 20)
	asc := bytes.Repeat([]byte("Hello World, "), 20)
	var sink [][]byte
	var str []byte
	count("split", func() { sink = bytes.Split(long, []byte(",")) })
	count("fields", func() { sink = bytes.Fields(asc) })
	count("join", func() { str = bytes.Join(sink, []byte("+")) })
	count("repeat", func() { str = bytes.Repeat(asc, 100) })
	count("replace", func() { str = bytes.ReplaceAll(long, []byte("l"), []byte("LL")) })
	count("upper", func() { str = bytes.ToUpper(long) })
	count("upper asc", func() { str = bytes.ToUpper(asc) })
	count("equal", func() { _ = bytes.Equal(asc, long) })
	count("buffer", func() {
		var b bytes.Buffer
		for i := 0; i < 100; i++ {
			b.WriteString("abc")
		}
		str = b.Bytes()
	})
	count("buffer string", func() {
		b := bytes.NewBufferString("abc")
		_ = b.String()
	})
	_ = str
}
