// What is data in the initialisers of package variables gives no message.
package main

type M map[int]int
type S struct {
	m M
	p *int
	i interface{}
	f func() int
}

func h() int          { return 1 }
func hs() *S          { return nil }
func hi() interface{} { return 1 }

var n = 3
var a = []M{{1: 2}, nil}
var b = &S{m: M{}, p: new(int)}
var c interface{} = S{m: M{1: 1}}
var d interface{} = h()
var e = [2]interface{}{n, h()}
var f = []interface{}{h(), "s", n, S{p: new(int)}, &S{i: h()}}
var g = func() int { return n }
var i2 = []func() int{func() int { return 1 }, g}
var _ = new(int)
var _ interface{} = S{}
var _ = []int{h()}
var _ = make([]int, 2)
var _ interface{} = h()
var k = []byte("abc")
var l = []rune("abc")
var o = string(k)
var p = "a" + o
var q, r = new(int), h()
var s = &M{1: 2}
var t = &n
var u = (*S)(hs())
var v = hi()
var w = struct{ x interface{} }{hi()}
var x = make([]int, 3)
var y = append(x, 1)
var z = &[]int{1, h()}
var aa = &[]*int{new(int)}
var bb = map[string]interface{}{"a": 1, "b": n, "c": S{}}
var cc = []*S{{}, {p: new(int)}}

func main() {}
