// Values without size, padding, signed zeros and NaN in comparisons and keys.
package main

type none struct{}
type pad struct {
	a int8
	b int64
	c int8
	_ int32
	s string
}
type fl struct{ x, y float64 }
type zs struct {
	a [0]int
	b none
	c int
	d [0]*int
}
type em interface{ m() int }

func (none) m() int   { return 42 }
func (n *none) p() int { return 43 }

func mkpad(i int8) pad {
	var dirt [64]byte
	for k := range dirt {
		dirt[k] = byte(i) ^ 0x5a
	}
	return pad{a: i, b: int64(dirt[0] ^ 0x5a), c: i, s: "s"}
}

func zero() (none, [0]int, error) { return none{}, [0]int{}, nil }

func main() {
	var z float64
	negz, nan := -z*1, z/z
	negz = 1 / (-1 / z)
	println(z == negz, nan == nan, fl{z, 1} == fl{negz, 1}, fl{nan, 1} == fl{nan, 1})
	println([2]float64{z, 0} == [2]float64{negz, 0}, [1]fl{{nan, 0}} == [1]fl{{nan, 0}})
	var i, j interface{} = fl{z, z}, fl{negz, z}
	println(i == j)
	m := map[fl]int{{z, z}: 1}
	m[fl{negz, z}]++
	m[fl{nan, z}]++
	m[fl{nan, z}]++
	println(len(m), m[fl{}], m[fl{nan, z}])
	p, q := mkpad(3), mkpad(3)
	println(p == q, p == mkpad(4))
	pm := map[pad]string{p: "p"}
	println(pm[q], len(pm))
	var e em = none{}
	println(e.m(), e == em(none{}), (&none{}).p())
	set := map[string]none{"a": {}, "b": {}}
	set["c"] = none{}
	_, ok := set["b"]
	v, ok2 := set["x"]
	println(len(set), ok, ok2, v == none{})
	back := map[none]int{}
	back[none{}]++
	back[v] += 2
	println(back[none{}], len(back))
	s := make([]none, 3)
	s = append(s, none{}, v)
	for range s {
		ok = !ok
	}
	println(len(s), ok)
	a, b, err := zero()
	println(a == none{}, len(b), err == nil)
	x := zs{c: 5}
	y := &x
	y.b, y.c = none{}, 6
	println(x.c, x == zs{c: 6}, x.b.m(), len(x.d))
	arr := [3]none{}
	for k := range arr {
		arr[k] = none{}
	}
	var any interface{} = arr
	_, is := any.([3]none)
	println(is, any == interface{}([3]none{}))
	f := func(n none, k int, _ [0]string) none { println(k); return n }
	f(f(none{}, 1, [0]string{}), 2, [0]string{})
	for k, w := range map[none]none{{}: {}} {
		println(k == w)
	}
}
