/* universe.h - names that need no declaration: the predeclared ones and the members of the Go
 * packages that the runtime provides.
 *
 * A gort__pkgfunc tells the checker a function's type, the emitter its C name, and the escape
 * analysis what each parameter does (Go's own summaries of these functions).
 */
#ifndef GORT_ESCAPE_UNIVERSE_H
#define GORT_ESCAPE_UNIVERSE_H

#include "types.h"

/* What a package function does with a pointer parameter. */
typedef enum gort__leak {
    LEAK_NONE,    /* does not escape */
    LEAK_CONTENT, /* what it points to escapes (one load) */
    LEAK_ALL      /* it escapes itself */
} gort__leak;

typedef struct gort__pkgfunc {
    const char *pkg, *name;
    const char *type;   /* in a small notation, see universe.c */
    const char *c_name; /* NULL: known to Go, but the runtime has it not yet */
    gort__leak leaks[4];
    bool noreturn;
} gort__pkgfunc;

/* Does gort have the Go package of that path? */
bool gort__universe_package(const char *path);
/* An exported member of such a package, made on first use and then always the same object: OBJ_FUNC
 * (pkgfunc set), OBJ_VAR of class VAR_PACKAGE, or OBJ_TYPE. NULL: it has no such member. */
gort__obj *gort__universe_member(gort__unit *u, gort__package *p, const char *name);

/* packages.c: what Go has. */
typedef enum gort__go_name { GO_NAME_NONE, GO_NAME_EXPORTED, GO_NAME_HIDDEN } gort__go_name;
/* Is it a package of Go's library? */
bool gort__universe_is_library(const char *path);
/* What a package that gort has calls so, whether gort has that too or not. */
gort__go_name gort__universe_go_name(const char *path, const char *name);

struct gort__scope;
/* The scope of predeclared names, around all packages. */
struct gort__scope *gort__universe_scope(gort__unit *u);
const char *gort__builtin_name(gort__builtin b);

#endif
