package main

var table [4]int

func main() {
	i := 4
	table[i]++
}
