// Maps whose keys are made of parts: strings, numbers, floats, interfaces, structs and arrays of
// these, with blank fields and padding; equal keys that look different, and NaN, which equals
// nothing. Small maps and large ones, that grow, shrink and are filled again.
package main

import (
	"errors"
	"fmt"
)

type named struct {
	s string
	n int
}

type inner struct {
	small int8
	_     int32
	word  int64
}

type wide struct {
	a    uint8
	in   inner
	name string
	pair [2]string
	any  interface{}
	err  error
}

type floats struct {
	f float32
	d float64
}

// More parts than the code of a map type goes through, and more bytes than a bucket takes.
type many struct {
	s     string
	pairs [4]struct {
		a int8
		b int16
	}
}

type large [9]string

type boxed struct{ v interface{} }

type code int

func (c code) Error() string { return fmt.Sprint("code ", int(c)) }

func word(i int) string {
	return "word number " + fmt.Sprint(i)
}

// zero keeps the compiler from knowing.
var zero float64

func namedKeys() {
	for _, n := range []int{1, 7, 8, 9, 500} {
		m := map[named]int{}
		for i := 0; i < n; i++ {
			m[named{word(i % 20), i / 20}] = i
		}
		sum, found := 0, 0
		for i := 0; i < 2*n; i++ {
			if v, ok := m[named{word(i % 20), i / 20}]; ok {
				sum += v
				found++
			}
		}
		for i := 0; i < n; i += 2 {
			delete(m, named{word(i % 20), i / 20})
		}
		left := len(m)
		for i := 0; i < n; i++ {
			m[named{word(i % 20), i / 20}] += i
		}
		total := 0
		for k, v := range m {
			total += v + len(k.s) + k.n
		}
		fmt.Println("named", n, found, sum, left, len(m), total)
	}
}

func wideKey(i int) wide {
	k := wide{a: uint8(i), name: word(i / 2), pair: [2]string{"x", word(i / 3)}}
	k.in.small = int8(i)
	k.in.word = int64(i / 5)
	switch i % 4 {
	case 0:
		k.any = i
	case 1:
		k.any = word(i)
	case 2:
		k.any = named{word(i), i}
	}
	if i%3 == 0 {
		k.err = code(i)
	}
	return k
}

func wideKeys() {
	m := map[wide]int{}
	for i := 0; i < 300; i++ {
		m[wideKey(i)]++
		m[wideKey(i)]++
	}
	twos := 0
	for i := 0; i < 310; i++ {
		if m[wideKey(i)] == 2 {
			twos++
		}
	}
	for i := 100; i < 300; i++ {
		delete(m, wideKey(i))
	}
	fmt.Println("wide", twos, len(m), m[wideKey(99)], m[wideKey(100)])
}

func interfaceKeys() {
	sentinel, other := errors.New("same"), errors.New("same")
	x, y := 1, 1
	keys := []interface{}{nil, 1, int64(1), uint8(1), "1", 1.0, float32(1), true, code(1), &x, &y,
		named{"a", 1}, named{"a", 2}, [2]string{"a", "b"}, [3]int{1, 2, 3}, boxed{1}, boxed{"1"},
		struct{}{}, sentinel, other, [0]string{}, zero, "", word(7)}
	m := map[interface{}]int{}
	for i, k := range keys {
		m[k] = i + 1
	}
	for i, k := range keys {
		if m[k] != i+1 {
			fmt.Println("interface", i, m[k])
		}
	}
	fmt.Println("interface", len(m), m[1.0+zero], m[-zero], m[word(7)], m[named{"a", 2}], m["none"], m[code(2)])
	for i, k := range keys {
		if i%2 == 0 {
			delete(m, k)
		}
	}
	fmt.Println("interface", len(m))

	errs := map[error]string{sentinel: "a", other: "b", code(3): "c", nil: "d"}
	fmt.Println("error", len(errs), errs[sentinel], errs[other], errs[code(3)], errs[nil], errs[code(4)])
}

func floatKeys() {
	nan := zero / zero
	m := map[float64]int{}
	m[zero] = 1
	m[-1/(1/zero)] = 2 // still 0, perhaps the other one
	for i := 0; i < 5; i++ {
		m[nan] = i
	}
	delete(m, nan)
	_, ok := m[nan]
	fmt.Println("float64", len(m), m[zero], ok)

	f := map[floats]int{}
	for i := 0; i < 40; i++ {
		f[floats{float32(i) / 2, float64(i % 3)}] = i
		f[floats{float32(zero), nan}] = i
	}
	fmt.Println("floats", len(f), f[floats{2.5, 2}], f[floats{0, -zero}], f[floats{0, nan}])

	b := map[boxed]int{}
	b[boxed{nan}] = 1
	b[boxed{nan}] = 2
	b[boxed{zero}] = 3
	b[boxed{-zero}]++
	fmt.Println("boxed", len(b), b[boxed{0.0}], b[boxed{nan}])
}

func manyKeys() {
	m := map[many]int{}
	l := map[large]int{}
	for i := 0; i < 30; i++ {
		var k many
		k.s = word(i / 8)
		k.pairs[i%4].a = int8(i / 4 % 2)
		k.pairs[i%4].b = int16(i / 8)
		m[k]++
		var at large
		at[i%9] = word(i)
		l[at] = i
	}
	var k many
	k.s = word(1)
	k.pairs[2].b = 1
	var at large
	at[8] = word(26)
	fmt.Println("many", len(m), m[k], m[many{}], len(l), l[at])
}

func main() {
	namedKeys()
	wideKeys()
	interfaceKeys()
	floatKeys()
	manyKeys()
}
