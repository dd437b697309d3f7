package main

import "fmt"

// Channels as values: made, compared, converted, kept in interfaces, maps, structs and arrays.

type pair struct {
	name string
	n    *int
}

type Stream chan pair
type Source <-chan int
type Sink chan<- int

type holder struct {
	in  <-chan int
	out chan<- int
	own chan int
}

func (s Stream) put(name string, n int) { s <- pair{name, &n} }

func first(c <-chan int) int     { return <-c }
func feed(c chan<- int, n int)   { c <- n }
func both(c chan int) (in <-chan int, out chan<- int) { return c, c }

type big struct {
	a [30]int
	s []string
}

func sizes() {
	var nilChan chan int
	fmt.Println(nilChan == nil, len(nilChan), cap(nilChan))
	for _, n := range []int{0, 1, 5, 100} {
		c := make(chan int, n)
		fmt.Println(len(c), cap(c), c != nil)
	}
	var n8 uint8 = 3
	c := make(chan struct{}, n8)
	c <- struct{}{}
	c <- struct{}{}
	fmt.Println(len(c), cap(c))
	v, ok := <-c
	fmt.Println(v, ok, len(c))
	const k = 2.0
	fmt.Println(cap(make(chan string, k)))
}

func compared() {
	a, b := make(chan int), make(chan int)
	var ro <-chan int = a
	var so chan<- int = a
	var x, y interface{} = a, a
	fmt.Println(a == b, a == a, ro == a, so == a, x == y, x == interface{}(b))
	fmt.Println(x == interface{}(ro), ro != nil)
	_, isBoth := x.(chan int)
	_, isRecv := x.(<-chan int)
	fmt.Println(isBoth, isRecv)
	switch c := interface{}(ro).(type) {
	case chan int:
		fmt.Println("both", c == nil)
	case <-chan int:
		fmt.Println("receive", c == ro)
	}
	m := map[chan int]string{a: "a", b: "b"}
	m[a] += "!"
	fmt.Println(len(m), m[a], m[b], m[nil])
	r := map[<-chan int]int{ro: 1}
	r[a]++
	fmt.Println(r[ro], len(r))
	arr := [2]chan int{a, b}
	brr := arr
	fmt.Println(arr == brr, arr == [2]chan int{b, a})
	fmt.Printf("%T %T %T %T %T\n", a, ro, so, make(Stream), make(chan (<-chan int)))
	fmt.Printf("%T %T %T\n", make(chan chan<- int), make(chan<- (chan int)), make(chan<- func() <-chan int))
}

func moved() {
	c := make(chan int, 3)
	in, out := both(c)
	h := holder{in: c, out: c, own: c}
	feed(c, 1)
	h.out <- 2
	out <- 3
	fmt.Println(first(c), <-h.in, <-in, len(h.own))
	Sink(c) <- 4
	fmt.Println(<-Source(c))

	s := make(Stream, 2)
	s.put("x", 5)
	s.put("y", 6)
	for i := 0; i < 2; i++ {
		p := <-s
		fmt.Println(p.name, *p.n)
	}

	cc := make(chan chan int, 1)
	cc <- c
	(<-cc) <- 7
	fmt.Println(<-c)

	fc := make(chan func(int) int, 1)
	add := 10
	fc <- func(n int) int { return n + add }
	fmt.Println((<-fc)(5))

	ic := make(chan interface{}, 4)
	ic <- 1
	ic <- "two"
	ic <- nil
	ic <- big{}
	for len(ic) > 0 {
		switch v := (<-ic).(type) {
		case int:
			fmt.Println("int", v)
		case string:
			fmt.Println("string", v)
		case nil:
			fmt.Println("nil")
		default:
			fmt.Printf("%T\n", v)
		}
	}
	ec := make(chan error, 2)
	ec <- fmt.Errorf("bad %d", 1)
	ec <- nil
	fmt.Println(<-ec, <-ec)

	bc := make(chan big, 2)
	b := big{s: []string{"p", "q"}}
	b.a[29] = 29
	bc <- b
	b.a[29] = 30
	b.s = append(b.s, "r")
	bc <- b
	x, y := <-bc, <-bc
	fmt.Println(x.a[29], len(x.s), y.a[29], y.s[2])

	ac := make(chan [3]byte, 2)
	ac <- [3]byte{1, 2, 3}
	ac <- [3]byte{4, 5, 6}
	fmt.Println(<-ac, <-ac)
	fl := make(chan float32, 1)
	fl <- 1.5
	bl := make(chan bool, 1)
	bl <- true
	i8 := make(chan int8, 2)
	i8 <- -7
	fmt.Println(<-fl*2, !<-bl, -<-i8)
}

var global = make(chan string, 1)
var early = func() string { global <- "early"; return <-global }()

type list struct {
	next *list
	v    int
}

// What a buffer holds is all that keeps it.
func kept() {
	c := make(chan *list, 50)
	for i := 0; i < 50; i++ {
		c <- &list{&list{nil, i}, -i}
	}
	for r := 0; r < 40; r++ {
		for i := 0; i < 50; i++ {
			p := <-c
			c <- &list{&list{nil, p.next.v + 1}, p.v}
		}
	}
	sum := 0
	close(c)
	for p := range c {
		sum += p.next.v + p.v
	}
	fmt.Println(sum)
	texts := make(chan []string, 3)
	for i := 0; i < 100; i++ {
		texts <- []string{fmt.Sprint("n", i), "x"}
		if len(texts) == 3 {
			a, b := <-texts, <-texts
			if i%25 == 0 {
				fmt.Println(a, b)
			}
		}
	}
}

func main() {
	sizes()
	compared()
	moved()
	kept()
	fmt.Println(early, len(global))
}
