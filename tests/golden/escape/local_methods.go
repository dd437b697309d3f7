package main

type T struct{}

func (T) a() {}
func (T) m(T, byte, ...any) (r rune) { return }
func (T) Z(t T, b byte) T { return t }

var sink interface{}

func main() {
	sink = []interface{ a(); Z(t T, b byte) T; m(T, byte, ...any) (r rune) }{}
	sink = map[string]interface{ m(T, byte, ...any) rune }{}
	sink = struct{ i interface{ a() }; t []T; b byte }{}
	sink = (interface{ a() })(T{})
}
