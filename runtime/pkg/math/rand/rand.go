// Package rand: pseudo-random numbers, the same from the same seed as go1.19's. source.go makes the
// words; here they become numbers of a range.
package rand

import "sync"

type Source interface {
	Int63() int64
	Seed(seed int64)
}

// Source64 is one that has whole words.
type Source64 interface {
	Source
	Uint64() uint64
}

// NewSource's is for one goroutine at a time.
func NewSource(seed int64) Source {
	s := new(source)
	s.Seed(seed)
	return s
}

// locked is what the functions of the package share.
type locked struct {
	mu  sync.Mutex
	src *source
}

func (l *locked) Int63() int64 { return int64(l.Uint64() & (1<<63 - 1)) }

func (l *locked) Uint64() uint64 {
	l.mu.Lock()
	n := l.src.Uint64()
	l.mu.Unlock()
	return n
}

func (l *locked) Seed(seed int64) {
	l.mu.Lock()
	l.src.Seed(seed)
	l.mu.Unlock()
}

var global = New(&locked{src: NewSource(1).(*source)})

type Rand struct {
	src Source
	s64 Source64 // src, if it is one
	// What Read has left of a number: its bytes, and how many.
	rest  int64
	nrest int8
}

func New(src Source) *Rand {
	s64, _ := src.(Source64)
	return &Rand{src: src, s64: s64}
}

func (r *Rand) Seed(seed int64) {
	r.src.Seed(seed)
	r.nrest = 0
}

func (r *Rand) Int63() int64 { return r.src.Int63() }

func (r *Rand) Uint32() uint32 { return uint32(r.Int63() >> 31) }

func (r *Rand) Uint64() uint64 {
	if r.s64 != nil {
		return r.s64.Uint64()
	}
	return uint64(r.Int63())>>31 | uint64(r.Int63())<<32
}

func (r *Rand) Int31() int32 { return int32(r.Int63() >> 32) }

func (r *Rand) Int() int { return int(uint(r.Int63())) }

// Those of the last incomplete row of n are thrown away, or the first would be more likely.
func (r *Rand) Int63n(n int64) int64 {
	if n <= 0 {
		panic("invalid argument to Int63n")
	}
	if n&(n-1) == 0 {
		return r.Int63() & (n - 1)
	}
	last := int64(1<<63 - 1 - (1<<63)%uint64(n))
	v := r.Int63()
	for v > last {
		v = r.Int63()
	}
	return v % n
}

func (r *Rand) Int31n(n int32) int32 {
	if n <= 0 {
		panic("invalid argument to Int31n")
	}
	if n&(n-1) == 0 {
		return r.Int31() & (n - 1)
	}
	last := int32(1<<31 - 1 - (1<<31)%uint32(n))
	v := r.Int31()
	for v > last {
		v = r.Int31()
	}
	return v % n
}

// scaled is a number below n by a multiplication; a division only where the row may be incomplete.
func (r *Rand) scaled(n int32) int32 {
	product := uint64(r.Uint32()) * uint64(n)
	if low := uint32(product); low < uint32(n) {
		for least := uint32(-n) % uint32(n); low < least; low = uint32(product) {
			product = uint64(r.Uint32()) * uint64(n)
		}
	}
	return int32(product >> 32)
}

func (r *Rand) Intn(n int) int {
	if n <= 0 {
		panic("invalid argument to Intn")
	}
	if n <= 1<<31-1 {
		return int(r.Int31n(int32(n)))
	}
	return int(r.Int63n(int64(n)))
}

func (r *Rand) Float64() float64 {
	for {
		if f := float64(r.Int63()) / (1 << 63); f != 1 {
			return f
		}
	}
}

func (r *Rand) Float32() float32 {
	for {
		if f := float32(r.Float64()); f != 1 {
			return f
		}
	}
}

// Perm begins with element 0 too, though nothing is left to choose: Go's numbers go that way.
func (r *Rand) Perm(n int) []int {
	p := make([]int, n)
	for i := 0; i < n; i++ {
		k := r.Intn(i + 1)
		p[i] = p[k]
		p[k] = i
	}
	return p
}

func (r *Rand) Shuffle(n int, swap func(i, j int)) {
	if n < 0 {
		panic("invalid argument to Shuffle")
	}
	i := n - 1
	for ; i > 1<<31-2; i-- {
		swap(i, int(r.Int63n(int64(i+1))))
	}
	for ; i > 0; i-- {
		swap(i, int(r.scaled(int32(i+1))))
	}
}

// Read takes seven bytes of a number.
func (r *Rand) Read(p []byte) (n int, err error) {
	for n = range p {
		if r.nrest == 0 {
			r.rest = r.Int63()
			r.nrest = 7
		}
		p[n] = byte(r.rest)
		r.rest >>= 8
		r.nrest--
	}
	return len(p), nil
}

func Seed(seed int64) { global.Seed(seed) }

func Int63() int64 { return global.Int63() }

func Uint32() uint32 { return global.Uint32() }

func Uint64() uint64 { return global.Uint64() }

func Int31() int32 { return global.Int31() }

func Int() int { return global.Int() }

func Int63n(n int64) int64 { return global.Int63n(n) }

func Int31n(n int32) int32 { return global.Int31n(n) }

func Intn(n int) int { return global.Intn(n) }

func Float64() float64 { return global.Float64() }

func Float32() float32 { return global.Float32() }

func Perm(n int) []int { return global.Perm(n) }

func Shuffle(n int, swap func(i, j int)) { global.Shuffle(n, swap) }

func Read(p []byte) (n int, err error) { return global.Read(p) }
