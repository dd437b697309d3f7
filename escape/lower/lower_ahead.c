/* lower_ahead.c - loops over keys ask for the buckets of keys to come.
 *
 * In a large map each lookup waits for memory. A loop that uses an element of a slice as the key of
 * a map,
 *
 *     for _, k := range keys { sum += m[k] }
 *     for i := 0; i < n; i++ { delete(m, keys[i]) }
 *
 * begins each turn by hashing the key of a later turn and asking for its bucket
 * (gort_mapahead_fast, runtime/gort_map_inline.h). That only asks: what it reads may have changed
 * when the turn comes, and small maps are left alone.
 *
 * The first such use in the body counts; nested bodies are looked at as far as LOOK_NODES go, so
 * that loops nested deeply stay linear.
 */
#include "lower_stmt.h"

enum { LOOK_NODES = 64 };

typedef struct ahead_look {
    const object *value, *counter; /* the loop's variables, or NULL */
    position from;                 /* the loop's: what is declared later is not there yet */
    int left;                      /* nodes to look at */
    node *map, *slice;             /* found; slice NULL: the key is the value */
} ahead_look;

/* A variable that is there when a turn begins. */
static bool ahead_known(const ahead_look *a, const node *n)
{
    const object *o = n->kind == N_NAME ? n->obj : NULL;
    if (!o || o->kind != OBJ_VAR) return false;
    if (o->var_class == VAR_GLOBAL) return true;
    return o->lower && o->pos.file == a->from.file && o->pos.line <= a->from.line &&
           (o->pos.line < a->from.line || o->pos.col < a->from.col);
}

static bool ahead_is(const node *n, const object *o)
{
    return o && n->kind == N_NAME && n->obj == o;
}

static void ahead_use(ahead_look *a, node *map, node *key)
{
    map = gort__unparen(map);
    key = gort__unparen(key);
    if (!ahead_known(a, map) || key->type->under != map->type->key->under) return;
    if (ahead_is(key, a->value)) {
        a->map = map;
    } else if (key->kind == N_INDEX && ahead_is(gort__unparen(key->b), a->counter)) {
        node *slice = gort__unparen(key->a);
        if (slice->type->kind != TY_SLICE || !ahead_known(a, slice)) return;
        a->map = map;
        a->slice = slice;
    }
}

static void ahead_find(void *ctx, node *n)
{
    ahead_look *a = ctx;
    if (a->map || a->left-- <= 0 || n->kind == N_FUNCLIT) return;
    if (n->kind == N_INDEX && n->a->type && n->a->type->kind == TY_MAP)
        ahead_use(a, n->a, n->b);
    else if (n->kind == N_CALL && n->call_kind == CALL_BUILTIN && n->builtin == B_DELETE)
        ahead_use(a, n->list.at[0], n->list.at[1]);
    if (!a->map) gort__node_each(n, ahead_find, a);
}

void gort__lower_ahead(lowering *c, const node *s, const object *value, const ir_value *elems,
                       const ir_value *len, const object *counter, const ir_value *i)
{
    unit *u = c->u;
    ahead_look a = {.value = value, .counter = counter, .from = s->pos, .left = LOOK_NODES};
    if (!value && !counter) return;
    for (int k = 0; k < s->body.n; k++)
        ahead_find(&a, s->body.at[k]);
    if (!a.map) return;
    ty *t = a.map->type;
    const char *ahead = gort__lower_map_fast(c->w, t, MAP_AHEAD);
    if (!ahead) return;
    if (a.slice) {
        const ir_value *h = gort__lower_simple(c, a.slice->type, gort__lower_value(c, a.slice));
        elems = gort__ir_part(u, h, ".ptr");
        len = gort__ir_part(u, h, ".len");
        i = gort__ir_value(u, "(intptr_t)%v", i);
    }
    gort__lower_do(c, "%s(%v, %v, %v, %v)", ahead, gort__lower_value(c, a.map), elems, i, len);
}
