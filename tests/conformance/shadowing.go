// Scopes: shadowed variables, types, functions, packages and predeclared names.
package main

import "fmt"

var x = "package"

type T int

func (T) who() string { return "outer T" }

func f() string { return "outer f" }

func params(x int) int {
	y := x
	{
		x := x + 1
		x, z := x*2, 3
		y += x + z
	}
	if x := y; x > 0 {
		x := x + 1
		y = x
	} else {
		y = -x
	}
	return x + y
}

func loop() (r []int) {
	for i := 0; i < 3; i++ {
		for i := 10; i < 12; i++ {
			r = append(r, i)
		}
		i := i
		i += 100
		r = append(r, i)
	}
	return
}

func redeclare() (int, error) {
	a, err := 1, error(nil)
	b, err := 2, fmt.Errorf("second")
	if c, err := 3, error(nil); err == nil {
		a += c
	}
	return a + b, err
}

func main() {
	fmt.Println(x)
	x := 1
	fmt.Println(x)
	{
		x := "inner"
		x += "!"
		fmt.Println(x)
	}
	x++
	fmt.Println(x, params(5), loop())
	fmt.Println(redeclare())
	type T string
	t := T("local")
	fmt.Printf("%v %T\n", t, t)
	f := func() string { return "inner f " + fmt.Sprint(x) }
	fmt.Println(f())
	len := func(s string) int { return -1 }
	true := false
	nil := 5
	fmt.Println(len("abc"), true, nil)
	int := "not a type"
	fmt.Println(int)
	string := func(b []byte) byte { return b[0] }
	fmt.Println(string([]byte{65}))
	switch x := x * 10; {
	case x > 5:
		x := "case"
		fmt.Println(x)
	}
	fn := func(x float64) float64 { x *= 2; return x }
	fmt.Println(fn(1.5), x)
	const y = 10
	{
		const y = y + 1
		fmt.Println(y)
	}
	var fmt1 = fmt.Sprint(y)
	{
		fmt := fmt1 + "fmt"
		_ = fmt
		println(fmt)
	}
	for x := range []byte{1, 2} {
		_ = x
	}
	auto, register, struct_, _int, static := 1, 2, 3, 4, 5 // names that C reserves
	volatile := func(signed, unsigned, NULL, errno uint8) uint8 { return signed + unsigned + NULL + errno }
	fmt.Println(auto+register+struct_+_int+static, volatile(1, 2, 3, 4))
	double, main, g, sp, stdout, inline := 1, 2, 3, 4, 5, 6
	fmt.Println(double, main, g, sp, stdout, inline)
}
