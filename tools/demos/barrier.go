// Names on a board move from one list to another while the collector runs. With the whole write
// barrier nothing is lost whatever the seed; the demo leaves a part of it out, and gccheckmark names
// the object that would have been freed in use, wbshadow the store that did it.
package main

type card struct {
	name string
	next *card
}

type board struct {
	todo, done *card
}

func (b *board) add(name string) {
	b.todo = &card{name, b.todo}
}

// The first card of todo becomes the first of done: its only pointer moves from field to field.
func (b *board) finish() {
	c := b.todo
	b.todo = c.next
	c.next = b.done
	b.done = c
}

func count(c *card) (n int) {
	for ; c != nil; c = c.next {
		n++
	}
	return
}

func main() {
	b := &board{}
	names := []string{"mark", "sweep", "grow", "evacuate"}
	for round := 0; round < 50; round++ {
		for _, name := range names {
			b.add(name)
		}
		for i := 0; i < 3; i++ {
			b.finish()
		}
		if round%10 == 9 {
			println(count(b.todo), "to do,", count(b.done), "done")
			b = &board{b.done, nil}
		}
	}
}
