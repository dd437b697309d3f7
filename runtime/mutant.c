/* mutant.c - parts of the collector that a test leaves out on purpose (GODEBUG=gcmutant): their
 * names, and how a program ends that such a loss has corrupted.
 *
 * A mutant is there to be caught: gccheckmark, or the check for bad pointers, names what is lost. A
 * program that meets freed memory before one of them looks ends by a signal; then the report says
 * what to make of it, and the exit status is that of every other fatal error. The handler is
 * installed for a runtime with a mutant only, and then stays with the process.
 */
#include "mutant.h"
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static const struct {
    const char *name; /* of the part that is left out */
    unsigned bit;
} mutant_names[] = {
    {"deletion", GORT_MUTANT_NO_DELETION},     {"insertion", GORT_MUTANT_NO_INSERTION},
    {"black", GORT_MUTANT_ALLOC_WHITE},        {"recheck", GORT_MUTANT_NO_RECHECK},
    {"oldbuckets", GORT_MUTANT_NO_OLDBUCKETS}, {"evacuate", GORT_MUTANT_EVAC_CLEAR},
    {"order", GORT_MUTANT_SWAP_PARTS},         {"shade", GORT_MUTANT_NO_SHADE},
    {"callbacks", GORT_MUTANT_LATE_ROOTS},
};
enum { MUTANTS = sizeof mutant_names / sizeof mutant_names[0] };

bool gort__mutant_parse(const char *s, size_t n, unsigned *out)
{
    unsigned bits = 0;
    while (n > 0) {
        const char *plus = memchr(s, '+', n);
        const size_t word = plus ? (size_t)(plus - s) : n;
        size_t i = 0;
        while (i < MUTANTS &&
               (strlen(mutant_names[i].name) != word || memcmp(mutant_names[i].name, s, word) != 0))
            i++;
        if (i == MUTANTS) return false;
        bits |= mutant_names[i].bit;
        s += plus ? word + 1 : word;
        n -= plus ? word + 1 : word;
    }
    *out = bits;
    return true;
}

const char *gort__mutant_text(unsigned mutants, char text[GORT__MUTANT_TEXT_BYTES])
{
    size_t n = 0;
    text[0] = 0;
    for (size_t i = 0; i < MUTANTS; i++) {
        if (!(mutants & mutant_names[i].bit)) continue;
        const char *before = n ? "+" : "gcmutant=";
        n += (size_t)snprintf(text + n, GORT__MUTANT_TEXT_BYTES - n, "%s%s", before,
                              mutant_names[i].name);
    }
    return text;
}

/* The thread's own words, snprintf with formats that neither lock nor allocate, write and _exit. */
static void mutant_signal(int number)
{
    const gort_runtime *rt = gort__thread_runtime();
    char text[256 + GORT__MUTANT_TEXT_BYTES], names[GORT__MUTANT_TEXT_BYTES];
    const int n = snprintf(
        text, sizeof text,
        "fatal error: memory is corrupt (signal %d): %s leaves a part of the collector out; "
        "gccheckmark=1 names what it loses\n",
        number, rt ? gort__mutant_text(rt->opt.gcmutant, names) : "gcmutant");
    gort__os_write_stderr(text, (size_t)n);
    _exit(2);
}

void gort__mutant_guard(const gort_runtime *rt)
{
    static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGABRT};
    if (!rt->opt.gcmutant) return;
    struct sigaction action = {.sa_handler = mutant_signal};
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
        sigaction(signals[i], &action, NULL);
}
