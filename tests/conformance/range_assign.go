// range that assigns to two places: both are looked at before either is stored.
package main

type pair struct{ k, v int }

func main() {
	k := []int{1, 2, 3}
	var a [4]int
	for k[1], a[k[1]%4] = range []int{5, 6} {
		println(k[1], a[0], a[1], a[2], a[3])
	}
	var p pair
	for p.k, p.v = range [3]int{7, 8, 9} {
		println(p.k, p.v)
	}
	m := map[int]int{}
	i := 5
	for i, m[i] = range []int{10, 20, 30} {
	}
	println(i, len(m), m[5], m[0], m[1])
	var r rune
	s := map[string]rune{}
	for i, s["last"] = range "aé" {
	}
	println(i, s["last"])
	for i, r = range "xyz" {
	}
	println(i, r)
	q := &pair{}
	old := q
	var e interface{}
	for q.k, e = range map[int]string{4: "four"} {
		q = &pair{k: 9}
	}
	println(old.k, q.k, e.(string))
}
