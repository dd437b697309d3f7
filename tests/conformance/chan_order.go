package main

import "fmt"

// What is evaluated when, around sends, receives and select.

var trace []string

func note(s string) { trace = append(trace, s) }

func show(what string) {
	fmt.Println(what, trace)
	trace = nil
}

func ch(name string, c chan int) chan int { note(name); return c }
func num(name string, n int) int         { note(name); return n }
func ptr(name string, p *int) *int       { note(name); return p }

func order() {
	c := make(chan int, 10)
	d := make(chan int, 10)
	ch("c", c) <- num("v", 1)
	show("send")
	for i := 0; i < 8; i++ {
		c <- i
		d <- 10 * i
	}
	fmt.Println(num("a", 1)+<-ch("c", c), <-ch("d", d))
	show("receive")
	x := 5
	f := func() int { x++; return x }
	fmt.Println(x, <-c, f(), x)
	fmt.Println(x, <-c+f(), x+<-d)
	y := x
	c <- y
	y++
	g := func() chan int { y = 100; return c }
	g() <- y
	for len(c) > 2 {
		<-c
	}
	fmt.Println(<-c, <-c)
	arr := []int{1, 2, 3}
	i := 0
	i, arr[i] = <-d/10, <-d
	fmt.Println(i, arr)
}

func selects() {
	a, b := make(chan int, 1), make(chan int, 1)
	var nilc chan int
	var into [2]int
	b <- 7
	select {
	case ch("n1", nilc) <- num("v1", 1):
	case *ptr("p", &into[0]) = <-ch("b", b):
		note("body")
	case <-ch("n2", nilc):
	case ch("n3", nilc) <- num("v3", 1):
	}
	show("blocking")
	fmt.Println(into)
	select {
	case ch("a", a) <- num("v", 2):
		note("sent")
	default:
		note("default")
	}
	select {
	case ch("a", a) <- num("v", 3):
		note("sent")
	default:
		note("default")
	}
	show("try")
	select {
	case into[num("i", 1)], ok = <-ch("a", a):
		note("got")
	case into[num("j", 0)] = <-ch("n", nilc):
	default:
	}
	show("several")
	fmt.Println(into, ok)
	// A variable that a later operand changes is read before.
	cur := a
	swap := func() chan int { cur = nil; return nil }
	select {
	case cur <- 4:
		note("old")
	case <-swap():
		note("new")
	}
	show("variables")
	fmt.Println(<-a, cur == nil)
	v := 1
	bump := func() chan int { v = 2; return nil }
	select {
	case a <- v:
	case bump() <- v:
	}
	fmt.Println(<-a, v)
}

var ok bool

func forms() string {
	c := make(chan int, 2)
	s := make(chan string, 1)
	var any interface{}
	m := map[string]int{}
	for i := 0; ; i++ {
		select {
		case c <- i:
			if i < 1 {
				continue
			}
		default:
			fmt.Println("full at", i)
		}
		if len(c) == 2 {
			break
		}
	}
	select {
	case v := <-c:
		fmt.Println("one", v)
	}
	select {
	case m["k"] = <-c:
		fmt.Println(m)
	case any = <-s:
	}
	s <- "text"
	select {
	case any = <-s:
		fmt.Println(any)
	case any = <-c:
	}
	s <- "more"
	select {
	case v, more := <-s:
		p := &v
		fmt.Println(*p, more)
	case v, more := <-c:
		fmt.Println(v, more)
	}
	select {
	default:
		fmt.Println("only default")
	}
	close(c)
	select {
	case v, more := <-c:
		fmt.Println(v, more)
	default:
		fmt.Println("no")
	}
	select {
	case _, any = <-c:
		fmt.Println(any)
	case <-s:
	}
	select {
	case _ = <-c:
	case <-s:
	}
	select {
	case (<-c):
	case ((s)) <- ("x"):
		<-s
	}
	var e chan struct{}
	select {
	case e <- struct{}{}:
	case <-e:
	case <-c:
		fmt.Println("closed")
	}
loop:
	for {
		select {
		case <-c:
			break loop
		case s <- "never":
			<-s
		}
	}
	select {
	case <-c:
		for {
			break
		}
		break
		fmt.Println("not reached")
	}
	for i := 0; i < 3; i++ {
		select {
		case v, more := <-c:
			if !more {
				goto done
			}
			fmt.Println(v)
		}
	}
done:
	select {
	case <-c:
		return "end"
	}
}

func noCases(c chan int) int {
	select {
	case v := <-c:
		return v
	default:
		return -1
	}
}

func main() {
	order()
	selects()
	fmt.Println(forms())
	c := make(chan int, 1)
	fmt.Println(noCases(c), noCases(nil))
	c <- 3
	fmt.Println(noCases(c))
}
