package main

func main() {
	println(len((*[3]int)(nil)[:2]))
}
