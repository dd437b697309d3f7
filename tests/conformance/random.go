package main

import (
	"fmt"
	"math/rand"
)

// Numbers from Go's seeds.

type counted struct{ n int64 }

func (c *counted) Int63() int64    { c.n += 1 << 55; return c.n & (1<<63 - 1) }
func (c *counted) Seed(seed int64) { c.n = seed }

func some(r *rand.Rand) {
	fmt.Println(r.Int63(), r.Uint64(), r.Int31(), r.Int(), r.Uint32())
	for _, n := range []int{1, 2, 7, 64, 1000, 1<<31 - 1, 1 << 31, 1<<40 + 1, 1<<63 - 1} {
		fmt.Print(r.Intn(n), " ")
	}
	fmt.Println(r.Int31n(12), r.Int31n(16), r.Int63n(1e15), r.Int63n(1<<50))
	fmt.Println(r.Float64(), r.Float32(), r.Perm(9))
	s := []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
	r.Shuffle(len(s), func(i, j int) { s[i], s[j] = s[j], s[i] })
	b := make([]byte, 10)
	n, err := r.Read(b)
	fmt.Println(s, b, n, err)
	fmt.Println(r.Read(b[:2]))
	fmt.Println(b)
}

func main() {
	fmt.Println(rand.Int63(), rand.Uint32(), rand.Uint64(), rand.Int31(), rand.Int(), rand.Intn(100))
	fmt.Println(rand.Int63n(77), rand.Int31n(77), rand.Float64(), rand.Float32(), rand.Perm(5))
	for _, seed := range []int64{0, 1, -1, 42, 1<<31 - 1, 1 << 31, 1<<63 - 1, -1 << 63} {
		some(rand.New(rand.NewSource(seed)))
	}
	some(rand.New(&counted{}))
	r := rand.New(rand.NewSource(5))
	a := r.Int()
	r.Seed(5)
	rand.Seed(5)
	fmt.Println(a == r.Int(), a == rand.Int())
	sum := uint64(0)
	for i := 0; i < 100000; i++ {
		sum = sum*31 + r.Uint64()
	}
	fmt.Println(sum)
	for _, f := range []func(){
		func() { rand.Intn(0) }, func() { r.Int63n(-1) }, func() { r.Int31n(0) },
		func() { r.Shuffle(-1, nil) },
	} {
		func() {
			defer func() { fmt.Println(recover()) }()
			f()
		}()
	}
	rand.Shuffle(3, func(i, j int) { fmt.Print(i, j, " ") })
	b := make([]byte, 3)
	rand.Read(b)
	fmt.Println(b)
}
