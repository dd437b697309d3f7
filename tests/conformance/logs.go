package main

import (
	"fmt"
	"log"
	"os"
)

// Lines with a prefix, the time and the place they come from.

type lines struct {
	all    []string
	failed bool
}

func (l *lines) Write(p []byte) (int, error) {
	l.all = append(l.all, string(p))
	if l.failed {
		return 0, fmt.Errorf("no room")
	}
	return len(p), nil
}

// masked has 0 for each digit.
func masked(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= '0' && c <= '9' {
			b[i] = '0'
		}
	}
	return string(b)
}

func caught(f func()) {
	defer func() { fmt.Printf("%q\n", recover()) }()
	f()
}

func helper(l *log.Logger) { l.Output(2, "who called") }

func main() {
	w := &lines{}
	l := log.New(w, "p: ", 0)
	l.Print("a", 1, 2, "b")
	l.Printf("%d\n", 3)
	l.Println("x", 4)
	l.Print()
	l.SetFlags(log.Lshortfile)
	l.Print("where")
	helper(l)
	l.SetFlags(log.Lshortfile | log.Lmsgprefix)
	l.SetPrefix("[q] ")
	l.Println("where")
	fmt.Println(l.Output(100, "nobody"))
	fmt.Println(l.Prefix(), l.Flags(), l.Writer() == w)
	caught(func() { l.Panic("p", 1) })
	caught(func() { l.Panicf("%v", 2) })
	caught(func() { l.Panicln("p", 3) })
	for _, s := range w.all {
		fmt.Printf("%q\n", s)
	}
	w.all = nil
	for _, flag := range []int{log.LstdFlags, log.Ldate, log.Ltime, log.Lmicroseconds, log.LUTC,
		log.LstdFlags | log.LUTC | log.Lmicroseconds | log.Lmsgprefix} {
		l.SetFlags(flag)
		l.Print("t")
	}
	for _, s := range w.all {
		fmt.Printf("%q\n", masked(s))
	}
	fmt.Println(w.all[1][4] >= '2' && w.all[1][:7] != "2000/01", log.Flags() == log.LstdFlags, log.Prefix() == "")
	w.failed = true
	fmt.Println(l.Output(1, "x"))
	log.SetFlags(0)
	log.SetPrefix("std: ")
	log.Println("on stderr", log.Writer() == os.Stderr)
	log.SetOutput(w)
	w.all = nil
	log.SetFlags(log.Lshortfile)
	log.Print("place")
	log.Output(1, "place")
	caught(func() { log.Panicf("%d", 5) })
	fmt.Printf("%q\n", w.all)
	log.Default().SetOutput(os.Stdout)
	log.Fatalf("end %d", 6)
}
