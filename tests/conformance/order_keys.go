// Keys that are structs or arrays: where the map takes a word or a string they are copied to one before
// anything that follows runs, others are read from where they are.
package main

import "fmt"

type W struct{ v int64 }
type S struct{ s string }
type P struct{ a, b int }

var words = map[W]int{{1}: 10, {2}: 20}
var texts = map[S]int{{"a"}: 10, {"b"}: 20}
var pairs = map[[2]int32]int{{1, 2}: 10, {3, 4}: 20}
var structs = map[P]int{{1, 2}: 10, {3, 4}: 20}
var gw, gs, ga, gp = W{1}, S{"a"}, [2]int32{1, 2}, P{1, 2}

func change() int {
	gw, gs, ga, gp = W{2}, S{"b"}, [2]int32{3, 4}, P{3, 4}
	return 1
}

func restore() { gw, gs, ga, gp = W{1}, S{"a"}, [2]int32{1, 2}, P{1, 2} }

func globals() {
	fmt.Println(words[gw], texts[gs], pairs[ga], structs[gp], change())
	restore()
	x, y := words[gw]+texts[gs]+pairs[ga]+structs[gp], change()
	restore()
	fmt.Println(x, y)
	words[gw], structs[gp] = change(), change()
	restore()
	texts[gs] += change()
	restore()
	pairs[ga] = change()
	restore()
	structs[gp] -= change()
	restore()
	delete(words, gw)
	fmt.Println(words, texts, pairs, structs)
}

func locals() {
	w, s, a, p := W{1}, S{"a"}, [2]int32{1, 2}, P{1, 2}
	change := func() int {
		w, s, a, p = W{2}, S{"b"}, [2]int32{3, 4}, P{3, 4}
		return 2
	}
	fmt.Println(words[w], texts[s], pairs[a], structs[p], change())
	w, s, a, p = W{1}, S{"a"}, [2]int32{1, 2}, P{1, 2}
	words[w], texts[s], pairs[a], structs[p] = change(), change(), change(), change()
	fmt.Println(words, texts, pairs, structs)
	w, s, a, p = W{1}, S{"a"}, [2]int32{1, 2}, P{1, 2}
	words[w] += change()
	w = W{1}
	fmt.Println(words[w]+change(), words[w], w)
}

func main() {
	globals()
	locals()
}
