// float64 and float32 arithmetic: rounding, infinities, NaN, negative zero, conversions.
package main

import "fmt"

func div(a, b float64) float64 { return a / b }

func main() {
	fmt.Println(0.1+0.2, div(1, 3), div(2, 3), 1e100, 1e-7, 123456789.0, 1e21, 1e20)
	inf := div(1, 0)
	nan := div(0, 0)
	neg := -div(0, 1)
	fmt.Println(inf, -inf, neg, div(1, neg), inf-inf == inf-inf, nan != nan)
	fmt.Println(nan == nan, nan < 1, nan > 1, nan <= nan, !(nan < 1), inf > 1e308, neg == 0)
	var f float32 = 16777216
	fmt.Println(f+1, f+2, float32(0.1), float64(float32(0.1)), f*f*f*f*f*f)
	var g float32 = 1
	g /= 3
	fmt.Println(g, g*3 == 1, float64(g)*3 == 1)
	fmt.Println(int(div(399, 100)), int(div(39, 10)), int(div(-39, 10)), int64(1e18), uint8(div(510, 2)))
	fmt.Println(float64(7)/2, float64(7/2), 7/2*2.0, 7/2.0)
	sum := 0.0
	for i := 0; i < 10; i++ {
		sum += 0.1
	}
	fmt.Println(sum, sum == 1, 1-sum)
	x := 1.5
	x++
	x *= 2
	x -= 0.25
	x /= 3
	fmt.Println(x, -x)
	fmt.Println(float64(1<<53), float64(1<<53+1), float64(^uint64(0)), uint64(float64(1<<63)))
	println(1.0, 0.5, -2.25, 1e100, inf, nan)
	var big int64 = 1<<62 + 1
	fmt.Println(float64(big), float32(big), int64(float64(big)))
	fmt.Printf("%v %g %f %.2f %e %6.1f|\n", x, x, x, x, x, x)
}
