// What a package has, under its own name.
package main

import (
	"errors"
	. "fmt"
	. "os"
	. "runtime"
	. "strconv"
)

type T struct{ n int }

func (t T) Error() string { return Itoa(t.n) }

var first = Sprint("a", len(Args) > 100)

func f() error {
	if len(Args) > 100 {
		return errors.New("many")
	}
	return T{7}
}

func main() {
	Println(f(), Sprint(1, 2), first)
	g := Sprintf
	Println(g("%d", 3))
	s := []func(...any) string{Sprint, Sprintln}
	Print(s[0]("x"), s[1]("y"))
	Args = append(Args, "x")
	p := &Args
	Println(len(*p) > 1, len(Args) > 0)
	func() { Println(Args[len(Args)-1]) }()
	var m MemStats
	ReadMemStats(&m)
	GC()
	Exit(3)
}
