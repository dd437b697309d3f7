package runtime

import "unsafe"

// A program counter is an address within the record of a call (gort_site of gort.h), one byte into
// it, as Go's return addresses are behind their calls. callers.c reads the records.

// Callers fills pc with those of its goroutine: 0 is Callers itself, 1 its caller.
func Callers(skip int, pc []uintptr) int

// site is the record that pc lies in, or 0.
func site(pc uintptr) uintptr

func siteFunc(site uintptr) string

func siteFile(site uintptr) string

func siteLine(site uintptr) int

// siteEntry is the first record of the same function.
func siteEntry(site uintptr) uintptr

// Func is a function of the program; its address lies within the record it was found by. That of the
// record itself, among the roots of a function, would be a frame to tracebacks.
type Func struct {
	opaque struct{}
}

func funcOf(site uintptr) *Func {
	if site == 0 {
		return nil
	}
	return (*Func)(unsafe.Pointer(site + 1))
}

func (f *Func) site() uintptr { return site(uintptr(unsafe.Pointer(f))) }

func FuncForPC(pc uintptr) *Func { return funcOf(site(pc)) }

func (f *Func) Name() string {
	if f == nil {
		return ""
	}
	return siteFunc(f.site())
}

func (f *Func) Entry() uintptr {
	_ = *f // may be nil
	return siteEntry(f.site())
}

func (f *Func) FileLine(pc uintptr) (file string, line int) {
	s := site(pc)
	if s == 0 {
		return "?", 0
	}
	return siteFile(s), siteLine(s)
}

type Frame struct {
	PC       uintptr
	Func     *Func
	Function string
	File     string
	Line     int
	Entry    uintptr
}

type Frames struct {
	callers []uintptr
}

func CallersFrames(callers []uintptr) *Frames { return &Frames{callers} }

// Next passes over what is no program counter.
func (ci *Frames) Next() (frame Frame, more bool) {
	for len(ci.callers) > 0 && frame.PC == 0 {
		if s := site(ci.callers[0] - 1); s != 0 {
			frame = Frame{s, funcOf(s), siteFunc(s), siteFile(s), siteLine(s), siteEntry(s)}
		}
		ci.callers = ci.callers[1:]
	}
	return frame, len(ci.callers) > 0
}

func Caller(skip int) (pc uintptr, file string, line int, ok bool) {
	var pcs [1]uintptr
	// This function stands between.
	if Callers(skip+2, pcs[:]) < 1 {
		return
	}
	s := site(pcs[0] - 1)
	return s, siteFile(s), siteLine(s), true
}
