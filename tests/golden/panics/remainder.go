package main

func rem(a, b uint8) uint8 { return a % b }

func main() {
	println(rem(7, 2))
	println(rem(1, 0))
}
