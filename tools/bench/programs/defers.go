// Defer: an unlock behind each call, results that deferred literals change, and defers in loops.
package main

type mutex struct{ held int }

//go:noinline
func (m *mutex) Lock() { m.held++ }

//go:noinline
func (m *mutex) Unlock() { m.held-- }

type account struct {
	mu    mutex
	total int
}

type refused struct{ amount int }

func (r *refused) Error() string { return "refused" }

var none = &refused{}

//go:noinline
func (a *account) put(n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.total += n
}

//go:noinline
func (a *account) get() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.total
}

//go:noinline
func (a *account) take(n int) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if n > a.total {
		return 0, none
	}
	a.total -= n
	return n, nil
}

//go:noinline
func (a *account) move(to *account, n int) (done bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	to.mu.Lock()
	defer func() {
		to.mu.Unlock()
		done = done && a.total >= 0
	}()
	a.total -= n
	to.total += n
	return n > 0
}

func sum(xs []int) (total int) {
	for _, x := range xs {
		defer func(x int) { total += x }(x)
	}
	return 0
}

func main() {
	a, b := &account{}, &account{}
	xs := make([]int, 100)
	moved, failed, n := 0, 0, 0
	for i := 0; i < 20000000; i++ {
		a.put(i & 7)
		if got, err := a.take(i & 3); err != nil {
			failed++
		} else {
			n += got
		}
		if a.move(b, i&1) {
			moved++
		}
		n += b.get() & 1
	}
	for i := 0; i < 20000; i++ {
		xs[i%100] = i
		n += sum(xs)
	}
	println(a.total, b.total, moved, failed, n)
}
