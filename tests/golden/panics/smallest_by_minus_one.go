package main

func div(a, b int) int       { return a / b }
func rem(a, b int) int       { return a % b }
func div64(a, b int64) int64 { return a / b }

func main() {
	small := -1 << 63
	println(div(small, -1), rem(small, -1), div64(-1<<63, -1))
}
