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
 * The first such uses in the body count, USES of different keys; nested bodies are looked at as far
 * as LOOK_NODES go, so that loops nested deeply stay linear.
 */
#include "lower_stmt.h"

enum { LOOK_NODES = 64, USES = 2 };

typedef struct ahead_found {
    node *map, *slice; /* slice NULL: the key is the loop's value */
} ahead_found;

typedef struct ahead_look {
    const object *value, *counter; /* the loop's variables, or NULL */
    position from;                 /* the loop's: what is declared later is not there yet */
    int left;                      /* nodes to look at */
    int n;                         /* found */
    ahead_found found[USES];
} ahead_look;

/* A variable that is there when a turn begins. */
static bool ahead_known(const ahead_look *a, const node *n)
{
    const object *o = gort__variable(n);
    if (!o) return false;
    if (o->var_class == VAR_GLOBAL) return true;
    return o->lower && o->pos.file == a->from.file && o->pos.line <= a->from.line &&
           (o->pos.line < a->from.line || o->pos.col < a->from.col);
}

static bool ahead_is(const node *n, const object *o)
{
    return o && n->kind == N_NAME && n->obj == o;
}

static void ahead_add(ahead_look *a, node *map, node *slice)
{
    for (int i = 0; i < a->n; i++) {
        const node *same = a->found[i].slice;
        if (a->found[i].map->obj == map->obj && !same == !slice &&
            (!slice || same->obj == slice->obj))
            return;
    }
    a->found[a->n++] = (ahead_found){map, slice};
}

static void ahead_use(ahead_look *a, node *map, node *key)
{
    map = gort__unparen(map);
    key = gort__unparen(key);
    if (!ahead_known(a, map) || key->type->under != map->type->key->under) return;
    if (ahead_is(key, a->value)) {
        ahead_add(a, map, NULL);
    } else if (key->kind == N_INDEX && ahead_is(gort__unparen(key->b), a->counter)) {
        node *slice = gort__unparen(key->a);
        if (slice->type->kind != TY_SLICE || !ahead_known(a, slice)) return;
        ahead_add(a, map, slice);
    }
}

static void ahead_find(void *ctx, node *n)
{
    ahead_look *a = ctx;
    if (a->n == USES || a->left-- <= 0 || n->kind == N_FUNCLIT) return;
    if (n->kind == N_INDEX && n->a->type && n->a->type->kind == TY_MAP)
        ahead_use(a, n->a, n->b);
    else if (gort__is_builtin(n, B_DELETE))
        ahead_use(a, n->list.at[0], n->list.at[1]);
    gort__node_each(n, ahead_find, a);
}

/* elems, len: of what the loop ranges over. i: its counter. */
static void ahead_ask(lowering *c, const ahead_found *found, const ir_value *elems,
                      const ir_value *len, const ir_value *i)
{
    const char *ahead = gort__lower_map_fast(c->w, found->map->type, MAP_AHEAD);
    if (!ahead) return;
    if (found->slice) {
        const ir_value *h =
            gort__lower_simple(c, found->slice->type, gort__lower_value(c, found->slice));
        elems = gort__ir_part(c->u, h, ".ptr");
        len = gort__ir_part(c->u, h, ".len");
        i = gort__ir_value(c->u, "(intptr_t)%v", i);
    }
    gort__lower_do(c, "%s(%v, %v, %v, %v)", ahead, gort__lower_value(c, found->map), elems, i, len);
}

void gort__lower_ahead(lowering *c, const node *s, const object *value, const ir_value *elems,
                       const ir_value *len, const object *counter, const ir_value *i)
{
    ahead_look a = {.value = value, .counter = counter, .from = s->pos, .left = LOOK_NODES};
    if (!value && !counter) return;
    for (int k = 0; k < s->body.n; k++)
        ahead_find(&a, s->body.at[k]);
    for (int k = 0; k < a.n; k++)
        ahead_ask(c, &a.found[k], elems, len, i);
}
