/* options.c - GOGC, GOMAXPROCS, GOMEMLIMIT and GODEBUG, read as Go 1.19 reads them.
 *
 *   GOGC        an integer or "off"; anything else counts as 100; any negative number is off
 *   GOMAXPROCS  an integer above 0; anything else: the number of processors
 *   GOMEMLIMIT  "off", or a byte count with an optional unit B, KiB, MiB, GiB, TiB; anything else
 *               is the one environment error that ends the process
 *   GOTRACEBACK none, single, all, system, crash, or a number
 *   GORT_EVENTS a file that the events go to (record/README.md); empty: none
 *   GORT_EVENT_KINDS  the kinds of events that it gets, separated by commas; empty: all
 *   GODEBUG     name=integer, separated by commas, no blanks taken off; unknown names and values
 *               that are no 32-bit integers are ignored, the last one wins; gcmutant takes
 *               names too
 *
 * config.debug is read after GODEBUG by the same rules, so it wins. The result is constant after
 * gort_runtime_new; only that function calls this file.
 *
 * To add a GODEBUG name, add a field to gort__options (runtime.h), a line to `names` and one to the
 * table of tools/gort/debug.c, in the order of their help.
 */
#include "mutant.h"
#include "os.h"
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

/* The whole of s[0..n) as a decimal integer with an optional '-'. */
static bool options_int64(const char *s, size_t n, int64_t *out)
{
    const bool neg = n > 0 && s[0] == '-';
    uint64_t v = 0;
    if (neg) s++, n--;
    if (n == 0) return false;
    for (size_t i = 0; i < n; i++) {
        if (s[i] < '0' || s[i] > '9') return false;
        const uint64_t d = (uint64_t)(s[i] - '0');
        if (v > (UINT64_MAX - d) / 10) return false;
        v = v * 10 + d;
    }
    if (v > (uint64_t)INT64_MAX + neg) return false;
    *out = neg ? (int64_t)(0 - v) : (int64_t)v;
    return true;
}

static bool options_int32(const char *s, size_t n, int *out)
{
    int64_t v;
    if (!options_int64(s, n, &v) || v < INT32_MIN || v > INT32_MAX) return false;
    *out = (int)v;
    return true;
}

/* A byte count as in GOMEMLIMIT. */
static bool options_byte_count(const char *s, int64_t *out)
{
    static const char *const units[] = {"KiB", "MiB", "GiB", "TiB"};
    size_t n = strlen(s);
    unsigned shift = 0;
    if (n == 0) return false;
    if (s[n - 1] == 'B') {
        for (unsigned u = 0; u < 4; u++)
            if (n >= 3 && memcmp(s + n - 3, units[u], 3) == 0) shift = 10 * (u + 1);
        n -= shift ? 3 : 1;
    }
    int64_t v;
    if (n == 0 || !options_int64(s, n, &v) || v < 0) return false;
    if (v > INT64_MAX >> shift) return false;
    *out = v << shift;
    return true;
}

static void options_debug_pair(gort__options *o, const char *name, size_t name_bytes,
                               const char *value, size_t value_bytes)
{
    const struct {
        const char *name;
        int *field;
    } names[] = {
        {"gctrace", &o->gctrace},         {"maptrace", &o->maptrace},
        {"gccheckmark", &o->gccheckmark}, {"gcstoptheworld", &o->gcstoptheworld},
        {"clobberfree", &o->clobberfree}, {"invalidptr", &o->invalidptr},
        {"efence", &o->efence},           {"sbrk", &o->sbrk},
        {"scavtrace", &o->scavtrace},     {"gcstress", &o->gcstress},
        {"stresstrace", &o->stresstrace}, {"schedtrace", &o->schedtrace},
        {"gcthreads", &o->gcthreads},     {"wbshadow", &o->wbshadow},
        {"stoptrace", &o->stoptrace},
    };
    int v;
    int64_t wide;
    if (name_bytes == 6 && memcmp(name, "gcseed", 6) == 0) {
        if (options_int64(value, value_bytes, &wide)) o->gcseed = (uint64_t)wide;
        return;
    }
    if (name_bytes == 7 && memcmp(name, "gcsteps", 7) == 0) {
        if (options_int64(value, value_bytes, &wide)) o->gcsteps = wide;
        return;
    }
    const bool mutant = name_bytes == 8 && memcmp(name, "gcmutant", 8) == 0;
    if (mutant && gort__mutant_parse(value, value_bytes, &o->gcmutant)) return;
    if (!options_int32(value, value_bytes, &v)) return;
    if (mutant) o->gcmutant = (unsigned)v;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strlen(names[i].name) == name_bytes && memcmp(names[i].name, name, name_bytes) == 0)
            *names[i].field = v;
}

static void options_debug(gort__options *o, const char *s)
{
    while (s && *s) {
        const char *end = strchr(s, ',');
        const size_t n = end ? (size_t)(end - s) : strlen(s);
        const char *eq = memchr(s, '=', n);
        if (eq) options_debug_pair(o, s, (size_t)(eq - s), eq + 1, n - (size_t)(eq - s) - 1);
        s = end ? end + 1 : NULL;
    }
}

gort__traceback_level gort__options_traceback(const char *s)
{
    int level;
    if (!s || !*s || strcmp(s, "single") == 0) return GORT_TRACEBACK_SINGLE;
    if (strcmp(s, "all") == 0 || strcmp(s, "system") == 0) return GORT_TRACEBACK_ALL;
    if (strcmp(s, "crash") == 0) return GORT_TRACEBACK_CRASH;
    const bool all = options_int32(s, strlen(s), &level) && level >= 1;
    return all ? GORT_TRACEBACK_ALL : GORT_TRACEBACK_NONE;
}

static const char *options_env(const gort_config *c, const char *name)
{
    return c->getenv ? c->getenv(c->user, name) : getenv(name);
}

bool gort__options_parse(gort__options *o, const gort_config *c, char *msg, size_t msg_bytes)
{
    memset(o, 0, sizeof *o);
    o->invalidptr = 1;
    o->gcsteps = -1;
    o->gc_percent = 100;
    o->gomaxprocs = gort__os_processors();
    o->gcthreads = -1;
    o->memory_limit_bytes = INT64_MAX;
    o->caller_runs = c->caller_runs;

    const char *s = options_env(c, "GOGC");
    int v;
    if (s && strcmp(s, "off") == 0)
        o->gc_percent = -1;
    else if (s && options_int32(s, strlen(s), &v))
        o->gc_percent = v < 0 ? -1 : v;

    s = options_env(c, "GOMAXPROCS");
    if (s && options_int32(s, strlen(s), &v) && v > 0) o->gomaxprocs = v;

    o->traceback = gort__options_traceback(options_env(c, "GOTRACEBACK"));
    s = options_env(c, "GORT_EVENTS");
    const char *bad = NULL;
    if (s && *s) {
        o->events = s;
        s = options_env(c, "GORT_EVENT_KINDS");
        o->told = gort__event_kinds(s ? s : "", &bad);
    }
    if (bad) {
        snprintf(msg, msg_bytes, "gort: GORT_EVENT_KINDS: no kind of event begins with %.100s\n",
                 bad);
        return false;
    }
    options_debug(o, options_env(c, "GODEBUG"));
    options_debug(o, c->debug);
    if (o->gcseed || o->wbshadow) o->gomaxprocs = 1; /* the same on every machine */
    o->sweep_special = o->clobberfree || o->wbshadow;
    o->barrier_special = o->gcmutant || o->wbshadow;

    s = options_env(c, "GOMEMLIMIT");
    if (s && *s && strcmp(s, "off") != 0 && !options_byte_count(s, &o->memory_limit_bytes)) {
        snprintf(msg, msg_bytes,
                 "GOMEMLIMIT=%s\nfatal error: malformed GOMEMLIMIT; see `go doc "
                 "runtime/debug.SetMemoryLimit`\n",
                 s);
        return false;
    }
    return true;
}
