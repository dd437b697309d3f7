// Appending the literal nil adds an element; appending nil... adds none.
package main

type T struct{ a *int }

func two() (a, b *int) { return nil, nil }

func main() {
	var s []*int
	s = append(s, nil)
	s = append(s, nil, new(int))
	var m []map[int]int
	m = append(m, nil)
	var e []interface{}
	e = append(e, nil)
	var f []func()
	f = append(f, nil)
	var ss [][]int
	ss = append(ss, nil)
	b := append([]byte(nil), []byte(nil)...)
	println(len(s), len(m), len(e), len(f), len(ss), len(b))
}
