// fmt: %v of nested values, %+v, %T, %d %s %t on composite values, widths, maps sorted, methods.
package main

import (
	"errors"
	"fmt"
)

type point struct{ X, Y int }
type line struct {
	From, To *point
	Tags     []string
	M        map[string]int
}
type temp float64
type name string

func (t temp) String() string { return fmt.Sprintf("%.1f°", float64(t)) }

type failure struct{ why string }

func (f *failure) Error() string { return "failure: " + f.why }

type wrap struct {
	t temp
	e error
	i interface{}
}

func main() {
	p := point{1, -2}
	fmt.Println(p, &p, []point{p}, []*point{nil}, map[string]point{"a": p})
	fmt.Printf("%v %+v %T %d\n", p, p, p, p)
	fmt.Printf("%v %+v\n", &p, &p)
	l := line{nil, nil, []string{"a", "b"}, map[string]int{"z": 1, "a": 2}}
	fmt.Printf("%v\n%+v\n%T\n", l, l, l)
	fmt.Println(temp(36.6), []temp{1, 2}, wrap{temp(1), nil, temp(2)})
	fmt.Println(&failure{"x"}, error(&failure{"y"}), []error{&failure{"z"}, nil})
	fmt.Printf("%v %s %d %t %q\n", name("n"), name("n"), []int{1, 2}, []bool{true}, []string{"a b"})
	fmt.Printf("%5d|%-5d|%05d|%+d|%x|%X|%c|%U\n", 42, 42, 42, 42, 255, 255, 'é', 'é')
	fmt.Printf("%8.3f|%-8.2f|%g|%e\n", 3.14159, 2.5, 1e21, 12345.678)
	fmt.Printf("%10s|%-10s|%.2s|%q\n", "right", "left", "cut", "quote\t")
	fmt.Printf("%t %v %5t|\n", true, false, true)
	fmt.Printf("%d%% %v %v\n", 50, nil, []interface{}{nil, 1, "x"})
	fmt.Printf("%T %T %T %T %T %T %T\n", 1, "s", 2.5, nil, []int{}, map[string]bool{}, func(int) string { return "" })
	fmt.Printf("%T %T %T %T\n", [3]*int{}, struct{ a int }{}, errors.New(""), 'x')
	fmt.Println([]byte("hi"), [3]byte{1, 2, 3}, []string{}, []int(nil), map[int]int(nil))
	fmt.Println(map[point]string{{2, 1}: "b", {1, 9}: "a"}, map[bool]int{true: 1, false: 0})
	fmt.Println([][]int{{1}, {2, 3}}, [2][2]string{{"a", "b"}, {"c", "d"}})
	fmt.Printf("%s %v\n", errors.New("err"), fmt.Errorf("wrapped %d: %v", 1, errors.New("in")))
	fmt.Printf("%!|%z|%d\n", 1)
	fmt.Printf("%d %d\n", 1)
	fmt.Printf("%s|%v|%x\n", []byte("bytes"), []byte("b"), "hex")
	s := fmt.Sprint("a", 1, 2, "b", "c", 3.0) + fmt.Sprintln("x", 5) + fmt.Sprintf("%03d", 7)
	fmt.Println(s, len(s))
	fmt.Printf("%*d|%-*d|\n", 5, 1, 4, 2)
	fmt.Printf("%[2]d %[1]d\n", 1, 2)
	var np *point
	var e error
	fmt.Println(np, e, np == nil)
	fmt.Printf("%v %+v %s\n", np, e, e)
}
