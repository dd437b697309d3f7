// The operations of ops.go with hash tables of C and C++: compiled by tools/bench/maps for one
// table
// (-DTABLE_boost, _absl, _khash) and one type of key (-DKEY_int32, _int64, _str8, _str16, _str64).
// Strings are what Go's are, a pointer and a length, under a string_view; khash's end with a zero
// byte, as its own hash function wants them. Random numbers, keys, order and output are those of
// ops.go.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

using word = std::int64_t;

static std::uint64_t spread(word i)
{
    return static_cast<std::uint64_t>(i) * 0x9E3779B97F4A7C15u;
}

[[maybe_unused]] static char *text(std::uint64_t x, word bytes)
{
    char *s =
        static_cast<char *>(malloc(bytes + 1)); // never freed: keys live as long as the program
    s[bytes] = 0;
    for (word i = bytes - 1; i >= 0; i--) {
        if (i < bytes - 16) {
            s[i] = static_cast<char>('a' + i % 26);
        } else {
            s[i] = "0123456789abcdef"[x & 15];
            x >>= 4;
        }
    }
    return s;
}

#if defined KEY_int32
using key = std::int32_t;
static key make_key(word i)
{
    return static_cast<key>(spread(i));
}
static word weight(key k)
{
    return k;
}
#elif defined KEY_int64
using key = word;
static key make_key(word i)
{
    return static_cast<key>(spread(i));
}
static word weight(key k)
{
    return k;
}
#else
#if defined KEY_str8
enum { KEY_BYTES = 8 };
#elif defined KEY_str16
enum { KEY_BYTES = 16 };
#else
enum { KEY_BYTES = 64 };
#endif
#ifdef TABLE_khash
using key = const char *;
static key make_key(word i)
{
    return text(spread(i), KEY_BYTES);
}
#else
using key = std::string_view;
static key make_key(word i)
{
    return {text(spread(i), KEY_BYTES), KEY_BYTES};
}
#endif
static word weight(key)
{
    return KEY_BYTES;
}
#endif

#ifdef TABLE_khash
#if __has_include(<khash.h>)
#include <khash.h>
#else
#include <htslib/khash.h>
#endif
#if defined KEY_int32
KHASH_MAP_INIT_INT(table, word)
#elif defined KEY_int64
KHASH_MAP_INIT_INT64(table, word)
#else
KHASH_MAP_INIT_STR(table, word)
#endif

class table
{
    khash_t(table) *h = kh_init(table);

  public:
    table() = default;
    table(const table &) = delete;
    ~table() { kh_destroy(table, h); }
    void swap(table &other) { std::swap(h, other.h); }
    void reserve(word n) { kh_resize(table, h, static_cast<khint_t>(n / 0.77) + 1); }
    word size() const { return kh_size(h); }
    word get(key k) const
    {
        const khint_t at = kh_get(table, h, k);
        return at == kh_end(h) ? 0 : kh_val(h, at);
    }
    void put(key k, word v)
    {
        int absent;
        const khint_t at = kh_put(table, h, k, &absent);
        kh_val(h, at) = v;
    }
    void erase(key k)
    {
        const khint_t at = kh_get(table, h, k);
        if (at != kh_end(h)) kh_del(table, h, at);
    }
    void clear() { kh_clear(table, h); }
    word sum() const
    {
        word s = 0;
        for (khint_t at = kh_begin(h); at != kh_end(h); at++)
            if (kh_exist(h, at)) s += kh_val(h, at) ^ weight(static_cast<key>(kh_key(h, at)));
        return s;
    }
};
#else
#ifdef TABLE_boost
#include <boost/unordered/unordered_flat_map.hpp>
using tables_map = boost::unordered_flat_map<key, word>;
#else
#include <absl/container/flat_hash_map.h>
using tables_map = absl::flat_hash_map<key, word>;
#endif

class table
{
    tables_map m;

  public:
    void swap(table &other) { m.swap(other.m); }
    void reserve(word n) { m.reserve(n); }
    word size() const { return static_cast<word>(m.size()); }
    word get(key k) const
    {
        const auto at = m.find(k);
        return at == m.end() ? 0 : at->second;
    }
    void put(key k, word v) { m[k] = v; }
    void erase(key k) { m.erase(k); }
    void clear() { m.clear(); }
    word sum() const
    {
        word s = 0;
        for (const auto &[k, v] : m)
            s += v ^ weight(k);
        return s;
    }
};
#endif

using keys = std::vector<key>;

constexpr word LEAST_ORDER = 4096;

static std::uint64_t state = 88172645463325252u;

static std::uint64_t next()
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static keys shuffled(word from, word n)
{
    std::vector<word> index(n);
    for (word i = 0; i < n; i++)
        index[i] = from + i;
    for (word i = n - 1; i > 0; i--)
        std::swap(index[i], index[next() % (i + 1)]);
    keys result;
    for (const word i : index)
        result.push_back(make_key(i));
    return result;
}

static keys order(word n)
{
    if (n >= LEAST_ORDER) return shuffled(0, n);
    keys result;
    for (word i = 0; i < LEAST_ORDER; i++)
        result.push_back(make_key(next() % n));
    return result;
}

[[gnu::noinline]] static void fill(table &m, const keys &ks, word by = 0)
{
    for (std::size_t i = 0; i < ks.size(); i++)
        m.put(ks[i], static_cast<word>(i) + by);
}

[[gnu::noinline]] static word lookup(const table &m, const keys &ks)
{
    word sum = 0;
    for (const key k : ks)
        sum += m.get(k);
    return sum;
}

[[gnu::noinline]] static void grow(table &sink, const keys &ks, bool hint)
{
    table m;
    if (hint) m.reserve(ks.size());
    fill(m, ks);
    sink.swap(m);
}

[[gnu::noinline]] static void churn(table &m, const keys &old, const keys &fresh)
{
    for (std::size_t i = 0; i < old.size(); i++) {
        m.erase(old[i]);
        m.put(fresh[i], static_cast<word>(i));
    }
}

[[gnu::noinline]] static void remove(table &m, const keys &ks)
{
    for (const key k : ks)
        m.erase(k);
}

[[gnu::noinline]] static word local2(const key *k)
{
    table m;
    m.put(k[0], 1);
    m.put(k[1], 2);
    return m.get(k[0]) + m.get(k[1]) * 2 + m.size();
}

[[gnu::noinline]] static word local6(const key *k)
{
    table m;
    for (int i = 0; i < 6; i++)
        m.put(k[i], i);
    word sum = m.size();
    for (int i = 0; i < 6; i++)
        sum += m.get(k[i]) * i;
    return sum;
}

int main(int argc, char **argv)
{
    if (argc != 4) return 2;
    const std::string_view op = argv[1];
    const word n = atoll(argv[2]), rounds = atoll(argv[3]);
    word sum = 0, ops = rounds * n;
    if (op == "local") {
        const keys ks = shuffled(0, LEAST_ORDER);
        for (word r = 0; r < rounds; r++)
            for (word at = 0; at + n <= LEAST_ORDER; at++)
                sum += n == 2 ? local2(&ks[at]) : local6(&ks[at]);
        printf("%lld %lld\n", (long long)(rounds * (LEAST_ORDER - n + 1)), (long long)sum);
        return 0;
    }
    keys asked = op != "miss" ? order(n) : shuffled(n, n < LEAST_ORDER ? LEAST_ORDER : n);
    keys entries = op == "miss" || n < LEAST_ORDER ? shuffled(0, n) : asked;
    keys absent = op == "churn" ? shuffled(n, n) : keys();
    table m, made;
    fill(m, entries);
    table *sink = &m;
    for (word r = rounds; r > 0; r--) {
        if (op == "hit" || op == "miss") {
            sum += lookup(m, asked);
        } else if (op == "update") {
            fill(m, asked, r);
        } else if (op == "grow" || op == "hint") {
            grow(made, entries, op != "grow");
            sum += made.size();
            sink = &made;
        } else if (op == "churn") {
            churn(m, entries, absent);
            entries.swap(absent);
        } else if (op == "delete") {
            remove(m, entries);
            sum += m.size();
            fill(m, entries);
        } else if (op == "clear") {
            m.clear();
            sum += m.size();
            fill(m, entries);
        } else {
            sum += m.sum();
        }
    }
    if (op == "hit" || op == "miss" || op == "update")
        ops = rounds * static_cast<word>(asked.size());
    if (n > 100) entries.resize(100);
    printf("%lld %lld\n", (long long)ops, (long long)(sum + lookup(*sink, entries) + sink->size()));
}
