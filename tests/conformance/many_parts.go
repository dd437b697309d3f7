package main

// More of everything than a byte can count: parameters, results, fields, elements, methods.

import "fmt"

type S struct {
	f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19                               int
	f20, f21, f22, f23, f24, f25, f26, f27, f28, f29, f30, f31, f32, f33, f34, f35, f36, f37, f38, f39                     int
	f40, f41, f42, f43, f44, f45, f46, f47, f48, f49, f50, f51, f52, f53, f54, f55, f56, f57, f58, f59                     int
	f60, f61, f62, f63, f64, f65, f66, f67, f68, f69, f70, f71, f72, f73, f74, f75, f76, f77, f78, f79                     int
	f80, f81, f82, f83, f84, f85, f86, f87, f88, f89, f90, f91, f92, f93, f94, f95, f96, f97, f98, f99                     int
	f100, f101, f102, f103, f104, f105, f106, f107, f108, f109, f110, f111, f112, f113, f114, f115, f116, f117, f118, f119 int
	f120, f121, f122, f123, f124, f125, f126, f127, f128, f129, f130, f131, f132, f133, f134, f135, f136, f137, f138, f139 int
	f140, f141, f142, f143, f144, f145, f146, f147, f148, f149, f150, f151, f152, f153, f154, f155, f156, f157, f158, f159 int
	f160, f161, f162, f163, f164, f165, f166, f167, f168, f169, f170, f171, f172, f173, f174, f175, f176, f177, f178, f179 int
	f180, f181, f182, f183, f184, f185, f186, f187, f188, f189, f190, f191, f192, f193, f194, f195, f196, f197, f198, f199 int
	f200, f201, f202, f203, f204, f205, f206, f207, f208, f209, f210, f211, f212, f213, f214, f215, f216, f217, f218, f219 int
	f220, f221, f222, f223, f224, f225, f226, f227, f228, f229, f230, f231, f232, f233, f234, f235, f236, f237, f238, f239 int
	f240, f241, f242, f243, f244, f245, f246, f247, f248, f249, f250, f251, f252, f253, f254, f255, f256, f257, f258, f259 int
}

func ints(
	a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19,
	a20, a21, a22, a23, a24, a25, a26, a27, a28, a29, a30, a31, a32, a33, a34, a35, a36, a37, a38, a39,
	a40, a41, a42, a43, a44, a45, a46, a47, a48, a49, a50, a51, a52, a53, a54, a55, a56, a57, a58, a59,
	a60, a61, a62, a63, a64, a65, a66, a67, a68, a69, a70, a71, a72, a73, a74, a75, a76, a77, a78, a79,
	a80, a81, a82, a83, a84, a85, a86, a87, a88, a89, a90, a91, a92, a93, a94, a95, a96, a97, a98, a99,
	a100, a101, a102, a103, a104, a105, a106, a107, a108, a109, a110, a111, a112, a113, a114, a115, a116, a117, a118, a119,
	a120, a121, a122, a123, a124, a125, a126, a127, a128, a129, a130, a131, a132, a133, a134, a135, a136, a137, a138, a139,
	a140, a141, a142, a143, a144, a145, a146, a147, a148, a149, a150, a151, a152, a153, a154, a155, a156, a157, a158, a159,
	a160, a161, a162, a163, a164, a165, a166, a167, a168, a169, a170, a171, a172, a173, a174, a175, a176, a177, a178, a179,
	a180, a181, a182, a183, a184, a185, a186, a187, a188, a189, a190, a191, a192, a193, a194, a195, a196, a197, a198, a199,
	a200, a201, a202, a203, a204, a205, a206, a207, a208, a209, a210, a211, a212, a213, a214, a215, a216, a217, a218, a219,
	a220, a221, a222, a223, a224, a225, a226, a227, a228, a229, a230, a231, a232, a233, a234, a235, a236, a237, a238, a239,
	a240, a241, a242, a243, a244, a245, a246, a247, a248, a249, a250, a251, a252, a253, a254, a255, a256, a257, a258, a259 int) int {
	return a0 + a1*2 + a259
}

func strs(
	a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19,
	a20, a21, a22, a23, a24, a25, a26, a27, a28, a29, a30, a31, a32, a33, a34, a35, a36, a37, a38, a39,
	a40, a41, a42, a43, a44, a45, a46, a47, a48, a49, a50, a51, a52, a53, a54, a55, a56, a57, a58, a59,
	a60, a61, a62, a63, a64, a65, a66, a67, a68, a69, a70, a71, a72, a73, a74, a75, a76, a77, a78, a79,
	a80, a81, a82, a83, a84, a85, a86, a87, a88, a89, a90, a91, a92, a93, a94, a95, a96, a97, a98, a99,
	a100, a101, a102, a103, a104, a105, a106, a107, a108, a109, a110, a111, a112, a113, a114, a115, a116, a117, a118, a119 string) string {
	return a0 + a119
}

func results() (
	r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, r13, r14, r15, r16, r17, r18, r19,
	r20, r21, r22, r23, r24, r25, r26, r27, r28, r29, r30, r31, r32, r33, r34, r35, r36, r37, r38, r39,
	r40, r41, r42, r43, r44, r45, r46, r47, r48, r49, r50, r51, r52, r53, r54, r55, r56, r57, r58, r59,
	r60, r61, r62, r63, r64, r65, r66, r67, r68, r69, r70, r71, r72, r73, r74, r75, r76, r77, r78, r79,
	r80, r81, r82, r83, r84, r85, r86, r87, r88, r89, r90, r91, r92, r93, r94, r95, r96, r97, r98, r99,
	r100, r101, r102, r103, r104, r105, r106, r107, r108, r109, r110, r111, r112, r113, r114, r115, r116, r117, r118, r119,
	r120, r121, r122, r123, r124, r125, r126, r127, r128, r129, r130, r131, r132, r133, r134, r135, r136, r137, r138, r139,
	r140, r141, r142, r143, r144, r145, r146, r147, r148, r149, r150, r151, r152, r153, r154, r155, r156, r157, r158, r159,
	r160, r161, r162, r163, r164, r165, r166, r167, r168, r169, r170, r171, r172, r173, r174, r175, r176, r177, r178, r179,
	r180, r181, r182, r183, r184, r185, r186, r187, r188, r189, r190, r191, r192, r193, r194, r195, r196, r197, r198, r199,
	r200, r201, r202, r203, r204, r205, r206, r207, r208, r209, r210, r211, r212, r213, r214, r215, r216, r217, r218, r219,
	r220, r221, r222, r223, r224, r225, r226, r227, r228, r229, r230, r231, r232, r233, r234, r235, r236, r237, r238, r239,
	r240, r241, r242, r243, r244, r245, r246, r247, r248, r249, r250, r251, r252, r253, r254, r255, r256, r257, r258, r259 int) {
	r0, r1, r259 = 1, 2, 9
	return
}

func count(xs ...interface{}) int { return len(xs) }

type M int

func (m M) m0() int   { return int(m) + 0 }
func (m M) m1() int   { return int(m) + 1 }
func (m M) m2() int   { return int(m) + 2 }
func (m M) m3() int   { return int(m) + 3 }
func (m M) m4() int   { return int(m) + 4 }
func (m M) m5() int   { return int(m) + 5 }
func (m M) m6() int   { return int(m) + 6 }
func (m M) m7() int   { return int(m) + 7 }
func (m M) m8() int   { return int(m) + 8 }
func (m M) m9() int   { return int(m) + 9 }
func (m M) m10() int  { return int(m) + 10 }
func (m M) m11() int  { return int(m) + 11 }
func (m M) m12() int  { return int(m) + 12 }
func (m M) m13() int  { return int(m) + 13 }
func (m M) m14() int  { return int(m) + 14 }
func (m M) m15() int  { return int(m) + 15 }
func (m M) m16() int  { return int(m) + 16 }
func (m M) m17() int  { return int(m) + 17 }
func (m M) m18() int  { return int(m) + 18 }
func (m M) m19() int  { return int(m) + 19 }
func (m M) m20() int  { return int(m) + 20 }
func (m M) m21() int  { return int(m) + 21 }
func (m M) m22() int  { return int(m) + 22 }
func (m M) m23() int  { return int(m) + 23 }
func (m M) m24() int  { return int(m) + 24 }
func (m M) m25() int  { return int(m) + 25 }
func (m M) m26() int  { return int(m) + 26 }
func (m M) m27() int  { return int(m) + 27 }
func (m M) m28() int  { return int(m) + 28 }
func (m M) m29() int  { return int(m) + 29 }
func (m M) m30() int  { return int(m) + 30 }
func (m M) m31() int  { return int(m) + 31 }
func (m M) m32() int  { return int(m) + 32 }
func (m M) m33() int  { return int(m) + 33 }
func (m M) m34() int  { return int(m) + 34 }
func (m M) m35() int  { return int(m) + 35 }
func (m M) m36() int  { return int(m) + 36 }
func (m M) m37() int  { return int(m) + 37 }
func (m M) m38() int  { return int(m) + 38 }
func (m M) m39() int  { return int(m) + 39 }
func (m M) m40() int  { return int(m) + 40 }
func (m M) m41() int  { return int(m) + 41 }
func (m M) m42() int  { return int(m) + 42 }
func (m M) m43() int  { return int(m) + 43 }
func (m M) m44() int  { return int(m) + 44 }
func (m M) m45() int  { return int(m) + 45 }
func (m M) m46() int  { return int(m) + 46 }
func (m M) m47() int  { return int(m) + 47 }
func (m M) m48() int  { return int(m) + 48 }
func (m M) m49() int  { return int(m) + 49 }
func (m M) m50() int  { return int(m) + 50 }
func (m M) m51() int  { return int(m) + 51 }
func (m M) m52() int  { return int(m) + 52 }
func (m M) m53() int  { return int(m) + 53 }
func (m M) m54() int  { return int(m) + 54 }
func (m M) m55() int  { return int(m) + 55 }
func (m M) m56() int  { return int(m) + 56 }
func (m M) m57() int  { return int(m) + 57 }
func (m M) m58() int  { return int(m) + 58 }
func (m M) m59() int  { return int(m) + 59 }
func (m M) m60() int  { return int(m) + 60 }
func (m M) m61() int  { return int(m) + 61 }
func (m M) m62() int  { return int(m) + 62 }
func (m M) m63() int  { return int(m) + 63 }
func (m M) m64() int  { return int(m) + 64 }
func (m M) m65() int  { return int(m) + 65 }
func (m M) m66() int  { return int(m) + 66 }
func (m M) m67() int  { return int(m) + 67 }
func (m M) m68() int  { return int(m) + 68 }
func (m M) m69() int  { return int(m) + 69 }
func (m M) m70() int  { return int(m) + 70 }
func (m M) m71() int  { return int(m) + 71 }
func (m M) m72() int  { return int(m) + 72 }
func (m M) m73() int  { return int(m) + 73 }
func (m M) m74() int  { return int(m) + 74 }
func (m M) m75() int  { return int(m) + 75 }
func (m M) m76() int  { return int(m) + 76 }
func (m M) m77() int  { return int(m) + 77 }
func (m M) m78() int  { return int(m) + 78 }
func (m M) m79() int  { return int(m) + 79 }
func (m M) m80() int  { return int(m) + 80 }
func (m M) m81() int  { return int(m) + 81 }
func (m M) m82() int  { return int(m) + 82 }
func (m M) m83() int  { return int(m) + 83 }
func (m M) m84() int  { return int(m) + 84 }
func (m M) m85() int  { return int(m) + 85 }
func (m M) m86() int  { return int(m) + 86 }
func (m M) m87() int  { return int(m) + 87 }
func (m M) m88() int  { return int(m) + 88 }
func (m M) m89() int  { return int(m) + 89 }
func (m M) m90() int  { return int(m) + 90 }
func (m M) m91() int  { return int(m) + 91 }
func (m M) m92() int  { return int(m) + 92 }
func (m M) m93() int  { return int(m) + 93 }
func (m M) m94() int  { return int(m) + 94 }
func (m M) m95() int  { return int(m) + 95 }
func (m M) m96() int  { return int(m) + 96 }
func (m M) m97() int  { return int(m) + 97 }
func (m M) m98() int  { return int(m) + 98 }
func (m M) m99() int  { return int(m) + 99 }
func (m M) m100() int { return int(m) + 100 }
func (m M) m101() int { return int(m) + 101 }
func (m M) m102() int { return int(m) + 102 }
func (m M) m103() int { return int(m) + 103 }
func (m M) m104() int { return int(m) + 104 }
func (m M) m105() int { return int(m) + 105 }
func (m M) m106() int { return int(m) + 106 }
func (m M) m107() int { return int(m) + 107 }
func (m M) m108() int { return int(m) + 108 }
func (m M) m109() int { return int(m) + 109 }
func (m M) m110() int { return int(m) + 110 }
func (m M) m111() int { return int(m) + 111 }
func (m M) m112() int { return int(m) + 112 }
func (m M) m113() int { return int(m) + 113 }
func (m M) m114() int { return int(m) + 114 }
func (m M) m115() int { return int(m) + 115 }
func (m M) m116() int { return int(m) + 116 }
func (m M) m117() int { return int(m) + 117 }
func (m M) m118() int { return int(m) + 118 }
func (m M) m119() int { return int(m) + 119 }
func (m M) m120() int { return int(m) + 120 }
func (m M) m121() int { return int(m) + 121 }
func (m M) m122() int { return int(m) + 122 }
func (m M) m123() int { return int(m) + 123 }
func (m M) m124() int { return int(m) + 124 }
func (m M) m125() int { return int(m) + 125 }
func (m M) m126() int { return int(m) + 126 }
func (m M) m127() int { return int(m) + 127 }
func (m M) m128() int { return int(m) + 128 }
func (m M) m129() int { return int(m) + 129 }
func (m M) m130() int { return int(m) + 130 }
func (m M) m131() int { return int(m) + 131 }
func (m M) m132() int { return int(m) + 132 }
func (m M) m133() int { return int(m) + 133 }
func (m M) m134() int { return int(m) + 134 }
func (m M) m135() int { return int(m) + 135 }
func (m M) m136() int { return int(m) + 136 }
func (m M) m137() int { return int(m) + 137 }
func (m M) m138() int { return int(m) + 138 }
func (m M) m139() int { return int(m) + 139 }
func (m M) m140() int { return int(m) + 140 }
func (m M) m141() int { return int(m) + 141 }
func (m M) m142() int { return int(m) + 142 }
func (m M) m143() int { return int(m) + 143 }
func (m M) m144() int { return int(m) + 144 }
func (m M) m145() int { return int(m) + 145 }
func (m M) m146() int { return int(m) + 146 }
func (m M) m147() int { return int(m) + 147 }
func (m M) m148() int { return int(m) + 148 }
func (m M) m149() int { return int(m) + 149 }
func (m M) m150() int { return int(m) + 150 }
func (m M) m151() int { return int(m) + 151 }
func (m M) m152() int { return int(m) + 152 }
func (m M) m153() int { return int(m) + 153 }
func (m M) m154() int { return int(m) + 154 }
func (m M) m155() int { return int(m) + 155 }
func (m M) m156() int { return int(m) + 156 }
func (m M) m157() int { return int(m) + 157 }
func (m M) m158() int { return int(m) + 158 }
func (m M) m159() int { return int(m) + 159 }
func (m M) m160() int { return int(m) + 160 }
func (m M) m161() int { return int(m) + 161 }
func (m M) m162() int { return int(m) + 162 }
func (m M) m163() int { return int(m) + 163 }
func (m M) m164() int { return int(m) + 164 }
func (m M) m165() int { return int(m) + 165 }
func (m M) m166() int { return int(m) + 166 }
func (m M) m167() int { return int(m) + 167 }
func (m M) m168() int { return int(m) + 168 }
func (m M) m169() int { return int(m) + 169 }
func (m M) m170() int { return int(m) + 170 }
func (m M) m171() int { return int(m) + 171 }
func (m M) m172() int { return int(m) + 172 }
func (m M) m173() int { return int(m) + 173 }
func (m M) m174() int { return int(m) + 174 }
func (m M) m175() int { return int(m) + 175 }
func (m M) m176() int { return int(m) + 176 }
func (m M) m177() int { return int(m) + 177 }
func (m M) m178() int { return int(m) + 178 }
func (m M) m179() int { return int(m) + 179 }
func (m M) m180() int { return int(m) + 180 }
func (m M) m181() int { return int(m) + 181 }
func (m M) m182() int { return int(m) + 182 }
func (m M) m183() int { return int(m) + 183 }
func (m M) m184() int { return int(m) + 184 }
func (m M) m185() int { return int(m) + 185 }
func (m M) m186() int { return int(m) + 186 }
func (m M) m187() int { return int(m) + 187 }
func (m M) m188() int { return int(m) + 188 }
func (m M) m189() int { return int(m) + 189 }
func (m M) m190() int { return int(m) + 190 }
func (m M) m191() int { return int(m) + 191 }
func (m M) m192() int { return int(m) + 192 }
func (m M) m193() int { return int(m) + 193 }
func (m M) m194() int { return int(m) + 194 }
func (m M) m195() int { return int(m) + 195 }
func (m M) m196() int { return int(m) + 196 }
func (m M) m197() int { return int(m) + 197 }
func (m M) m198() int { return int(m) + 198 }
func (m M) m199() int { return int(m) + 199 }
func (m M) m200() int { return int(m) + 200 }
func (m M) m201() int { return int(m) + 201 }
func (m M) m202() int { return int(m) + 202 }
func (m M) m203() int { return int(m) + 203 }
func (m M) m204() int { return int(m) + 204 }
func (m M) m205() int { return int(m) + 205 }
func (m M) m206() int { return int(m) + 206 }
func (m M) m207() int { return int(m) + 207 }
func (m M) m208() int { return int(m) + 208 }
func (m M) m209() int { return int(m) + 209 }
func (m M) m210() int { return int(m) + 210 }
func (m M) m211() int { return int(m) + 211 }
func (m M) m212() int { return int(m) + 212 }
func (m M) m213() int { return int(m) + 213 }
func (m M) m214() int { return int(m) + 214 }
func (m M) m215() int { return int(m) + 215 }
func (m M) m216() int { return int(m) + 216 }
func (m M) m217() int { return int(m) + 217 }
func (m M) m218() int { return int(m) + 218 }
func (m M) m219() int { return int(m) + 219 }
func (m M) m220() int { return int(m) + 220 }
func (m M) m221() int { return int(m) + 221 }
func (m M) m222() int { return int(m) + 222 }
func (m M) m223() int { return int(m) + 223 }
func (m M) m224() int { return int(m) + 224 }
func (m M) m225() int { return int(m) + 225 }
func (m M) m226() int { return int(m) + 226 }
func (m M) m227() int { return int(m) + 227 }
func (m M) m228() int { return int(m) + 228 }
func (m M) m229() int { return int(m) + 229 }
func (m M) m230() int { return int(m) + 230 }
func (m M) m231() int { return int(m) + 231 }
func (m M) m232() int { return int(m) + 232 }
func (m M) m233() int { return int(m) + 233 }
func (m M) m234() int { return int(m) + 234 }
func (m M) m235() int { return int(m) + 235 }
func (m M) m236() int { return int(m) + 236 }
func (m M) m237() int { return int(m) + 237 }
func (m M) m238() int { return int(m) + 238 }
func (m M) m239() int { return int(m) + 239 }
func (m M) m240() int { return int(m) + 240 }
func (m M) m241() int { return int(m) + 241 }
func (m M) m242() int { return int(m) + 242 }
func (m M) m243() int { return int(m) + 243 }
func (m M) m244() int { return int(m) + 244 }
func (m M) m245() int { return int(m) + 245 }
func (m M) m246() int { return int(m) + 246 }
func (m M) m247() int { return int(m) + 247 }
func (m M) m248() int { return int(m) + 248 }
func (m M) m249() int { return int(m) + 249 }
func (m M) m250() int { return int(m) + 250 }
func (m M) m251() int { return int(m) + 251 }
func (m M) m252() int { return int(m) + 252 }
func (m M) m253() int { return int(m) + 253 }
func (m M) m254() int { return int(m) + 254 }
func (m M) m255() int { return int(m) + 255 }
func (m M) m256() int { return int(m) + 256 }
func (m M) m257() int { return int(m) + 257 }
func (m M) m258() int { return int(m) + 258 }
func (m M) m259() int { return int(m) + 259 }

type I interface {
	m0() int
	m259() int
}

type E0 struct{}
type E1 struct{}
type E2 struct{}
type E3 struct{}
type E4 struct{}
type E5 struct{}
type E6 struct{}
type E7 struct{}
type E8 struct{}
type E9 struct{}
type E10 struct{}
type E11 struct{}
type E12 struct{}
type E13 struct{}
type E14 struct{}
type E15 struct{}
type E16 struct{}
type E17 struct{}
type E18 struct{}
type E19 struct{}
type E20 struct{}
type E21 struct{}
type E22 struct{}
type E23 struct{}
type E24 struct{}
type E25 struct{}
type E26 struct{}
type E27 struct{}
type E28 struct{}
type E29 struct{}
type E30 struct{}
type E31 struct{}
type E32 struct{}
type E33 struct{}
type E34 struct{}
type E35 struct{}
type E36 struct{}
type E37 struct{}
type E38 struct{}
type E39 struct{}
type E40 struct{}
type E41 struct{}
type E42 struct{}
type E43 struct{}
type E44 struct{}
type E45 struct{}
type E46 struct{}
type E47 struct{}
type E48 struct{}
type E49 struct{}
type E50 struct{}
type E51 struct{}
type E52 struct{}
type E53 struct{}
type E54 struct{}
type E55 struct{}
type E56 struct{}
type E57 struct{}
type E58 struct{}
type E59 struct{}
type E60 struct{}
type E61 struct{}
type E62 struct{}
type E63 struct{}
type E64 struct{}
type E65 struct{}
type E66 struct{}
type E67 struct{}
type E68 struct{}
type E69 struct{}

func (E0) e0() int   { return 0 }
func (E1) e1() int   { return 1 }
func (E2) e2() int   { return 2 }
func (E3) e3() int   { return 3 }
func (E4) e4() int   { return 4 }
func (E5) e5() int   { return 5 }
func (E6) e6() int   { return 6 }
func (E7) e7() int   { return 7 }
func (E8) e8() int   { return 8 }
func (E9) e9() int   { return 9 }
func (E10) e10() int { return 10 }
func (E11) e11() int { return 11 }
func (E12) e12() int { return 12 }
func (E13) e13() int { return 13 }
func (E14) e14() int { return 14 }
func (E15) e15() int { return 15 }
func (E16) e16() int { return 16 }
func (E17) e17() int { return 17 }
func (E18) e18() int { return 18 }
func (E19) e19() int { return 19 }
func (E20) e20() int { return 20 }
func (E21) e21() int { return 21 }
func (E22) e22() int { return 22 }
func (E23) e23() int { return 23 }
func (E24) e24() int { return 24 }
func (E25) e25() int { return 25 }
func (E26) e26() int { return 26 }
func (E27) e27() int { return 27 }
func (E28) e28() int { return 28 }
func (E29) e29() int { return 29 }
func (E30) e30() int { return 30 }
func (E31) e31() int { return 31 }
func (E32) e32() int { return 32 }
func (E33) e33() int { return 33 }
func (E34) e34() int { return 34 }
func (E35) e35() int { return 35 }
func (E36) e36() int { return 36 }
func (E37) e37() int { return 37 }
func (E38) e38() int { return 38 }
func (E39) e39() int { return 39 }
func (E40) e40() int { return 40 }
func (E41) e41() int { return 41 }
func (E42) e42() int { return 42 }
func (E43) e43() int { return 43 }
func (E44) e44() int { return 44 }
func (E45) e45() int { return 45 }
func (E46) e46() int { return 46 }
func (E47) e47() int { return 47 }
func (E48) e48() int { return 48 }
func (E49) e49() int { return 49 }
func (E50) e50() int { return 50 }
func (E51) e51() int { return 51 }
func (E52) e52() int { return 52 }
func (E53) e53() int { return 53 }
func (E54) e54() int { return 54 }
func (E55) e55() int { return 55 }
func (E56) e56() int { return 56 }
func (E57) e57() int { return 57 }
func (E58) e58() int { return 58 }
func (E59) e59() int { return 59 }
func (E60) e60() int { return 60 }
func (E61) e61() int { return 61 }
func (E62) e62() int { return 62 }
func (E63) e63() int { return 63 }
func (E64) e64() int { return 64 }
func (E65) e65() int { return 65 }
func (E66) e66() int { return 66 }
func (E67) e67() int { return 67 }
func (E68) e68() int { return 68 }
func (E69) e69() int { return 69 }

type All struct {
	E0
	E1
	E2
	E3
	E4
	E5
	E6
	E7
	E8
	E9
	E10
	E11
	E12
	E13
	E14
	E15
	E16
	E17
	E18
	E19
	E20
	E21
	E22
	E23
	E24
	E25
	E26
	E27
	E28
	E29
	E30
	E31
	E32
	E33
	E34
	E35
	E36
	E37
	E38
	E39
	E40
	E41
	E42
	E43
	E44
	E45
	E46
	E47
	E48
	E49
	E50
	E51
	E52
	E53
	E54
	E55
	E56
	E57
	E58
	E59
	E60
	E61
	E62
	E63
	E64
	E65
	E66
	E67
	E68
	E69
}

type J interface {
	e0() int
	e69() int
}

func main() {
	println(ints(results()), count(results()))
	println(ints(
		0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
		20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39,
		40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59,
		60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79,
		80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92, 93, 94, 95, 96, 97, 98, 99,
		100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113, 114, 115, 116, 117, 118, 119,
		120, 121, 122, 123, 124, 125, 126, 127, 128, 129, 130, 131, 132, 133, 134, 135, 136, 137, 138, 139,
		140, 141, 142, 143, 144, 145, 146, 147, 148, 149, 150, 151, 152, 153, 154, 155, 156, 157, 158, 159,
		160, 161, 162, 163, 164, 165, 166, 167, 168, 169, 170, 171, 172, 173, 174, 175, 176, 177, 178, 179,
		180, 181, 182, 183, 184, 185, 186, 187, 188, 189, 190, 191, 192, 193, 194, 195, 196, 197, 198, 199,
		200, 201, 202, 203, 204, 205, 206, 207, 208, 209, 210, 211, 212, 213, 214, 215, 216, 217, 218, 219,
		220, 221, 222, 223, 224, 225, 226, 227, 228, 229, 230, 231, 232, 233, 234, 235, 236, 237, 238, 239,
		240, 241, 242, 243, 244, 245, 246, 247, 248, 249, 250, 251, 252, 253, 254, 255, 256, 257, 258, 259))
	println(strs(
		"s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12", "s13", "s14", "s15", "s16", "s17", "s18", "s19",
		"s20", "s21", "s22", "s23", "s24", "s25", "s26", "s27", "s28", "s29", "s30", "s31", "s32", "s33", "s34", "s35", "s36", "s37", "s38", "s39",
		"s40", "s41", "s42", "s43", "s44", "s45", "s46", "s47", "s48", "s49", "s50", "s51", "s52", "s53", "s54", "s55", "s56", "s57", "s58", "s59",
		"s60", "s61", "s62", "s63", "s64", "s65", "s66", "s67", "s68", "s69", "s70", "s71", "s72", "s73", "s74", "s75", "s76", "s77", "s78", "s79",
		"s80", "s81", "s82", "s83", "s84", "s85", "s86", "s87", "s88", "s89", "s90", "s91", "s92", "s93", "s94", "s95", "s96", "s97", "s98", "s99",
		"s100", "s101", "s102", "s103", "s104", "s105", "s106", "s107", "s108", "s109", "s110", "s111", "s112", "s113", "s114", "s115", "s116", "s117", "s118", "s119"))
	f := ints
	println(f(results()))
	s := S{
		0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
		20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39,
		40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59,
		60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79,
		80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92, 93, 94, 95, 96, 97, 98, 99,
		100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113, 114, 115, 116, 117, 118, 119,
		120, 121, 122, 123, 124, 125, 126, 127, 128, 129, 130, 131, 132, 133, 134, 135, 136, 137, 138, 139,
		140, 141, 142, 143, 144, 145, 146, 147, 148, 149, 150, 151, 152, 153, 154, 155, 156, 157, 158, 159,
		160, 161, 162, 163, 164, 165, 166, 167, 168, 169, 170, 171, 172, 173, 174, 175, 176, 177, 178, 179,
		180, 181, 182, 183, 184, 185, 186, 187, 188, 189, 190, 191, 192, 193, 194, 195, 196, 197, 198, 199,
		200, 201, 202, 203, 204, 205, 206, 207, 208, 209, 210, 211, 212, 213, 214, 215, 216, 217, 218, 219,
		220, 221, 222, 223, 224, 225, 226, 227, 228, 229, 230, 231, 232, 233, 234, 235, 236, 237, 238, 239,
		240, 241, 242, 243, 244, 245, 246, 247, 248, 249, 250, 251, 252, 253, 254, 255, 256, 257, 258, 259}
	t := s
	t.f259++
	println(s == t, s.f259, t.f259)
	x := append([]int{},
		0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
		30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59,
		60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89,
		90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113, 114, 115, 116, 117, 118, 119,
		120, 121, 122, 123, 124, 125, 126, 127, 128, 129, 130, 131, 132, 133, 134, 135, 136, 137, 138, 139, 140, 141, 142, 143, 144, 145, 146, 147, 148, 149,
		150, 151, 152, 153, 154, 155, 156, 157, 158, 159, 160, 161, 162, 163, 164, 165, 166, 167, 168, 169, 170, 171, 172, 173, 174, 175, 176, 177, 178, 179,
		180, 181, 182, 183, 184, 185, 186, 187, 188, 189, 190, 191, 192, 193, 194, 195, 196, 197, 198, 199, 200, 201, 202, 203, 204, 205, 206, 207, 208, 209,
		210, 211, 212, 213, 214, 215, 216, 217, 218, 219, 220, 221, 222, 223, 224, 225, 226, 227, 228, 229, 230, 231, 232, 233, 234, 235, 236, 237, 238, 239,
		240, 241, 242, 243, 244, 245, 246, 247, 248, 249, 250, 251, 252, 253, 254, 255, 256, 257, 258, 259, 260, 261, 262, 263, 264, 265, 266, 267, 268, 269,
		270, 271, 272, 273, 274, 275, 276, 277, 278, 279, 280, 281, 282, 283, 284, 285, 286, 287, 288, 289, 290, 291, 292, 293, 294, 295, 296, 297, 298, 299,
		300, 301, 302, 303, 304, 305, 306, 307, 308, 309, 310, 311, 312, 313, 314, 315, 316, 317, 318, 319, 320, 321, 322, 323, 324, 325, 326, 327, 328, 329,
		330, 331, 332, 333, 334, 335, 336, 337, 338, 339, 340, 341, 342, 343, 344, 345, 346, 347, 348, 349, 350, 351, 352, 353, 354, 355, 356, 357, 358, 359,
		360, 361, 362, 363, 364, 365, 366, 367, 368, 369, 370, 371, 372, 373, 374, 375, 376, 377, 378, 379, 380, 381, 382, 383, 384, 385, 386, 387, 388, 389,
		390, 391, 392, 393, 394, 395, 396, 397, 398, 399, 400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 419,
		420, 421, 422, 423, 424, 425, 426, 427, 428, 429, 430, 431, 432, 433, 434, 435, 436, 437, 438, 439, 440, 441, 442, 443, 444, 445, 446, 447, 448, 449,
		450, 451, 452, 453, 454, 455, 456, 457, 458, 459, 460, 461, 462, 463, 464, 465, 466, 467, 468, 469, 470, 471, 472, 473, 474, 475, 476, 477, 478, 479,
		480, 481, 482, 483, 484, 485, 486, 487, 488, 489, 490, 491, 492, 493, 494, 495, 496, 497, 498, 499, 500, 501, 502, 503, 504, 505, 506, 507, 508, 509,
		510, 511, 512, 513, 514, 515, 516, 517, 518, 519, 520, 521, 522, 523, 524, 525, 526, 527, 528, 529, 530, 531, 532, 533, 534, 535, 536, 537, 538, 539,
		540, 541, 542, 543, 544, 545, 546, 547, 548, 549, 550, 551, 552, 553, 554, 555, 556, 557, 558, 559, 560, 561, 562, 563, 564, 565, 566, 567, 568, 569,
		570, 571, 572, 573, 574, 575, 576, 577, 578, 579, 580, 581, 582, 583, 584, 585, 586, 587, 588, 589, 590, 591, 592, 593, 594, 595, 596, 597, 598, 599,
		600, 601, 602, 603, 604, 605, 606, 607, 608, 609, 610, 611, 612, 613, 614, 615, 616, 617, 618, 619, 620, 621, 622, 623, 624, 625, 626, 627, 628, 629,
		630, 631, 632, 633, 634, 635, 636, 637, 638, 639, 640, 641, 642, 643, 644, 645, 646, 647, 648, 649, 650, 651, 652, 653, 654, 655, 656, 657, 658, 659,
		660, 661, 662, 663, 664, 665, 666, 667, 668, 669, 670, 671, 672, 673, 674, 675, 676, 677, 678, 679, 680, 681, 682, 683, 684, 685, 686, 687, 688, 689,
		690, 691, 692, 693, 694, 695, 696, 697, 698, 699, 700, 701, 702, 703, 704, 705, 706, 707, 708, 709, 710, 711, 712, 713, 714, 715, 716, 717, 718, 719,
		720, 721, 722, 723, 724, 725, 726, 727, 728, 729, 730, 731, 732, 733, 734, 735, 736, 737, 738, 739, 740, 741, 742, 743, 744, 745, 746, 747, 748, 749,
		750, 751, 752, 753, 754, 755, 756, 757, 758, 759, 760, 761, 762, 763, 764, 765, 766, 767, 768, 769, 770, 771, 772, 773, 774, 775, 776, 777, 778, 779,
		780, 781, 782, 783, 784, 785, 786, 787, 788, 789, 790, 791, 792, 793, 794, 795, 796, 797, 798, 799, 800, 801, 802, 803, 804, 805, 806, 807, 808, 809,
		810, 811, 812, 813, 814, 815, 816, 817, 818, 819, 820, 821, 822, 823, 824, 825, 826, 827, 828, 829, 830, 831, 832, 833, 834, 835, 836, 837, 838, 839,
		840, 841, 842, 843, 844, 845, 846, 847, 848, 849, 850, 851, 852, 853, 854, 855, 856, 857, 858, 859, 860, 861, 862, 863, 864, 865, 866, 867, 868, 869,
		870, 871, 872, 873, 874, 875, 876, 877, 878, 879, 880, 881, 882, 883, 884, 885, 886, 887, 888, 889, 890, 891, 892, 893, 894, 895, 896, 897, 898, 899,
		900, 901, 902, 903, 904, 905, 906, 907, 908, 909, 910, 911, 912, 913, 914, 915, 916, 917, 918, 919, 920, 921, 922, 923, 924, 925, 926, 927, 928, 929,
		930, 931, 932, 933, 934, 935, 936, 937, 938, 939, 940, 941, 942, 943, 944, 945, 946, 947, 948, 949, 950, 951, 952, 953, 954, 955, 956, 957, 958, 959,
		960, 961, 962, 963, 964, 965, 966, 967, 968, 969, 970, 971, 972, 973, 974, 975, 976, 977, 978, 979, 980, 981, 982, 983, 984, 985, 986, 987, 988, 989,
		990, 991, 992, 993, 994, 995, 996, 997, 998, 999, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 1015, 1016, 1017, 1018, 1019,
		1020, 1021, 1022, 1023, 1024, 1025, 1026, 1027, 1028, 1029, 1030, 1031, 1032, 1033, 1034, 1035, 1036, 1037, 1038, 1039, 1040, 1041, 1042, 1043, 1044, 1045, 1046, 1047, 1048, 1049,
		1050, 1051, 1052, 1053, 1054, 1055, 1056, 1057, 1058, 1059, 1060, 1061, 1062, 1063, 1064, 1065, 1066, 1067, 1068, 1069, 1070, 1071, 1072, 1073, 1074, 1075, 1076, 1077, 1078, 1079,
		1080, 1081, 1082, 1083, 1084, 1085, 1086, 1087, 1088, 1089, 1090, 1091, 1092, 1093, 1094, 1095, 1096, 1097, 1098, 1099)
	println(len(x), x[1099])
	var i I = M(3)
	var e interface{} = i
	println(i.m0(), e.(I).m259())
	e = All{}
	println(e.(J).e0(), e.(J).e69())
	_, ok := e.(I)
	fmt.Println(ok)
}
