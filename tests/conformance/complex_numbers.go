// complex64 and complex128: constants, operators, conversions, and as parts of other values.
package main

import "fmt"

type point complex128
type small complex64
type pair struct {
	a complex128
	b complex64
	s string
}

func (p point) norm() float64  { return real(p)*real(p) + imag(p)*imag(p) }
func (p *point) add(q point)   { *p += q }
func (p point) String() string { return fmt.Sprintf("<%v,%v>", real(p), imag(p)) }

const c1 = 1 + 2i
const c2 complex64 = 3i
const c3 = c1 * c1
const c4 = real(c3) + 1

var global = complex(1.5, -2)
var table = [...]complex64{1, 2i, 3 + 4i, 'a', 0x1p3i, 1e2i}

func sum(list ...complex128) (s complex128) {
	for _, x := range list {
		s += x
	}
	return
}

func swap(a, b complex128, c complex64) (complex128, complex128, complex64) { return b, a, -c }

func deferred(x complex128) (r complex128) {
	defer func() {
		if e := recover(); e != nil {
			r = e.(complex128) * 2
		}
	}()
	panic(x)
}

func main() {
	fmt.Println(c1, c2, c3, c4, global, table, 1i*1i, 2i, 0i, -1i, 5/2i)
	println(c1, c2, c3, 0i, -1i, global, table[2], real(c2))
	a, b := 1+2i, complex128(3-4i)
	fmt.Println(a+b, a-b, a*b, a/b, -a, +b, a == b, a != b, a == 1+2i, real(a), imag(b))
	var f, g complex64 = 1.1 + 2.2i, 3.3 - 4.4i
	fmt.Println(f+g, f-g, f*g, f/g, -f, f == g, f != g, real(f), imag(g))
	fmt.Printf("%T %T %T %T %T\n", a, f, real(a), imag(f), point(a))
	fmt.Printf("%v %+v %.2f %g %e %8.3f|%x %#v %#v\n", a, a, a, f, b, f, a, a, f)
	fmt.Println(complex64(a), complex128(f), complex128(complex64(0.1+0.2i)), small(2i), point(b).norm())

	var z complex128
	var z64 complex64
	fmt.Println(z, z64, z == 0, z64 == 0)
	z++
	z += 2i
	z *= z
	z -= 1
	z /= 2
	z64--
	z64 *= 3 + 1i
	fmt.Println(z, z64)
	x, y := 3.5, float32(1.25)
	fmt.Println(complex(x, 2), complex(1, y), complex(x, x+1), complex(y, -y), complex(1, 2))

	p := point(1)
	p.add(2i)
	var s interface{ String() string } = p
	fmt.Println(p, s, p.norm(), []point{p, 3})

	var i, j interface{} = a, 1 + 2i
	_, is64 := i.(complex64)
	v, is128 := i.(complex128)
	fmt.Println(i == j, i == interface{}(f), is64, is128, v, i == a, i != b)
	switch k := i.(type) {
	case complex64:
		fmt.Println("64", k)
	case complex128:
		fmt.Println("128", k*k)
	}
	switch a {
	case 1, 2i:
		fmt.Println("no")
	case 1 + 2i:
		fmt.Println("one and two i")
	}
	switch c1 {
	case 1 + 3i:
		fmt.Println("no")
	case 1 + 2i:
		fmt.Println("constant")
	}

	m := map[complex128]string{1: "one", 2i: "two i", 1 + 2i: "both"}
	m[a] += "!"
	m[complex(x, x)] = fmt.Sprint(x)
	fmt.Println(m[1], m[2i], m[a], m[complex(3.5, 3.5)], len(m), m)
	n := map[complex64]complex64{}
	for k := 0; k < 40; k++ {
		n[complex(float32(k%7), float32(k%3))] += complex(float32(k), 1)
		n[1i]++
	}
	fmt.Println(len(n), n[1i], n[3+1i], n)
	delete(n, 1i)
	o := map[pair]int{{1i, 2, "x"}: 1}
	o[pair{1i, 2, "x"}]++
	o[pair{b: 2i}]--
	fmt.Println(o, o[pair{1i, 2, "x"}])
	var q map[complex128]complex128
	fmt.Println(q[1i])

	arr := [3]complex128{1: 2i, 2: a}
	other := arr
	fmt.Println(arr == other, arr, len(arr))
	other[1] = 0
	fmt.Println(arr == other, arr != other, pair{a, f, "s"} == pair{1 + 2i, f, "s"}, pair{}, &pair{s: "p"})
	list := append([]complex128{}, arr[:]...)
	for k := 0; k < 30; k++ {
		list = append(list, list[k]*list[k+1]+1i)
		if k > 4 {
			list[k] /= 4
		}
	}
	fmt.Println(list[5], list[9], sum(list[:4]...), sum(), sum(1, 2i, a))
	d, e, h := swap(a, b, f)
	fmt.Println(d, e, h)
	ptr := &list[2]
	*ptr = complex(imag(*ptr), real(*ptr))
	fmt.Println(*ptr, list[2], real(list[2]), imag(*ptr))
	closure := func(k complex128) complex128 { a += k; return a }
	fmt.Println(closure(1i), closure(1i), a)
	ch := make(chan complex64, 1)
	ch <- f
	fmt.Println(<-ch, deferred(2+1i))
	t := struct {
		x complex64
		y [2]complex128
	}{1i, [2]complex128{2, 3i}}
	u := t
	u.y[0] = 7
	fmt.Println(t, u, t == u)
	new1 := new(complex128)
	*new1 += c1
	fmt.Println(*new1, real(c1), imag(1i), real(closure(0))+imag(closure(0)))
	change := func() int { x, a = 9, 9; return 2 }
	r1, r2, r3, r4, r5, r6, r7 := complex(x, 0), real(a), imag(a), change(), complex(x, 0), real(a), imag(a)
	fmt.Println(r1, r2, r3, r4, r5, r6, r7)
	pairs := func() (float64, float64) { return 4, 5 }
	w1 := complex(pairs())
	w2 := a*a + complex(pairs())
	fmt.Println(w1, w2)
}
