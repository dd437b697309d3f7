/* log.c - the C half of Go's package log: the local time zone, which the system knows. Any thread.
 */
#include "../../value/value.h"

#include <time.h>

intptr_t gort_log_zoneOffset(gort_g *g, void **sp, int64_t unix_s)
{
    (void)g;
    (void)sp;
    const time_t t = (time_t)unix_s;
    struct tm local;
    return localtime_r(&t, &local) ? (intptr_t)local.tm_gmtoff : 0;
}
