/* os.h - what is written, for os.c and fmt.c. */
#ifndef GORT_PKG_OS_H
#define GORT_PKG_OS_H

#include "../../value/value.h"

/* All n bytes, unless there is an error, which names `name`. What lies below sp is rooted, the
 * bytes too if they are in the heap. Others run meanwhile; may collect. */
gort_int_error gort__os_write(gort_g *g, void **sp, int fd, const char *name, const void *bytes,
                              intptr_t n);

#endif
