package main

func main() {
	defer func() {
		r := recover()
		println("rec", r.(int))
		panic(r)
	}()
	panic(1)
}
