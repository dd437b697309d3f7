// Package reflect: the words of strings and slices, and the pointer in an interface. Types are not
// described here.
package reflect

import "unsafe"

// Escape analysis takes a Data of these for the pointer that it is.
type StringHeader struct {
	Data uintptr
	Len  int
}

type SliceHeader struct {
	Data uintptr
	Len  int
	Cap  int
}

type Kind uint

const (
	Invalid Kind = iota
	Bool
	Int
	Int8
	Int16
	Int32
	Int64
	Uint
	Uint8
	Uint16
	Uint32
	Uint64
	Uintptr
	Float32
	Float64
	Complex64
	Complex128
	Array
	Chan
	Func
	Interface
	Map
	Pointer
	Slice
	String
	Struct
	UnsafePointer
)

const Ptr = Pointer

func (k Kind) String() string {
	switch k {
	case Invalid:
		return "invalid"
	case Bool:
		return "bool"
	case Int:
		return "int"
	case Int8:
		return "int8"
	case Int16:
		return "int16"
	case Int32:
		return "int32"
	case Int64:
		return "int64"
	case Uint:
		return "uint"
	case Uint8:
		return "uint8"
	case Uint16:
		return "uint16"
	case Uint32:
		return "uint32"
	case Uint64:
		return "uint64"
	case Uintptr:
		return "uintptr"
	case Float32:
		return "float32"
	case Float64:
		return "float64"
	case Complex64:
		return "complex64"
	case Complex128:
		return "complex128"
	case Array:
		return "array"
	case Chan:
		return "chan"
	case Func:
		return "func"
	case Interface:
		return "interface"
	case Map:
		return "map"
	case Pointer:
		return "ptr"
	case Slice:
		return "slice"
	case String:
		return "string"
	case Struct:
		return "struct"
	case UnsafePointer:
		return "unsafe.Pointer"
	}
	return "kind" + decimal(uint(k))
}

func decimal(n uint) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return decimal(n/10) + decimal(n%10)
}

// rtype begins as gort_type does (gort.h).
type rtype struct {
	size, ptrdata           uintptr
	ptrmask                 *byte
	ptrmaskBytes            uintptr
	kind                    uint8
	align                   uint8
	flags                   uint8
	nresults                uint8
	hash                    uint32
	name                    *byte
	equal, hashfn           unsafe.Pointer
	trace                   unsafe.Pointer
	elem, key               *rtype
	len                     uintptr
	fields, params, methods unsafe.Pointer
	nmethods                uint32
}

const flagDirect = 4 // GORT_TYPE_DIRECT

// ValueError is what a method panics with whose Value is of another kind.
type ValueError struct {
	Method string
	Kind   Kind
}

func (e *ValueError) Error() string {
	if e.Kind == 0 {
		return "reflect: call of " + e.Method + " on zero Value"
	}
	return "reflect: call of " + e.Method + " on " + e.Kind.String() + " Value"
}

// Value: ptr is the value itself where `word` says so, else the address of it.
type Value struct {
	typ  *rtype
	ptr  unsafe.Pointer
	word bool
	addr bool // it is a variable
}

// eface is an interface without methods.
type eface struct {
	typ  *rtype
	data unsafe.Pointer
}

// itab begins as gort_itab does.
type itab struct {
	inter, typ *rtype
}

// What a Value holds counts as escaped, as with Go.
var escaped struct {
	never bool
	x     any
}

func ValueOf(i any) Value {
	if i == nil {
		return Value{}
	}
	if escaped.never {
		escaped.x = i
	}
	e := *(*eface)(unsafe.Pointer(&i))
	return Value{typ: e.typ, ptr: e.data, word: e.typ.flags&flagDirect != 0}
}

func (v Value) IsValid() bool { return v.typ != nil }

func (v Value) Kind() Kind {
	if v.typ == nil {
		return Invalid
	}
	return Kind(v.typ.kind)
}

func (v Value) CanAddr() bool { return v.addr }

// first is the value's first word.
func (v Value) first() unsafe.Pointer {
	if v.word {
		return v.ptr
	}
	return *(*unsafe.Pointer)(v.ptr)
}

// Elem is what a pointer or an interface leads to.
func (v Value) Elem() Value {
	switch v.Kind() {
	case Pointer:
		p := v.first()
		if p == nil {
			return Value{}
		}
		return Value{typ: v.typ.elem, ptr: p, addr: true}
	case Interface:
		e := *(*eface)(v.ptr)
		if e.typ == nil {
			return Value{}
		}
		if v.typ.nmethods > 0 {
			e.typ = (*itab)(unsafe.Pointer(e.typ)).typ
		}
		return Value{typ: e.typ, ptr: e.data, word: e.typ.flags&flagDirect != 0}
	}
	panic(&ValueError{"reflect.Value.Elem", v.Kind()})
}

func (v Value) IsNil() bool {
	switch v.Kind() {
	case Chan, Func, Map, Pointer, UnsafePointer, Interface, Slice:
		return v.first() == nil
	}
	panic(&ValueError{"reflect.Value.IsNil", v.Kind()})
}

// Pointer of a func value is that of its code.
func (v Value) Pointer() uintptr { return uintptr(v.pointer("reflect.Value.Pointer")) }

func (v Value) UnsafePointer() unsafe.Pointer { return v.pointer("reflect.Value.UnsafePointer") }

func (v Value) pointer(method string) unsafe.Pointer {
	switch v.Kind() {
	case Chan, Map, Pointer, UnsafePointer, Slice:
		return v.first()
	case Func:
		if p := v.first(); p != nil {
			return *(*unsafe.Pointer)(p)
		}
		return nil
	}
	panic(&ValueError{method, v.Kind()})
}

func (v Value) UnsafeAddr() uintptr {
	if v.typ == nil {
		panic(&ValueError{"reflect.Value.UnsafeAddr", Invalid})
	}
	if !v.addr {
		panic("reflect.Value.UnsafeAddr of unaddressable value")
	}
	return uintptr(v.ptr)
}
