package unicode

// The other scripts, made as the categories of categories.go.

var (
	Mahajani               *RangeTable = &tableMahajani
	Makasar                *RangeTable = &tableMakasar
	Malayalam              *RangeTable = &tableMalayalam
	Mandaic                *RangeTable = &tableMandaic
	Manichaean             *RangeTable = &tableManichaean
	Marchen                *RangeTable = &tableMarchen
	Masaram_Gondi          *RangeTable = &tableMasaramGondi
	Medefaidrin            *RangeTable = &tableMedefaidrin
	Meetei_Mayek           *RangeTable = &tableMeeteiMayek
	Mende_Kikakui          *RangeTable = &tableMendeKikakui
	Meroitic_Cursive       *RangeTable = &tableMeroiticCursive
	Meroitic_Hieroglyphs   *RangeTable = &tableMeroiticHieroglyphs
	Miao                   *RangeTable = &tableMiao
	Modi                   *RangeTable = &tableModi
	Mongolian              *RangeTable = &tableMongolian
	Mro                    *RangeTable = &tableMro
	Multani                *RangeTable = &tableMultani
	Myanmar                *RangeTable = &tableMyanmar
	Nabataean              *RangeTable = &tableNabataean
	Nandinagari            *RangeTable = &tableNandinagari
	New_Tai_Lue            *RangeTable = &tableNewTaiLue
	Newa                   *RangeTable = &tableNewa
	Nko                    *RangeTable = &tableNko
	Nushu                  *RangeTable = &tableNushu
	Nyiakeng_Puachue_Hmong *RangeTable = &tableNyiakengPuachueHmong
	Ogham                  *RangeTable = &tableOgham
	Ol_Chiki               *RangeTable = &tableOlChiki
	Old_Hungarian          *RangeTable = &tableOldHungarian
	Old_Italic             *RangeTable = &tableOldItalic
	Old_North_Arabian      *RangeTable = &tableOldNorthArabian
	Old_Permic             *RangeTable = &tableOldPermic
	Old_Persian            *RangeTable = &tableOldPersian
	Old_Sogdian            *RangeTable = &tableOldSogdian
	Old_South_Arabian      *RangeTable = &tableOldSouthArabian
	Old_Turkic             *RangeTable = &tableOldTurkic
	Oriya                  *RangeTable = &tableOriya
	Osage                  *RangeTable = &tableOsage
	Osmanya                *RangeTable = &tableOsmanya
	Pahawh_Hmong           *RangeTable = &tablePahawhHmong
	Palmyrene              *RangeTable = &tablePalmyrene
	Pau_Cin_Hau            *RangeTable = &tablePauCinHau
	Phags_Pa               *RangeTable = &tablePhagsPa
	Phoenician             *RangeTable = &tablePhoenician
	Psalter_Pahlavi        *RangeTable = &tablePsalterPahlavi
	Rejang                 *RangeTable = &tableRejang
	Runic                  *RangeTable = &tableRunic
	Samaritan              *RangeTable = &tableSamaritan
	Saurashtra             *RangeTable = &tableSaurashtra
	Sharada                *RangeTable = &tableSharada
	Shavian                *RangeTable = &tableShavian
	Siddham                *RangeTable = &tableSiddham
	SignWriting            *RangeTable = &tableSignWriting
	Sinhala                *RangeTable = &tableSinhala
	Sogdian                *RangeTable = &tableSogdian
	Sora_Sompeng           *RangeTable = &tableSoraSompeng
	Soyombo                *RangeTable = &tableSoyombo
	Sundanese              *RangeTable = &tableSundanese
	Syloti_Nagri           *RangeTable = &tableSylotiNagri
	Syriac                 *RangeTable = &tableSyriac
	Tagalog                *RangeTable = &tableTagalog
	Tagbanwa               *RangeTable = &tableTagbanwa
	Tai_Le                 *RangeTable = &tableTaiLe
	Tai_Tham               *RangeTable = &tableTaiTham
	Tai_Viet               *RangeTable = &tableTaiViet
	Takri                  *RangeTable = &tableTakri
	Tamil                  *RangeTable = &tableTamil
	Tangut                 *RangeTable = &tableTangut
	Telugu                 *RangeTable = &tableTelugu
	Thaana                 *RangeTable = &tableThaana
	Thai                   *RangeTable = &tableThai
	Tibetan                *RangeTable = &tableTibetan
	Tifinagh               *RangeTable = &tableTifinagh
	Tirhuta                *RangeTable = &tableTirhuta
	Ugaritic               *RangeTable = &tableUgaritic
	Vai                    *RangeTable = &tableVai
	Wancho                 *RangeTable = &tableWancho
	Warang_Citi            *RangeTable = &tableWarangCiti
	Yezidi                 *RangeTable = &tableYezidi
	Yi                     *RangeTable = &tableYi
	Zanabazar_Square       *RangeTable = &tableZanabazarSquare
)

var tableMahajani = RangeTable{R32: []Range32{{0x11150, 0x11176, 1}}}

var tableMakasar = RangeTable{R32: []Range32{{0x11ee0, 0x11ef8, 1}}}

var tableMalayalam = RangeTable{R16: []Range16{
	{0xd00, 0xd0c, 1}, {0xd0e, 0xd10, 1}, {0xd12, 0xd44, 1}, {0xd46, 0xd48, 1}, {0xd4a, 0xd4f, 1},
	{0xd54, 0xd63, 1}, {0xd66, 0xd7f, 1},
}}

var tableMandaic = RangeTable{R16: []Range16{{0x840, 0x85b, 1}, {0x85e, 0x85e, 1}}}

var tableManichaean = RangeTable{R32: []Range32{{0x10ac0, 0x10ae6, 1}, {0x10aeb, 0x10af6, 1}}}

var tableMarchen = RangeTable{R32: []Range32{
	{0x11c70, 0x11c8f, 1}, {0x11c92, 0x11ca7, 1}, {0x11ca9, 0x11cb6, 1},
}}

var tableMasaramGondi = RangeTable{R32: []Range32{
	{0x11d00, 0x11d06, 1}, {0x11d08, 0x11d09, 1}, {0x11d0b, 0x11d36, 1}, {0x11d3a, 0x11d3c, 2},
	{0x11d3d, 0x11d3f, 2}, {0x11d40, 0x11d47, 1}, {0x11d50, 0x11d59, 1},
}}

var tableMedefaidrin = RangeTable{R32: []Range32{{0x16e40, 0x16e9a, 1}}}

var tableMeeteiMayek = RangeTable{R16: []Range16{
	{0xaae0, 0xaaf6, 1}, {0xabc0, 0xabed, 1}, {0xabf0, 0xabf9, 1},
}}

var tableMendeKikakui = RangeTable{R32: []Range32{{0x1e800, 0x1e8c4, 1}, {0x1e8c7, 0x1e8d6, 1}}}

var tableMeroiticCursive = RangeTable{R32: []Range32{
	{0x109a0, 0x109b7, 1}, {0x109bc, 0x109cf, 1}, {0x109d2, 0x109ff, 1},
}}

var tableMeroiticHieroglyphs = RangeTable{R32: []Range32{{0x10980, 0x1099f, 1}}}

var tableMiao = RangeTable{R32: []Range32{
	{0x16f00, 0x16f4a, 1}, {0x16f4f, 0x16f87, 1}, {0x16f8f, 0x16f9f, 1},
}}

var tableModi = RangeTable{R32: []Range32{{0x11600, 0x11644, 1}, {0x11650, 0x11659, 1}}}

var tableMongolian = RangeTable{R16: []Range16{
	{0x1800, 0x1801, 1}, {0x1804, 0x1806, 2}, {0x1807, 0x180e, 1}, {0x1810, 0x1819, 1},
	{0x1820, 0x1878, 1}, {0x1880, 0x18aa, 1},
}, R32: []Range32{
	{0x11660, 0x1166c, 1},
}}

var tableMro = RangeTable{R32: []Range32{
	{0x16a40, 0x16a5e, 1}, {0x16a60, 0x16a69, 1}, {0x16a6e, 0x16a6f, 1},
}}

var tableMultani = RangeTable{R32: []Range32{
	{0x11280, 0x11286, 1}, {0x11288, 0x1128a, 2}, {0x1128b, 0x1128d, 1}, {0x1128f, 0x1129d, 1},
	{0x1129f, 0x112a9, 1},
}}

var tableMyanmar = RangeTable{R16: []Range16{
	{0x1000, 0x109f, 1}, {0xa9e0, 0xa9fe, 1}, {0xaa60, 0xaa7f, 1},
}}

var tableNabataean = RangeTable{R32: []Range32{{0x10880, 0x1089e, 1}, {0x108a7, 0x108af, 1}}}

var tableNandinagari = RangeTable{R32: []Range32{
	{0x119a0, 0x119a7, 1}, {0x119aa, 0x119d7, 1}, {0x119da, 0x119e4, 1},
}}

var tableNewTaiLue = RangeTable{R16: []Range16{
	{0x1980, 0x19ab, 1}, {0x19b0, 0x19c9, 1}, {0x19d0, 0x19da, 1}, {0x19de, 0x19df, 1},
}}

var tableNewa = RangeTable{R32: []Range32{{0x11400, 0x1145b, 1}, {0x1145d, 0x11461, 1}}}

var tableNko = RangeTable{R16: []Range16{{0x7c0, 0x7fa, 1}, {0x7fd, 0x7ff, 1}}}

var tableNushu = RangeTable{R32: []Range32{{0x16fe1, 0x1b170, 16783}, {0x1b171, 0x1b2fb, 1}}}

var tableNyiakengPuachueHmong = RangeTable{R32: []Range32{
	{0x1e100, 0x1e12c, 1}, {0x1e130, 0x1e13d, 1}, {0x1e140, 0x1e149, 1}, {0x1e14e, 0x1e14f, 1},
}}

var tableOgham = RangeTable{R16: []Range16{{0x1680, 0x169c, 1}}}

var tableOlChiki = RangeTable{R16: []Range16{{0x1c50, 0x1c7f, 1}}}

var tableOldHungarian = RangeTable{R32: []Range32{
	{0x10c80, 0x10cb2, 1}, {0x10cc0, 0x10cf2, 1}, {0x10cfa, 0x10cff, 1},
}}

var tableOldItalic = RangeTable{R32: []Range32{{0x10300, 0x10323, 1}, {0x1032d, 0x1032f, 1}}}

var tableOldNorthArabian = RangeTable{R32: []Range32{{0x10a80, 0x10a9f, 1}}}

var tableOldPermic = RangeTable{R32: []Range32{{0x10350, 0x1037a, 1}}}

var tableOldPersian = RangeTable{R32: []Range32{{0x103a0, 0x103c3, 1}, {0x103c8, 0x103d5, 1}}}

var tableOldSogdian = RangeTable{R32: []Range32{{0x10f00, 0x10f27, 1}}}

var tableOldSouthArabian = RangeTable{R32: []Range32{{0x10a60, 0x10a7f, 1}}}

var tableOldTurkic = RangeTable{R32: []Range32{{0x10c00, 0x10c48, 1}}}

var tableOriya = RangeTable{R16: []Range16{
	{0xb01, 0xb03, 1}, {0xb05, 0xb0c, 1}, {0xb0f, 0xb10, 1}, {0xb13, 0xb28, 1}, {0xb2a, 0xb30, 1},
	{0xb32, 0xb33, 1}, {0xb35, 0xb39, 1}, {0xb3c, 0xb44, 1}, {0xb47, 0xb48, 1}, {0xb4b, 0xb4d, 1},
	{0xb55, 0xb57, 1}, {0xb5c, 0xb5d, 1}, {0xb5f, 0xb63, 1}, {0xb66, 0xb77, 1},
}}

var tableOsage = RangeTable{R32: []Range32{{0x104b0, 0x104d3, 1}, {0x104d8, 0x104fb, 1}}}

var tableOsmanya = RangeTable{R32: []Range32{{0x10480, 0x1049d, 1}, {0x104a0, 0x104a9, 1}}}

var tablePahawhHmong = RangeTable{R32: []Range32{
	{0x16b00, 0x16b45, 1}, {0x16b50, 0x16b59, 1}, {0x16b5b, 0x16b61, 1}, {0x16b63, 0x16b77, 1},
	{0x16b7d, 0x16b8f, 1},
}}

var tablePalmyrene = RangeTable{R32: []Range32{{0x10860, 0x1087f, 1}}}

var tablePauCinHau = RangeTable{R32: []Range32{{0x11ac0, 0x11af8, 1}}}

var tablePhagsPa = RangeTable{R16: []Range16{{0xa840, 0xa877, 1}}}

var tablePhoenician = RangeTable{R32: []Range32{{0x10900, 0x1091b, 1}, {0x1091f, 0x1091f, 1}}}

var tablePsalterPahlavi = RangeTable{R32: []Range32{
	{0x10b80, 0x10b91, 1}, {0x10b99, 0x10b9c, 1}, {0x10ba9, 0x10baf, 1},
}}

var tableRejang = RangeTable{R16: []Range16{{0xa930, 0xa953, 1}, {0xa95f, 0xa95f, 1}}}

var tableRunic = RangeTable{R16: []Range16{{0x16a0, 0x16ea, 1}, {0x16ee, 0x16f8, 1}}}

var tableSamaritan = RangeTable{R16: []Range16{{0x800, 0x82d, 1}, {0x830, 0x83e, 1}}}

var tableSaurashtra = RangeTable{R16: []Range16{{0xa880, 0xa8c5, 1}, {0xa8ce, 0xa8d9, 1}}}

var tableSharada = RangeTable{R32: []Range32{{0x11180, 0x111df, 1}}}

var tableShavian = RangeTable{R32: []Range32{{0x10450, 0x1047f, 1}}}

var tableSiddham = RangeTable{R32: []Range32{{0x11580, 0x115b5, 1}, {0x115b8, 0x115dd, 1}}}

var tableSignWriting = RangeTable{R32: []Range32{
	{0x1d800, 0x1da8b, 1}, {0x1da9b, 0x1da9f, 1}, {0x1daa1, 0x1daaf, 1},
}}

var tableSinhala = RangeTable{R16: []Range16{
	{0xd81, 0xd83, 1}, {0xd85, 0xd96, 1}, {0xd9a, 0xdb1, 1}, {0xdb3, 0xdbb, 1}, {0xdbd, 0xdc0, 3},
	{0xdc1, 0xdc6, 1}, {0xdca, 0xdcf, 5}, {0xdd0, 0xdd4, 1}, {0xdd6, 0xdd8, 2}, {0xdd9, 0xddf, 1},
	{0xde6, 0xdef, 1}, {0xdf2, 0xdf4, 1},
}, R32: []Range32{
	{0x111e1, 0x111f4, 1},
}}

var tableSogdian = RangeTable{R32: []Range32{{0x10f30, 0x10f59, 1}}}

var tableSoraSompeng = RangeTable{R32: []Range32{{0x110d0, 0x110e8, 1}, {0x110f0, 0x110f9, 1}}}

var tableSoyombo = RangeTable{R32: []Range32{{0x11a50, 0x11aa2, 1}}}

var tableSundanese = RangeTable{R16: []Range16{{0x1b80, 0x1bbf, 1}, {0x1cc0, 0x1cc7, 1}}}

var tableSylotiNagri = RangeTable{R16: []Range16{{0xa800, 0xa82c, 1}}}

var tableSyriac = RangeTable{R16: []Range16{
	{0x700, 0x70d, 1}, {0x70f, 0x74a, 1}, {0x74d, 0x74f, 1}, {0x860, 0x86a, 1},
}}

var tableTagalog = RangeTable{R16: []Range16{{0x1700, 0x170c, 1}, {0x170e, 0x1714, 1}}}

var tableTagbanwa = RangeTable{R16: []Range16{
	{0x1760, 0x176c, 1}, {0x176e, 0x1770, 1}, {0x1772, 0x1773, 1},
}}

var tableTaiLe = RangeTable{R16: []Range16{{0x1950, 0x196d, 1}, {0x1970, 0x1974, 1}}}

var tableTaiTham = RangeTable{R16: []Range16{
	{0x1a20, 0x1a5e, 1}, {0x1a60, 0x1a7c, 1}, {0x1a7f, 0x1a89, 1}, {0x1a90, 0x1a99, 1},
	{0x1aa0, 0x1aad, 1},
}}

var tableTaiViet = RangeTable{R16: []Range16{{0xaa80, 0xaac2, 1}, {0xaadb, 0xaadf, 1}}}

var tableTakri = RangeTable{R32: []Range32{{0x11680, 0x116b8, 1}, {0x116c0, 0x116c9, 1}}}

var tableTamil = RangeTable{R16: []Range16{
	{0xb82, 0xb83, 1}, {0xb85, 0xb8a, 1}, {0xb8e, 0xb90, 1}, {0xb92, 0xb95, 1}, {0xb99, 0xb9a, 1},
	{0xb9c, 0xb9e, 2}, {0xb9f, 0xba3, 4}, {0xba4, 0xba8, 4}, {0xba9, 0xbaa, 1}, {0xbae, 0xbb9, 1},
	{0xbbe, 0xbc2, 1}, {0xbc6, 0xbc8, 1}, {0xbca, 0xbcd, 1}, {0xbd0, 0xbd7, 7}, {0xbe6, 0xbfa, 1},
}, R32: []Range32{
	{0x11fc0, 0x11ff1, 1}, {0x11fff, 0x11fff, 1},
}}

var tableTangut = RangeTable{R32: []Range32{
	{0x16fe0, 0x17000, 32}, {0x17001, 0x187f7, 1}, {0x18800, 0x18aff, 1}, {0x18d00, 0x18d08, 1},
}}

var tableTelugu = RangeTable{R16: []Range16{
	{0xc00, 0xc0c, 1}, {0xc0e, 0xc10, 1}, {0xc12, 0xc28, 1}, {0xc2a, 0xc39, 1}, {0xc3d, 0xc44, 1},
	{0xc46, 0xc48, 1}, {0xc4a, 0xc4d, 1}, {0xc55, 0xc56, 1}, {0xc58, 0xc5a, 1}, {0xc60, 0xc63, 1},
	{0xc66, 0xc6f, 1}, {0xc77, 0xc7f, 1},
}}

var tableThaana = RangeTable{R16: []Range16{{0x780, 0x7b1, 1}}}

var tableThai = RangeTable{R16: []Range16{{0xe01, 0xe3a, 1}, {0xe40, 0xe5b, 1}}}

var tableTibetan = RangeTable{R16: []Range16{
	{0xf00, 0xf47, 1}, {0xf49, 0xf6c, 1}, {0xf71, 0xf97, 1}, {0xf99, 0xfbc, 1}, {0xfbe, 0xfcc, 1},
	{0xfce, 0xfd4, 1}, {0xfd9, 0xfda, 1},
}}

var tableTifinagh = RangeTable{R16: []Range16{
	{0x2d30, 0x2d67, 1}, {0x2d6f, 0x2d70, 1}, {0x2d7f, 0x2d7f, 1},
}}

var tableTirhuta = RangeTable{R32: []Range32{{0x11480, 0x114c7, 1}, {0x114d0, 0x114d9, 1}}}

var tableUgaritic = RangeTable{R32: []Range32{{0x10380, 0x1039d, 1}, {0x1039f, 0x1039f, 1}}}

var tableVai = RangeTable{R16: []Range16{{0xa500, 0xa62b, 1}}}

var tableWancho = RangeTable{R32: []Range32{{0x1e2c0, 0x1e2f9, 1}, {0x1e2ff, 0x1e2ff, 1}}}

var tableWarangCiti = RangeTable{R32: []Range32{{0x118a0, 0x118f2, 1}, {0x118ff, 0x118ff, 1}}}

var tableYezidi = RangeTable{R32: []Range32{
	{0x10e80, 0x10ea9, 1}, {0x10eab, 0x10ead, 1}, {0x10eb0, 0x10eb1, 1},
}}

var tableYi = RangeTable{R16: []Range16{{0xa000, 0xa48c, 1}, {0xa490, 0xa4c6, 1}}}

var tableZanabazarSquare = RangeTable{R32: []Range32{{0x11a00, 0x11a47, 1}}}
