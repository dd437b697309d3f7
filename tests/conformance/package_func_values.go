// package_func_values: functions of packages as values: in variables, static data, arguments, maps.
package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
)

var show = fmt.Println

var table = []struct {
	name string
	f    func(...any) string
}{{"ln", fmt.Sprintln}, {"plain", fmt.Sprint}}

type printer struct {
	format func(string, ...any) string
}

func apply(f func(int) string, n int) string { return f(n) }

func pick(wide bool) func(...interface{}) (int, error) {
	if wide {
		return fmt.Println
	}
	return fmt.Print
}

func main() {
	n, err := show("a", 1)
	fmt.Println(n, err)
	conv := strconv.Itoa
	fmt.Println(apply(conv, 42), apply(strconv.Itoa, -7), conv(3))
	p := printer{fmt.Sprintf}
	fmt.Println(p.format("%03d|%s", 5, "x"))
	p.format = nil
	fmt.Println(p.format == nil, show != nil)
	mk := errors.New
	a, b := mk("same"), mk("same")
	fmt.Println(a, a == b, a == a)
	for _, e := range table {
		fmt.Printf("%s %q\n", e.name, e.f(1, "b", 2))
	}
	by := map[string]func(string, ...any) error{"errorf": fmt.Errorf}
	fmt.Println(by["errorf"]("%d: %w", 4, a))
	pick(true)("wide", 2)
	n, err = pick(false)("narrow", 2, "\n")
	fmt.Println(n, err)
	keep, gc := runtime.KeepAlive, runtime.GC
	gc()
	keep(&n)
	var m runtime.MemStats
	read := runtime.ReadMemStats
	read(&m)
	fmt.Println(m.NumGC > 0)
	var exit func(int) = os.Exit
	if len(os.Args) > 0 {
		exit(0)
	}
}
