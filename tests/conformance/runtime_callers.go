package main

import (
	"fmt"
	"runtime"
)

// The functions that are active: names, lines, where they end.

type point struct{ x int }

//go:noinline
func (p *point) pointer() { show("pointer", 1) }

//go:noinline
func (p point) value() { show("value", 1) }

type outer struct{ *point }

func base(file string) string {
	for i := len(file) - 1; i >= 0; i-- {
		if file[i] == '/' {
			return file[i+1:]
		}
	}
	return file
}

//go:noinline
func show(what string, skip int) {
	pcs := make([]uintptr, 16)
	n := runtime.Callers(skip+1, pcs)
	fmt.Println(what, n)
	frames := runtime.CallersFrames(pcs[:n])
	for {
		f, more := frames.Next()
		line := f.Line
		if len(f.Function) > 8 && f.Function[:8] == "runtime." {
			line = 0 // of Go's own source
		}
		fmt.Println(" ", f.Function, base(f.File), line, f.Func.Name() == f.Function,
			f.PC >= f.Entry && f.Entry == f.Func.Entry())
		if !more {
			break
		}
	}
}

//go:noinline
func deep(n int) {
	if n > 0 {
		deep(n - 1)
		return
	}
	show("deep", 0)
}

//go:noinline
func caller() (string, int) {
	pc, file, line, ok := runtime.Caller(1)
	if !ok {
		return "none", 0
	}
	f := runtime.FuncForPC(pc)
	file2, line2 := f.FileLine(pc)
	if file2 != file || line2 != line {
		return "differs", line2
	}
	return f.Name() + " " + base(file), line
}

//go:noinline
func deferred() {
	defer show("deferred", 1)
	defer func() { fmt.Println(caller()) }()
}

var initialised, at = caller()

//go:noinline
func init() { show("init", 1) }

func main() {
	fmt.Println(at)
	deep(2)
	(&point{1}).pointer()
	point{2}.value()
	outer{&point{3}}.value()
	func() {
		show("literal", 1)
		func() { fmt.Println(caller()) }()
	}()
	deferred()
	done := make(chan bool)
	go func() {
		show("goroutine", 0)
		done <- true
	}()
	<-done
	_, _, _, ok := runtime.Caller(20)
	fmt.Println(ok, runtime.FuncForPC(0) == nil, runtime.FuncForPC(0).Name() == "")
	few := make([]uintptr, 2)
	fmt.Println(runtime.Callers(0, few), runtime.FuncForPC(few[0]-1).Name(), runtime.FuncForPC(few[1]-1).Name())
	fmt.Println(runtime.Callers(30, few), runtime.Callers(0, nil))
	func() { defer func() { fmt.Println(recover() != nil) }(); (*runtime.Func)(nil).Entry() }()
	_, more := runtime.CallersFrames(nil).Next()
	fmt.Println(more)
	fmt.Println(runtime.Compiler, runtime.MemProfileRate)
}
