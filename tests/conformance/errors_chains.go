// Package errors: chains, what Is and As find in them, targets that As refuses.
package main

import (
	"errors"
	"fmt"
	"io"
)

type plain struct{ n int }

func (p plain) Error() string { return fmt.Sprint("plain ", p.n) }

type pointed struct{ s string }

func (p *pointed) Error() string { return "pointed " + p.s }

type timeout interface{ Timeout() bool }

type slow struct{ err error }

func (s slow) Error() string { return "slow: " + s.err.Error() }
func (s slow) Timeout() bool { return true }
func (s slow) Unwrap() error { return s.err }

type list []int // is not comparable

func (l list) Error() string { return fmt.Sprint("list ", []int(l)) }

type claims struct{ what error }

func (c claims) Error() string        { return "claims" }
func (c claims) Is(target error) bool { return target == c.what }
func (c claims) As(target any) bool {
	if p, ok := target.(*plain); ok {
		p.n = 77
		return true
	}
	return false
}

type word int

func (w word) Error() string { return fmt.Sprint("word ", int(w)) }

type fn func() string

func (f fn) Error() string { return f() }

func try(what string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(what, "panics:", r)
		}
	}()
	f()
}

func main() {
	base := errors.New("base")
	p := &pointed{"x"}
	all := []error{nil, base, errors.New("base"), plain{3}, p, slow{p}, slow{fmt.Errorf("w: %w", plain{4})}, list{1}, claims{base}, slow{claims{p}},
		fmt.Errorf("a: %w", fmt.Errorf("b: %w", base)), fmt.Errorf("no %v", base), word(5), slow{word(6)}, io.EOF, fmt.Errorf("%w", io.EOF), slow{slow{list{2}}}, fn(func() string { return "f" })}
	targets := []error{nil, base, plain{3}, plain{4}, p, &pointed{"x"}, claims{base}, word(6), io.EOF, list{1}}
	for i, e := range all {
		fmt.Print(i, " ", e, " -> ", errors.Unwrap(e), ":")
		for _, t := range targets {
			fmt.Print(" ", errors.Is(e, t))
		}
		var a plain
		var b *pointed
		var c timeout
		var d list
		var f error
		var g any
		var h word
		var k fn
		var l interface{ Unwrap() error }
		fmt.Print(" | ", errors.As(e, &a), a, errors.As(e, &b), b == p, errors.As(e, &c), c != nil, errors.As(e, &d), d, errors.As(e, &f), f == nil || f.Error() == e.Error(), errors.As(e, &h), int(h), errors.As(e, &k), k != nil, errors.As(e, &l))
		if l != nil {
			fmt.Print(" ", l.Unwrap())
		}
		fmt.Println(errors.As(e, &g), g)
	}
	var n int
	var np *plain
	try("nil", func() { errors.As(base, nil) })
	try("value", func() { errors.As(base, plain{}) })
	try("int", func() { errors.As(base, &n) })
	try("nil pointer", func() { errors.As(base, np) })
	try("pointer value", func() { errors.As(base, p) })
	try("nil error, bad target", func() { errors.As(nil, 5) })
	try("list", func() { fmt.Println(errors.Is(list{1}, list{1})) })
	// What is kept by a target is there after a collection.
	var kept error
	var keptList list
	errors.As(slow{list{1, 2, 3}}, &keptList)
	errors.As(fmt.Errorf("deep %w", slow{&pointed{fmt.Sprint("heap", 1)}}), &kept)
	for i := 0; i < 50; i++ {
		errors.As(slow{word(i)}, new(word))
	}
	fmt.Println(kept, keptList)
}
