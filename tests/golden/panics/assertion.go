package main

func get(v interface{}) int { return v.(int) }

func main() {
	println(get(3))
	println(get("three"))
}
