// Byte slices and a grid: tight loops with bounds checks.
package main

func main() {
	b := make([]byte, 1<<20)
	for i := range b {
		b[i] = byte(i * 7)
	}
	t := 0
	var hist [256]int
	for r := 0; r < 60; r++ {
		for _, c := range b {
			hist[c]++
		}
		for i := 1; i < len(b); i++ {
			b[i] ^= b[i-1] + byte(r)
		}
		s := string(b[:1000])
		for i := 0; i < len(s); i++ {
			t += int(s[i])
		}
	}
	grid := make([][]int32, 500)
	for i := range grid {
		grid[i] = make([]int32, 500)
	}
	for r := 0; r < 60; r++ {
		for y := 1; y < 499; y++ {
			for x := 1; x < 499; x++ {
				grid[y][x] = (grid[y-1][x] + grid[y+1][x] + grid[y][x-1] + grid[y][x+1] + int32(x*y+r)) >> 1 & 0xffff
			}
		}
	}
	println(t, hist[7], grid[77][88])
}
