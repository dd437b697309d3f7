package main

func at(s string, i int) byte { return s[i] }

func main() {
	println(at("go", 2))
}
