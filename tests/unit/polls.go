// Loops for test_polls.c, which counts their iterations between polls. Each adds one to steps in
// every iteration; what a loop does beside that decides how long its strips are.
package main

var steps int

func up(n int) {
	for i := 0; i < n; i++ {
		steps++
	}
}

func down(n int) {
	for i := n; i > 0; i-- {
		steps++
	}
}

func through(n int) {
	for i := 1; i <= n; i++ {
		steps++
	}
}

func elements(b []byte) (t int) {
	for _, c := range b {
		t += int(c)
		steps++
	}
	return t
}

// Some fifty steps in an iteration.
func wide(n int) (a, b, c, d int) {
	for i := 0; i < n; i++ {
		a, b, c, d = b*3+c, c*5+d, d*7+a, a*9+b
		a, b, c, d = b*3+c, c*5+d, d*7+a, a*9+b
		steps++
	}
	return a, b, c, d
}

// The inner loop runs a constant number of times and has no poll: it counts for the outer one.
func nested(n int) {
	for i := 0; i < n; i++ {
		for k := 0; k < 100; k++ {
			steps++
		}
	}
}

// A thousand iterations are no more than a strip.
func short() {
	for i := 0; i < 1000; i++ {
		steps++
	}
}

// A call may collect: a poll in each iteration.
func calls(n int) {
	for i := 0; i < n; i++ {
		short()
	}
}

// The bound moves: a poll in each iteration.
func moves(n int) {
	for i := 0; i < n; i++ {
		if i&1 == 0 {
			n--
		}
		steps++
	}
}

// Where an index beside the counter leaves a slice.
func behind(b []byte) (t int) {
	for i := 0; i < len(b); i++ {
		steps++
		t += int(b[i+1])
	}
	return t
}

func before(b []byte) (t int) {
	for i := len(b) - 1; i >= 0; i-- {
		steps++
		t += int(b[i-1])
	}
	return t
}

func beyond(b *[3000]byte) (t int) {
	for i := 0; i <= 3000; i++ {
		steps++
		t += int(b[i])
	}
	return t
}

func main() {
	b := make([]byte, 3)
	up(1)
	down(1)
	through(1)
	wide(1)
	nested(1)
	calls(1)
	moves(1)
	println(elements(b), behind(nil), before(nil), beyond(nil))
}
