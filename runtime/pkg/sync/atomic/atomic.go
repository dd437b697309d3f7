// Package atomic: words that goroutines share. atomic.c has the operations.
package atomic

import "unsafe"

//gort:leak addr
func LoadInt32(addr *int32) (val int32)

//gort:leak addr
func StoreInt32(addr *int32, val int32)

//gort:leak addr
func SwapInt32(addr *int32, new int32) (old int32)

//gort:leak addr
func AddInt32(addr *int32, delta int32) (new int32)

//gort:leak addr
func CompareAndSwapInt32(addr *int32, old, new int32) (swapped bool)

//gort:leak addr
func LoadInt64(addr *int64) (val int64)

//gort:leak addr
func StoreInt64(addr *int64, val int64)

//gort:leak addr
func SwapInt64(addr *int64, new int64) (old int64)

//gort:leak addr
func AddInt64(addr *int64, delta int64) (new int64)

//gort:leak addr
func CompareAndSwapInt64(addr *int64, old, new int64) (swapped bool)

//gort:leak addr
func LoadUint32(addr *uint32) (val uint32)

//gort:leak addr
func StoreUint32(addr *uint32, val uint32)

//gort:leak addr
func SwapUint32(addr *uint32, new uint32) (old uint32)

//gort:leak addr
func AddUint32(addr *uint32, delta uint32) (new uint32)

//gort:leak addr
func CompareAndSwapUint32(addr *uint32, old, new uint32) (swapped bool)

//gort:leak addr
func LoadUint64(addr *uint64) (val uint64)

//gort:leak addr
func StoreUint64(addr *uint64, val uint64)

//gort:leak addr
func SwapUint64(addr *uint64, new uint64) (old uint64)

//gort:leak addr
func AddUint64(addr *uint64, delta uint64) (new uint64)

//gort:leak addr
func CompareAndSwapUint64(addr *uint64, old, new uint64) (swapped bool)

//gort:leak addr
func LoadUintptr(addr *uintptr) (val uintptr)

//gort:leak addr
func StoreUintptr(addr *uintptr, val uintptr)

//gort:leak addr
func SwapUintptr(addr *uintptr, new uintptr) (old uintptr)

//gort:leak addr
func AddUintptr(addr *uintptr, delta uintptr) (new uintptr)

//gort:leak addr
func CompareAndSwapUintptr(addr *uintptr, old, new uintptr) (swapped bool)

// Pointers: what they point to is kept by the collector, as behind any other store.
//
//gort:leak addr
func LoadPointer(addr *unsafe.Pointer) (val unsafe.Pointer)

//gort:leak addr
//gort:leak val
func StorePointer(addr *unsafe.Pointer, val unsafe.Pointer)

//gort:leak addr
//gort:leak new
func SwapPointer(addr *unsafe.Pointer, new unsafe.Pointer) (old unsafe.Pointer)

//gort:leak addr
//gort:leak old
//gort:leak new
func CompareAndSwapPointer(addr *unsafe.Pointer, old, new unsafe.Pointer) (swapped bool)

// The types: one word each, behind fields that vet looks for. align64 says nothing here, where
// words of 64 bits are aligned anyway.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

type align64 struct{}

type Bool struct {
	_ noCopy
	v uint32
}

func word(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

func (x *Bool) Load() bool { return LoadUint32(&x.v) != 0 }

func (x *Bool) Store(val bool) { StoreUint32(&x.v, word(val)) }

func (x *Bool) Swap(new bool) (old bool) { return SwapUint32(&x.v, word(new)) != 0 }

func (x *Bool) CompareAndSwap(old, new bool) (swapped bool) {
	return CompareAndSwapUint32(&x.v, word(old), word(new))
}

type Int32 struct {
	_ noCopy
	v int32
}

func (x *Int32) Load() int32 { return LoadInt32(&x.v) }

func (x *Int32) Store(val int32) { StoreInt32(&x.v, val) }

func (x *Int32) Swap(new int32) (old int32) { return SwapInt32(&x.v, new) }

func (x *Int32) Add(delta int32) (new int32) { return AddInt32(&x.v, delta) }

func (x *Int32) CompareAndSwap(old, new int32) (swapped bool) {
	return CompareAndSwapInt32(&x.v, old, new)
}

type Int64 struct {
	_ noCopy
	_ align64
	v int64
}

func (x *Int64) Load() int64 { return LoadInt64(&x.v) }

func (x *Int64) Store(val int64) { StoreInt64(&x.v, val) }

func (x *Int64) Swap(new int64) (old int64) { return SwapInt64(&x.v, new) }

func (x *Int64) Add(delta int64) (new int64) { return AddInt64(&x.v, delta) }

func (x *Int64) CompareAndSwap(old, new int64) (swapped bool) {
	return CompareAndSwapInt64(&x.v, old, new)
}

type Uint32 struct {
	_ noCopy
	v uint32
}

func (x *Uint32) Load() uint32 { return LoadUint32(&x.v) }

func (x *Uint32) Store(val uint32) { StoreUint32(&x.v, val) }

func (x *Uint32) Swap(new uint32) (old uint32) { return SwapUint32(&x.v, new) }

func (x *Uint32) Add(delta uint32) (new uint32) { return AddUint32(&x.v, delta) }

func (x *Uint32) CompareAndSwap(old, new uint32) (swapped bool) {
	return CompareAndSwapUint32(&x.v, old, new)
}

type Uint64 struct {
	_ noCopy
	_ align64
	v uint64
}

func (x *Uint64) Load() uint64 { return LoadUint64(&x.v) }

func (x *Uint64) Store(val uint64) { StoreUint64(&x.v, val) }

func (x *Uint64) Swap(new uint64) (old uint64) { return SwapUint64(&x.v, new) }

func (x *Uint64) Add(delta uint64) (new uint64) { return AddUint64(&x.v, delta) }

func (x *Uint64) CompareAndSwap(old, new uint64) (swapped bool) {
	return CompareAndSwapUint64(&x.v, old, new)
}

type Uintptr struct {
	_ noCopy
	v uintptr
}

func (x *Uintptr) Load() uintptr { return LoadUintptr(&x.v) }

func (x *Uintptr) Store(val uintptr) { StoreUintptr(&x.v, val) }

func (x *Uintptr) Swap(new uintptr) (old uintptr) { return SwapUintptr(&x.v, new) }

func (x *Uintptr) Add(delta uintptr) (new uintptr) { return AddUintptr(&x.v, delta) }

func (x *Uintptr) CompareAndSwap(old, new uintptr) (swapped bool) {
	return CompareAndSwapUintptr(&x.v, old, new)
}

// What holds a value of any type: two words, which atomic.c reads and writes at once. A swap takes
// the new value if the old one has its type or there is none.
//gort:leak addr
func loadValue(addr *any) any

//gort:leak addr
//gort:leak new
func swapValue(addr *any, new any) (old any)

// The value becomes new if it is still the one that was loaded: the same type and data word.
//gort:leak addr
//gort:leak new
func replaceValue(addr *any, loaded, new any) bool

func sameType(a, b any) bool

type Value struct {
	v any
}

func (v *Value) Load() (val any) { return loadValue(&v.v) }

func (v *Value) Store(val any) {
	if val == nil {
		panic("sync/atomic: store of nil value into Value")
	}
	if old := swapValue(&v.v, val); old != nil && !sameType(old, val) {
		panic("sync/atomic: store of inconsistently typed value into Value")
	}
}

func (v *Value) Swap(new any) (old any) {
	if new == nil {
		panic("sync/atomic: swap of nil value into Value")
	}
	old = swapValue(&v.v, new)
	if old != nil && !sameType(old, new) {
		panic("sync/atomic: swap of inconsistently typed value into Value")
	}
	return old
}

func (v *Value) CompareAndSwap(old, new any) (swapped bool) {
	if new == nil {
		panic("sync/atomic: compare and swap of nil value into Value")
	}
	if old != nil && !sameType(old, new) {
		panic("sync/atomic: compare and swap of inconsistently typed values")
	}
	for {
		now := loadValue(&v.v)
		if now != nil && !sameType(now, new) {
			panic("sync/atomic: compare and swap of inconsistently typed value into Value")
		}
		if now != old {
			return false
		}
		if replaceValue(&v.v, now, new) {
			return true
		}
		if now != nil {
			return false
		}
	}
}
