// A collection in the middle of a growth.
//
// Inserting the 833rd key doubles 128 buckets to 256; every write then moves two old buckets. The
// collection is asked for thirty writes later, when half of the old buckets still hold entries:
// the gctrace=2 line counts buckets, oldbuckets and overflow in the order they are marked.
package main

import (
	"fmt"
	"runtime"
)

type point struct {
	x, y int
	tag  *string
}

var table map[string]*point

func main() {
	table = make(map[string]*point)
	for i := 0; i < 833+30; i++ {
		tag := fmt.Sprint("tag", i)
		table[fmt.Sprint("key", i)] = &point{i, -i, &tag}
	}
	runtime.GC()
	fmt.Println("collected in the middle of a growth, entries:", len(table))
	bad := 0
	for k, p := range table {
		if k != fmt.Sprint("key", p.x) || *p.tag != fmt.Sprint("tag", p.x) || p.y != -p.x {
			bad++
		}
	}
	fmt.Println("bad entries:", bad)
	for i := 0; i < 100; i++ {
		delete(table, fmt.Sprint("key", i))
	}
	runtime.GC()
	fmt.Println("growth finished by the deletes, entries:", len(table))
}
