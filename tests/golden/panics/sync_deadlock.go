package main

import "sync"

func f(m *sync.Mutex) { m.Lock() }
func main() {
	var wg sync.WaitGroup
	var m sync.Mutex
	wg.Add(1)
	m.Lock()
	go f(&m)
	wg.Wait()
}
