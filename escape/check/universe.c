/* universe.c - the names that need no declaration: the scope around all packages, and that of
 * package unsafe, which has no files. */
#include "check_internal.h"

#include <string.h>

static object *add(unit *u, name_scope *s, object_kind k, const char *name, ty *t)
{
    object *o = gort__alloc(u, sizeof *o);
    o->kind = (uint8_t)k;
    o->name = gort__intern(u, name, strlen(name));
    o->type = t;
    o->used = true;
    (void)gort__scope_insert(u, s, o);
    return o;
}

static void add_builtins(unit *u, name_scope *s, builtin_id first, builtin_id last, package *p)
{
    for (int b = (int)first; b <= (int)last; b++) {
        object *o = add(u, s, OBJ_BUILTIN, gort__builtin_name((builtin_id)b),
                        gort__ty_basic(u, TY_INVALID));
        o->builtin = (uint8_t)b;
        o->pkg = p;
    }
}

name_scope *gort__universe_scope(unit *u)
{
    if (u->universe) return u->universe;
    name_scope *s = u->universe = gort__scope_new(u, NULL);
    for (int k = TY_BOOL; k <= TY_STRING; k++) {
        ty *t = gort__ty_basic(u, (ty_kind)k);
        if (t->kind != TY_INVALID) (void)add(u, s, OBJ_TYPE, gort__ty_string(u, t), t);
    }
    (void)add(u, s, OBJ_TYPE, "byte", gort__ty_byte(u));
    (void)add(u, s, OBJ_TYPE, "rune", gort__ty_rune(u));
    (void)add(u, s, OBJ_TYPE, "any", gort__ty_any(u));
    (void)add(u, s, OBJ_TYPE, "error", gort__ty_error(u));
    ty *untyped_bool = gort__ty_basic(u, TY_UNTYPED_BOOL);
    add(u, s, OBJ_CONST, "true", untyped_bool)->val = gort__const_bool(u, true);
    add(u, s, OBJ_CONST, "false", untyped_bool)->val = gort__const_bool(u, false);
    object *iota = add(u, s, OBJ_CONST, "iota", gort__ty_basic(u, TY_UNTYPED_INT));
    iota->val = gort__const_int(u, 0);
    iota->iota_value = -1;
    (void)add(u, s, OBJ_NIL, "nil", gort__ty_basic(u, TY_UNTYPED_NIL));
    add_builtins(u, s, B_APPEND, B_RECOVER, NULL);
    return s;
}

name_scope *gort__universe_unsafe(unit *u, package *p)
{
    name_scope *s = gort__scope_new(u, NULL);
    add(u, s, OBJ_TYPE, "Pointer", gort__ty_basic(u, TY_UNSAFE_POINTER))->pkg = p;
    add_builtins(u, s, B_ADD, B_SLICE, p);
    return s;
}
