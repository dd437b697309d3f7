/* shipped.h - the Go files of the packages that gort ships (runtime/pkg/PATH/NAME.go), as data of
 * the command: embed.py makes the table when gort is built.
 */
#ifndef GORT_ESCAPE_SHIPPED_H
#define GORT_ESCAPE_SHIPPED_H

#include <stddef.h>

typedef struct shipped_file {
    const char *path; /* the package's */
    const char *name; /* of the file: "fmt/fmt.go" */
    const char *text;
    size_t bytes;
} shipped_file;

extern const shipped_file gort__shipped_files[];
extern const int gort__shipped_count;

#endif
