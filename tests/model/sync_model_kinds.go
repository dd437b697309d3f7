// The primitives that sync_model.go plays with, each with its reference.
package main

import (
	"runtime"
	"sync"
)

// ---- Mutex ----

var mu *sync.Mutex

// n[0]: it is locked.
func mutexStep(s state, w int, alone bool) []state {
	free := s.n[0] == 0
	switch s.w[w].op {
	case lock, condWoken:
		if !free {
			return []state{s.block(w)}
		}
		return []state{s.with(0, 1).done(w, 0)}
	case tryLock:
		if !free {
			return []state{s.done(w, 0)}
		}
		next := []state{s.with(0, 1).done(w, 1)}
		if !alone || len(s.waiting(false, lock, condWoken)) > 0 {
			next = append(next, s.done(w, 0)) // it is about to be somebody else's
		}
		return next
	}
	return []state{s.with(0, 0).done(w, 0)}
}

func mutexWake(s state, alone bool) (next []state) {
	if s.n[0] != 0 {
		return nil
	}
	for _, w := range s.waiting(alone, lock, condWoken) {
		next = append(next, s.with(0, 1).done(w, 0))
	}
	return next
}

func mutexDraw(s state, turn []worker) (op, arg int32, ok bool) {
	op = pick(lock, lock, tryLock, unlock)
	return op, 0, op != unlock || s.n[0] == 1 && has(turn, unlock) == 0
}

func mutexDo(op, arg int32) int32 {
	switch op {
	case lock:
		mu.Lock()
	case unlock:
		mu.Unlock()
	default:
		return truth(mu.TryLock())
	}
	return 0
}

func truth(ok bool) int32 {
	if ok {
		return 1
	}
	return 0
}

// ---- RWMutex ----

var rw *sync.RWMutex

// n[0]: who read. n[1]: one writes. n[2]: 1 + who is next to write and keeps new readers out. n[3]:
// how many of those that wait to read may go on: counted in n[0]. One that comes just then may take
// the place of one that waits.
func rwStep(s state, w int, alone bool) []state {
	writer := s.n[1] != 0 || s.n[2] != 0
	switch s.w[w].op {
	case rlock:
		if writer && s.n[3] > 0 {
			return []state{s.block(w), s.with(3, s.n[3]-1).done(w, 0)}
		}
		if writer {
			return []state{s.block(w)}
		}
		return []state{s.with(0, s.n[0]+1).done(w, 0)}
	case tryRLock:
		if writer {
			return []state{s.done(w, 0)}
		}
		return []state{s.with(0, s.n[0]+1).done(w, 1)}
	case runlock:
		return []state{s.with(0, s.n[0]-1).done(w, 0)}
	case lock:
		if writer {
			return []state{s.block(w)}
		}
		return []state{rwEnter(s, w)}
	case tryLock:
		var next []state
		if !writer && s.n[0] == 0 {
			next = append(next, s.with(1, 1).done(w, 1))
			if alone && len(s.waiting(false, lock)) == 0 {
				return next
			}
		}
		return append(next, s.done(w, 0))
	}
	n := int32(len(s.waiting(false, rlock)))
	return []state{s.with(0, s.n[0]+n).with(1, 0).with(3, n).done(w, 0)}
}

// rwEnter: w is the only writer, and waits for those who read.
func rwEnter(s state, w int) state {
	if s.n[0] == 0 {
		return s.with(1, 1).done(w, 0)
	}
	if s.w[w].phase != blocked {
		s = s.block(w)
	}
	return s.with(2, int32(w)+1)
}

func rwWake(s state, alone bool) (next []state) {
	if s.n[3] > 0 {
		for _, w := range s.waiting(alone, rlock) {
			next = append(next, s.with(3, s.n[3]-1).done(w, 0))
		}
	}
	if s.n[2] != 0 {
		if s.n[0] == 0 {
			next = append(next, s.with(1, 1).with(2, 0).done(int(s.n[2])-1, 0))
		}
		return next
	}
	if s.n[1] == 0 {
		for _, w := range s.waiting(alone, lock) {
			next = append(next, rwEnter(s, w))
		}
	}
	return next
}

func rwDraw(s state, turn []worker) (op, arg int32, ok bool) {
	op = pick(lock, lock, tryLock, unlock, unlock, rlock, rlock, tryRLock, runlock, runlock)
	switch op {
	case unlock:
		return op, 0, s.n[1] == 1 && has(turn, unlock) == 0
	case runlock:
		return op, 0, s.n[0] > has(turn, runlock)
	}
	return op, 0, true
}

func rwDo(op, arg int32) int32 {
	switch op {
	case lock:
		rw.Lock()
	case unlock:
		rw.Unlock()
	case tryLock:
		return truth(rw.TryLock())
	case rlock:
		rw.RLock()
	case tryRLock:
		return truth(rw.TryRLock())
	case runlock:
		rw.RUnlock()
	}
	return 0
}

// ---- WaitGroup ----

var wg *sync.WaitGroup

// n[0]: the counter.
func groupStep(s state, w int, alone bool) []state {
	if s.w[w].op == wait {
		if s.n[0] == 0 {
			return []state{s.done(w, 0)}
		}
		return []state{s.block(w)}
	}
	s = s.with(0, s.n[0]+s.w[w].arg).done(w, 0)
	if s.n[0] == 0 {
		for _, o := range s.waiting(false, wait) {
			s = s.done(o, 0)
		}
	}
	return []state{s}
}

// groupDraw: it is misuse to add, the counter being 0, beside a Wait or those that are just woken.
func groupDraw(s state, turn []worker) (op, arg int32, ok bool) {
	low := s.n[0]
	for _, t := range turn {
		if t.op == add && t.arg < 0 {
			low += t.arg
		}
	}
	op = pick(wait, wait, add, add)
	if op == wait {
		return op, 0, s.n[0] > 0 || has(turn, add) == 0
	}
	arg = int32(below(3)) + 1
	if below(4) < int(s.n[0]) {
		return op, -arg, arg < low || arg == low && has(turn, add) == 0
	}
	return op, arg, low > 0 || len(turn) == 0
}

func groupDo(op, arg int32) int32 {
	switch {
	case op == wait:
		wg.Wait()
	case arg == -1:
		wg.Done()
	default:
		wg.Add(int(arg))
	}
	return 0
}

// ---- Once ----

var once *sync.Once
var gate chan int32

// n[0]: 1 while the function runs, 2 when it has run. n[1]: who runs it. Of do the result is 1 for
// who has run it, 2 if it has panicked.
func onceStep(s state, w int, alone bool) []state {
	if s.w[w].op == finish {
		s = s.with(0, 2).done(w, 0).done(int(s.n[1]), 1+s.w[w].arg)
		for _, o := range s.waiting(false, do) {
			s = s.done(o, 0)
		}
		return []state{s}
	}
	switch s.n[0] {
	case 0:
		return []state{s.with(0, 1).with(1, int32(w)).block(w)}
	case 1:
		return []state{s.block(w)}
	}
	return []state{s.done(w, 0)}
}

func onceDraw(s state, turn []worker) (op, arg int32, ok bool) {
	op = pick(do, do, do, finish)
	return op, int32(below(4) / 3), op == do || s.n[0] == 1 && has(turn, finish) == 0
}

func onceDo(op, arg int32) (res int32) {
	if op == finish {
		gate <- arg
		return 0
	}
	defer func() {
		if recover() != nil {
			res = 2
		}
	}()
	once.Do(func() {
		res = 1
		if <-gate != 0 {
			panic("in Do")
		}
	})
	return res
}

// ---- Cond ----

var cond *sync.Cond

// n[0]: mu is locked. Those in condWait have not been woken.
func condStep(s state, w int, alone bool) []state {
	op := s.w[w].op
	switch op {
	case condWait:
		return []state{s.with(0, 0).block(w)}
	case signal, broadcast:
		for _, o := range s.waiting(op == signal, condWait) {
			s.w[o].phase, s.w[o].op = begins, condWoken
		}
		return []state{s.done(w, 0)}
	}
	return mutexStep(s, w, alone)
}

func condDraw(s state, turn []worker) (op, arg int32, ok bool) {
	op = pick(lock, tryLock, unlock, condWait, condWait, signal, broadcast)
	gives := op == unlock || op == condWait
	return op, 0, !gives || s.n[0] == 1 && has(turn, unlock, condWait) == 0
}

func condDo(op, arg int32) int32 {
	switch op {
	case condWait:
		cond.Wait()
	case signal:
		cond.Signal()
	case broadcast:
		cond.Broadcast()
	default:
		return mutexDo(op, arg)
	}
	return 0
}

// ---- Pool ----

const items = 12

type item struct{ id, twin int32 }

var pool *sync.Pool

// n[0]: which are there, by bit; n[1]: which of them a collection may have taken. An item is not made
// again, but put again.
func poolStep(s state, w int, alone bool) (next []state) {
	if s.w[w].op == put {
		return []state{s.with(0, s.n[0]|1<<uint(s.w[w].arg)).done(w, 0)}
	}
	for i := int32(0); i < items; i++ {
		if bit := int32(1) << uint(i); s.n[0]&bit != 0 {
			next = append(next, s.with(0, s.n[0]&^bit).with(1, s.n[1]&^bit).done(w, i))
		}
	}
	if s.n[0]&^s.n[1] == 0 || real {
		next = append(next, s.done(w, -1))
	}
	return next
}

func poolDraw(s state, turn []worker) (op, arg int32, ok bool) {
	op = pick(put, put, get)
	if op == get {
		return op, 0, true
	}
	arg = int32(below(items))
	for _, t := range turn {
		if t.op == put && t.arg == arg {
			return op, arg, false
		}
	}
	return op, arg, s.n[0]&(1<<uint(arg)) == 0
}

func poolDo(op, arg int32) int32 {
	if op == put {
		pool.Put(&item{arg, ^arg})
		return 0
	}
	x := pool.Get()
	if x == nil {
		return -1
	}
	it := x.(*item)
	if it.twin != ^it.id {
		return -2
	}
	return it.id
}

func collections() uint32 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.NumGC
}

// ---- Map ----

var table *sync.Map

type point struct{ x, y int }

var keys = []any{1, "one", point{1, 1}}

// n: the values of the keys; 0: there is none. A result is a value and whether there was one.
func mapStep(s state, w int, alone bool) []state {
	key, value := int(s.w[w].arg/8), s.w[w].arg%8
	old := s.n[key]
	found := old*2 + truth(old != 0)
	switch s.w[w].op {
	case store:
		return []state{s.with(key, value).done(w, 0)}
	case load:
		return []state{s.done(w, found)}
	case loadOrStore:
		if old == 0 {
			return []state{s.with(key, value).done(w, value*2)}
		}
		return []state{s.done(w, found)}
	case loadAndDelete:
		return []state{s.with(key, 0).done(w, found)}
	case remove:
		return []state{s.with(key, 0).done(w, 0)}
	}
	return []state{s.done(w, s.n[0]+s.n[1]*8+s.n[2]*64)}
}

func mapDraw(s state, turn []worker) (op, arg int32, ok bool) {
	op = pick(store, load, loadOrStore, loadAndDelete, remove, scan)
	return op, int32(below(3)*8 + 1 + below(7)), has(turn, scan) == 0 && (op != scan || len(turn) == 0)
}

func mapDo(op, arg int32) int32 {
	key, value := keys[arg/8], arg%8
	var got any
	var ok bool
	switch op {
	case store:
		table.Store(key, value)
		return 0
	case load:
		got, ok = table.Load(key)
	case loadOrStore:
		got, ok = table.LoadOrStore(key, value)
	case loadAndDelete:
		got, ok = table.LoadAndDelete(key)
	case remove:
		table.Delete(key)
		return 0
	case scan:
		sum := int32(0)
		table.Range(func(key, value any) bool {
			for i, k := range keys {
				if k == key {
					sum += value.(int32) << uint(3*i)
				}
			}
			return true
		})
		return sum
	}
	if got == nil {
		return truth(ok)
	}
	return got.(int32)*2 + truth(ok)
}

// ---- All ----

func never(state) bool               { return false }
func nobody(state, bool) (n []state) { return nil }
func isOver(s state) bool            { return s.n[0] == 2 }
func freshMutex()                    { mu = new(sync.Mutex) }
func freshCond() {
	mu = new(sync.Mutex)
	cond = sync.NewCond(mu)
}

var models = []model{
	{"Mutex", freshMutex, never, mutexStep, mutexWake, mutexDraw, mutexDo},
	{"RWMutex", func() { rw = new(sync.RWMutex) }, never, rwStep, rwWake, rwDraw, rwDo},
	{"WaitGroup", func() { wg = new(sync.WaitGroup) }, never, groupStep, nobody, groupDraw, groupDo},
	{"Once", func() { once, gate = new(sync.Once), make(chan int32) }, isOver, onceStep, nobody, onceDraw,
		onceDo},
	{"Cond", freshCond, never, condStep, mutexWake, condDraw, condDo},
	{"Pool", func() { pool = new(sync.Pool) }, never, poolStep, nobody, poolDraw, poolDo},
	{"Map", func() { table = new(sync.Map) }, never, mapStep, nobody, mapDraw, mapDo},
}
