// Slices grown by append, of integers, of pointers and of slices; filtered in place and copied.
package main

type item struct {
	key  int
	next *item
}

func grow(n int) []int {
	var s []int
	for i := 0; i < n; i++ {
		s = append(s, i*i)
	}
	return s
}

func items(n int) []*item {
	var s []*item
	var last *item
	for i := 0; i < n; i++ {
		last = &item{key: i, next: last}
		s = append(s, last)
	}
	return s
}

func main() {
	total := 0
	for round := 0; round < 400; round++ {
		for n := 1; n <= 65536; n *= 4 {
			s := grow(n)
			kept := s[:0]
			for _, v := range s {
				if v%3 == 0 {
					kept = append(kept, v)
				}
			}
			total += len(kept) + kept[len(kept)-1]
		}
		list := items(20000)
		total += list[len(list)-1].next.key
		var rows [][]int
		for i := 0; i < 2000; i++ {
			rows = append(rows, grow(i%32+1))
		}
		back := make([]int, 0, 100)
		for _, r := range rows {
			back = append(back, r...)
		}
		total += len(back)
	}
	println(total)
}
