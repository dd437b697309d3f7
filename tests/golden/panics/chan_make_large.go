package main

func size() uint64 { return 1 << 60 }

func main() {
	c := make(chan [2]string,
		size())
	println(cap(c))
}
