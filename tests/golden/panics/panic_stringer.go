package main

type S struct{ code int }

func (s *S) String() string { return "S-string" }

func main() { panic(&S{3}) }
