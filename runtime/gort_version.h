/* gort_version.h - which gort this is. It comes with gort.h. tests/structure.sh compares it with
 * meson.build's.
 */
#ifndef GORT_VERSION_H
#define GORT_VERSION_H

#include "gort.h"

#define GORT_VERSION_MAJOR 0
#define GORT_VERSION_MINOR 1
#define GORT_VERSION_PATCH 0

/* Whether these headers are of that version or a later one. */
#define GORT_VERSION_AT_LEAST(major, minor, patch)                                                 \
    (GORT_VERSION_MAJOR * 1000000 + GORT_VERSION_MINOR * 1000 + GORT_VERSION_PATCH >=              \
     (major)*1000000 + (minor)*1000 + (patch))

#ifdef __cplusplus
extern "C" {
#endif

/* "0.1.0": the library's that is linked. Any thread, at any time. */
GORT_API const char *gort_version(void);

#ifdef __cplusplus
}
#endif

#endif
