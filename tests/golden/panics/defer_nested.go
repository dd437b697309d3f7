package main

import "fmt"

func main() {
	defer func() {
		defer func() {
			fmt.Println(recover())
			defer func() {
				fmt.Println(recover())
			}()
			panic(3)
		}()
		panic(2)
	}()
	panic(1)
}
