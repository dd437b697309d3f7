package main

func main() {
	defer func() {
		panic(2)
	}()
	defer func() {
		recover()
		panic(4)
	}()
	panic(1)
}
