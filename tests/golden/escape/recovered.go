package main

import "fmt"

// How recover is spelled in messages: what Go's compiler has made of it by then.
func main() {
	defer func() {
		fmt.Println(recover() != nil, recover().(int) == 1)
		fmt.Println(recover() == recover(), recover().(error).Error())
		x := recover().(map[string]string)["a"] + "b"
		fmt.Println(x, fmt.Sprint(recover())+"x")
	}()
}
