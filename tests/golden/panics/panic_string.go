package main

func fail(s string) { panic("failed: " + s) }

func main() { fail("x\ny") }
