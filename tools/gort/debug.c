/* debug.c - the names that gort run -d takes, and their help.
 *
 * The environment's GODEBUG is lenient, as Go's is: what a program does not know it ignores. Who
 * writes -d means a name, so a wrong one is an error. The runtime reads the text again
 * (runtime/base/options.c); tests/golden/cli.sh holds that it knows each name here.
 */
#include "gort.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum debug_value { VALUE_INT32, VALUE_INT64, VALUE_MUTANT } debug_value;

static const struct {
    const char *name;
    debug_value value;
    const char *help;
} debug_names[] = {
    {"gctrace", VALUE_INT32,
     "  gctrace=1         one line a collection, in Go 1.19's form\n"
     "  gctrace=2         a second line: the maps that were marked\n"},
    {"maptrace", VALUE_INT32,
     "  maptrace=1        each map's growth, evacuation and marking steps\n"},
    {"schedtrace", VALUE_INT32, "  schedtrace=N      one line about the scheduler every N ms\n"},
    {"scavtrace", VALUE_INT32,
     "  scavtrace=1       one line a collection: memory given back to the system\n"},
    {"stoptrace", VALUE_INT32,
     "  stoptrace=1       the thread that has kept others waiting for a second, by name\n"},
    {"gccheckmark", VALUE_INT32,
     "  gccheckmark=1     a second, stopped marking verifies the first; 2: repair and go on\n"},
    {"gcstoptheworld", VALUE_INT32,
     "  gcstoptheworld=1  mark with the world stopped; 2: sweep too\n"},
    {"clobberfree", VALUE_INT32, "  clobberfree=1     overwrite what is freed\n"},
    {"invalidptr", VALUE_INT32, "  invalidptr=0      let pointers to free spans pass\n"},
    {"efence", VALUE_INT32,
     "  efence=1          each object on pages of its own, which are never used again\n"},
    {"sbrk", VALUE_INT32, "  sbrk=1            no collector: memory is never freed\n"},
    {"gcthreads", VALUE_INT32,
     "  gcthreads=N       N threads of the collector's mark beside the program; 0: none\n"},
    {"gcstress", VALUE_INT32, "  gcstress=N        a whole collection at every N-th allocation\n"},
    {"gcseed", VALUE_INT64,
     "  gcseed=N          one goroutine at a time, and a generator seeded with N says which: the\n"
     "                    same each time, clocks, random numbers and addresses included;\n"
     "                    what fails says the seed at the end of its report\n"},
    {"gcsteps", VALUE_INT64,
     "  gcsteps=K         only the first K decisions are gcseed's: tools/shrink finds the fewest\n"
     "                    with which a program fails\n"},
    {"stresstrace", VALUE_INT32,
     "  stresstrace=1     one line at the end: what gcstress, gcseed and their like forced\n"},
    {"wbshadow", VALUE_INT32,
     "  wbshadow=1        names the store that misses its write barrier, soon after it; 2: "
     "reports\n"
     "                    and goes on\n"},
    {"gcmutant", VALUE_MUTANT,
     "  gcmutant=PART[+PART...]  leaves parts of the collector out, for tests: deletion,\n"
     "                    insertion, black, recheck, oldbuckets, evacuate, order, shade,\n"
     "                    callbacks, handover, weak\n"},
};
enum { DEBUG_NAMES = sizeof debug_names / sizeof debug_names[0] };

static const char *const mutant_parts[] = {"deletion",   "insertion", "black", "recheck",
                                           "oldbuckets", "evacuate",  "order", "shade",
                                           "callbacks",  "handover",  "weak"};

void debug_help(void)
{
    fputs("GODEBUG names, comma-separated name=number:\n", stdout);
    for (size_t i = 0; i < DEBUG_NAMES; i++)
        fputs(debug_names[i].help, stdout);
}

/* The names, for messages. */
static const char *debug_list(char *text, size_t bytes)
{
    size_t n = 0;
    for (size_t i = 0; i < DEBUG_NAMES && n < bytes; i++)
        n += (size_t)snprintf(text + n, bytes - n, "%s%s", i ? ", " : "", debug_names[i].name);
    return text;
}

static bool is_integer(const char *s, size_t n, int bits)
{
    char digits[32], *end;
    if (n == 0 || n >= sizeof digits || strspn(s, "-0123456789") < n) return false;
    memcpy(digits, s, n);
    digits[n] = 0;
    errno = 0;
    const long long v = strtoll(digits, &end, 10);
    return *end == 0 && errno == 0 && (bits == 64 || (v >= INT32_MIN && v <= INT32_MAX));
}

static bool is_mutant(const char *s, size_t n)
{
    if (is_integer(s, n, 32)) return true;
    while (n > 0) {
        const char *plus = memchr(s, '+', n);
        const size_t word = plus ? (size_t)(plus - s) : n;
        size_t i = 0;
        while (i < sizeof mutant_parts / sizeof mutant_parts[0] &&
               (strlen(mutant_parts[i]) != word || memcmp(mutant_parts[i], s, word) != 0))
            i++;
        if (i == sizeof mutant_parts / sizeof mutant_parts[0]) return false;
        if (!plus) return true;
        s += word + 1;
        n -= word + 1;
    }
    return false;
}

/* One name=value. */
static bool debug_check_one(const char *s, size_t n)
{
    char list[512];
    const char *eq = memchr(s, '=', n);
    const size_t name = eq ? (size_t)(eq - s) : n;
    if (name == strlen("gcpacertrace") && memcmp(s, "gcpacertrace", name) == 0) {
        cli_error("-d: gcpacertrace is not supported: it tells of Go's mark workers, and here "
                  "allocation pays for marking; see gctrace");
        return false;
    }
    size_t i = 0;
    while (i < DEBUG_NAMES &&
           (strlen(debug_names[i].name) != name || memcmp(debug_names[i].name, s, name) != 0))
        i++;
    if (i == DEBUG_NAMES) {
        cli_error("-d: no name %.*s; there are %s", (int)name, s, debug_list(list, sizeof list));
        return false;
    }
    const char *value = eq ? eq + 1 : "";
    const size_t value_bytes = eq ? n - name - 1 : 0;
    const debug_value kind = debug_names[i].value;
    if (kind == VALUE_MUTANT ? is_mutant(value, value_bytes)
                             : is_integer(value, value_bytes, kind == VALUE_INT64 ? 64 : 32))
        return true;
    cli_error("-d: %.*s takes %s, not \"%.*s\"; gort run -d help lists the names", (int)name, s,
              kind == VALUE_MUTANT ? "a number or names of parts" : "a number", (int)value_bytes,
              value);
    return false;
}

bool debug_sets(const char *text, const char *name)
{
    const size_t bytes = strlen(name);
    bool set = false;
    while (text && *text) {
        if (strncmp(text, name, bytes) == 0 && text[bytes] == '=')
            set = strtol(text + bytes + 1, NULL, 10) != 0;
        text = strchr(text, ',');
        if (text) text++;
    }
    return set;
}

bool debug_check(const char *text)
{
    for (;;) {
        const size_t n = strcspn(text, ",");
        if (!debug_check_one(text, n)) return false;
        if (!text[n]) return true;
        text += n + 1;
    }
}
