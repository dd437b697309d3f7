#!/usr/bin/env python3
"""go_diff.py GORT [COUNT [SEED]] - random programs of goroutines: what they do under gort and under
go1.19.

Needs go1.19 (GO=path of the go command, default /usr/lib/go-1.19/bin/go); without it, says so and
skips (exit status 77). Program number S is the same for everyone. Each is run plainly, with
collections at allocations, and with seeds that choose who runs next, under the checking collector.

Whoever runs first, the output is the same: what goroutines make comes together in sums, in slices by
index, in channels of one sender and one receiver, or in the hands of who holds a token. A program is
functions f0, f1, ... of a number; each is one way for goroutines to work together (WAYS below), and
their bodies may call the functions before them. Some programs end in a panic of a goroutine that is
alone, in a deadlock, or with an exit.
"""
import random
import sys

from harness import compare

MODES = ["", "gcstress=7", "gcseed=%d,gccheckmark=1", "gcseed=%d,gcstress=11,clobberfree=1",
         "gcstoptheworld=1,gccheckmark=1"]

HEAD = """package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

type list struct {
	v    int
	next *list
}

type box struct {
	v  int
	s  string
	p  *list
	xs []int
	m  map[int]int
	f  func(int) int
	e  any
	c  chan int
}

func mix(a, b int) int { return (a*31 + b) & 0xfffffff }

// make1 is a value with all kinds of things behind it; sum1 looks at them all.
func make1(v int) box {
	b := box{v: v, s: fmt.Sprint("s", v&1023), p: &list{v, &list{v + 1, nil}}, xs: []int{v, v + 2}}
	b.m = map[int]int{v & 7: v, v&7 + 8: 3}
	b.f = func(k int) int { return k + v }
	b.e = [2]int{v, 5}
	if v&1 == 0 {
		b.e = &list{v: v}
	}
	b.c = make(chan int, 1)
	b.c <- v & 15
	return b
}

func sum1(b box) int {
	n := b.v + len(b.s) + b.xs[1] + b.f(2) + <-b.c
	for l := b.p; l != nil; l = l.next {
		n = mix(n, l.v)
	}
	k := 0
	for i, v := range b.m {
		k += i*3 + v
	}
	switch e := b.e.(type) {
	case [2]int:
		n += e[0] - e[1]
	case *list:
		n ^= e.v
	}
	return mix(n, k)
}

var shared int64

func use() {
	_, _, _, _ = errors.New, sort.Ints, strings.Repeat, time.Now
	_ = atomic.AddInt64
	runtime.Gosched()
	_ = os.Args
	var wg sync.WaitGroup
	wg.Wait()
}
"""


class Gen:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.n = 0

    def pick(self, *xs):
        return self.r.choice(xs)

    def few(self, a=1, b=6):
        return self.r.randint(a, b)

    def work(self, v):
        """An expression of an int: a little work with the number v."""
        calls = ["f%d(%s&63)" % (self.r.randrange(self.n), v)] if self.n and self.r.random() < .25 else []
        return self.pick("sum1(make1(%s))" % v, "mix(%s, %d)" % (v, self.few(1, 99)),
                         "len(strings.Repeat(\"ab\", %s&15)) + %s" % (v, v), "(%s)*(%s) + 1" % (v, v), *calls)

    def rest(self):
        """A statement that lets others run, or not."""
        return self.pick("", "", "runtime.Gosched()", "time.Sleep(time.Microsecond)", "_ = make([]*list, 20)",
                         "if n&3 == 0 {\n runtime.Gosched()\n }")

    def cap(self):
        return self.pick("", "", ", 1", ", %d" % self.few(2, 9))

    # Each way is the body of a func(n int) int.
    def fan_in(self):
        return """c := make(chan box%s)
for i := 0; i < %d; i++ {
    go func(i int) {
        for k := 0; k < %d; k++ {
            %s
            c <- make1(i*10 + k + n)
        }
    }(i)
}
sum := 0
for i := 0; i < %d; i++ {
    sum += sum1(<-c)
}
return sum""" % ((self.cap(), k := self.few(), j := self.few(), self.rest(), k * j))

    def pipeline(self):
        k = self.few(1, 4)
        stages = "".join("""c%d := make(chan int%s)
go func() {
    defer close(c%d)
    for v := range c%d {
        %s
        c%d <- %s
    }
}()
""" % (i + 1, self.cap(), i + 1, i, self.rest(), i + 1, self.work("v")) for i in range(k))
        return """c0 := make(chan int%s)
%sgo func() {
    for i := 0; i < %d; i++ {
        c0 <- i + n
    }
    close(c0)
}()
h := 0
for v := range c%d {
    h = mix(h, v)
}
return h""" % (self.cap(), stages, self.few(1, 12), k)

    def pool(self):
        return """jobs := make(chan int%s)
results := make([]int, %d)
var wg sync.WaitGroup
for w := 0; w < %d; w++ {
    wg.Add(1)
    go func() {
        defer wg.Done()
        for j := range jobs {
            v := j + n
            results[j] = %s
            %s
        }
    }()
}
for j := range results {
    jobs <- j
}
close(jobs)
wg.Wait()
h := 0
for _, v := range results {
    h = mix(h, v)
}
return h""" % (self.cap(), self.few(1, 20), self.few(), self.work("v"), self.rest())

    def locked(self):
        lock, unlock = self.pick(("mu.Lock()", "mu.Unlock()"), ("mu.Lock()", "mu.Unlock()"),
                                 ("for !mu.TryLock() {\n runtime.Gosched()\n }", "mu.Unlock()"))
        return """var mu %s
var wg sync.WaitGroup
m := map[int]*list{}
for i := 0; i < %d; i++ {
    wg.Add(1)
    go func(i int) {
        defer wg.Done()
        for k := 0; k < %d; k++ {
            v := i ^ k
            x := %s
            %s
            m[v] = &list{x, m[v]}
            %s
            %s
        }
    }(i)
}
wg.Wait()
sum := 0
for k, l := range m {
    for ; l != nil; l = l.next {
        sum += k + l.v
    }
}
return sum""" % (self.pick("sync.Mutex", "sync.RWMutex"), self.few(), self.few(), self.work("v"), lock, unlock,
                 self.rest())

    def ring(self):
        return """k := %d
var log []int
cs := make([]chan int, k)
for i := range cs {
    cs[i] = make(chan int%s)
}
done := make(chan bool)
for i := range cs {
    go func(in <-chan int, out chan<- int, i int) {
        for t := range in {
            log = append(log, t*10+i)
            if t == 0 {
                close(done)
                return
            }
            %s
            out <- t - 1
        }
    }(cs[i], cs[(i+1)%%k], i)
}
cs[n%%k] <- %d
<-done
h := 0
for _, v := range log {
    h = mix(h, v)
}
return h""" % (self.few(2, 5), self.cap(), self.rest(), self.few(3, 30))

    def merge(self):
        """A select over channels until each is closed."""
        k = self.few(2, 4)
        makes = "\n".join("""c%d := make(chan int%s)
go func() {
    for i := 0; i < %d; i++ {
        %s
        c%d <- %s
    }
    close(c%d)
}()""" % (i, self.cap(), self.few(0, 6), self.rest(), i, self.work("i"), i) for i in range(k))
        cases = "\n".join("""case v, ok := <-c%d:
    if !ok {
        c%d = nil
        open--
        break
    }
    sum += v * %d""" % (i, i, i + 1) for i in range(k))
        extra = self.pick("", "default:\n runtime.Gosched()", "case never <- 1:\n sum = -2", "case <-never:\n sum = -3")
        return """%s
var never chan int
_ = never
sum, open := 0, %d
for open > 0 {
    select {
    %s
    %s
    }
}
return sum + n""" % (makes, k, cases, extra)

    def tree(self):
        return """var walk func(depth, v int) <-chan box
walk = func(depth, v int) <-chan box {
    c := make(chan box%s)
    go func() {
        b := make1(v)
        if depth > 0 {
            l, r := walk(depth-1, v*2), walk(depth-1, v*2+1)
            b.v = mix(sum1(<-l), sum1(<-r))
        }
        c <- b
    }()
    return c
}
return sum1(<-walk(%d, n&15+1))""" % (self.cap(), self.few(1, 4))

    def recovered(self):
        what = self.pick("panic(i)", "panic(fmt.Sprint(\"p\", i))", "panic(errors.New(\"e\"))", "var l *list\n n += l.v",
                         "xs := []int{1}\n n += xs[i+1]", "runtime.Goexit()", "close(done)\n close(done)",
                         "var m map[int]int\n m[i] = 1")
        return """out := make([]string, %d)
var wg sync.WaitGroup
for i := range out {
    wg.Add(1)
    go func(i, n int) {
        defer wg.Done()
        defer func() { out[i] = fmt.Sprint(i, recover()) }()
        done := make(chan bool)
        _ = done
        %s
        %s
    }(i, n)
}
wg.Wait()
return len(strings.Join(out, ",")) + n""" % (self.few(1, 5), self.rest(), what)

    def barrier(self):
        """Rounds that all begin together, by a condition."""
        return """k, rounds := %d, %d
var mu sync.Mutex
cond := sync.NewCond(&mu)
here, round := 0, 0
marks := make([][]int, k)
var wg sync.WaitGroup
for i := 0; i < k; i++ {
    wg.Add(1)
    go func(i int) {
        defer wg.Done()
        for r := 0; r < rounds; r++ {
            mu.Lock()
            marks[i] = append(marks[i], round)
            if here++; here == k {
                here = 0
                round++
                cond.Broadcast()
            } else {
                for was := round; was == round; {
                    cond.Wait()
                }
            }
            mu.Unlock()
            %s
        }
    }(i)
}
wg.Wait()
h := n
for _, m := range marks {
    for _, v := range m {
        h = mix(h, v)
    }
}
return h""" % (self.few(2, 5), self.few(1, 5), self.rest())

    def counted(self):
        how = self.pick("atomic.AddInt64(&x, int64(v))",
                        "for {\n o := atomic.LoadInt64(&x)\n if atomic.CompareAndSwapInt64(&x, o, o+int64(v)) {\n break\n }\n }",
                        "sem <- true\n x += int64(v)\n <-sem")
        return """var x int64
sem := make(chan bool, 1)
_ = sem
var once sync.Once
var wg sync.WaitGroup
wg.Add(%d)
for i := 0; i < %d; i++ {
    go func(v int) {
        defer wg.Done()
        once.Do(func() { atomic.AddInt64(&shared, 1) })
        %s
        %s
    }(i + n)
}
wg.Wait()
return int(x)""" % (k := self.few(1, 12), k, self.rest(), how)

    def answers(self):
        """Questions that bring the channel for their answer."""
        return """type question struct {
    v     int
    reply chan<- box
}
ask := make(chan question%s)
stop := make(chan struct{})
for w := 0; w < %d; w++ {
    go func() {
        for {
            select {
            case q := <-ask:
                v := q.v
                b := make1(%s)
                %s
                q.reply <- b
            case <-stop:
                return
            }
        }
    }()
}
h := 0
for i := 0; i < %d; i++ {
    reply := make(chan box%s)
    ask <- question{i + n, reply}
    h = mix(h, sum1(<-reply))
}
close(stop)
return h""" % (self.cap(), self.few(1, 4), self.work("v"), self.rest(), self.few(1, 8), self.cap())

    def timed(self):
        return self.pick("""c := make(chan int%s)
t := time.AfterFunc(%d*time.Microsecond, func() { c <- n * 3 })
v := <-c
return v + map[bool]int{true: 1, false: 2}[t.Stop()]""" % (self.cap(), self.few(1, 300)), """tick := time.NewTicker(%d*time.Microsecond)
defer tick.Stop()
k := 0
for range tick.C {
    if k++; k == %d {
        break
    }
}
return k + n""" % (self.few(1, 200), self.few(1, 4)))

    def ways(self):
        return (self.fan_in, self.pipeline, self.pool, self.locked, self.ring, self.merge, self.tree, self.recovered,
                self.barrier, self.counted, self.answers, self.timed)

    def end(self):
        return self.pick("", "", "", "os.Exit(%d)" % self.few(0, 9), "var mu sync.Mutex\nmu.Lock()\nmu.Lock()",
                         "<-make(chan int)", "select {}", "var wg sync.WaitGroup\nwg.Add(1)\nwg.Wait()",
                         "go func() { panic(fmt.Sprint(\"end \", h)) }()\nselect {}", "make(chan int) <- h",
                         "var mu sync.Mutex\nmu.Unlock()", "var c chan int\nclose(c)",
                         "go func() { var l *list; l.v = h }()\n<-make(chan int)", "runtime.Goexit()")

    def program(self):
        text = [HEAD]
        for _ in range(self.few(3, 7)):
            text.append("func f%d(n int) int {\n%s\n}\n" % (self.n, self.r.choice(self.ways())()))
            self.n += 1
        calls = "\n".join("fmt.Println(%d, f%d(%d))" % (i, i, self.few(0, 50)) for i in range(self.n))
        text.append("""func main() {
use()
%s
h := 0
res := make([]int, %d)
var all sync.WaitGroup
for i := range res {
    all.Add(1)
    go func(i int) {
        defer all.Done()
        switch i %% %d {
%s
        }
    }(i)
}
all.Wait()
for _, v := range res {
    h = mix(h, v)
}
fmt.Println(h, shared)
%s
}
""" % (calls, self.few(2, 8), self.n, "\n".join("case %d:\n res[i] = f%d(i)" % (i, i) for i in range(self.n)), self.end()))
        return "\n".join(text)


def main():
    return compare("go_diff", __doc__, lambda seed: Gen(seed).program(), MODES, 32, bounded=False)


if __name__ == "__main__":
    sys.exit(main())
