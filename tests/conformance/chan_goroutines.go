package main

import "fmt"

// Goroutines that talk: pipelines, generators, workers, semaphores, results, quitting.

func count(n int) <-chan int {
	c := make(chan int)
	go func() {
		for i := 0; i < n; i++ {
			c <- i
		}
		close(c)
	}()
	return c
}

func square(in <-chan int) <-chan int {
	out := make(chan int, 3)
	go func() {
		for v := range in {
			out <- v * v
		}
		close(out)
	}()
	return out
}

func sum(cs ...<-chan int) int {
	out, done := make(chan int), make(chan struct{})
	for _, c := range cs {
		go func(c <-chan int) {
			for v := range c {
				out <- v
			}
			done <- struct{}{}
		}(c)
	}
	go func() {
		for range cs {
			<-done
		}
		close(out)
	}()
	total := 0
	for v := range out {
		total += v
	}
	return total
}

func filter(in <-chan int, out chan<- int, prime int) {
	for {
		if i := <-in; i%prime != 0 {
			out <- i
		}
	}
}

func primes(n int) (list []int) {
	ch := make(chan int)
	go func(ch chan<- int) {
		for i := 2; ; i++ {
			ch <- i
		}
	}(ch)
	for i := 0; i < n; i++ {
		prime := <-ch
		list = append(list, prime)
		next := make(chan int)
		go filter(ch, next, prime)
		ch = next
	}
	return
}

type job struct {
	n      int
	name   string
	answer chan<- result
}
type result struct {
	job  *job
	text string
}

func worker(jobs <-chan *job, left chan<- bool) {
	for j := range jobs {
		j.answer <- result{j, fmt.Sprint(j.name, j.n*j.n)}
	}
	left <- true
}

func pool() {
	jobs := make(chan *job)
	answers := make(chan result, 2)
	left := make(chan bool)
	const workers = 5
	for i := 0; i < workers; i++ {
		go worker(jobs, left)
	}
	go func() {
		for i := 0; i < 40; i++ {
			jobs <- &job{i, "job", answers}
		}
		close(jobs)
	}()
	got := make([]string, 40)
	for i := 0; i < 40; i++ {
		r := <-answers
		got[r.job.n] = r.text
	}
	for i := 0; i < workers; i++ {
		<-left
	}
	fmt.Println(got[0], got[39], len(got))
}

// At most three are inside at once.
func semaphore() {
	sem := make(chan int, 3)
	lock := make(chan struct{}, 1)
	inside, most, ran := 0, 0, 0
	done := make(chan bool)
	for i := 0; i < 20; i++ {
		go func() {
			sem <- 1
			lock <- struct{}{}
			inside++
			ran++
			if inside > most {
				most = inside
			}
			<-lock
			lock <- struct{}{}
			inside--
			<-lock
			<-sem
			done <- true
		}()
	}
	for i := 0; i < 20; i++ {
		<-done
	}
	fmt.Println(ran, most <= 3, most >= 1, len(sem))
}

type tree struct {
	l, r *tree
	v    int
}

func insert(t *tree, v int) *tree {
	if t == nil {
		return &tree{v: v}
	}
	if v < t.v {
		t.l = insert(t.l, v)
	} else {
		t.r = insert(t.r, v)
	}
	return t
}

func walk(t *tree, c chan<- *tree, quit <-chan struct{}) bool {
	if t == nil {
		return true
	}
	if !walk(t.l, c, quit) {
		return false
	}
	select {
	case c <- t:
	case <-quit:
		return false
	}
	return walk(t.r, c, quit)
}

func walker(t *tree) (<-chan *tree, chan<- struct{}) {
	c, quit := make(chan *tree), make(chan struct{})
	go func() {
		walk(t, c, quit)
		close(c)
	}()
	return c, quit
}

func trees() {
	var t *tree
	for i := 0; i < 60; i++ {
		t = insert(t, i*37%61)
	}
	c, _ := walker(t)
	last, sorted, n := -1, true, 0
	for x := range c {
		sorted = sorted && x.v > last
		last = x.v
		n++
	}
	fmt.Println(n, sorted, last)
	c, quit := walker(t)
	for x := range c {
		if x.v == 10 {
			quit <- struct{}{}
			break
		}
	}
	_, more := <-c
	fmt.Println(more)
}

type ring struct{ in, out chan [2]string }

func around() {
	const n = 30
	first := make(chan [2]string)
	in := first
	for i := 0; i < n; i++ {
		out := make(chan [2]string)
		go func(r ring, i int) {
			v := <-r.in
			v[0] += fmt.Sprint(i % 10)
			v[1] = fmt.Sprint(len(v[0]))
			r.out <- v
		}(ring{in, out}, i)
		in = out
	}
	first <- [2]string{"ring ", ""}
	fmt.Println(<-in)
}

// Two channels merged; nil takes a finished one out of the select.
func merge(a, b <-chan int) (got []int) {
	for a != nil || b != nil {
		select {
		case v, ok := <-a:
			if !ok {
				a = nil
				continue
			}
			got = append(got, v+1)
		case v, ok := <-b:
			if !ok {
				b = nil
				continue
			}
			got = append(got, -v-1)
		}
	}
	return
}

func merged() {
	got := merge(count(50), square(count(30)))
	a, b, last := 0, 0, 0
	ordered := true
	for _, v := range got {
		if v > 0 {
			ordered = ordered && v == last+1
			last = v
			a += v
		} else {
			b += v
		}
	}
	fmt.Println(len(got), ordered, a, b)
}

// A request carries the channel of its answer.
type request struct {
	key   string
	value int
	get   chan<- int
}

func server(reqs <-chan request) {
	m := map[string]int{}
	for r := range reqs {
		if r.get != nil {
			r.get <- m[r.key]
		} else {
			m[r.key] = r.value
		}
	}
}

func ask() {
	reqs := make(chan request)
	go server(reqs)
	for i := 0; i < 20; i++ {
		reqs <- request{key: fmt.Sprint("k", i), value: i * i}
	}
	total := 0
	for i := 0; i < 22; i++ {
		answer := make(chan int)
		reqs <- request{key: fmt.Sprint("k", i), get: answer}
		total += <-answer
	}
	close(reqs)
	fmt.Println(total)
}

func main() {
	fmt.Println(sum(square(count(10)), count(100), square(square(count(5)))))
	list := primes(60)
	fmt.Println(list[0], list[59], len(list))
	pool()
	semaphore()
	trees()
	around()
	merged()
	ask()
}
