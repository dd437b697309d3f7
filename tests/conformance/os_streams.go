package main

import (
	"fmt"
	"io"
	"os"
)

// The standard streams and the environment; Fprint to them and to other writers.

type lines struct {
	n    int
	text []byte
}

func (l *lines) Write(p []byte) (int, error) {
	l.n++
	l.text = append(l.text, p...)
	return len(p), nil
}

type full struct{}

func (full) Write(p []byte) (int, error) { return 0, fmt.Errorf("full at %d", len(p)) }

type both struct{ lines }

func (b *both) WriteString(s string) (int, error) {
	b.n += 100
	return b.Write([]byte(s))
}

type name string

func (n name) String() string { return "<" + string(n) + ">" }

func show(w io.Writer, what ...interface{}) {
	n, err := fmt.Fprintln(w, what...)
	fmt.Println(n, err)
}

func main() {
	n, err := os.Stdout.Write([]byte("bytes\n"))
	fmt.Println(n, err)
	n, err = os.Stdout.WriteString("string é\n")
	fmt.Println(n, err)
	n, err = os.Stderr.WriteString("")
	fmt.Println(n, err, os.Stdin.Name(), os.Stdout.Name(), os.Stderr.Name(), os.Stderr.Fd())
	fmt.Fprint(os.Stdout, "a", 1, 2, "b", 3.5, '\n', "\n")
	fmt.Fprintf(os.Stderr, "%d %s|%5.2f|%v\n", 7, "seven", 7.0, []string{"x"})
	show(os.Stdout, 1, nil, name("n"), [2]bool{true})
	l := &lines{}
	show(l, "one", 2)
	fmt.Fprintf(l, "%x-%q\n", 255, "q")
	io.WriteString(l, "three\n")
	fmt.Printf("%d %q\n", l.n, l.text)
	show(full{}, "x")
	b := new(both)
	n, err = io.WriteString(b, "string")
	fmt.Println(n, err, b.n, string(b.text))
	var w io.Writer = b
	_, isString := w.(io.StringWriter)
	_, isReader := w.(io.Reader)
	var s fmt.Stringer = name("stringer")
	fmt.Println(isString, isReader, s, s.String())

	buf := make([]byte, 10)
	n, err = os.Stdin.Read(buf)
	fmt.Println(n, err, err == io.EOF)
	n, err = os.Stdin.Read(nil)
	fmt.Println(n, err)
	n, err = os.Stdin.Read(buf[:0])
	fmt.Println(n, err)

	_, some := os.LookupEnv("GORT_TEST_NO_SUCH_NAME")
	fmt.Println(some, os.Getenv("GORT_TEST_NO_SUCH_NAME") == "", os.Getenv("") == "")
	path, some := os.LookupEnv("PATH")
	fmt.Println(some, len(path) > 0, path == os.Getenv("PATH"), os.Getenv("PAT") == "")
	found := 0
	for _, entry := range os.Environ() {
		if entry == "PATH="+path {
			found++
		}
	}
	fmt.Println(found)
	for i := 0; i < 20; i++ {
		fmt.Fprint(l, i, os.Getenv("PATH") != "", ";")
	}
	fmt.Println(l.n, len(l.text))
}
