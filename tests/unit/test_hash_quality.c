/* test_hash_quality.c - how well the hash of each kind of key mixes (map/hash.c): what go1.19 asks
 * of its hash functions, asked of ours, and of the ends that the map uses.
 *
 * Sets of keys that are alike in some way (all short ones, few bits set, rotations of a window,
 * permuted blocks, words of text, ...) are hashed and judged (hash_sets.h). Nothing here is random
 * but the generator, whose seed is printed and is the same in every run. Owner's thread only.
 */
#include "hash_sets.h"

/* ---- What the hash may depend on ---------------------------------------------------------- */

START_TEST(nothing_around_a_key_counts_nor_where_it_lies)
{
    enum { LENGTH = 128, SHIFTS = 16, AROUND = 16 };
    begin();
    for (unsigned n = 0; n <= LENGTH; n++)
        for (unsigned shift = 0; shift < SHIFTS; shift++) {
            uint8_t one[LENGTH + 2 * AROUND], two[LENGTH + SHIFTS + 2 * AROUND];
            fill_random(one, sizeof one);
            fill_random(two, sizeof two);
            memcpy(two + AROUND + shift, one + AROUND, n);
            ck_assert_uint_eq(hash(&any_string, one + AROUND, n, 7),
                              hash(&any_string, two + AROUND + shift, n, 7));
            ck_assert_uint_eq(hash(&any_bytes, one + AROUND, n, 7),
                              hash(&any_bytes, two + AROUND + shift, n, 7));
        }
    end();
}
END_TEST

/* Each bit of a key turns each bit of the hash in half of the keys. */
static void avalanche(const subject *s, bool of_seed)
{
    enum { KEYS = 1 << 14, PLANES = 15 };
    static uint64_t planes[8 * MAX_BYTES][PLANES]; /* 64 counters, bit k of each in plane k */
    const unsigned bits = of_seed ? 32 : 8 * s->bytes;
    const unsigned keys = bits > 1000 ? KEYS / 4 / THIN : KEYS / THIN;
    const bool doubles = s->type == &gort_type_float64 || s->type == &type_complex128;
    const unsigned float_bytes = s->form != FLOATS ? 0 : doubles ? 8 : 4;
    memset(planes, 0, sizeof planes);
    for (unsigned k = 0; k < keys; k++) {
        _Alignas(8) uint8_t key[MAX_BYTES];
        fill_random(key, s->bytes);
        /* Two bits of each exponent are zero: no flip makes a NaN, whose hash is random. */
        for (unsigned i = float_bytes; float_bytes && i <= s->bytes; i += float_bytes)
            key[i - 1] &= 0xcf;
        const uintptr_t seed = (uint32_t)fixture_rand(), h = hash(s, key, s->bytes, seed);
        for (unsigned i = 0; i < bits; i++) {
            if (!of_seed) key[i / 8] ^= (uint8_t)(1 << i % 8);
            const uintptr_t other = of_seed ? seed ^ (uintptr_t)1 << i : seed;
            uint64_t carry = h ^ hash(s, key, s->bytes, other);
            if (!of_seed) key[i / 8] ^= (uint8_t)(1 << i % 8);
            for (unsigned p = 0; carry; p++) {
                const uint64_t sum = planes[i][p] ^ carry;
                carry &= planes[i][p];
                planes[i][p] = sum;
            }
        }
    }
    const double mean = keys / 2.0, deviation = sqrt(keys) / 2;
    double worst = 0;
    for (unsigned i = 0; i < bits; i++)
        for (unsigned j = 0; j < HASH_BITS; j++) {
            unsigned turned = 0;
            for (unsigned p = 0; p < PLANES; p++)
                turned |= (unsigned)(planes[i][p] >> j & 1) << p;
            const double far = fabs(turned - mean) / deviation;
            if (far > worst) worst = far;
            ck_assert_msg(far < LIMIT,
                          "%s: bit %u of the %s turns bit %u of the hash %u of %u times", s->name,
                          i, of_seed ? "seed" : "key", j, turned, keys);
        }
    printf("# %s, %s: %u keys, worst %.1f deviations\n", s->name, of_seed ? "seed" : "bits", keys,
           worst);
}

START_TEST(each_bit_of_a_key_turns_half_of_the_hash)
{
    begin();
    avalanche(&subjects[_i], false);
    avalanche(&subjects[_i], true);
    end();
}
END_TEST

START_TEST(seeds_make_other_hashes)
{
    begin();
    const subject *s = &subjects[_i];
    _Alignas(8) uint8_t key[MAX_BYTES] = {0};
    for (uintptr_t seed = 0; seed < 100000; seed++)
        put(hash(s, key, s->bytes, seed));
    judge(s, "one key, many seeds: zero");
    memset(key, 0x3b, sizeof key);
    for (uintptr_t seed = 0; seed < 100000; seed++)
        put(hash(s, key, s->bytes, seed << 15));
    judge(s, "one key, many seeds");
    end();
}
END_TEST

/* ---- Keys that are alike ------------------------------------------------------------------ */

static const subject *const sized[] = {&any_string, &any_bytes};

START_TEST(zeros)
{
    begin();
    static uint8_t bytes[1 << 14];
    for (int k = 0; k < 2; k++) {
        memset(bytes, 0, sizeof bytes);
        for (unsigned n = 0; n < sizeof bytes / THIN; n++)
            if (k == 0 || n > 16) put(hash(sized[k], bytes, n, 1)); /* a type has one size */
        judge(sized[k], "zeros of all lengths");
        memcpy(bytes, "hello", 5);
        for (unsigned n = 0; n < 300; n++)
            if (k == 0 || n > 16) put(hash(sized[k], bytes, n, 1));
        judge(sized[k], "zeros behind a word");
    }
    end();
}
END_TEST

START_TEST(all_short_keys)
{
    begin();
    static const subject two = {"2 bytes", BYTES, 2, NULL}, four = {"4 bytes", BYTES, 4, NULL};
    static const subject eight = {"8 bytes", BYTES, 8, NULL};
    uint8_t key[8] = {0};
    put(hash(&any_string, key, 0, 5));
    for (unsigned i = 0; i < 1 << 8; i++)
        key[0] = (uint8_t)i, put(hash(&any_string, key, 1, 5));
    for (unsigned i = 0; i < 1 << 16; i++)
        memcpy(key, &i, 2), put(hash(&any_string, key, 2, 5));
    judge(&any_string, "up to two bytes");
    for (unsigned high = 0; high < 256; high += 64 * THIN) {
        for (unsigned i = high << 16; i < (high + 64) << 16 && i < 1 << 24; i++) {
            const uint8_t three[3] = {(uint8_t)i, (uint8_t)(i >> 8), (uint8_t)(i >> 16)};
            if (S.n < MAX_SET) put(hash(&any_string, three, 3, 5));
        }
        judge(&any_string, "three bytes");
    }
    for (unsigned i = 0; i < 1 << 16; i++) {
        const uint16_t w = (uint16_t)i;
        put(hash(&two, (const uint8_t *)&w, 2, 5));
    }
    judge(&two, "all");
    /* Numbers in turn, and multiples: most maps of numbers are of these. */
    for (unsigned by = 0; by < 32; by += 5) {
        for (unsigned i = 0; i < 1 << 20 && (uint64_t)i << by <= UINT32_MAX; i += THIN) {
            const uint32_t w = i << by;
            put(hash(&four, (const uint8_t *)&w, 4, 5));
        }
        judge(&four, "multiples");
    }
    for (unsigned by = 0; by < 44; by += 4) {
        for (uint64_t i = 0; i < 1 << 20; i += THIN) {
            const uint64_t w = i << by;
            put(hash(&eight, (const uint8_t *)&w, 8, 5));
        }
        judge(&eight, "multiples");
    }
    end();
}
END_TEST

START_TEST(floats_in_turn)
{
    begin();
    const subject *f32 = &subjects[14], *f64 = &subjects[15];
    ck_assert_ptr_eq(f64->type, &gort_type_float64);
    for (int by = 0; by < 4; by++) {
        for (int i = -500000; i < 500000; i += THIN) {
            const double d = by == 0 ? i : by == 1 ? i / 4.0 : by == 2 ? i / 10.0 : i * 1e100;
            put(hash(f64, (const uint8_t *)&d, 8, 9));
        }
        judge(f64, "numbers in turn");
        for (int i = -500000; i < 500000; i += THIN) {
            const float f = by == 0 ? (float)i : by == 1 ? (float)i / 4 : (float)i * 1024;
            put(hash(f32, (const uint8_t *)&f, 4, 9));
        }
        judge(f32, "numbers in turn");
    }
    end();
}
END_TEST

/* All subjects: at most two bytes are not zero. */
START_TEST(two_bytes)
{
    const subject *s = &subjects[_i];
    if (!any_bits(s) || s->bytes < 2 || s->bytes > 33) return;
    begin();
    const unsigned pairs = s->bytes * (s->bytes - 1) / 2;
    const unsigned step = (1 + pairs * 65025 / (MAX_SET - 200000)) * THIN;
    _Alignas(8) uint8_t key[MAX_BYTES] = {0};
    put(hash(s, key, s->bytes, 3));
    for (unsigned i = 0; i < s->bytes; i++) {
        for (unsigned x = 1; x < 256; x++) {
            key[i] = (uint8_t)x;
            put(hash(s, key, s->bytes, 3));
            for (unsigned j = i + 1; j < s->bytes; j++) {
                for (unsigned y = 1 + x % step; y < 256; y += step) {
                    key[j] = (uint8_t)y;
                    put(hash(s, key, s->bytes, 3));
                }
                key[j] = 0;
            }
        }
        key[i] = 0;
    }
    judge(s, "two bytes");
    end();
}
END_TEST

/* Up to `more` bits from bit `from` on. */
static void few_bits(const subject *s, uint8_t *key, unsigned n, unsigned from, unsigned more)
{
    if (S.skipped++ % THIN == 0) put(hash(s, key, n, 11));
    for (unsigned i = from; more && i < 8 * n; i++) {
        key[i / 8] ^= (uint8_t)(1 << i % 8);
        few_bits(s, key, n, i + 1, more - 1);
        key[i / 8] ^= (uint8_t)(1 << i % 8);
    }
}

/* Of two kinds of neighbouring subjects the quick tier has one each. */
static bool is_for_all(bool other)
{
    return other && testing_share(true, false);
}

START_TEST(few_bits_are_set)
{
    const subject *s = &subjects[_i];
    if (!any_bits(s) || is_for_all(_i % 2 == 0)) return;
    begin();
    _Alignas(8) uint8_t key[MAX_BYTES] = {0};
    const unsigned n = s->bytes;
    few_bits(s, key, n, 0, n <= 4 ? 6 : n <= 8 ? 5 - (n == 8) : n <= 12 ? 4 : n <= 33 ? 3 : 2);
    judge(s, "few bits");
    memset(key, 0xff, sizeof key);
    few_bits(s, key, n, 0, n <= 2 ? 8 : n <= 8 ? 4 : n <= 16 ? 3 : 2);
    judge(s, "few bits are not set");
    end();
}
END_TEST

/* 16 neighbouring bits take all values, the others are zero; at each place of the key. */
START_TEST(windows)
{
    const subject *s = &subjects[_i];
    if (!any_bits(s) || s->bytes < 2 || is_for_all(_i % 2 == 1)) return;
    begin();
    const unsigned bits = 8 * s->bytes;
    for (unsigned place = 0; place<bits; place += bits> 256 ? 61 : bits > 64 ? 7 : 1) {
        for (unsigned w = 0; w < 1 << 16; w += THIN) {
            _Alignas(8) uint8_t key[MAX_BYTES] = {0};
            for (unsigned i = 0; i < 16; i++) {
                const unsigned at = (place + i) % bits;
                key[at / 8] |= (uint8_t)((w >> i & 1) << at % 8);
            }
            put(hash(s, key, s->bytes, 13));
        }
        char what[40];
        snprintf(what, sizeof what, "window at bit %u", place);
        judge(s, what);
    }
    end();
}
END_TEST

/* Rows of blocks out of a few: all rows for strings, whose length counts, else those of one length.
 */
static void rows(const subject *s, const uint32_t *blocks, unsigned nblocks, unsigned length)
{
    uint64_t all = 1;
    for (unsigned n = 0; n <= length; n++, all *= nblocks)
        for (uint64_t row = 0; (s == &any_string || n == length) && row < all; row += THIN) {
            uint32_t key[64];
            uint64_t rest = row;
            for (unsigned i = 0; i < n; i++, rest /= nblocks)
                key[i] = blocks[rest % nblocks];
            put(hash(s, (const uint8_t *)key, 4 * n, 17));
        }
    judge(s, "rows of blocks");
}

START_TEST(permutations)
{
    static const uint32_t low[] = {0, 1, 2, 3, 4, 5, 6, 7};
    static const uint32_t high[] = {0,        1u << 29, 2u << 29, 3u << 29,
                                    4u << 29, 5u << 29, 6u << 29, 7u << 29};
    static const uint32_t both[] = {0, 1, 2, 3, 1u << 29, 2u << 29, 3u << 29};
    static const uint32_t bit[] = {0, 1}, sign[] = {0, 1u << 31};
    begin();
    rows(&any_string, low, 8, 7);
    rows(&any_string, high, 8, 7);
    rows(&any_string, bit, 2, 19);
    rows(&any_string, sign, 2, 19);
    rows(&any_string, both, 7, 7);
    rows(&any_bytes, low, 8, 7);
    rows(&any_bytes, sign, 2, 19);
    for (int i = 0; i < NSUBJECTS; i++) {
        const subject *s = &subjects[i];
        if (!any_bits(s) || s->bytes % 4 || s->bytes > 20) continue;
        rows(s, low, 8, s->bytes / 4);
        rows(s, high, 8, s->bytes / 4);
        rows(s, both, 7, s->bytes / 4);
    }
    end();
}
END_TEST

/* Blocks that repeat. */
START_TEST(repetitions)
{
    enum { TIMES = 8, KEYS = 1000000 / THIN / 4 };
    begin();
    for (unsigned n = 5; n <= 12; n += (unsigned)testing_share(2, 1))
        for (int k = 0; k < 2; k++) {
            uint8_t key[TIMES * 12];
            for (unsigned i = 0; i < KEYS; i++) {
                memcpy(key, &i, 4); /* they differ */
                fill_random(key + 4, n - 4);
                for (unsigned j = n; j < TIMES * n; j++)
                    key[j] = key[j - n];
                put(hash(sized[k], key, TIMES * n, 0));
            }
            judge(sized[k], "repetitions");
        }
    end();
}
END_TEST

START_TEST(text)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrst0123456789";
    static const char *const around[][2] = {
        {"Foo", "Bar"}, {"FooBar", ""}, {"", "FooBar"}, {"", ""}, {"a longer beginning, ", ""}};
    enum { LETTERS = sizeof letters - 1 };
    begin();
    for (size_t a = 0; a < sizeof around / sizeof around[0]; a++) {
        const unsigned before = (unsigned)strlen(around[a][0]);
        uint8_t key[64];
        memcpy(key, around[a][0], before);
        const unsigned behind = (unsigned)strlen(around[a][1]);
        memcpy(key + before + 4, around[a][1], behind);
        for (unsigned i = 0; i < LETTERS * LETTERS * LETTERS * LETTERS; i += 5 * THIN) {
            unsigned rest = i;
            for (int k = 0; k < 4; k++, rest /= LETTERS)
                key[before + (unsigned)k] = (uint8_t)letters[rest % LETTERS];
            put(hash(&any_string, key, before + 4 + behind, 23));
        }
        judge(&any_string, "text");
    }
    /* Numbered names: what programs have. */
    for (unsigned i = 0; i < 1000000; i += THIN) {
        char name[24];
        const int n = snprintf(name, sizeof name, "key%u", i);
        put(hash(&any_string, (const uint8_t *)name, (unsigned)n, 23));
    }
    judge(&any_string, "numbered names");
    end();
}
END_TEST

/* Two bytes of 16 take all values: the hash's low 16 bits, and its high ones, take as many values
 * as a random function's, (1 - 1/e) of all. */
START_TEST(sixteen_bits)
{
    static uint8_t low[1 << 16], high[1 << 16];
    begin();
    for (int i = 0; i < NSUBJECTS; i++) {
        const subject *s = &subjects[i];
        if (s->bytes != 16 || !any_bits(s)) continue;
        for (unsigned one = 0; one < 16; one++)
            for (unsigned two = one + 1; two < 16; two += THIN) {
                unsigned lows = 0, highs = 0;
                memset(low, 0, sizeof low);
                memset(high, 0, sizeof high);
                for (unsigned n = 0; n < 1 << 16; n++) {
                    _Alignas(8) uint8_t key[MAX_BYTES] = {0};
                    key[one] = (uint8_t)n;
                    key[two] = (uint8_t)(n >> 8);
                    const uint64_t h = hash(s, key, 16, 0);
                    lows += low[h & 0xffff]++ == 0;
                    highs += high[h >> (HASH_BITS - 16)]++ == 0;
                }
                const double expected = 65536 * (1 - exp(-1)), deviation = 80;
                ck_assert_msg(lows > expected - LIMIT * deviation, "%s: %u low ends", s->name,
                              lows);
                ck_assert_msg(highs > expected - LIMIT * deviation, "%s: %u high ends", s->name,
                              highs);
            }
    }
    end();
}
END_TEST

/* Where an empty string stands among others counts: its hash takes the seed on. */
START_TEST(empty_parts_count)
{
    static const gort_type eight = {GENERIC(GORT_KIND_ARRAY, 8 * sizeof(gort_string)),
                                    .name = "[8]string", .len = 8, .elem = &gort_type_string};
    static const gort_type empties = {GENERIC(GORT_KIND_ARRAY, 8 * sizeof(gort_eface)),
                                      .name = "[8]interface {}", .len = 8,
                                      .elem = &gort_type_eface};
    static const subject s = {"[8]string", STRINGS, 0, NULL},
                         e = {"[8]interface {}", ANYS, 0, NULL};
    begin();
    uint64_t zero = 0;
    for (int kind = 0; kind < 2; kind++)
        for (uintptr_t seed = 0; seed < 64; seed++) {
            for (unsigned which = 0; which < 256; which++) {
                gort_string strings[8] = {{0}};
                gort_eface anys[8] = {{0}};
                for (unsigned i = 0; i < 8; i++) {
                    if (which >> i & 1) strings[i] = (gort_string){(const uint8_t *)"foo", 3};
                    anys[i] = which >> i & 1 ? (gort_eface){&gort_type_uint64, &zero}
                                             : (gort_eface){&gort_type_string, &strings[i]};
                }
                put(kind ? gort_type_hash_generic(C.g, C.sp, &empties, anys, seed)
                         : gort_type_hash_generic(C.g, C.sp, &eight, strings, seed));
            }
            judge(kind ? &e : &s, "which parts are empty");
        }
    end();
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("hash_quality");
    TCase *tc = tcase_create("hash_quality");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, nothing_around_a_key_counts_nor_where_it_lies);
    tcase_add_loop_test(tc, each_bit_of_a_key_turns_half_of_the_hash, 0, NSUBJECTS);
    tcase_add_loop_test(tc, seeds_make_other_hashes, 0, NSUBJECTS);
    tcase_add_test(tc, zeros);
    tcase_add_test(tc, all_short_keys);
    tcase_add_test(tc, floats_in_turn);
    tcase_add_loop_test(tc, two_bytes, 0, NSUBJECTS);
    tcase_add_loop_test(tc, few_bits_are_set, 0, NSUBJECTS);
    tcase_add_loop_test(tc, windows, 0, NSUBJECTS);
    tcase_add_test(tc, permutations);
    tcase_add_test(tc, repetitions);
    tcase_add_test(tc, text);
    tcase_add_test(tc, sixteen_bits);
    tcase_add_test(tc, empty_parts_count);
    suite_add_tcase(s, tc);
    return s;
}
