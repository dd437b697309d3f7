/* map.c - fuzz target of the map: a byte string is a list of operations, done on a map and on a
 * table of 256 entries at once, with collections that begin, proceed and end between them.
 *
 *   byte 0   the kind of map; byte 1   how the collector is run
 *   then     one byte an operation, most followed by a byte that names a key
 *
 * Most ways to run the collector leave it to the operations, which costs a millisecond an input. A
 * few verify each marking or force whole collections: there only the first bytes count, so that no
 * input takes long, and each is a whole run of its own, whatever came before it.
 *
 * The table is the whole model: versions by key, and a list of versions under NaN. Whatever the map
 * says otherwise, an invariant that does not hold, an object that marking lost: abort. */
#include "../../map/map.h"
#include "input.h"
#include <math.h>
#include <setjmp.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { KEYS = 256, NANS = 64, VERIFY_EVERY = 256 };

typedef enum map_kind { INTS, BOXES, TEXTS, FLOATS, FACES, COLLIDING, KINDS } map_kind;

typedef union key {
    int64_t i;
    double f;
    gort_string s;
    gort_eface e;
} key;

typedef struct box {
    int64_t version;
    void *self;
} box;
static const uint8_t box_mask[] = {1 << offsetof(box, self) / sizeof(void *)};
static const gort_type type_box = {.size_bytes = sizeof(box),
                                   .ptrdata_bytes = sizeof(box),
                                   .ptrmask = box_mask,
                                   .ptrmask_bytes = sizeof(box),
                                   .kind = GORT_KIND_STRUCT,
                                   .align = sizeof(void *),
                                   .name = "box"};

static struct {
    gort_runtime *rt;
    gort_g *g;
    void **base, **sp;
    map_kind kind;
    gort_type key_type;
    gort_map_types types;
    gort_hmap *h;
    key key; /* a root */
    int64_t version[KEYS], nan[NANS], next;
    int nans;
    intptr_t count;
    bool panic_expected;
    jmp_buf panicked;
    char text[200];
} F;

static void on_error(void *user, gort_error_code code, const char *text, size_t bytes)
{
    (void)user;
    if (!F.panic_expected || code != GORT_ERROR_PANIC) {
        fwrite(text, 1, bytes, stderr);
        abort();
    }
    if (bytes > sizeof F.text - 1) bytes = sizeof F.text - 1;
    memcpy(F.text, text, bytes);
    F.text[bytes] = 0;
    longjmp(F.panicked, 1);
}

/* ---- Keys and elems ----------------------------------------------------------------------- */

static uintptr_t colliding_hash(gort_g *g, void **sp, const gort_type *t, const void *p,
                                uintptr_t seed)
{
    (void)g, (void)sp, (void)t, (void)seed;
    return (uintptr_t)(*(const int64_t *)p & 3);
}

static bool elem_is_int(void)
{
    return F.kind == INTS || F.kind == COLLIDING;
}

static void make_key(uint8_t k)
{
    memset(&F.key, 0, sizeof F.key);
    switch (F.kind) {
    case TEXTS: {
        uint8_t *p = gort_makeslice(F.g, F.sp, &gort_type_uint8, 1 + k % 40, 1 + k % 40).ptr;
        memset(p, k, 1 + k % 40);
        F.key.s = (gort_string){p, 1 + k % 40};
        break;
    }
    case FLOATS: F.key.f = k ? k / 8.0 : F.next % 2 ? -0.0 : 0.0; break;
    case FACES:
        if (k == 0) break;
        F.key.e.data = gort_new(F.g, F.sp, &gort_type_int64);
        *(int64_t *)F.key.e.data = k;
        F.key.e.type = &gort_type_int64;
        break;
    default: F.key.i = k;
    }
}

/* -1: NaN. */
static int key_number(const void *p)
{
    const key *q = p;
    switch (F.kind) {
    case TEXTS: return q->s.ptr[0];
    case FLOATS: return isnan(q->f) ? -1 : (int)(q->f * 8);
    case FACES: return q->e.type ? (int)*(const int64_t *)q->e.data : 0;
    default: return (int)q->i;
    }
}

static int64_t elem_version(const void *e)
{
    if (elem_is_int()) return *(const int64_t *)e;
    const box *b = *(box *const *)e;
    CHECK(b->self == b);
    return b->version;
}

/* ---- Operations --------------------------------------------------------------------------- */

static int64_t assign(void)
{
    const int64_t version = ++F.next;
    void **sp = F.sp;
    box *b = NULL;
    if (!elem_is_int()) {
        b = gort_new(F.g, sp, &type_box);
        b->version = version;
        gort_store(F.g, &b->self, b);
        *sp++ = b;
    }
    void *e = gort_mapassign(F.g, sp, &F.types.map, F.h, &F.key);
    if (b)
        gort_store(F.g, e, b);
    else
        *(int64_t *)e = version;
    return version;
}

static void do_assign(uint8_t k)
{
    make_key(k);
    F.count += F.version[k] == 0;
    F.version[k] = assign();
}

static void do_delete(uint8_t k)
{
    make_key(k);
    gort_mapdelete(F.g, F.sp, &F.types.map, F.h, &F.key);
    F.count -= F.version[k] != 0;
    F.version[k] = 0;
}

static void do_lookup(uint8_t k)
{
    make_key(k);
    const void *e = gort_mapaccess2(F.g, F.sp, &F.types.map, F.h, &F.key);
    CHECK((e != NULL) == (F.version[k] != 0));
    if (e) CHECK(elem_version(e) == F.version[k]);
}

static void do_clear(void)
{
    gort_mapclear(F.g, F.sp, &F.types.map, F.h);
    memset(F.version, 0, sizeof F.version);
    F.count = F.nans = 0;
}

static void do_nan(void)
{
    if (F.kind != FLOATS || F.nans == NANS) return;
    F.key.f = NAN;
    F.nan[F.nans++] = assign();
    F.count++;
}

static void do_unhashable(uint8_t how)
{
    static uint64_t bytes[3];
    if (F.kind != FACES) return;
    F.key.e = (gort_eface){&gort_type_byte_slice, bytes};
    F.panic_expected = true;
    F.text[0] = 0;
    if (setjmp(F.panicked) == 0) {
        if (how % 3 == 0)
            gort_mapassign(F.g, F.sp, &F.types.map, F.h, &F.key);
        else if (how % 3 == 1)
            gort_mapaccess2(F.g, F.sp, &F.types.map, F.h, &F.key);
        else
            gort_mapdelete(F.g, F.sp, &F.types.map, F.h, &F.key);
    }
    F.panic_expected = false;
    gort_g_reset(F.g, F.base);
    F.key.e = (gort_eface){NULL, NULL};
    CHECK(strstr(F.text, "hash of unhashable type []uint8"));
}

static void do_operation(uint8_t op);

/* Visits everything once; the operations that follow in the bytes are done on the way. */
static void do_range(uint8_t changes)
{
    uint8_t seen[KEYS] = {0}, touched[KEYS] = {0}, nan_seen[NANS] = {0};
    int64_t before[KEYS];
    const int nans_before = F.nans;
    bool cleared = false;
    gort_hiter it;
    memset(&it, 0, sizeof it);
    memcpy(before, F.version, sizeof before);
    *F.sp++ = GORT_TYPE_WORD(&gort_type_hiter);
    *F.sp++ = &it;
    for (gort_mapiterinit(F.g, F.sp, &F.types.map, F.h, &it); it.key;
         gort_mapiternext(F.g, F.sp, &it)) {
        const int k = key_number(it.key);
        if (k < 0) {
            int i = 0;
            while (i < F.nans && F.nan[i] != elem_version(it.elem))
                i++;
            CHECK(i < F.nans && !nan_seen[i]);
            nan_seen[i] = 1;
        } else {
            CHECK(k < KEYS && elem_version(it.elem) == F.version[k]);
            CHECK(!seen[k] || touched[k]);
            seen[k] = 1;
        }
        for (int n = changes % 4; n > 0 && !input_is_over() && !cleared; n--) {
            int64_t was[KEYS];
            memcpy(was, F.version, sizeof was);
            const uint8_t op = next_byte();
            if (op % 16 == 11 || op % 16 == 12) continue; /* no range or clear in a range */
            do_operation(op);
            for (int i = 0; i < KEYS; i++)
                if ((was[i] == 0) != (F.version[i] == 0)) touched[i] = 1;
        }
    }
    F.sp -= 2;
    for (int i = 0; i < KEYS; i++)
        CHECK(!before[i] || touched[i] || seen[i]);
    for (int i = 0; i < nans_before; i++)
        CHECK(nan_seen[i]);
}

static void do_collector(uint8_t how)
{
    static const uintptr_t sizes[] = {1, 64, 512, 4096};
    F.g->sp = F.sp;
    if (gort__gc_current_phase(F.rt) == GORT_GC_OFF)
        gort__gc_start(F.g);
    else if (how % 8 == 7)
        gort__gc_finish(F.g);
    else
        gort__gc_step(F.g, sizes[how % 4]);
}

static void do_operation(uint8_t op)
{
    switch (op % 16) {
    case 0:
    case 1:
    case 2:
    case 3:
    case 4: do_assign(next_byte()); break;
    case 5:
    case 6: do_delete(next_byte()); break;
    case 7: do_lookup(next_byte()); break;
    case 8:
    case 9: do_collector(op >> 4); break;
    case 10: do_nan(); break;
    case 11: do_range(op >> 4); break;
    case 12:
        if (op >> 4 == 0) do_clear();
        break;
    case 13: do_unhashable(op >> 4); break;
    case 14: /* many at once: growth */
        for (int i = 0; i < 16; i++)
            do_assign((uint8_t)(op / 16 * 16 + i));
        break;
    default:
        for (int i = 0; i < 8; i++)
            do_delete((uint8_t)(op / 16 * 16 + i));
    }
    CHECK(gort_maplen(F.h) == F.count);
}

static void verify(void)
{
    char msg[200];
    const char *bad = gort__map_verify(F.g, F.sp, &F.types.map, F.h, msg, sizeof msg);
    if (bad) {
        fprintf(stderr, "%s\n", bad);
        abort();
    }
}

/* By byte 1; the first one for what is not named. */
static const mode modes[16] = {
    {"clobberfree=1", 1024},
    {"gccheckmark=1,clobberfree=1", 512},
    {"gccheckmark=1,clobberfree=1,gcseed=3", 128},
    {"gccheckmark=1,clobberfree=1,gcstress=5", 96},
    {"clobberfree=1,gcstress=3", 128},
    {"clobberfree=1,gcseed=7", 192},
};

static void open_map(uint8_t kind, const mode *m)
{
    memset(&F, 0, sizeof F);
    gort_config c;
    gort_config_init(&c);
    c.getenv = no_environment;
    c.on_error = on_error;
    c.debug = m->debug;
    c.heap_reserve_bytes = (size_t)64 << 20;
    F.kind = (map_kind)(kind % KINDS);
    F.rt = gort_runtime_new(&c);
    CHECK(F.rt);
    F.g = gort_attach(F.rt);
    CHECK(F.g);
    gort__m(F.g)->head.rand[0] = kind + 1u; /* the same input, the same run */
    gort__m(F.g)->head.rand[1] = 1;
    F.base = F.sp = gort_top(F.g);
    F.key_type = F.kind == TEXTS    ? gort_type_string
                 : F.kind == FLOATS ? gort_type_float64
                 : F.kind == FACES  ? gort_type_eface
                                    : gort_type_int64;
    if (F.kind == COLLIDING) F.key_type.hashfn = colliding_hash;
    gort_map_types_init(&F.types, "map[K]V", &F.key_type,
                        elem_is_int() ? &gort_type_int64 : &gort_type_unsafe_pointer);
    *F.sp++ = GORT_TYPE_WORD(&F.key_type);
    *F.sp++ = &F.key;
    F.h = gort_makemap(F.g, F.sp, &F.types.map, kind / KINDS, NULL);
    *F.sp++ = F.h;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) return 0;
    const mode *m = &modes[data[1] % 16];
    if (!m->debug) m = modes;
    open_map(data[0], m);
    input_open(m, data + 2, size - 2);
    for (int n = 1; !input_is_over(); n++) {
        do_operation(next_byte());
        if (n % VERIFY_EVERY == 0) verify();
    }
    verify();
    do_range(0);
    gort_gc(F.g, F.sp);
    for (int k = 0; k < KEYS; k++)
        do_lookup((uint8_t)k);
    gort_detach(F.rt);
    gort_runtime_free(F.rt);
    return 0;
}
