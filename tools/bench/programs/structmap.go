// A map from structs to structs: composite keys, updates through a copy, lookups of absent keys.
package main

type point struct{ x, y, z int32 }

type cell struct {
	visits int
	last   point
}

func main() {
	total := 0
	for round := 0; round < 4; round++ {
		m := make(map[point]cell)
		p := point{}
		seed := uint32(round + 1)
		for i := 0; i < 400000; i++ {
			seed = seed*1664525 + 1013904223
			q := p
			switch seed >> 29 {
			case 0, 1:
				q.x++
			case 2, 3:
				q.y++
			case 4, 5:
				q.z++
			case 6:
				q.x -= 2
			default:
				q.y -= 2
			}
			c := m[q]
			c.visits++
			c.last = p
			m[q] = c
			p = q
		}
		for i := int32(0); i < 100000; i++ {
			if _, ok := m[point{i, -i, i}]; ok {
				total++
			}
		}
		for k, c := range m {
			total += c.visits * int(k.x+k.y+k.z)
		}
		total += len(m)
	}
	println(total)
}
