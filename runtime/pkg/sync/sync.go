// Package sync: what goroutines wait with. sync.c has the mutex and the semaphores.
package sync

import "sync/atomic"

// Each of these takes a unit of the semaphore, or gives one (runtime/sched/sema.c).
//gort:leak sema
func acquire(sema *uint32)

//gort:leak sema
func release(sema *uint32)

// As acquire; a traceback says that it is a Cond.
//gort:leak sema
func acquireCond(sema *uint32)

func fatal(text string)

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

// RWMutex: w is held by who writes or waits to. readerCount is the number of those who read or wait
// to, less maxReaders from when a writer has w; the writer waits for readerWait of them, who were
// reading then.
type RWMutex struct {
	w           Mutex
	writerSem   uint32
	readerSem   uint32
	readerCount int32
	readerWait  int32
}

const maxReaders = 1 << 30

func (rw *RWMutex) RLock() {
	if atomic.AddInt32(&rw.readerCount, 1) < 0 {
		acquire(&rw.readerSem)
	}
}

func (rw *RWMutex) TryRLock() bool {
	for {
		n := atomic.LoadInt32(&rw.readerCount)
		if n < 0 {
			return false
		}
		if atomic.CompareAndSwapInt32(&rw.readerCount, n, n+1) {
			return true
		}
	}
}

func (rw *RWMutex) RUnlock() {
	if left := atomic.AddInt32(&rw.readerCount, -1); left < 0 {
		rw.leave(left)
	}
}

// leave: a writer waits, or nobody was reading. left: what is in readerCount now.
func (rw *RWMutex) leave(left int32) {
	if left == -1 || left == -1-maxReaders {
		fatal("sync: RUnlock of unlocked RWMutex")
	}
	if atomic.AddInt32(&rw.readerWait, -1) == 0 {
		release(&rw.writerSem)
	}
}

func (rw *RWMutex) Lock() {
	rw.w.Lock()
	reading := atomic.AddInt32(&rw.readerCount, -maxReaders) + maxReaders
	if reading != 0 && atomic.AddInt32(&rw.readerWait, reading) != 0 {
		acquire(&rw.writerSem)
	}
}

func (rw *RWMutex) TryLock() bool {
	if !rw.w.TryLock() {
		return false
	}
	if !atomic.CompareAndSwapInt32(&rw.readerCount, 0, -maxReaders) {
		rw.w.Unlock()
		return false
	}
	return true
}

func (rw *RWMutex) Unlock() {
	waiting := atomic.AddInt32(&rw.readerCount, maxReaders)
	if waiting >= maxReaders {
		fatal("sync: Unlock of unlocked RWMutex")
	}
	for ; waiting > 0; waiting-- {
		release(&rw.readerSem)
	}
	rw.w.Unlock()
}

type rlocker RWMutex

func (r *rlocker) Lock()   { (*RWMutex)(r).RLock() }
func (r *rlocker) Unlock() { (*RWMutex)(r).RUnlock() }

func (rw *RWMutex) RLocker() Locker { return (*rlocker)(rw) }

// Cond: those who wait are a list, each with a semaphore of its own, under mu. self is where the
// Cond was when it was used first.
type Cond struct {
	noCopy      noCopy
	L           Locker
	mu          Mutex
	first, last *sleeper
	self        *Cond
}

type sleeper struct {
	sema uint32
	next *sleeper
}

func NewCond(l Locker) *Cond { return &Cond{L: l} }

// enter returns with mu held.
func (c *Cond) enter() {
	c.mu.Lock()
	if c.self == nil {
		c.self = c
	}
	if c.self != c {
		c.mu.Unlock()
		panic("sync.Cond is copied")
	}
}

func (c *Cond) Wait() {
	s := new(sleeper)
	c.enter()
	if c.last == nil {
		c.first = s
	} else {
		c.last.next = s
	}
	c.last = s
	c.mu.Unlock()
	c.L.Unlock()
	acquireCond(&s.sema)
	c.L.Lock()
}

func (c *Cond) Signal() {
	c.enter()
	s := c.first
	if s != nil {
		if c.first = s.next; c.first == nil {
			c.last = nil
		}
	}
	c.mu.Unlock()
	if s != nil {
		release(&s.sema)
	}
}

func (c *Cond) Broadcast() {
	c.enter()
	s := c.first
	c.first, c.last = nil, nil
	c.mu.Unlock()
	for s != nil {
		next := s.next
		release(&s.sema)
		s = next
	}
}

// collections is the number of garbage collections that have begun.
func collections() uint

// Pool: what was put first while none was there lies apart, the rest is a stack. What has been there
// for a whole cycle of the collector and longer is dropped by the next Get or Put.
type Pool struct {
	noCopy noCopy
	mu     Mutex
	cycle  uint
	apart  any
	stack  []any
	old    []any
	New    func() any
}

// age: mu is held.
func (p *Pool) age() {
	now := collections()
	if now == p.cycle {
		return
	}
	p.old = nil
	if now == p.cycle+1 {
		p.old = p.stack
		if p.apart != nil {
			p.old = append(p.old, p.apart)
		}
	}
	p.cycle, p.stack, p.apart = now, nil, nil
}

func (p *Pool) Put(x any) {
	if x == nil {
		return
	}
	p.mu.Lock()
	p.age()
	if p.apart == nil {
		p.apart = x
	} else {
		p.stack = append(p.stack, x)
	}
	p.mu.Unlock()
}

func (p *Pool) Get() any {
	p.mu.Lock()
	p.age()
	x := p.apart
	if x != nil {
		p.apart = nil
	} else if p.stack = pop(p.stack, &x); x == nil {
		p.old = pop(p.old, &x)
	}
	p.mu.Unlock()
	if x == nil && p.New != nil {
		x = p.New()
	}
	return x
}

// pop takes the last one off, if there is one.
func pop(s []any, x *any) []any {
	n := len(s)
	if n == 0 {
		return s
	}
	*x = s[n-1]
	s[n-1] = nil
	return s[:n-1]
}

// Map: a map under a mutex. The deferred calls are for keys that cannot be hashed.
type Map struct {
	mu Mutex
	m  map[any]any
}

func (m *Map) Load(key any) (value any, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	value, ok = m.m[key]
	return
}

func (m *Map) Store(key, value any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.put(key, value)
}

// put: mu is held.
func (m *Map) put(key, value any) {
	if m.m == nil {
		m.m = map[any]any{}
	}
	m.m[key] = value
}

func (m *Map) LoadOrStore(key, value any) (actual any, loaded bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if actual, loaded = m.m[key]; loaded {
		return
	}
	m.put(key, value)
	return value, false
}

func (m *Map) LoadAndDelete(key any) (value any, loaded bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	value, loaded = m.m[key]
	delete(m.m, key)
	return
}

func (m *Map) Delete(key any) { m.LoadAndDelete(key) }

// Range calls f without the mutex: f may use the map. What was deleted meanwhile is left out.
func (m *Map) Range(f func(key, value any) bool) {
	m.mu.Lock()
	keys := make([]any, 0, len(m.m))
	for key := range m.m {
		keys = append(keys, key)
	}
	m.mu.Unlock()
	for _, key := range keys {
		value, ok := m.Load(key)
		if ok && !f(key, value) {
			return
		}
	}
}
