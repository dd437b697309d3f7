package main

func end(c chan struct{}) {
	close(c)
}

func main() {
	c := make(chan struct{})
	end(c)
	end(c)
}
