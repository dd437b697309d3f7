// Package fmt: what is printed, and texts. fmt.c has the calls.
package fmt

import "io"

type Stringer interface {
	String() string
}

//gort:leak a content
func Print(a ...any) (n int, err error)

//gort:leak a content
func Println(a ...any) (n int, err error)

//gort:leak a content
func Printf(format string, a ...any) (n int, err error)

func Fprint(w io.Writer, a ...any) (n int, err error) { return w.Write([]byte(Sprint(a...))) }

func Fprintln(w io.Writer, a ...any) (n int, err error) { return w.Write([]byte(Sprintln(a...))) }

func Fprintf(w io.Writer, format string, a ...any) (n int, err error) {
	return w.Write([]byte(Sprintf(format, a...)))
}

//gort:leak a content
func Sprint(a ...any) string

//gort:leak a content
func Sprintln(a ...any) string

//gort:leak a content
func Sprintf(format string, a ...any) string

//gort:leak a content
func Errorf(format string, a ...any) error
