package main

var sink interface{}

// The clause of a type switch is named with all that is in it.
func every(x interface{}, c chan int) (n int) {
	switch v := x.(type) {
	case *int:
		sink = v
		n++
		if n > 1 {
			n--
		} else {
			n += 2
		}
		if k := n; k > 2 {
			n = k
		}
		every(nil, nil)
		{
			n = 4
		}
	loop:
		for i := 0; i < n; i++ {
			break loop
		}
		switch n {
		case 1:
			n = 2
		}
		switch x.(type) {
		}
		select {}
	}
	return
}

func calls(x interface{}) {
	switch v := x.(type) {
	case *string:
		go every(v, nil)
		defer every(v, nil)
		for {
			break
		}
		go plain()
		go result()
		defer print()
		goto end
	end:
		n := 1
		_ = n
	default:
		sink = &v
	}
}

func plain() {}

func result() int { return 1 }

func main() {
	every(1, nil)
	calls(nil)
}
