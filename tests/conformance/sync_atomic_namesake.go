package main

import (
	"fmt"
	"runtime"
	sc "strconv"
	at "sync/atomic"
)

// Packages in -m: by their own name, whatever the file calls them, and one that has a namesake behind
// runtime by its path.

var sink interface{}

type box struct{ n *at.Int32 }

func (b box) add(d int32) int32 { return b.n.Add(d) }

func use(p *at.Int64) *at.Int64 { return p }

func main() {
	x := new(at.Int32)
	sink = x
	sink = &at.Int64{}
	sink = []at.Value{}
	sink = x.Load() > 3
	f := x.Add
	sink = f(2)
	m := map[string]*at.Int32{"a": x}
	sink = m["a"].Load()
	sink = use(new(at.Int64)).Load()
	var n int32
	sink = at.AddInt32(&n, 2) >= 2
	sink = sc.Itoa(int(n))
	var v at.Value
	v.Store(box{x}.add(40))
	sink = (*at.Int32)(nil)
	runtime.GC()
	fmt.Println(x.Load(), n, v.Load(), runtime.GOOS != "")
}
