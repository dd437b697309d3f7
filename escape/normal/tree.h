/* tree.h - what the passes behind normal ask of a typed tree, each in one place. */
#ifndef GORT_ESCAPE_TREE_H
#define GORT_ESCAPE_TREE_H

#include "../syntax/lex.h"
#include "../types/types.h"

/* A node that no source has: of a (or NULL), of type t (normal_expr.c). */
node *gort__implicit(unit *u, node_kind k, position pos, node *a, ty *t);

/* The operands of an expression in the order of the source: a to d, each perhaps NULL, then the
 * list. */
static inline int gort__operands(const node *n)
{
    return 4 + n->list.n;
}
static inline node *gort__operand(const node *n, int i)
{
    return i == 0 ? n->a : i == 1 ? n->b : i == 2 ? n->c : i == 3 ? n->d : n->list.at[i - 4];
}

#define TY_AGGREGATES (TY_BIT(TY_STRUCT) | TY_BIT(TY_ARRAY))

static inline bool gort__is_builtin(const node *n, builtin_id b)
{
    return n->kind == N_CALL && n->call_kind == CALL_BUILTIN && n->builtin == b;
}

/* len(x), cap(x) */
static inline bool gort__measures(const node *n)
{
    return gort__is_builtin(n, B_LEN) || gort__is_builtin(n, B_CAP);
}

/* The variable that n names, or NULL. */
static inline object *gort__variable(const node *n)
{
    return n->kind == N_NAME && n->obj && n->obj->kind == OBJ_VAR ? n->obj : NULL;
}

static inline bool gort__is_local(const object *o)
{
    return o && o->kind == OBJ_VAR && o->var_class != VAR_GLOBAL;
}

/* The place that n is a part of, through fields and elements of arrays. */
static inline node *gort__whole(node *n)
{
    for (n = gort__unparen(n); (n->kind == N_SELECTOR && n->sel == SEL_FIELD && !n->sel_ptr) ||
                               (n->kind == N_INDEX && n->a->type->kind == TY_ARRAY);)
        n = gort__unparen(n->a);
    return n;
}

static inline bool gort__is_comparison(const node *n)
{
    return n->kind == N_BINARY && n->op >= T_EQ && n->op <= T_GE;
}

/* a && b, a || b */
static inline bool gort__is_logical(const node *n)
{
    return n->kind == N_BINARY && (n->op == T_LAND || n->op == T_LOR);
}

/* x.M of a value: what is called, or a method value. */
static inline bool gort__is_method(const node *n)
{
    return n->kind == N_SELECTOR && (n->sel == SEL_METHOD || n->sel == SEL_IMETHOD);
}

/* The function that n names, or NULL. */
static inline function *gort__named_function(const node *n)
{
    const bool names = n->kind == N_NAME || (n->kind == N_SELECTOR && n->sel == SEL_PACKAGE);
    return names && n->obj && n->obj->kind == OBJ_FUNC ? n->obj->func : NULL;
}

/* The value of an element of a literal. */
static inline node *gort__element(node *e)
{
    return e->kind == N_KEYVALUE ? e->b : e;
}

/* The call whose several results are all of the list, or NULL. */
static inline node *gort__spread(const nodes *list)
{
    node *only = list->n == 1 ? gort__unparen(list->at[0]) : NULL;
    return only && only->kind == N_CALL && only->type && only->type->kind == TY_TUPLE ? only : NULL;
}

/* Is it a name that something can be stored under? */
static inline bool gort__is_named(const char *name)
{
    return name && !gort__is_blank_name(name);
}

#endif
