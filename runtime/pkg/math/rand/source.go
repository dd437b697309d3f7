package rand

// A source adds two of its last words to make the next: those of 607 and of 273 ago. The words lie
// in a ring that is gone through backwards.
const (
	length = 607
	lag    = 273
)

type source struct {
	tap, feed int
	ring      [length]uint64
}

// step is the next of a series of 31 bits, which fills the ring.
func step(x int32) int32 {
	const (
		factor    = 48271
		quotient  = (1<<31 - 1) / factor
		remainder = (1<<31 - 1) % factor
	)
	x = factor*(x%quotient) - remainder*(x/quotient)
	if x < 0 {
		x += 1<<31 - 1
	}
	return x
}

func (s *source) Seed(seed int64) {
	s.tap = 0
	s.feed = length - lag
	seed %= 1<<31 - 1
	if seed < 0 {
		seed += 1<<31 - 1
	}
	if seed == 0 {
		seed = 89482311
	}
	x := int32(seed)
	for i := 0; i < 20; i++ {
		x = step(x)
	}
	for i := range s.ring {
		a := step(x)
		b := step(a)
		x = step(b)
		s.ring[i] = uint64(a)<<40 ^ uint64(b)<<20 ^ uint64(x) ^ mixed[i]
	}
}

func (s *source) Int63() int64 { return int64(s.Uint64() & (1<<63 - 1)) }

func (s *source) Uint64() uint64 {
	if s.tap--; s.tap < 0 {
		s.tap += length
	}
	if s.feed--; s.feed < 0 {
		s.feed += length
	}
	s.ring[s.feed] += s.ring[s.tap]
	return s.ring[s.feed]
}
