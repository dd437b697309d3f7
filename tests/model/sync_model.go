// The primitives of package sync against a simple reference, for test_sync_model.c.
//
// A turn gives a few goroutines one operation each, at once, and waits until nobody can go on. The
// reference tries all orders of those operations, and all choices that Go leaves open, and keeps
// each state that agrees with what was seen: who is done, with which result, and who waits. None
// left: what was done is not allowed. So a state says who holds, who waits and since when.
//
// The longest waiting one goes on, if there is one operation only in that turn. With several a
// newcomer may come before it, and in which order those wait from then on who wait for a lock is
// unknown: since is the same.
//
// With GODEBUG=gcseed=N a sleep ends when nobody else can go on, and who runs first is chosen by N.
// Arguments: a seed for the operations, how many turns; a third: time is real (for other runtimes).
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync/atomic"
	"time"
)

const workers = 5

// Operations.
const (
	lock int32 = iota
	unlock
	tryLock
	rlock
	runlock
	tryRLock
	add // arg: how much
	wait
	do
	finish // of the function that runs in a do; arg 1: it panics
	condWait
	condWoken // of the reference: a condWait that was woken and locks again
	signal
	broadcast
	put // arg: which item
	get
	store // arg: key and value, here and in the next ones
	load
	loadOrStore
	loadAndDelete
	remove
	scan
)

var names = []string{"Lock", "Unlock", "TryLock", "RLock", "RUnlock", "TryRLock", "Add", "Wait", "Do",
	"finish", "Cond.Wait", "Cond.Wait (woken)", "Signal", "Broadcast", "Put", "Get", "Store", "Load",
	"LoadOrStore", "LoadAndDelete", "Delete", "Range"}

// Of a worker: what it does.
const (
	idle    int32 = iota
	begins        // its operation has not happened yet
	blocked       // it waits
	done
)

type worker struct{ phase, op, arg, res, since int32 }

// state is all that the reference knows. n: what the primitive holds.
type state struct {
	n    [4]int32
	last int32
	w    [workers]worker
}

func (s state) done(w int, res int32) state {
	s.w[w].phase, s.w[w].res, s.w[w].since = done, res, 0
	return s
}

func (s state) block(w int) state {
	s.last++
	s.w[w].phase, s.w[w].since = blocked, s.last
	return s
}

func (s state) with(i int, v int32) state {
	s.n[i] = v
	return s
}

// waiting are those who wait in one of the operations; alone: of these who may have waited longest.
func (s state) waiting(alone bool, ops ...int32) (found []int) {
	for w := range s.w {
		for _, op := range ops {
			if s.w[w].phase != blocked || s.w[w].op != op {
				continue
			}
			if alone && len(found) > 0 && s.w[w].since > s.w[found[0]].since {
				continue
			}
			if alone && len(found) > 0 && s.w[w].since < s.w[found[0]].since {
				found = found[:0]
			}
			found = append(found, w)
		}
	}
	return found
}

// model is a primitive. step: worker w's operation happens; wake: somebody who waits goes on. Both
// give all states that may come of it; alone: no other operation is under way. draw: an operation
// that is allowed beside those of the turn; ok false: none was found.
type model struct {
	name  string
	fresh func()
	over  func(s state) bool // a new one is more interesting
	step  func(s state, w int, alone bool) []state
	wake  func(s state, alone bool) []state
	draw  func(s state, turn []worker) (op, arg int32, ok bool)
	do    func(op, arg int32) int32
}

// ---- Chance ----

var random uint64

func below(n int) int {
	random += 0x9e3779b97f4a7c15
	z := random
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return int((z ^ z>>31) % uint64(n))
}

// pick is one of them; has: how many of the turn do one of ops.
func pick(ops ...int32) int32 { return ops[below(len(ops))] }

func has(turn []worker, ops ...int32) (n int32) {
	for _, t := range turn {
		for _, op := range ops {
			if t.op == op {
				n++
			}
		}
	}
	return n
}

// ---- Turns ----

var current *model
var real bool // the time is

// crew are the workers of a model. Those of the one before may wait for ever.
type crew struct {
	jobs     [workers]chan worker
	results  [workers]int32
	finished [workers]int32 // 1: results has what came of it
}

func (c *crew) work(m *model, w int) {
	for job := range c.jobs[w] {
		c.results[w] = m.do(job.op, job.arg)
		atomic.StoreInt32(&c.finished[w], 1)
	}
}

// explore is all that may have come of the states when nobody can go on.
func explore(from map[state]bool, alone bool) map[state]bool {
	ends, seen := map[state]bool{}, map[state]bool{}
	var todo []state
	for s := range from {
		todo = append(todo, s)
	}
	for len(todo) > 0 {
		s := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[s] {
			continue
		}
		seen[s] = true
		next := current.wake(s, alone)
		for w := range s.w {
			if s.w[w].phase == begins {
				next = append(next, current.step(s, w, alone)...)
			}
		}
		if len(next) == 0 {
			ends[s] = true
		}
		todo = append(todo, next...)
	}
	return ends
}

// agree: s is what was seen; then its form without what is done, and without an order that is
// unknown.
func agree(s state, seen [workers]worker, alone bool) (state, bool) {
	for w := range s.w {
		o := seen[w]
		if (s.w[w].phase == done) != (o.phase == done) || o.phase == done && s.w[w].res != o.res {
			return s, false
		}
	}
	var rank [workers]int32
	s.last = 0
	for w := range s.w {
		if s.w[w].phase == done {
			s.w[w] = worker{}
		}
		if s.w[w].phase != blocked {
			continue
		}
		s.last++
		rank[w] = 1
		for o := range s.w {
			if s.w[o].phase == blocked && s.w[o].since < s.w[w].since {
				rank[w]++
			}
		}
	}
	for w := range s.w {
		s.w[w].since = rank[w]
		if op := s.w[w].op; !alone && s.w[w].phase == blocked && (op == lock || op == condWoken || op == rlock) {
			s.w[w].since = 1
		}
	}
	return s, true
}

func mayBlock(op int32) bool {
	return op == lock || op == rlock || op == wait || op == do || op == condWait
}

func anyOf(states map[state]bool) state {
	// The smallest, so that a run depends on its seeds alone.
	var best state
	first := true
	for s := range states {
		if first || fmt.Sprint(s) < fmt.Sprint(best) {
			best, first = s, false
		}
	}
	return best
}

// draw gives idle workers operations that are allowed whatever of the states it is.
func draw(states map[state]bool, s state) (turn []worker, who []int) {
	var free []int
	for w := range s.w {
		if s.w[w].phase == idle {
			free = append(free, w)
		}
	}
	left := len(free)
	for n := 1 + below(3); n > 0 && len(free) > 0; n-- {
		op, arg, ok := current.draw(s, turn)
		if !ok || mayBlock(op) && left <= 1 {
			continue
		}
		if mayBlock(op) {
			left--
		}
		i := below(len(free))
		who = append(who, free[i])
		free = append(free[:i], free[i+1:]...)
		turn = append(turn, worker{phase: begins, op: op, arg: arg})
	}
	return turn, who
}

func fail(at int, turn []worker, who []int, before state, seen [workers]worker, ends map[state]bool) {
	fmt.Println("# not allowed:", current.name, "turn", at)
	for i := range turn {
		fmt.Println("#   goroutine", who[i], names[turn[i].op], turn[i].arg)
	}
	fmt.Println("# it was      ", before)
	fmt.Println("# seen        ", seen)
	for s := range ends {
		fmt.Println("# may have come", s)
	}
	os.Exit(1)
}

func play(c *crew, turns int, rest time.Duration) {
	states := map[state]bool{{}: true}
	current.fresh()
	waits, ops := 0, 0
	cycle := collections()
	for at := 0; at < turns; at++ {
		before := anyOf(states)
		if before.last == 0 && current.over(before) {
			current.fresh()
			states = map[state]bool{{}: true}
			before = state{}
		}
		if current.name == "Pool" && below(20) == 0 {
			runtime.GC()
			runtime.GC()
			states = map[state]bool{{}: true}
			before = state{}
			cycle = collections()
		}
		turn, who := draw(states, before)
		ops += len(turn)
		for i, w := range who {
			atomic.StoreInt32(&c.finished[w], 0)
			c.jobs[w] <- turn[i]
		}
		from := map[state]bool{}
		time.Sleep(rest)
		now := collections()
		for s := range states {
			for i, w := range who {
				s.w[w] = turn[i]
			}
			if current.name == "Pool" && now != cycle {
				s.n[1] = 1<<items - 1
			}
			from[s] = true
		}
		cycle = now
		ends := explore(from, len(turn) == 1 && !real)
		var seen [workers]worker
		for try := 0; ; try++ {
			for w := range seen {
				if atomic.LoadInt32(&c.finished[w]) == 1 {
					seen[w] = worker{phase: done, res: c.results[w]}
				}
			}
			states = map[state]bool{}
			for s := range ends {
				if s, ok := agree(s, seen, len(turn) == 1); ok {
					if current.name == "Pool" {
						s.n[1] &= s.n[0]
					}
					states[s] = true
				}
			}
			if len(states) > 0 {
				break
			}
			if !real || try == 1000 {
				fail(at, turn, who, before, seen, ends)
			}
			time.Sleep(rest)
		}
		for w := range seen {
			if seen[w].phase == done {
				atomic.StoreInt32(&c.finished[w], 0)
			}
		}
		for _, w := range who {
			if seen[w].phase != done {
				waits++
			}
		}
	}
	fmt.Println("#", current.name, ops, "operations,", waits, "waited")
	if ops < turns/2 || waits == 0 && current.name != "Pool" && current.name != "Map" {
		fmt.Println("# too few")
		os.Exit(1)
	}
}

func main() {
	seed, _ := strconv.ParseUint(os.Args[1], 10, 64)
	turns, _ := strconv.Atoi(os.Args[2])
	rest := time.Second
	if real = len(os.Args) > 3; real {
		rest = 2 * time.Millisecond
	}
	for i := range models {
		current = &models[i]
		random = seed*1000 + uint64(i)
		c := new(crew)
		for w := range c.jobs {
			c.jobs[w] = make(chan worker, 1)
			go c.work(current, w)
		}
		play(c, turns, rest)
	}
}
