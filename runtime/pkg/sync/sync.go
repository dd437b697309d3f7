// Package sync: what goroutines wait with. sync.c has the mutex and the semaphores.
package sync

import "sync/atomic"

// Each of these takes a unit of the semaphore, or gives one (runtime/sched/sema.c).
//gort:leak sema
func acquire(sema *uint32)

//gort:leak sema
func release(sema *uint32)

type Locker interface {
	Lock()
	Unlock()
}

// noCopy is looked for by vet.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

type Mutex struct {
	state int32
	sema  uint32
}

//gort:leak state
//gort:leak sema
func lock(state *int32, sema *uint32)

//gort:leak state
func tryLock(state *int32) bool

//gort:leak state
//gort:leak sema
func unlock(state *int32, sema *uint32)

func (m *Mutex) Lock() { lock(&m.state, &m.sema) }

func (m *Mutex) TryLock() bool { return tryLock(&m.state) }

func (m *Mutex) Unlock() { unlock(&m.state, &m.sema) }

// WaitGroup: state1 has the counter in its upper half and the number of those who wait in its
// lower one, so that both are seen and changed at once; state2 is their semaphore.
type WaitGroup struct {
	noCopy noCopy
	state1 uint64
	state2 uint32
}

func (wg *WaitGroup) Add(delta int) {
	state := atomic.AddUint64(&wg.state1, uint64(delta)<<32)
	counter, waiters := int32(state>>32), uint32(state)
	if counter < 0 {
		panic("sync: negative WaitGroup counter")
	}
	if waiters != 0 && delta > 0 && counter == int32(delta) {
		panic("sync: WaitGroup misuse: Add called concurrently with Wait")
	}
	if counter > 0 || waiters == 0 {
		return
	}
	// Nobody else may change it now: the counter is 0, and some wait.
	if atomic.SwapUint64(&wg.state1, 0) != state {
		panic("sync: WaitGroup misuse: Add called concurrently with Wait")
	}
	for ; waiters > 0; waiters-- {
		release(&wg.state2)
	}
}

func (wg *WaitGroup) Done() { wg.Add(-1) }

func (wg *WaitGroup) Wait() {
	for {
		state := atomic.LoadUint64(&wg.state1)
		if int32(state>>32) == 0 {
			return
		}
		if atomic.CompareAndSwapUint64(&wg.state1, state, state+1) {
			break
		}
	}
	acquire(&wg.state2)
	if atomic.LoadUint64(&wg.state1) != 0 {
		panic("sync: WaitGroup is reused before previous Wait has returned")
	}
}

// Once: done is set when f has returned or panicked, under m.
type Once struct {
	done uint32
	m    Mutex
}

func (o *Once) Do(f func()) {
	if atomic.LoadUint32(&o.done) == 0 {
		o.first(f)
	}
}

func (o *Once) first(f func()) {
	o.m.Lock()
	defer o.m.Unlock()
	if o.done != 0 {
		return
	}
	defer atomic.StoreUint32(&o.done, 1)
	f()
}
