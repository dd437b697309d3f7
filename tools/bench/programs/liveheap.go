// A large living heap and much garbage beside it: what marking costs, and how often it is done.
package main

type rec struct {
	name string
	kids []*rec
	up   *rec
	tags map[int]*rec
}

func grow(depth int, up *rec) *rec {
	r := &rec{up: up, name: "r"}
	if depth == 0 {
		return r
	}
	r.kids = make([]*rec, 8)
	for i := range r.kids {
		r.kids[i] = grow(depth-1, r)
	}
	if depth == 2 {
		r.tags = make(map[int]*rec)
		for i, k := range r.kids {
			r.tags[i*7] = k
		}
	}
	return r
}

func (r *rec) count() int {
	n := 1 + len(r.tags)
	for _, k := range r.kids {
		n += k.count()
	}
	return n
}

var ring [64][]*rec

func main() {
	live := grow(6, nil)
	for i := 0; i < 1500000; i++ {
		s := make([]*rec, 12)
		s[i%12] = live
		ring[i%64] = s
		if i%5000 == 0 {
			live.kids[i%8] = grow(5, live)
		}
	}
	println(live.count(), len(ring[3]))
}
