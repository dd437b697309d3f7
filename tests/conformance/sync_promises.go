// What the locks, groups and stores of package sync promise: one inside, all woken, none lost, none
// starved, each once.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

func settle() {
	for i := 0; i < 20; i++ {
		runtime.Gosched()
	}
}

func caught(f func()) (text any) {
	defer func() { text = recover() }()
	f()
	return nil
}

// Lockers hold it in turn, with tries in between; a try fails while it is held.
func mutex() {
	m := new(sync.Mutex)
	m.Lock()
	fmt.Print("mutex ", m.TryLock(), " ")
	m.Unlock()
	fmt.Print(m.TryLock(), " ")
	m.Unlock()
	done := make(chan bool)
	inside := 0
	for i := 0; i < 10; i++ {
		go func() {
			for i := 0; i < 100; i++ {
				if i%3 == 0 {
					if m.TryLock() {
						inside++
						inside--
						m.Unlock()
					}
					continue
				}
				m.Lock()
				if inside++; inside != 1 {
					fmt.Println("two inside")
				}
				inside--
				m.Unlock()
			}
			done <- true
		}()
	}
	for i := 0; i < 10; i++ {
		<-done
	}
	fmt.Println(inside)
}

// One that holds the mutex nearly all the time does not starve the other.
func fairness() {
	var m sync.Mutex
	stop := make(chan bool)
	ended := make(chan bool)
	go func() {
		for {
			m.Lock()
			time.Sleep(100 * time.Microsecond)
			m.Unlock()
			select {
			case <-stop:
				ended <- true
				return
			default:
			}
		}
	}()
	for i := 0; i < 10; i++ {
		time.Sleep(100 * time.Microsecond)
		m.Lock()
		m.Unlock()
	}
	stop <- true
	<-ended
	fmt.Println("fair")
}

// Readers are inside together; each of them sees no writer and a writer nobody.
func readWrite() {
	for _, readers := range []int{1, 3, 10} {
		var m sync.RWMutex
		begun, leave, left := make(chan bool), make(chan bool), make(chan bool)
		for i := 0; i < readers; i++ {
			go func() {
				m.RLock()
				begun <- true
				<-leave
				m.RUnlock()
				left <- true
			}()
		}
		for i := 0; i < readers; i++ {
			<-begun
		}
		if m.TryLock() || !m.TryRLock() {
			fmt.Println("wrong with readers inside")
		}
		m.RUnlock()
		for i := 0; i < readers; i++ {
			leave <- true
		}
		for i := 0; i < readers; i++ {
			<-left
		}
	}
	var m sync.RWMutex
	var active int32
	var wg sync.WaitGroup
	for i := 0; i < 10; i++ {
		wg.Add(1)
		go func(write bool) {
			defer wg.Done()
			for k := 0; k < 30; k++ {
				if write {
					m.Lock()
					if atomic.AddInt32(&active, 10000) != 10000 {
						fmt.Println("a writer is not alone")
					}
					runtime.Gosched()
					atomic.AddInt32(&active, -10000)
					m.Unlock()
					continue
				}
				m.RLock()
				if n := atomic.AddInt32(&active, 1); n < 1 || n >= 10000 {
					fmt.Println("a reader beside a writer")
				}
				runtime.Gosched()
				atomic.AddInt32(&active, -1)
				m.RUnlock()
			}
		}(i%4 == 0)
	}
	wg.Wait()
	wl, rl := sync.Locker(&m), m.RLocker()
	wlocked, rlocked := make(chan bool, 1), make(chan bool, 1)
	go func() {
		for i := 0; i < 3; i++ {
			rl.Lock()
			rl.Lock()
			rlocked <- true
			wl.Lock()
			wlocked <- true
		}
	}()
	for i := 0; i < 3; i++ {
		<-rlocked
		rl.Unlock()
		settle()
		select {
		case <-wlocked:
			fmt.Println("a writer beside a reader")
		default:
		}
		rl.Unlock()
		<-wlocked
		wl.Unlock()
	}
	fmt.Println("readers and writers", active)
}

// A signal wakes one, in the order in which they came; a broadcast all.
func conds() {
	const n = 8
	var m sync.Mutex
	c := sync.NewCond(&m)
	running, awake := make(chan int, n), make(chan int, n)
	for i := 0; i < n; i++ {
		go func(i int) {
			m.Lock()
			running <- i
			c.Wait()
			awake <- i
			m.Unlock()
		}(i)
		<-running
		m.Lock() // it waits
		m.Unlock()
	}
	for i := 0; i < n; i++ {
		settle()
		select {
		case <-awake:
			fmt.Println("awake without a signal")
		default:
		}
		m.Lock()
		c.Signal()
		m.Unlock()
		if got := <-awake; got != i {
			fmt.Println("awake", got, "before", i)
		}
	}
	c.Signal()
	exit := false
	rounds := make(chan int, n)
	for i := 0; i < n; i++ {
		go func() {
			m.Lock()
			for !exit {
				running <- 0
				c.Wait()
				rounds <- 0
			}
			m.Unlock()
		}()
	}
	for r := 0; r < 3; r++ {
		for i := 0; i < n; i++ {
			<-running
		}
		m.Lock()
		exit = r == 2
		c.Broadcast()
		m.Unlock()
		for i := 0; i < n; i++ {
			<-rounds
		}
	}
	// One is signalled, and one who comes just then does not take that.
	for i := 0; i < 50; i++ {
		var m sync.Mutex
		c := sync.NewCond(&m)
		ch := make(chan bool)
		go func() {
			m.Lock()
			ch <- true
			c.Wait()
			m.Unlock()
			ch <- true
		}()
		<-ch
		m.Lock()
		m.Unlock()
		done := false
		go func() {
			c.Broadcast()
		}()
		go func() {
			m.Lock()
			for !done {
				c.Wait()
			}
			m.Unlock()
		}()
		<-ch
		m.Lock()
		done = true
		m.Unlock()
		c.Broadcast()
	}
	d := sync.Cond{L: &m}
	d.Signal()
	e := struct{ c sync.Cond }{sync.Cond{L: &m}}
	e.c.Broadcast()
	fmt.Println("conds", len(running), len(awake))
}

// Three steps, each of which waits for the one before.
func steps() {
	x := 0
	c := sync.NewCond(new(sync.Mutex))
	done := make(chan bool)
	go func() {
		c.L.Lock()
		x = 1
		c.Wait()
		fmt.Print("step ", x, " ")
		x = 3
		c.Signal()
		c.L.Unlock()
		done <- true
	}()
	go func() {
		c.L.Lock()
		for x != 1 {
			c.L.Unlock()
			runtime.Gosched()
			c.L.Lock()
		}
		x = 2
		c.Signal()
		c.L.Unlock()
		done <- true
	}()
	go func() {
		c.L.Lock()
		for {
			if x == 2 {
				c.Wait()
				fmt.Println("and", x)
				break
			}
			if x == 3 {
				fmt.Println("and", x)
				break
			}
			c.L.Unlock()
			runtime.Gosched()
			c.L.Lock()
		}
		c.L.Unlock()
		done <- true
	}()
	for i := 0; i < 3; i++ {
		<-done
	}
}

func onces() {
	o, n := new(sync.Once), 0
	done := make(chan bool)
	for i := 0; i < 10; i++ {
		go func() {
			o.Do(func() { n++ })
			done <- n == 1
		}()
	}
	all := true
	for i := 0; i < 10; i++ {
		all = <-done && all
	}
	var p sync.Once
	fmt.Print("once ", n, all, " ", caught(func() { p.Do(func() { panic("failed") }) }), " ")
	p.Do(func() { fmt.Print("again") })
	fmt.Println()
}

// A group counts, and may be used again; who waits sees what was done.
func groups() {
	var wg1, wg2 sync.WaitGroup
	const n = 16
	for round := 0; round < 8; round++ {
		wg1.Add(n)
		wg2.Add(n)
		exited := make(chan bool, n)
		for i := 0; i < n; i++ {
			go func() {
				wg1.Done()
				wg2.Wait()
				exited <- true
			}()
		}
		wg1.Wait()
		for i := 0; i < n; i++ {
			select {
			case <-exited:
				fmt.Println("let go too soon")
			default:
			}
			wg2.Done()
		}
		for i := 0; i < n; i++ {
			<-exited
		}
	}
	for i := 0; i < 100; i++ {
		wg := new(sync.WaitGroup)
		var n int32
		wg.Add(1)
		go func() {
			atomic.AddInt32(&n, 1)
			wg.Done()
		}()
		wg.Add(1)
		go func() {
			atomic.AddInt32(&n, 1)
			wg.Done()
		}()
		wg.Wait()
		if n != 2 {
			fmt.Println("not waited for")
		}
	}
	x := struct {
		_  byte
		wg sync.WaitGroup
	}{}
	x.wg.Add(1)
	go x.wg.Done()
	x.wg.Wait()
	fmt.Println("groups", caught(func() {
		var wg sync.WaitGroup
		wg.Add(1)
		wg.Done()
		wg.Done()
	}))
}

type big [256]byte

func pools() {
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	n := 0
	p := sync.Pool{New: func() any { n++; return n }}
	fmt.Print("pool ", p.Get(), p.Get(), " ")
	var q sync.Pool
	fmt.Print(q.Get(), " ")
	q.Put(nil)
	fmt.Print(q.Get(), " ")
	// What lies there goes with the collections; nobody gets what another has.
	var final int32
	for i := 0; i < 50; i++ {
		v := new(big)
		runtime.SetFinalizer(v, func(*big) { atomic.AddInt32(&final, 1) })
		q.Put(v)
	}
	for i := 0; i < 100 && atomic.LoadInt32(&final) < 48; i++ {
		runtime.GC()
		q.Get()
		time.Sleep(time.Millisecond)
	}
	gone := atomic.LoadInt32(&final) >= 48
	fmt.Print(gone, " ")
	done := make(chan bool)
	var r sync.Pool
	for i := 0; i < 8; i++ {
		go func(i int) {
			for k := 0; k < 200; k++ {
				v := r.Get()
				if v == nil {
					v = new(int)
				}
				mine := v.(*int)
				if *mine != 0 {
					fmt.Println("somebody else's")
				}
				*mine = i + 1
				if k%7 == 0 {
					runtime.Gosched()
				}
				if *mine != i+1 {
					fmt.Println("somebody has it too")
				}
				*mine = 0
				r.Put(v)
			}
			done <- true
		}(i)
	}
	for i := 0; i < 8; i++ {
		<-done
	}
	fmt.Println("shared")
}

// A Range sees each key once that is there all the time, and may change the map.
func maps() {
	const size = 100
	m := new(sync.Map)
	for n := int64(1); n <= size; n++ {
		m.Store(n, n)
	}
	done := make(chan bool)
	var wg sync.WaitGroup
	for g := int64(3); g > 0; g-- {
		wg.Add(1)
		go func(g int64) {
			defer wg.Done()
			for i := int64(0); ; i++ {
				select {
				case <-done:
					return
				default:
				}
				n := i%size + 1
				if i%3 == 0 {
					m.Load(n)
				} else {
					m.Store(n, n*i*g)
				}
				if i%16 == 0 {
					runtime.Gosched()
				}
			}
		}(g)
	}
	for r := 0; r < 5; r++ {
		seen := map[int64]bool{}
		m.Range(func(k, v any) bool {
			if v.(int64)%k.(int64) != 0 || seen[k.(int64)] {
				fmt.Println("Range:", k, v)
			}
			seen[k.(int64)] = true
			return true
		})
		if len(seen) != size {
			fmt.Println("Range saw", len(seen))
		}
	}
	close(done)
	wg.Wait()
	var nested sync.Map
	for i, v := range []string{"hello", "world", "Go"} {
		nested.Store(i, v)
	}
	nested.Range(func(key, value any) bool {
		nested.Range(func(key, value any) bool {
			if v, ok := nested.Load(key); !ok || v != value {
				fmt.Println("nested:", key, v)
			}
			if _, loaded := nested.LoadOrStore(42, "dummy"); loaded {
				fmt.Println("nested: loaded")
			}
			nested.Store(42, "Go")
			if v, loaded := nested.LoadAndDelete(42); !loaded || v != "Go" {
				fmt.Println("nested: deleted", v)
			}
			return true
		})
		nested.Delete(key)
		return true
	})
	left := 0
	nested.Range(func(key, value any) bool { left++; return true })
	// What is deleted is kept by nobody.
	var d sync.Map
	d.Store(nil, struct{}{})
	var final uint32
	for i := 0; i < 20; i++ {
		p := new(big)
		runtime.SetFinalizer(p, func(*big) { atomic.AddUint32(&final, 1) })
		d.Store(p, 0)
		d.Delete(p)
	}
	for i := 0; i < 100 && atomic.LoadUint32(&final) < 10; i++ {
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
	_, ok := d.Load(nil)
	gone := atomic.LoadUint32(&final) >= 10
	fmt.Println("maps", left, gone, ok)
}

func main() {
	mutex()
	fairness()
	readWrite()
	conds()
	steps()
	onces()
	groups()
	pools()
	maps()
}
