package main

import (
	"errors"
	"fmt"
	"io"
)

// Reading until there is enough, or all.

// pieces gives its parts one by one, then its error; together with the last part if it is eager.
type pieces struct {
	parts []string
	err   error
	eager bool
}

func (p *pieces) Read(b []byte) (int, error) {
	if len(p.parts) == 0 {
		return 0, p.err
	}
	n := copy(b, p.parts[0])
	p.parts[0] = p.parts[0][n:]
	if p.parts[0] == "" {
		p.parts = p.parts[1:]
	}
	if p.eager && len(p.parts) == 0 {
		return n, p.err
	}
	return n, nil
}

var errBroken = errors.New("broken")

func main() {
	for _, eager := range []bool{false, true} {
		for _, err := range []error{io.EOF, errBroken} {
			for _, parts := range [][]string{{}, {"ab"}, {"a", "bcd"}, {"", "ab", "cdefgh"}} {
				for _, min := range []int{0, 1, 4, 6} {
					b := make([]byte, 5)
					n, e := io.ReadAtLeast(&pieces{append([]string{}, parts...), err, eager}, b, min)
					fmt.Printf("%d %v %q, ", n, e, b[:n])
				}
				b := make([]byte, 4)
				n, e := io.ReadFull(&pieces{append([]string{}, parts...), err, eager}, b)
				fmt.Printf("%d %v %q\n", n, e, b[:n])
				all, e := io.ReadAll(&pieces{append([]string{}, parts...), err, eager})
				fmt.Printf("%q %v %d\n", all, e, cap(all))
			}
		}
	}
	long := &pieces{err: io.EOF}
	for i := 0; i < 100; i++ {
		long.parts = append(long.parts, fmt.Sprint("part ", i, " of a long text; "))
	}
	all, err := io.ReadAll(long)
	fmt.Println(len(all), err, string(all[len(all)-30:]))
}
