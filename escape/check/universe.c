/* universe.c - the names that need no declaration: the scope around all packages. */
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

name_scope *gort__universe_scope(unit *u)
{
    if (u->universe) return u->universe;
    static const struct {
        const char *name;
        ty_kind kind;
    } basics[] = {{"bool", TY_BOOL},           {"int", TY_INT},
                  {"int8", TY_INT8},           {"int16", TY_INT16},
                  {"int32", TY_INT32},         {"int64", TY_INT64},
                  {"uint", TY_UINT},           {"uint8", TY_UINT8},
                  {"uint16", TY_UINT16},       {"uint32", TY_UINT32},
                  {"uint64", TY_UINT64},       {"uintptr", TY_UINTPTR},
                  {"float32", TY_FLOAT32},     {"float64", TY_FLOAT64},
                  {"complex64", TY_COMPLEX64}, {"complex128", TY_COMPLEX128},
                  {"string", TY_STRING}};
    name_scope *s = u->universe = gort__scope_new(u, NULL);
    for (size_t i = 0; i < sizeof basics / sizeof *basics; i++)
        (void)add(u, s, OBJ_TYPE, basics[i].name, gort__ty_basic(u, basics[i].kind));
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
    for (int b = B_APPEND; b <= B_RECOVER; b++)
        add(u, s, OBJ_BUILTIN, gort__builtin_name((builtin_id)b), gort__ty_basic(u, TY_INVALID))
            ->builtin = (uint8_t)b;
    return s;
}
