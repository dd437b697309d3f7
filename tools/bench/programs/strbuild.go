// Strings: built by concatenation and from byte slices, compared, sliced, walked rune by rune.
package main

import "strconv"

func join(words []string) string {
	var b []byte
	for i, w := range words {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(b, w...)
	}
	return string(b)
}

func fields(s string) int {
	n, start := 0, -1
	for i, r := range s {
		if r == ' ' {
			if start >= 0 {
				n += len(s[start:i])
			}
			start = -1
		} else if start < 0 {
			start = i
		}
	}
	return n
}

func main() {
	total := 0
	for round := 0; round < 600; round++ {
		var words []string
		for i := 0; i < 4000; i++ {
			words = append(words, "w"+strconv.Itoa(i*round)+"-"+strconv.Itoa(i))
		}
		text := join(words)
		total += fields(text)
		line := ""
		for i := 0; i < 600; i++ {
			line += words[i]
		}
		total += len(line)
		for i := 1; i < len(words); i++ {
			if words[i] < words[i-1] {
				total++
			}
			if words[i] == words[len(words)-i] {
				total += 2
			}
		}
	}
	println(total)
}
