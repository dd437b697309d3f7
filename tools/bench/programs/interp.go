// Two interpreters: a tree of interface values with a string map, a loop over byte codes.
package main

type expr interface{ eval(env map[string]int) int }
type num struct{ v int }
type ref struct{ name string }
type bin struct {
	op   byte
	l, r expr
}

func (n num) eval(env map[string]int) int { return n.v }
func (r ref) eval(env map[string]int) int { return env[r.name] }
func (b *bin) eval(env map[string]int) int {
	l, r := b.l.eval(env), b.r.eval(env)
	switch b.op {
	case '+':
		return l + r
	case '*':
		return l * r & 0xffff
	}
	return l - r
}

func vm(code []byte, n int) int {
	var st [64]int
	sp, acc := 0, 0
	for k := 0; k < n; k++ {
		for pc := 0; pc < len(code); pc++ {
			switch code[pc] {
			case 'p':
				st[sp] = acc
				sp++
			case 'a':
				sp--
				acc += st[sp]
			case 'i':
				acc++
			case 'x':
				acc ^= pc
			}
		}
	}
	return acc
}
func main() {
	var e expr = ref{"x"}
	for i := 0; i < 20; i++ {
		e = &bin{"+*-"[i%3], e, &bin{'+', num{i}, ref{"y"}}}
	}
	env := map[string]int{"x": 1, "y": 2}
	t := 0
	for i := 0; i < 600000; i++ {
		env["x"] = i
		t += e.eval(env)
	}
	t += vm([]byte("ipixaipxaiipaxixipa"), 9000000)
	println(t)
}
