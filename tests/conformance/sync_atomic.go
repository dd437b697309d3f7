// Words of sync/atomic: each function and each type's methods, at the ends of their ranges.
package main

import (
	"fmt"
	"sync/atomic"
)

func ofInt32() {
	var x int32 = 7
	top := int32(1<<31 - 1)
	fmt.Println(atomic.LoadInt32(&x), atomic.AddInt32(&x, 5), atomic.SwapInt32(&x, top), x == top)
	fmt.Println(atomic.CompareAndSwapInt32(&x, 1, 2), atomic.CompareAndSwapInt32(&x, top, 3), x)
	atomic.StoreInt32(&x, top)
	fmt.Println(atomic.AddInt32(&x, 1), atomic.AddInt32(&x, top), x)
	var y atomic.Int32
	fmt.Println(y.Load(), y.Add(9), y.Swap(top), y.CompareAndSwap(top, 1), y.CompareAndSwap(2, 3))
	y.Store(top)
	fmt.Println(y.Load(), y.Add(1))
}

func ofInt64() {
	var x int64 = 7
	top := int64(1<<63 - 1)
	fmt.Println(atomic.LoadInt64(&x), atomic.AddInt64(&x, 5), atomic.SwapInt64(&x, top), x == top)
	fmt.Println(atomic.CompareAndSwapInt64(&x, 1, 2), atomic.CompareAndSwapInt64(&x, top, 3), x)
	atomic.StoreInt64(&x, top)
	fmt.Println(atomic.AddInt64(&x, 1), atomic.AddInt64(&x, top), x)
	var y atomic.Int64
	fmt.Println(y.Load(), y.Add(9), y.Swap(top), y.CompareAndSwap(top, 1), y.CompareAndSwap(2, 3))
	y.Store(top)
	fmt.Println(y.Load(), y.Add(1))
}

func ofUint32() {
	var x uint32 = 7
	top := uint32(^uint32(0))
	fmt.Println(atomic.LoadUint32(&x), atomic.AddUint32(&x, 5), atomic.SwapUint32(&x, top), x == top)
	fmt.Println(atomic.CompareAndSwapUint32(&x, 1, 2), atomic.CompareAndSwapUint32(&x, top, 3), x)
	atomic.StoreUint32(&x, top)
	fmt.Println(atomic.AddUint32(&x, 1), atomic.AddUint32(&x, top), x)
	var y atomic.Uint32
	fmt.Println(y.Load(), y.Add(9), y.Swap(top), y.CompareAndSwap(top, 1), y.CompareAndSwap(2, 3))
	y.Store(top)
	fmt.Println(y.Load(), y.Add(1))
}

func ofUint64() {
	var x uint64 = 7
	top := uint64(^uint64(0))
	fmt.Println(atomic.LoadUint64(&x), atomic.AddUint64(&x, 5), atomic.SwapUint64(&x, top), x == top)
	fmt.Println(atomic.CompareAndSwapUint64(&x, 1, 2), atomic.CompareAndSwapUint64(&x, top, 3), x)
	atomic.StoreUint64(&x, top)
	fmt.Println(atomic.AddUint64(&x, 1), atomic.AddUint64(&x, top), x)
	var y atomic.Uint64
	fmt.Println(y.Load(), y.Add(9), y.Swap(top), y.CompareAndSwap(top, 1), y.CompareAndSwap(2, 3))
	y.Store(top)
	fmt.Println(y.Load(), y.Add(1))
}

func ofUintptr() {
	var x uintptr = 7
	top := uintptr(^uintptr(0))
	fmt.Println(atomic.LoadUintptr(&x), atomic.AddUintptr(&x, 5), atomic.SwapUintptr(&x, top), x == top)
	fmt.Println(atomic.CompareAndSwapUintptr(&x, 1, 2), atomic.CompareAndSwapUintptr(&x, top, 3), x)
	atomic.StoreUintptr(&x, top)
	fmt.Println(atomic.AddUintptr(&x, 1), atomic.AddUintptr(&x, top), x)
	var y atomic.Uintptr
	fmt.Println(y.Load(), y.Add(9), y.Swap(top), y.CompareAndSwap(top, 1), y.CompareAndSwap(2, 3))
	y.Store(top)
	fmt.Println(y.Load(), y.Add(1))
}

func ofBool() {
	var b atomic.Bool
	fmt.Println(b.Load(), b.Swap(true), b.Load(), b.CompareAndSwap(false, true), b.CompareAndSwap(true, false))
	b.Store(true)
	fmt.Println(b.Load(), b.Swap(false))
}

func main() {
	ofInt32()
	ofInt64()
	ofUint32()
	ofUint64()
	ofUintptr()
	ofBool()
	fmt.Printf("%+v %+v\n", struct{ n atomic.Int32 }{}, struct{ n atomic.Int64 }{})
	defer func() { fmt.Println(recover()) }()
	var nobody *int32
	atomic.AddInt32(nobody, 1)
}
