/* lower_desc.c - gort_type descriptors of the types that a program uses at run time.
 *
 * gort__lower_desc names a type's descriptor and puts the type on the list of wanted ones;
 * gort__lower_emit_descs prints the list, which grows while it is printed (a descriptor names those
 * of its parts and, for types with methods, the methods' thunks). Predeclared types are the shared
 * objects of the runtime. Identical types are one ty and so one descriptor.
 *
 * A map type has three descriptors: its own, that of its header (48 bytes, its parts marked by the
 * trace hook) and that of a bucket; their layout is Go's (keys and elems above 128 bytes are stored
 * indirectly; without pointers in the slots the overflow link is no pointer either).
 */
#include "emit_internal.h"
#include <stdlib.h>
#include <string.h>

#define DESC_MAX_SLOT 128
#define DESC_MAX_ZERO 1024 /* GORT_MAP_ZERO_BYTES */

static const char *const desc_kind[] = {
    "INVALID", "BOOL",      "INT",        "INT8",   "INT16",  "INT32",          "INT64",
    "UINT",    "UINT8",     "UINT16",     "UINT32", "UINT64", "UINTPTR",        "FLOAT32",
    "FLOAT64", "COMPLEX64", "COMPLEX128", "ARRAY",  "CHAN",   "FUNC",           "INTERFACE",
    "MAP",     "PTR",       "SLICE",      "STRING", "STRUCT", "UNSAFE_POINTER",
};

static const char *desc_shared(emission *w, ty *t)
{
    if (t == gort__ty_error(w->u)) return "gort_type_error";
    if (t->kind == TY_INTERFACE && !t->is_named && t->nmethods == 0) return "gort_type_eface";
    if (t->kind == TY_SLICE && !t->is_named && t->elem == gort__ty_basic(w->u, TY_UINT8))
        return "gort_type_byte_slice";
    if (t->kind == TY_FUNC && !t->is_named && t->nparams == 0 && t->nresults == 1) {
        if (t->params[0] == gort__ty_basic(w->u, TY_STRING)) return "gort_type_string_func";
        if (t->params[0] == gort__ty_error(w->u)) return "gort_type_error_func";
    }
    if (t->kind == TY_FUNC && !t->is_named && t->nparams + t->nresults == 0)
        return "gort_type_niladic_func";
    ty *basic = t->kind <= TY_UNSAFE_POINTER ? gort__ty_basic(w->u, t->kind) : NULL;
    if (!basic || t != basic) return NULL;
    if (t->kind == TY_UNSAFE_POINTER) return "gort_type_unsafe_pointer";
    if (t->kind > TY_FLOAT64 && t->kind != TY_STRING) return NULL;
    return gort__strf(w->u, "gort_type_%s", gort__ty_string_qualified(w->u, t));
}

const char *gort__lower_desc(emission *w, ty *t)
{
    lowered_type *l = gort__lower_ty(w, t);
    if (l->desc) return l->desc;
    l->desc = desc_shared(w, t);
    if (l->desc) return l->desc;
    l->desc = gort__lower_unique_name(w, gort__lower_type_name(w, t, "type_"));
    *GORT__PUSH(w->u, w->wanted, w->nwanted, w->cap_wanted) = t;
    fprintf(w->protos, "static const gort_type %s;\n", l->desc);
    return l->desc;
}

const char *gort__lower_cell_desc(emission *w, ty *t)
{
    return gort__ty_has_pointers(w->u, t) ? gort__lower_desc(w, t) : NULL;
}

const char *gort__lower_descp(emission *w, ty *t)
{
    return gort__strf(w->u, "&%s", gort__lower_desc(w, t));
}

const char *gort__lower_map_desc(emission *w, ty *t, const char *part)
{
    const char *name = gort__strf(w->u, "%s_%s", gort__lower_desc(w, t), part);
    gort__lower_once(w, name, w->protos, "static const gort_type %s;\n", name);
    return name;
}

/* The C type of one bucket. */
const char *gort__lower_bucket_type(emission *w, ty *t)
{
    ty *u = t->under;
    lowered_type *l = gort__lower_ty(w, u);
    if (l->bucket) return l->bucket;
    l->bucket = gort__lower_unique_name(w, gort__lower_type_name(w, u, "bucket_"));
    const char *k = gort__lower_ctype(w, u->key), *e = gort__lower_ctype(w, u->elem);
    fprintf(w->types,
            "typedef struct %s {\n    uint8_t tophash[8];\n    %s%s keys[8];\n    %s%s elems[8];\n"
            "    void *overflow;\n} %s;\n",
            l->bucket, k, gort__ty_size(w->u, u->key) > DESC_MAX_SLOT ? " *" : "", e,
            gort__ty_size(w->u, u->elem) > DESC_MAX_SLOT ? " *" : "", l->bucket);
    return l->bucket;
}

uint32_t gort__lower_hash(const char *s)
{
    uint32_t h = 2166136261u;
    for (; *s; s++)
        h = (h ^ (uint8_t)*s) * 16777619u;
    return h;
}

/* What an array is a row of, rows of rows too. */
static ty *desc_row_of(emission *w, ty *t)
{
    ty *end = t, *next;
    while (end->kind == TY_ARRAY && end->len > 0) {
        next = gort__lower_ty(w, end)->row_of;
        end = next ? next : end->elem->under;
    }
    for (; t != end; t = next) {
        next = gort__lower_ty(w, t)->row_of;
        gort__lower_ty(w, t)->row_of = end;
        next = next ? next : t->elem->under;
    }
    return end;
}

/* A mask has a bit for each word. Whoever names a type larger than any heap makes no object of it,
 * and its mask is never read. */
#define DESC_MASK_MOST  ((int64_t)1 << 28)
#define DESC_NEVER_MADE ((int64_t)1 << 40)

/* "{0x05, ...}" of the pointer mask; arrays repeat their element's. How many bytes it describes. */
int64_t gort__lower_mask(emission *w, ty *t, const char *name)
{
    ty *u = desc_row_of(w, t->under);
    int64_t bytes = gort__ty_size(w->u, u);
    if (u->kind != TY_ARRAY && t->kind != TY_ARRAY) bytes = (u->ptrdata_bytes + 7) / 8 * 8;
    if (bytes > DESC_MASK_MOST) {
        if (bytes < DESC_NEVER_MADE)
            gort__error(w->u, (position){0}, "%s: pointers beyond %lld bytes are not supported yet",
                        gort__ty_string(w->u, t), (long long)DESC_MASK_MOST);
        fprintf(w->data, "static const uint8_t %s_mask[] = {1};\n", name);
        return bytes;
    }
    const uint8_t *m = gort__ty_ptrmask(w->u, u);
    const int64_t words = u->ptrdata_bytes / 8, total = (bytes / 8 + 7) / 8;
    fprintf(w->data, "static const uint8_t %s_mask[] = {", name);
    for (int64_t i = 0; i < total; i++)
        fprintf(w->data, "%s0x%02x", i ? ", " : "", i < (words + 7) / 8 ? m[i] : 0);
    fprintf(w->data, "};\n");
    return bytes;
}

/* The parts of a key: see gort_map_part in runtime/gort.h, and map_add_parts in map/maptype.c,
 * which does the same at run time. */
enum { DESC_MAX_PARTS = 8, DESC_TOO_MANY = -1 };
typedef struct desc_part {
    const char *kind;
    int64_t at, bytes;
} desc_part;
typedef struct desc_parts {
    int n;
    desc_part part[DESC_MAX_PARTS];
} desc_parts;

static void desc_add_part(desc_parts *to, const char *kind, int64_t at, int64_t bytes)
{
    if (to->n == DESC_MAX_PARTS) to->n = DESC_TOO_MANY;
    if (to->n == DESC_TOO_MANY) return;
    to->part[to->n++] = (desc_part){kind, at, bytes};
}

static const desc_parts *desc_parts_of(emission *w, ty *t);

/* The parts of a value of type t at byte `at`. */
static void desc_add_parts(emission *w, desc_parts *to, ty *t, int64_t at)
{
    const desc_parts *of = desc_parts_of(w, t);
    for (int i = 0; i < of->n; i++)
        desc_add_part(to, of->part[i].kind, at + of->part[i].at, of->part[i].bytes);
    if (of->n == DESC_TOO_MANY) to->n = DESC_TOO_MANY;
}

static void desc_find_parts(emission *w, desc_parts *to, ty *t)
{
    const int64_t bytes = gort__ty_size(w->u, t);
    switch (gort__ty_mem_equal(w->u, t) ? TY_INT : t->kind) {
    case TY_INT: desc_add_part(to, "BYTES", 0, bytes); break;
    case TY_STRING: desc_add_part(to, "STRING", 0, bytes); break;
    case TY_FLOAT32:
    case TY_FLOAT64:
        desc_add_part(to, t->kind == TY_FLOAT32 ? "FLOAT32" : "FLOAT64", 0, bytes);
        break;
    case TY_COMPLEX64:
    case TY_COMPLEX128:
        for (int i = 0; i < 2; i++)
            desc_add_part(to, t->kind == TY_COMPLEX64 ? "FLOAT32" : "FLOAT64", i * bytes / 2,
                          bytes / 2);
        break;
    case TY_INTERFACE: desc_add_part(to, t->nmethods ? "IFACE" : "EFACE", 0, bytes); break;
    case TY_ARRAY:
        for (int64_t i = 0; i < t->len && to->n != DESC_TOO_MANY; i++)
            desc_add_parts(w, to, t->elem, i * gort__ty_size(w->u, t->elem));
        break;
    case TY_STRUCT:
        for (int i = 0; i < t->nfields && to->n != DESC_TOO_MANY; i++) {
            const ty_field *f = &t->fields[i];
            if (!f->name || !gort__is_blank_name(f->name))
                desc_add_parts(w, to, f->type, f->offset_bytes);
        }
        break;
    default: to->n = DESC_TOO_MANY;
    }
}

static const desc_parts *desc_parts_of(emission *w, ty *t)
{
    lowered_type *l = gort__lower_ty(w, t->under);
    if (!l->parts) {
        desc_parts *p = gort__alloc(w->u, sizeof *p);
        desc_find_parts(w, p, t);
        l->parts = p;
    }
    return l->parts;
}

/* GORT_MAP_MATCH_*: see runtime/gort.h. PARTS: those of desc_parts_of. */
static const char *desc_key_match(emission *w, ty *key)
{
    if (key->kind == TY_STRING) return "STRING";
    const int64_t bytes = gort__ty_size(w->u, key);
    if (bytes > DESC_MAX_SLOT) return "ANY";
    if (gort__ty_mem_equal(w->u, key))
        return bytes == 4 ? "4" : bytes == 8 ? "8" : bytes == 16 ? "16" : "BYTES";
    return desc_parts_of(w, key)->n >= 0 ? "PARTS" : "ANY";
}

static bool desc_is_in_parts(emission *w, ty *key)
{
    return strcmp(desc_key_match(w, key), "PARTS") == 0;
}

/* Whether a key of more than 4 bytes has fields of up to 4. */
static bool desc_has_halves(unit *u, ty *key)
{
    const uint64_t halves = TY_BIT(TY_BOOL) | TY_RANGE(TY_INT8, TY_INT32) |
                            TY_RANGE(TY_UINT8, TY_UINT32) | TY_BIT(TY_FLOAT32);
    return gort__ty_size(u, key) > 4 && gort__ty_holds(key, halves);
}

/* Whether the operations of a map take its keys by their address: what would be put together for
 * registers from small fields is read as these. */
bool gort__lower_key_by_address(emission *w, ty *map)
{
    const int64_t bytes = gort__ty_size(w->u, map->key);
    return bytes > 8 &&
           (desc_has_halves(w->u, map->key) || (bytes > 16 && desc_is_in_parts(w, map->key)));
}

/* A larger key is passed by its address. */
enum { DESC_MAX_FAST_KEY = 32 };

const char *gort__lower_map_fast(emission *w, ty *t, map_op op)
{
    static const struct {
        const char *name, *copied, *result, *params, *args; /* behind the layout */
        bool g, key;
    } ops[] = {
        [MAP_ACCESS] = {"access", "", "const void *", "const gort_hmap *h", "h", false, true},
        [MAP_READ] = {"access", "inline __attribute__((always_inline)) ", "const void *",
                      "const gort_hmap *h", "h", false, true},
        [MAP_ASSIGN] = {"assign", "", "void *", "gort_hmap *h", "h", true, true},
        [MAP_DELETE] = {"delete", "", "bool ", "gort_hmap *h", "h", true, true},
        [MAP_NEXT] = {"iternext", "inline ", "bool ", "gort_hiter *it, gort_mapcursor *at",
                      "it, at", false, false},
        [MAP_AHEAD] = {"ahead", "inline ", "void ",
                       "const gort_hmap *h, const void *keys, intptr_t i, intptr_t n",
                       "h, keys, i, n", false, false},
    };
    unit *u = w->u;
    const bool in_parts = desc_is_in_parts(w, t->key) && desc_parts_of(w, t->key)->n > 0;
    if (op != MAP_NEXT && (strcmp(desc_key_match(w, t->key), "ANY") == 0 ||
                           (!in_parts && gort__ty_size(u, t->key) > DESC_MAX_FAST_KEY)))
        return NULL;
    const bool by_address = gort__lower_key_by_address(w, t);
    if (op == MAP_READ && in_parts) op = MAP_ACCESS; /* long: several compares */
    if ((op == MAP_ACCESS || op == MAP_READ) && gort__ty_size(u, t->elem) > DESC_MAX_ZERO)
        return NULL;
    const char *desc = gort__lower_desc(w, t);
    const char *name = gort__strf(u, "%s_%s", op == MAP_READ ? "read" : ops[op].name, desc);
    const char *key = "";
    if (ops[op].key)
        key = gort__strf(u, by_address ? ", const %s*key" : ", %skey",
                         gort__lower_spaced(u, gort__lower_ctype(w, t->key)));
    gort__lower_once(w, gort__strf(u, "%s_map", desc), w->protos,
                     "static const gort_maptype %s_map;\n", desc);
    gort__lower_once(w, name, w->protos,
                     "static %s%s%s(%s%s%s)\n{\n"
                     "    %sgort_map%s_fast(%s&%s_map, %s%s);\n}\n",
                     ops[op].copied, ops[op].result, name, ops[op].g ? "gort_g *g, " : "",
                     ops[op].params, key, op == MAP_AHEAD ? "" : "return ", ops[op].name,
                     ops[op].g ? "g, " : "", desc, ops[op].args,
                     !ops[op].key ? ""
                     : by_address ? ", key"
                                  : ", &key");
    return name;
}

static void desc_map(emission *w, ty *t, const char *name)
{
    unit *u = w->u;
    const int64_t ks = gort__ty_size(u, t->key), es = gort__ty_size(u, t->elem);
    const bool ik = ks > DESC_MAX_SLOT, ie = es > DESC_MAX_SLOT;
    const int64_t kslot = ik ? 8 : ks, eslot = ie ? 8 : es, bytes = 16 + 8 * (kslot + eslot);
    const bool kp = ik || gort__ty_has_pointers(u, t->key),
               ep = ie || gort__ty_has_pointers(u, t->elem), p = kp || ep;
    const char *key = gort__lower_descp(w, t->key), *elem = gort__lower_descp(w, t->elem);
    gort__lower_map_desc(w, t, "hmap");
    gort__lower_map_desc(w, t, "bucket");
    if (p) {
        ty pointer = {.kind = TY_UNSAFE_POINTER, .under = &pointer};
        ty tops = {.kind = TY_ARRAY, .elem = gort__ty_basic(u, TY_UINT8), .len = 8, .under = &tops};
        ty keys = {.kind = TY_ARRAY, .elem = ik ? &pointer : t->key, .len = 8, .under = &keys};
        ty elems = {.kind = TY_ARRAY, .elem = ie ? &pointer : t->elem, .len = 8, .under = &elems};
        ty_field f[] = {{.type = &tops}, {.type = &keys}, {.type = &elems}, {.type = &pointer}};
        ty bucket = {.kind = TY_STRUCT, .fields = f, .nfields = 4, .under = &bucket};
        gort__lower_mask(w, &bucket, gort__strf(u, "%s_bucket", name));
    }
    const uint32_t h = gort__lower_hash(gort__ty_string_qualified(u, t));
    const uint64_t texts = TY_BIT(TY_STRING) | TY_BIT(TY_INTERFACE);
    const desc_parts *parts = desc_is_in_parts(w, t->key) ? desc_parts_of(w, t->key) : NULL;
    if (parts && parts->n > 0) {
        fprintf(w->descs, "static const gort_map_part %s_parts[] = {\n", name);
        for (int i = 0; i < parts->n; i++)
            fprintf(w->descs, "    {GORT_MAP_PART_%s, %lld, %lld},\n", parts->part[i].kind,
                    (long long)parts->part[i].at, (long long)parts->part[i].bytes);
        fprintf(w->descs, "};\n");
    }
    fprintf(w->descs, "static const gort_maptype %s_map = {\n    .key = %s, .elem = %s,\n", name,
            key, elem);
    fprintf(w->descs, "    .bucket = &%s_bucket, .hmap = &%s_hmap,\n", name, name);
    fprintf(w->descs,
            "    .key_slot_bytes = %lld, .elem_slot_bytes = %lld, .bucket_bytes = %lld,\n"
            "    .key_match = GORT_MAP_MATCH_%s, .flags = 0%s%s%s%s%s%s%s%s%s};\n",
            (long long)kslot, (long long)eslot, (long long)bytes, desc_key_match(w, t->key),
            ik ? " | GORT_MAP_INDIRECT_KEY" : "", ie ? " | GORT_MAP_INDIRECT_ELEM" : "",
            gort__ty_reflexive(t->key) ? " | GORT_MAP_REFLEXIVE_KEY" : "",
            gort__ty_holds(t->key, TY_FLOATS | TY_COMPLEXES | texts) ? " | GORT_MAP_NEED_KEY_UPDATE"
                                                                     : "",
            gort__ty_holds(t->key, TY_BIT(TY_INTERFACE)) ? " | GORT_MAP_HASH_MIGHT_PANIC" : "",
            kp ? " | GORT_MAP_KEY_POINTERS" : "", ep ? " | GORT_MAP_ELEM_POINTERS" : "",
            desc_has_halves(u, t->key) ? " | GORT_MAP_KEY_HALVES" : "",
            parts && parts->n > 0
                ? gort__strf(u, ",\n    .nparts = %d, .parts = %s_parts", parts->n, name)
                : "");
    fprintf(
        w->descs,
        "static const gort_type %s_bucket = {\n    .size_bytes = %lld, .ptrdata_bytes = %lld,\n",
        name, (long long)bytes, (long long)(p ? bytes : 0));
    if (p)
        fprintf(w->descs,
                "    .ptrmask = %s_bucket_mask, .ptrmask_bytes = %lld, .trace = "
                "gort_map_trace_bucket,\n",
                name, (long long)bytes);
    fprintf(
        w->descs,
        "    .kind = GORT_KIND_STRUCT, .align = 8, .hash = 0x%08xu,\n    .name = %s, .map = "
        "&%s_map};\n",
        h + 1,
        gort__lower_c_text(u, gort__strf(u, "map.bucket%s", gort__ty_string_qualified(u, t) + 3)),
        name);
    fprintf(w->data, "static const uint8_t %s_hmap_mask[] = {0x2c};\n", name);
    fprintf(
        w->descs,
        "static const gort_type %s_hmap = {\n    .size_bytes = 48, .ptrdata_bytes = 48, .ptrmask "
        "= %s_hmap_mask, .ptrmask_bytes = 48,\n    .kind = GORT_KIND_STRUCT, .align = 8, .hash = "
        "0x%08xu,\n    .name = \"runtime.hmap\", .trace = gort_map_trace, .map = &%s_map};\n",
        name, name, h + 2, name);
}

static void desc_fields(emission *w, ty *u, const char *name)
{
    fprintf(w->descs, "static const gort_field %s_fields[] = {\n", name);
    for (int i = 0; i < u->nfields; i++)
        fprintf(w->descs, "    {\"%s\", %s, %lld, %d},\n", u->fields[i].name,
                gort__lower_descp(w, u->fields[i].type), (long long)u->fields[i].offset_bytes,
                u->fields[i].embedded);
    fputs("};\n", w->descs);
}

static void desc_params(emission *w, ty *u, const char *name)
{
    fprintf(w->descs, "static const gort_type *const %s_params[] = {", name);
    for (int i = 0; i < u->nparams + u->nresults; i++)
        fprintf(w->descs, "%s%s", i ? ", " : "", gort__lower_descp(w, u->params[i]));
    fputs("};\n", w->descs);
}

static int desc_compare_methods(const void *a, const void *b)
{
    return gort__ty_compare_methods(*(const ty_method *const *)a, *(const ty_method *const *)b);
}

/* Whether it is the first time in this round. */
static bool desc_list(emission *w, ty *t)
{
    lowered_type *l = gort__lower_ty(w, t);
    const bool first = l->embed_round != w->embed_round;
    l->embed_round = w->embed_round;
    return first;
}

/* t, and all that is embedded in it: the number of types in *out. */
static int desc_embedded(emission *w, ty *t, ty ***out)
{
    ty **list = NULL;
    int n = 0, cap = 0;
    w->embed_round++;
    desc_list(w, t);
    *GORT__PUSH(w->u, list, n, cap) = t;
    for (int i = 0; i < n; i++) {
        const ty *st = list[i];
        for (int k = 0; st->kind == TY_STRUCT && k < st->nfields; k++) {
            if (!st->fields[k].embedded) continue;
            ty *e = st->fields[k].type;
            if (e->kind == TY_PTR) e = e->elem;
            if (desc_list(w, e)) *GORT__PUSH(w->u, list, n, cap) = e;
        }
    }
    *out = list;
    return n;
}

/* The methods of a type's method set, sorted; promoted ones included. */
static int desc_method_set(emission *w, ty *t, const ty_method ***out)
{
    ty **types;
    const int ntypes = desc_embedded(w, t->kind == TY_PTR && !t->is_named ? t->elem : t, &types);
    int n = 0, kept = 0, all = 0;
    for (int i = 0; i < ntypes; i++)
        all += types[i]->nmethods + types[i]->ndeclared;
    const ty_method **list = gort__alloc(w->u, (size_t)(all + 1) * sizeof *list);
    for (int i = 0; i < ntypes; i++) {
        for (int k = 0; k < types[i]->ndeclared; k++)
            list[n++] = &types[i]->declared[k];
        for (int k = 0; k < types[i]->nmethods; k++)
            list[n++] = gort__ty_method_at(types[i], k);
    }
    qsort(list, (size_t)n, sizeof *list, desc_compare_methods);
    for (int i = 0; i < n; i++) {
        member_lookup l;
        if (i > 0 && desc_compare_methods(&list[i], &list[i - 1]) == 0) continue;
        if (!gort__ty_lookup(w->u, t, list[i]->name, list[i]->pkg, &l) || !l.method) continue;
        if (l.ambiguous || (l.method->ptr_recv && !l.indirect)) continue;
        list[kept++] = l.method;
    }
    *out = list;
    return kept;
}

static int desc_methods(emission *w, ty *t, const char *name)
{
    textbuf text = {.u = w->u};
    const ty_method **set;
    const int n = desc_method_set(w, t, &set);
    const bool code = t->kind != TY_INTERFACE;
    for (int i = 0; i < n; i++) {
        const package *pkg = set[i]->pkg; /* of a name that is not exported */
        gort__text_add(&text, "    {\"%s\", %s, %s%s, %s},\n", set[i]->name,
                       gort__lower_descp(w, set[i]->type), code ? "(void (*)(void))" : "",
                       code ? gort__lower_method_thunk(w, t, set[i]) : "NULL",
                       pkg ? gort__lower_c_text(w->u, pkg->path) : "NULL");
    }
    if (n > 0)
        fprintf(w->descs, "static const gort_method %s_methods[] = {\n%s};\n", name,
                gort__text_of(&text));
    return n;
}

static void desc_emit(emission *w, ty *t)
{
    unit *u = w->u;
    ty *b = t->under;
    const char *name = gort__lower_desc(w, t), *gname = gort__ty_string_qualified(u, t);
    const bool ptrs = gort__ty_has_pointers(u, t), cmp = gort__ty_comparable(t);
    const bool mem = cmp && gort__ty_mem_equal(u, t);
    gort__ty_layout(u, t);
    gort__ty_layout(u, b);
    const int64_t mask_bytes = ptrs ? gort__lower_mask(w, t, name) : 0;
    if (b->kind == TY_STRUCT && b->nfields) desc_fields(w, b, name);
    if (b->kind == TY_FUNC && b->nparams + b->nresults) desc_params(w, b, name);
    if (b->kind == TY_MAP) desc_map(w, t, name);
    const int nmethods = desc_methods(w, t, name);
    textbuf s = {.u = u};
    gort__text_add(&s,
                   "static const gort_type %s = {\n    .size_bytes = %lld, .ptrdata_bytes = %lld,",
                   name, (long long)gort__ty_size(u, t), (long long)(ptrs ? b->ptrdata_bytes : 0));
    if (ptrs)
        gort__text_add(&s, " .ptrmask = %s_mask, .ptrmask_bytes = %lld,", name,
                       (long long)mask_bytes);
    gort__text_add(&s, "\n    .kind = GORT_KIND_%s, .align = %d, .flags = 0%s%s%s%s,",
                   desc_kind[b->kind], b->align ? b->align : 1,
                   t->is_named ? " | GORT_TYPE_NAMED" : "", mem ? " | GORT_TYPE_MEMEQUAL" : "",
                   gort__ty_is_direct(t) ? " | GORT_TYPE_DIRECT" : "",
                   cmp && gort__ty_reflexive(t) ? " | GORT_TYPE_REFLEXIVE" : "");
    gort__text_add(&s, "\n    .hash = 0x%08xu, .name = %s,", gort__lower_hash(gname),
                   gort__lower_c_text(u, gname));
    if (cmp)
        gort__text_add(&s, "\n    .equal = gort_type_equal_%s, .hashfn = gort_type_hash_%s,",
                       mem ? "mem" : "generic", mem ? "mem" : "generic");
    if (b->elem) gort__text_add(&s, "\n    .elem = %s,", gort__lower_descp(w, b->elem));
    if (b->kind == TY_ARRAY) gort__text_add(&s, " .len = %lld,", (long long)b->len);
    if (b->kind == TY_MAP)
        gort__text_add(&s, " .key = %s, .map = &%s_map,", gort__lower_descp(w, b->key), name);
    if (b->nfields) gort__text_add(&s, "\n    .len = %d, .fields = %s_fields,", b->nfields, name);
    if (b->kind == TY_FUNC) {
        gort__text_add(&s, "\n    .len = %d, .nresults = %d, .variadic = %d,", b->nparams,
                       b->nresults, b->variadic);
        if (b->nparams + b->nresults) gort__text_add(&s, " .params = %s_params,", name);
    }
    if (nmethods > 0)
        gort__text_add(&s, "\n    .methods = %s_methods, .nmethods = %d,", name, nmethods);
    fprintf(w->descs, "%s};\n", s.at);
}

void gort__lower_emit_descs(emission *w)
{
    while (w->wanted_done < w->nwanted)
        desc_emit(w, w->wanted[w->wanted_done++]);
}

/* The method table of concrete type t for an interface with methods: "&itab_...". */
const char *gort__lower_itab(emission *w, ty *t, ty *iface)
{
    const char *key = gort__strf(w->u, "itab#%d,%d", t->id, iface->id);
    const char *name = gort__lower_find(w, key);
    if (name) return gort__strf(w->u, "&%s", name);
    name = gort__lower_global_name(
        w, key,
        gort__strf(w->u, "itab_%s_%s", gort__lower_desc(w, t) + 5, gort__lower_desc(w, iface) + 5));
    textbuf text = {.u = w->u};
    for (int i = 0; i < iface->nmethods; i++)
        gort__text_add(&text, "    (void (*)(void))%s,\n",
                       gort__lower_method_thunk(w, t, gort__ty_method_at(iface, i)));
    fprintf(w->data,
            "static void (*const %s_fun[])(void) = {\n%s};\nstatic const gort_itab %s = {&%s, &%s, "
            "%s_fun};\n",
            name, gort__text_of(&text), name, gort__lower_desc(w, iface), gort__lower_desc(w, t),
            name);
    return gort__strf(w->u, "&%s", name);
}
