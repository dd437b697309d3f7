// Type switches and assertions: concrete types, interfaces, nil, several types in a case, comma ok.
package main

import (
	"errors"
	"fmt"
)

type stringer interface{ String() string }
type id int

func (i id) String() string { return fmt.Sprintf("id(%d)", int(i)) }

type myErr struct{ code int }

func (e myErr) Error() string { return fmt.Sprint("code ", e.code) }

type point struct{ x, y int }

func what(v interface{}) string {
	switch x := v.(type) {
	case nil:
		return "nil"
	case int:
		return fmt.Sprint("int ", x+1)
	case string, []byte:
		return fmt.Sprintf("text %s", x)
	case stringer:
		return "stringer " + x.String()
	case error:
		return "error " + x.Error()
	case func() int:
		return fmt.Sprint("func ", x())
	case []int:
		return fmt.Sprint("ints ", len(x))
	case map[string]int:
		x["new"] = 1
		return fmt.Sprint("map ", len(x))
	case *point:
		x.x++
		return fmt.Sprint("ptr ", *x)
	case point:
		x.x += 100
		return fmt.Sprint("point ", x)
	case [2]int:
		return fmt.Sprint("array ", x[1])
	case struct{}, bool:
		return fmt.Sprintf("%T", x)
	case interface{ Other() }:
		return "other"
	default:
		return fmt.Sprintf("default %T", x)
	}
}

func number(v interface{}) float64 {
	switch v.(type) {
	case int, int8, int64:
		return 1
	case float32, float64:
		return 2
	}
	return 0
}

func main() {
	p := &point{1, 2}
	for _, v := range []interface{}{nil, 1, "s", []byte("b"), id(5), myErr{3}, errors.New("e"),
		func() int { return 9 }, []int{1, 2}, map[string]int{"a": 1}, p, *p, [2]int{3, 4}, struct{}{},
		true, 2.5, int8(1), &p, [3]int{}, []string{}} {
		fmt.Println(what(v), number(v))
	}
	fmt.Println(*p)
	var v interface{} = 7
	n := v.(int)
	s, ok := v.(string)
	_, isStr := v.(stringer)
	fmt.Println(n, s == "", ok, isStr)
	v = id(3)
	st := v.(stringer)
	fmt.Println(st.String(), st.(id)+1)
	if i, ok := st.(id); ok {
		fmt.Println("id", int(i))
	}
	if _, ok := st.(error); !ok {
		fmt.Println("no error")
	}
	var e error = myErr{4}
	me, ok := e.(myErr)
	fmt.Println(me.code, ok, e.(interface{}).(myErr).code)
	e = nil
	me, ok = e.(myErr)
	fmt.Println(me, ok)
	var m = map[string]interface{}{"k": []interface{}{1, "two"}}
	fmt.Println(m["k"].([]interface{})[1].(string) + "!")
	switch y := v.(type) {
	case int:
		_ = y
	}
	switch x, k := v, 2; x := x.(type) {
	case id:
		fmt.Println(int(x) + k)
	}
	var arr [2]int
	arr[0], ok = v.(int)
	fmt.Println(arr, ok)
}
