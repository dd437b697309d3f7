// Elements of every kind: structs, arrays, big structs, functions, pointers, interfaces, maps.
package main

import "fmt"

type acc struct {
	n    int
	name string
}
type wide struct {
	pad [30]int
	s   string
}

func main() {
	st := map[string]acc{"a": {1, "x"}}
	v := st["a"]
	v.n = 50
	fmt.Println(st["a"].n, st["a"].name, v, st["none"].n, len(st["none"].name))
	st["a"] = v
	st["b"] = acc{name: "new"}
	fmt.Println(st)
	ar := map[int][3]int{1: {1, 2, 3}}
	t := ar[1]
	t[0] = 9
	fmt.Println(ar[1][0], t, ar[2][2])
	w := map[string]wide{}
	for i := 0; i < 20; i++ {
		w[fmt.Sprint("k", i)] = wide{s: fmt.Sprint(i), pad: [30]int{i, 29: -i}}
	}
	sum := 0
	for _, e := range w {
		sum += e.pad[0] - e.pad[29]
	}
	fmt.Println(len(w), sum, w["k7"].s, w["no"].pad[29])
	fn := map[string]func(int, int) int{
		"+": func(a, b int) int { return a + b },
		"-": func(a, b int) int { return a - b },
	}
	fn["*"] = func(a, b int) int { return a * b }
	fmt.Println(fn["+"](3, 4), fn["-"](3, 4), fn["*"](3, 4), fn["/"] == nil)
	ptr := map[string]*acc{"p": {n: 1}}
	ptr["p"].n++
	ptr["p"].name += "z"
	q := ptr["p"]
	q.n *= 10
	fmt.Println(*ptr["p"], ptr["q"] == nil)
	an := map[string]interface{}{"i": 1, "s": "str", "n": nil, "l": []int{1, 2}, "m": map[string]int{"x": 1}}
	fmt.Println(an, an["i"] == 1, an["missing"] == nil)
	if l, ok := an["l"].([]int); ok {
		l[0] = 100
	}
	fmt.Println(an["l"])
	set := map[string]struct{}{}
	set["a"] = struct{}{}
	_, in := set["a"]
	_, out := set["b"]
	fmt.Println(in, out, len(set))
	bs := map[string]bool{"x": true}
	if bs["x"] && !bs["y"] {
		fmt.Println("bools")
	}
	fl := map[string]float32{}
	fl["a"] += 1.5
	fl["a"] *= 2
	fl["b"]--
	fmt.Println(fl)
	nest := map[int]map[int][]string{}
	for i := 0; i < 6; i++ {
		if nest[i%2] == nil {
			nest[i%2] = make(map[int][]string)
		}
		nest[i%2][i%3] = append(nest[i%2][i%3], fmt.Sprint(i))
	}
	fmt.Println(nest)
}
