// Package fmt: what is printed, and texts. fmt.c has the calls.
package fmt

//gort:leak a content
func Print(a ...any) (n int, err error)

//gort:leak a content
func Println(a ...any) (n int, err error)

//gort:leak a content
func Printf(format string, a ...any) (n int, err error)

//gort:leak a content
func Sprint(a ...any) string

//gort:leak a content
func Sprintln(a ...any) string

//gort:leak a content
func Sprintf(format string, a ...any) string

//gort:leak a content
func Errorf(format string, a ...any) error
