/* types.c - the types of one unit: construction, interning, simple questions.
 *
 * Composite types are interned by their parts, so identical types are the same object. byte, rune
 * and any are spellings of their own, and so are the names of parameters, because messages print
 * what the source said: a type built from them is a second object whose `canon` is the one built
 * from uint8, int32 and interface {}, without names.
 * Identity compares canon; check leaves only canonical types in values.
 *
 * A named type gets its underlying type after it exists, so that types may refer to themselves;
 * until gort__ty_complete only gort__ty_under may look into it. The same holds of an interface that
 * embeds such a type (ty_open). Recursion ends at named types:
 * everything that walks into them (layout, comparability) relies on check's refusal of types that
 * contain themselves.
 *
 * Layout is in types_layout.c, members and method sets in types_lookup.c, the methods of interfaces
 * in types_methods.c, spelling in types_text.c.
 */
#include "types_internal.h"

static ty *new_type(unit *u, ty_kind k)
{
    ty *t = gort__alloc(u, sizeof *t);
    t->kind = (uint8_t)k;
    t->under = t;
    t->canon = t;
    t->complete = true;
    t->id = ++u->next_type_id;
    return t;
}

struct type_table *gort__ty_table(unit *u)
{
    struct type_table *tt = u->type_table;
    if (tt) return tt;
    u->type_table = tt = gort__alloc(u, sizeof *tt);
    for (int k = 0; k < TY_KIND_COUNT; k++)
        if (k <= TY_COMPLEX128 || k == TY_STRING || k >= TY_UNSAFE_POINTER)
            tt->basic[k] = new_type(u, (ty_kind)k);
    tt->byte_type = new_type(u, TY_UINT8);
    tt->byte_type->canon = tt->basic[TY_UINT8];
    tt->rune_type = new_type(u, TY_INT32);
    tt->rune_type->canon = tt->basic[TY_INT32];
    tt->any_type = new_type(u, TY_INTERFACE);
    tt->any_type->canon = gort__ty_empty_interface(u);
    return tt;
}

/* ---- Interning */

/* The k-th of the types that t is made of, in its place; NULL: there are fewer. Methods' types are
 * not among them. */
static inline ty *const *part_at(const ty *t, int k)
{
    if (t->elem && k-- == 0) return &t->elem;
    if (t->key && k-- == 0) return &t->key;
    if (k < t->nfields) return &t->fields[k].type;
    k -= t->nfields;
    return k < t->nparams + t->nresults ? &t->params[k] : NULL;
}

/* Are they alike but for the types that they are made of? */
static inline bool same_outline(const ty *a, const ty *b)
{
    if (a->kind != b->kind || a->len != b->len || a->chan_dir != b->chan_dir ||
        a->variadic != b->variadic || a->nfields != b->nfields || a->nparams != b->nparams ||
        a->nresults != b->nresults)
        return false;
    for (int i = 0; i < a->nfields; i++) {
        const ty_field *f = &a->fields[i], *g = &b->fields[i];
        if (f->name != g->name || f->pkg != g->pkg || f->tag != g->tag ||
            f->embedded != g->embedded)
            return false;
    }
    return true;
}

static bool same_parts(const void *type, const void *key)
{
    const ty *a = type, *b = key;
    if (!same_outline(a, b) || a->methods != b->methods || a->written != b->written ||
        !a->names != !b->names)
        return false;
    ty *const *part;
    for (int k = 0; (part = part_at(a, k)); k++)
        if (*part != *part_at(b, k)) return false;
    for (int i = 0; a->names && i < a->nparams + a->nresults; i++)
        if (a->names[i] != b->names[i]) return false;
    return true;
}

static uint64_t mix(uint64_t h, uint64_t v)
{
    return (h ^ v) * 0x9e3779b97f4a7c15u >> 7 ^ v << 3;
}

static uint64_t hash_parts(const void *type)
{
    const ty *t = type;
    uint64_t h = mix(t->kind, (uint64_t)t->len * 31 + t->chan_dir * 7 + t->variadic);
    h = mix(h, t->elem ? (uint64_t)t->elem->id : 0);
    h = mix(h, t->key ? (uint64_t)t->key->id : 0);
    for (int i = 0; i < t->nfields; i++)
        h = mix(mix(h, (uintptr_t)t->fields[i].name ^ (uintptr_t)t->fields[i].tag << 1),
                (uint64_t)t->fields[i].type->id);
    for (int i = 0; i < t->nparams + t->nresults; i++)
        h = mix(h, (uint64_t)t->params[i]->id);
    for (int i = 0; t->names && i < t->nparams + t->nresults; i++)
        h = mix(h, (uintptr_t)t->names[i]);
    h = mix(h, (uintptr_t)t->methods >> 4);
    return h ^ h >> 29;
}

/* Where the type with the parts of *key is, or belongs. */
static void **composite_slot(unit *u, const ty *key)
{
    hash_table *all = &gort__ty_table(u)->composite;
    gort__table_grow(u, all, hash_parts);
    return gort__table_at(all, key, hash_parts(key), same_parts);
}

static void *copied(unit *u, const void *at, int n, size_t bytes)
{
    return at && n ? gort__copy(u, at, (size_t)n * bytes) : NULL;
}

/* Gives t arrays of its own. */
static void copy_parts(unit *u, ty *t)
{
    t->fields = copied(u, t->fields, t->nfields, sizeof *t->fields);
    t->params = copied(u, t->params, t->nparams + t->nresults, sizeof *t->params);
    t->names = copied(u, t->names, t->nparams + t->nresults, sizeof *t->names);
}

/* What t is made of, with `of` for each part; *changed: some became others. */
static ty map_parts(unit *u, const ty *t, ty *(*of)(unit *u, ty *t), bool *changed)
{
    ty key = *t, *const * part;
    key.text = NULL;
    key.names = NULL;
    key.lower = NULL;
    key.sole_part = key.untagged = NULL;
    key.members = NULL;
    copy_parts(u, &key);
    *changed = false;
    for (int k = 0; (part = part_at(&key, k)); k++) {
        ty *const become = of(u, *part);
        *changed |= become != *part;
        *(ty **)(uintptr_t)part = become;
    }
    return key;
}

static ty *canon_of(unit *u, ty *t)
{
    (void)u;
    return t->canon;
}

/* The interned type with the parts of *key; its arrays belong to the caller until it is new. One
 * made of spelled parts is linked with the one made of canonical parts. */
static ty *intern(unit *u, const ty *key)
{
    void **slot = composite_slot(u, key);
    if (*slot) return *slot;
    ty *t = new_type(u, (ty_kind)key->kind), *const * part;
    int id = t->id;
    *t = *key;
    t->id = id;
    t->under = t;
    t->canon = t;
    t->complete = true;
    copy_parts(u, t);
    gort__table_fill(&gort__ty_table(u)->composite, slot, t);
    t->loops = t->methods && t->methods->loops;
    bool spelled = t->names || t->written || (t->methods && t->methods->canon != t->methods);
    for (int k = 0; (part = part_at(t, k)); k++) {
        t->loops |= (*part)->loops;
        spelled |= (*part)->canon != *part;
    }
    if (spelled) {
        ty canon = map_parts(u, t, canon_of, &spelled);
        canon.written = NULL;
        if (canon.methods) canon.methods = canon.methods->canon;
        t->canon = intern(u, &canon);
    }
    return t;
}

/* ---- Constructors */

ty *gort__ty_basic(unit *u, ty_kind k)
{
    struct type_table *tt = gort__ty_table(u);
    return tt->basic[k] ? tt->basic[k] : tt->basic[TY_INVALID]; /* no basic type of that kind */
}

ty *gort__ty_byte(unit *u)
{
    return gort__ty_table(u)->byte_type;
}
ty *gort__ty_rune(unit *u)
{
    return gort__ty_table(u)->rune_type;
}
ty *gort__ty_any(unit *u)
{
    return gort__ty_table(u)->any_type;
}

ty *gort__ty_ptr(unit *u, ty *elem)
{
    return intern(u, &(ty){.kind = TY_PTR, .elem = elem});
}

ty *gort__ty_slice(unit *u, ty *elem)
{
    return intern(u, &(ty){.kind = TY_SLICE, .elem = elem});
}

ty *gort__ty_array(unit *u, ty *elem, int64_t len)
{
    return intern(u, &(ty){.kind = TY_ARRAY, .elem = elem, .len = len});
}

ty *gort__ty_map(unit *u, ty *key, ty *elem)
{
    return intern(u, &(ty){.kind = TY_MAP, .key = key, .elem = elem});
}

ty *gort__ty_chan(unit *u, ty *elem, int dir)
{
    return intern(u, &(ty){.kind = TY_CHAN, .elem = elem, .chan_dir = (uint8_t)dir});
}

ty *gort__ty_struct(unit *u, const ty_field *f, int n)
{
    ty key = {.kind = TY_STRUCT, .fields = (ty_field *)(uintptr_t)f, .nfields = n};
    return intern(u, &key);
}

/* NULL if all of them are. */
static const char **spelled_names(const char **names, int n)
{
    for (int i = 0; names && i < n; i++)
        if (names[i]) return names;
    return NULL;
}

ty *gort__ty_func(unit *u, ty **params, int nparams, int nresults, const char **names,
                  bool variadic)
{
    return intern(u, &(ty){.kind = TY_FUNC,
                           .params = params,
                           .nparams = nparams,
                           .nresults = nresults,
                           .variadic = variadic,
                           .names = spelled_names(names, nparams + nresults)});
}

ty *gort__ty_interface(unit *u, ty_methods *m, const char *written)
{
    return intern(
        u, &(ty){.kind = TY_INTERFACE, .methods = m, .nmethods = m ? m->n : 0, .written = written});
}

ty *gort__ty_open_interface(unit *u, const char *written, ty_open *open)
{
    ty *t = new_type(u, TY_INTERFACE);
    t->written = written;
    t->canon = new_type(u, TY_INTERFACE);
    t->open = t->canon->open = open;
    t->loops = t->canon->loops = true;
    open->type = t;
    return t;
}

/* The canonical one takes its place in the table, unless there is one with its parts: then only
 * types made from here on see that they are the same. */
void gort__ty_close_interface(unit *u, ty *t, ty_methods *m)
{
    ty *canon = t->canon;
    t->methods = m;
    canon->methods = m ? m->canon : NULL;
    t->nmethods = canon->nmethods = m ? m->n : 0;
    void **slot = composite_slot(u, canon);
    if (*slot)
        t->canon = *slot;
    else
        gort__table_fill(&gort__ty_table(u)->composite, slot, canon);
}

ty *gort__ty_tuple(unit *u, ty **elems, const char **names, int n)
{
    ty key = {.kind = TY_TUPLE, .params = elems, .nparams = n, .names = spelled_names(names, n)};
    return intern(u, &key);
}

ty *gort__ty_empty_interface(unit *u)
{
    return intern(u, &(ty){.kind = TY_INTERFACE});
}

ty *gort__ty_named(unit *u, object *obj)
{
    ty *t = new_type(u, TY_INVALID);
    t->is_named = true;
    t->complete = false;
    t->under = NULL;
    t->obj = obj;
    return t;
}

ty *gort__ty_error(unit *u)
{
    struct type_table *tt = gort__ty_table(u);
    if (!tt->error_type) {
        object *o = gort__alloc(u, sizeof *o);
        o->kind = OBJ_TYPE;
        o->name = gort__intern(u, "error", 5);
        ty *str = tt->basic[TY_STRING];
        ty_method m = {.name = gort__intern(u, "Error", 5),
                       .type = gort__ty_func(u, &str, 0, 1, NULL, false)};
        o->type = tt->error_type = gort__ty_named(u, o);
        o->type->under = gort__ty_interface(u, gort__ty_methods(u, &m, 1), NULL);
        gort__ty_complete(o->type, true);
    }
    return tt->error_type;
}

void gort__ty_complete(ty *t, bool canonical)
{
    ty *v = gort__ty_under(t);
    if (!v->canon) return; /* declared as itself */
    if (v->open && !v->open->closed) return;
    if (canonical) {
        v = v->canon;
        t->laid_out = false; /* that one may not be laid out yet */
    }
    t->under = v;
    t->kind = v->kind;
    t->elem = v->elem;
    t->key = v->key;
    t->len = v->len;
    t->fields = v->fields;
    t->nfields = v->nfields;
    t->params = v->params;
    t->nparams = v->nparams;
    t->nresults = v->nresults;
    t->variadic = v->variadic;
    t->chan_dir = v->chan_dir;
    t->methods = v->methods;
    t->nmethods = v->nmethods;
    t->complete = true;
}

ty *gort__ty_untagged(unit *u, ty *t)
{
    if (t->is_named || t->kind == TY_INTERFACE) return t;
    if (t->untagged) return t->untagged;
    bool changed;
    ty key = map_parts(u, t, gort__ty_untagged, &changed);
    for (int i = 0; i < t->nfields; i++) {
        key.fields[i].tag = NULL;
        changed |= t->fields[i].tag != NULL;
    }
    return t->untagged = changed ? intern(u, &key) : t;
}

/* ---- Questions */

static const ty invalid_type = {.kind = TY_INVALID};

ty *gort__ty_under_now(const ty *t)
{
    for (int n = 0; t && t->is_named; n++)
        t = t->under == t || n > 1000 ? NULL : t->under;
    return (ty *)(uintptr_t)(t ? t : &invalid_type);
}

ty *gort__ty_under(ty *t)
{
    ty *const first = t;
    t = gort__ty_under_now(first);
    if (first && first->is_named && t != &invalid_type && first->under != t &&
        (!t->open || t->open->close)) /* as in Go: what a type on the way becomes later does not
                                         matter any more */
        for (ty *at = first, *next; at->is_named; at = next) {
            next = at->under;
            at->under = t;
        }
    return t;
}

/* Interfaces that are being compared. */
typedef struct compared {
    const struct compared *up;
    const ty *a, *b;
} compared;

static bool same_shape(const ty *a, const ty *b, const compared *up);

/* Sets of the same names have the same shape. */
static bool same_methods(const ty_methods *a, const ty_methods *b, const compared *up)
{
    if (a == b || !a || !b) return a == b;
    return gort__ty_compare_methods(&a->m, &b->m) == 0 && same_methods(a->before, b->before, up) &&
           same_shape(a->m.type, b->m.type, up) && same_methods(a->behind, b->behind, up);
}

static bool same_interface(const ty *a, const ty *b, const compared *up)
{
    const compared here = {up, a, b};
    for (const compared *p = up; p; p = p->up)
        if (p->a == a && p->b == b) return true;
    return same_methods(a->methods, b->methods, &here);
}

static bool same_shape(const ty *a, const ty *b, const compared *up)
{
    if (!a || !b) return a == b;
    gort__ty_close(a);
    gort__ty_close(b);
    a = a->canon ? a->canon : a;
    b = b->canon ? b->canon : b;
    if (a == b || a->is_named || b->is_named || !a->loops || !b->loops) return a == b;
    if (!same_outline(a, b) || a->nmethods != b->nmethods) return false;
    if (a->kind == TY_INTERFACE) return same_interface(a, b, up);
    ty *const *part;
    for (int k = 0; (part = part_at(a, k)); k++)
        if (!same_shape(*part, *part_at(b, k), up)) return false;
    return true;
}

bool gort__ty_same_loops(const ty *a, const ty *b)
{
    return same_shape(a, b, NULL);
}

bool gort__ty_is_interface(ty *t)
{
    return gort__ty_under(t)->kind == TY_INTERFACE;
}

bool gort__ty_is_direct(ty *t)
{
    return gort__ty_of(gort__ty_sole_part(t), TY_POINTERS);
}

/* The kinds of t and of all that lies in it. What is not declared yet counts as invalid, and so
 * does what t is in itself, which is an error: then the answer may change. */
static uint64_t kinds_in(ty *t)
{
    t = gort__ty_under(t);
    if (t->kinds) return t->kinds;
    if (t->kind != TY_ARRAY && t->kind != TY_STRUCT) return TY_BIT(t->kind);
    if (t->gathering) return TY_BIT(TY_INVALID);
    t->gathering = true;
    uint64_t kinds = TY_BIT(t->kind);
    if (t->kind == TY_ARRAY) kinds |= kinds_in(t->elem);
    for (int i = 0; i < t->nfields; i++)
        kinds |= kinds_in(t->fields[i].type);
    t->gathering = false;
    if (!(kinds & TY_BIT(TY_INVALID))) t->kinds = kinds;
    return kinds;
}

bool gort__ty_holds(ty *t, uint64_t kinds)
{
    return (kinds_in(t) & kinds) != 0;
}

bool gort__ty_comparable(ty *t)
{
    return !gort__ty_holds(t, TY_BIT(TY_SLICE) | TY_BIT(TY_MAP) | TY_BIT(TY_FUNC) |
                                  TY_BIT(TY_TUPLE) | TY_BIT(TY_UNTYPED_NIL));
}

bool gort__ty_reflexive(ty *t)
{
    return !gort__ty_holds(t, TY_FLOATS | TY_COMPLEXES | TY_BIT(TY_INTERFACE));
}

bool gort__has_name(const ty *t)
{
    return t->is_named || gort__ty_of(t, TY_RANGE(TY_BOOL, TY_COMPLEX128) | TY_BIT(TY_STRING) |
                                             TY_BIT(TY_UNSAFE_POINTER));
}
