/* universe.h - names that need no declaration (universe.c); what Go's library has (packages.c). */
#ifndef GORT_ESCAPE_UNIVERSE_H
#define GORT_ESCAPE_UNIVERSE_H

#include "../types/types.h"

typedef enum go_name { GO_NAME_NONE, GO_NAME_EXPORTED, GO_NAME_HIDDEN } go_name;
/* Is it a package of Go's library? */
bool gort__universe_is_library(const char *path);
/* What a package that gort has calls so, whether gort has that too or not. */
go_name gort__universe_go_name(const char *path, const char *name);
/* Whether Go has that method of a type that gort has in part. */
bool gort__universe_go_method(const char *path, const char *type, const char *method);

struct name_scope;
/* The scope of predeclared names, around all packages. */
struct name_scope *gort__universe_scope(unit *u);
/* That of the package unsafe, which is p. */
struct name_scope *gort__universe_unsafe(unit *u, package *p);

#endif
