package main

// Blocks that nothing reaches, between statements that are.
func early(x int) int {
	return x + 1
	if x > 0 {
		x++
	} else {
		x--
	}
	for x < 10 {
		x++
	}
	switch {
	case x > 3:
		x = 3
	}
	return x
}

func jumps(x int) int {
	if x > 0 {
		goto last
	}
	for {
		x++
		if x > 3 {
			return x
		}
	}
	if x == 0 {
		x = 100
	}
last:
	return x + 10
}

type holder struct{ m map[string]int }

// The loop that empties a map, which is a field, and one behind a pointer.
func clear(h *holder, p *map[string]int) {
	for k := range h.m {
		delete(h.m, k)
	}
	for k := range *p {
		delete(*p, k)
	}
}

func add(p *int) *int {
	q := *p + 1
	return &q
}

// A literal that needs too many variables to be cut.
func many(x int) int {
	v0 := x + 0
	v1 := x + 1
	v2 := x + 2
	v3 := x + 3
	v4 := x + 4
	v5 := x + 5
	v6 := x + 6
	v7 := x + 7
	v8 := x + 8
	v9 := x + 9
	v10 := x + 10
	v11 := x + 11
	v12 := x + 12
	v13 := x + 13
	v14 := x + 14
	v15 := x + 15
	v16 := x + 16
	v17 := x + 17
	v18 := x + 18
	v19 := x + 19
	v20 := x + 20
	v21 := x + 21
	v22 := x + 22
	v23 := x + 23
	v24 := x + 24
	v25 := x + 25
	v26 := x + 26
	v27 := x + 27
	v28 := x + 28
	v29 := x + 29
	v30 := x + 30
	v31 := x + 31
	v32 := x + 32
	v33 := x + 33
	v34 := x + 34
	v35 := x + 35
	v36 := x + 36
	v37 := x + 37
	v38 := x + 38
	v39 := x + 39
	v40 := x + 40
	v41 := x + 41
	v42 := x + 42
	v43 := x + 43
	v44 := x + 44
	v45 := x + 45
	v46 := x + 46
	v47 := x + 47
	v48 := x + 48
	v49 := x + 49
	v50 := x + 50
	v51 := x + 51
	v52 := x + 52
	v53 := x + 53
	v54 := x + 54
	v55 := x + 55
	v56 := x + 56
	v57 := x + 57
	v58 := x + 58
	v59 := x + 59
	v60 := x + 60
	v61 := x + 61
	v62 := x + 62
	v63 := x + 63
	v64 := x + 64
	v65 := x + 65
	v66 := x + 66
	v67 := x + 67
	v68 := x + 68
	v69 := x + 69
	v70 := x + 70
	v71 := x + 71
	v72 := x + 72
	v73 := x + 73
	v74 := x + 74
	v75 := x + 75
	v76 := x + 76
	v77 := x + 77
	v78 := x + 78
	v79 := x + 79
	v80 := x + 80
	v81 := x + 81
	v82 := x + 82
	v83 := x + 83
	v84 := x + 84
	v85 := x + 85
	v86 := x + 86
	v87 := x + 87
	v88 := x + 88
	v89 := x + 89
	v90 := x + 90
	v91 := x + 91
	v92 := x + 92
	v93 := x + 93
	v94 := x + 94
	v95 := x + 95
	v96 := x + 96
	v97 := x + 97
	v98 := x + 98
	v99 := x + 99
	v100 := x + 100
	v101 := x + 101
	v102 := x + 102
	v103 := x + 103
	v104 := x + 104
	v105 := x + 105
	v106 := x + 106
	v107 := x + 107
	v108 := x + 108
	v109 := x + 109
	v110 := x + 110
	v111 := x + 111
	v112 := x + 112
	v113 := x + 113
	v114 := x + 114
	v115 := x + 115
	v116 := x + 116
	v117 := x + 117
	v118 := x + 118
	v119 := x + 119
	v120 := x + 120
	v121 := x + 121
	v122 := x + 122
	v123 := x + 123
	v124 := x + 124
	v125 := x + 125
	v126 := x + 126
	v127 := x + 127
	v128 := x + 128
	v129 := x + 129
	all := []*int{
		add(&v0),
		add(&v1),
		add(&v2),
		add(&v3),
		add(&v4),
		add(&v5),
		add(&v6),
		add(&v7),
		add(&v8),
		add(&v9),
		add(&v10),
		add(&v11),
		add(&v12),
		add(&v13),
		add(&v14),
		add(&v15),
		add(&v16),
		add(&v17),
		add(&v18),
		add(&v19),
		add(&v20),
		add(&v21),
		add(&v22),
		add(&v23),
		add(&v24),
		add(&v25),
		add(&v26),
		add(&v27),
		add(&v28),
		add(&v29),
		add(&v30),
		add(&v31),
		add(&v32),
		add(&v33),
		add(&v34),
		add(&v35),
		add(&v36),
		add(&v37),
		add(&v38),
		add(&v39),
		add(&v40),
		add(&v41),
		add(&v42),
		add(&v43),
		add(&v44),
		add(&v45),
		add(&v46),
		add(&v47),
		add(&v48),
		add(&v49),
		add(&v50),
		add(&v51),
		add(&v52),
		add(&v53),
		add(&v54),
		add(&v55),
		add(&v56),
		add(&v57),
		add(&v58),
		add(&v59),
		add(&v60),
		add(&v61),
		add(&v62),
		add(&v63),
		add(&v64),
		add(&v65),
		add(&v66),
		add(&v67),
		add(&v68),
		add(&v69),
		add(&v70),
		add(&v71),
		add(&v72),
		add(&v73),
		add(&v74),
		add(&v75),
		add(&v76),
		add(&v77),
		add(&v78),
		add(&v79),
		add(&v80),
		add(&v81),
		add(&v82),
		add(&v83),
		add(&v84),
		add(&v85),
		add(&v86),
		add(&v87),
		add(&v88),
		add(&v89),
		add(&v90),
		add(&v91),
		add(&v92),
		add(&v93),
		add(&v94),
		add(&v95),
		add(&v96),
		add(&v97),
		add(&v98),
		add(&v99),
		add(&v100),
		add(&v101),
		add(&v102),
		add(&v103),
		add(&v104),
		add(&v105),
		add(&v106),
		add(&v107),
		add(&v108),
		add(&v109),
		add(&v110),
		add(&v111),
		add(&v112),
		add(&v113),
		add(&v114),
		add(&v115),
		add(&v116),
		add(&v117),
		add(&v118),
		add(&v119),
		add(&v120),
		add(&v121),
		add(&v122),
		add(&v123),
		add(&v124),
		add(&v125),
		add(&v126),
		add(&v127),
		add(&v128),
		add(&v129),
	}
	sum := 0
	for _, p := range all {
		sum += *p
	}
	return sum
}

func main() {
	println(early(1), jumps(0), jumps(5))
	h := &holder{map[string]int{"a": 1, "b": 2}}
	m := map[string]int{"c": 3}
	clear(h, &m)
	println(len(h.m), len(m))
	println(many(1))
}
