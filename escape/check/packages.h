/* packages.h - the lists of library.txt, of which library.py makes a C file when gort is built. */
#ifndef GORT_ESCAPE_PACKAGES_H
#define GORT_ESCAPE_PACKAGES_H

#include <stddef.h>

/* A list of names, each with a blank behind it. */
typedef struct library_list {
    const char *of; /* "the library", "math/rand", "math/rand.Rand" */
    const char *names, *hidden;
} library_list;

extern const library_list gort__library_lists[]; /* up to one of NULL */

#endif
