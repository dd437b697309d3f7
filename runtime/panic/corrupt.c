/* corrupt.c - how a program ends that has lost memory because a part of the collector was left out
 * on purpose (base/mutant.h).
 *
 * A mutant is there to be caught: gccheckmark, or the check for bad pointers, names what is lost. A
 * program that meets freed memory before one of them looks ends by a signal; then the report says
 * what to make of it, and the exit status is that of every other fatal error. The handler is
 * installed for a runtime with a mutant only, and then stays with the process.
 */
#include "../base/mutant.h"
#include "../base/os.h"
#include "../sched/sched.h"
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

/* The thread's own words, snprintf with formats that neither lock nor allocate, write and _exit. */
static void mutant_signal(int number)
{
    gort_runtime *rt = gort__thread_runtime();
    char text[256 + GORT__MUTANT_TEXT_BYTES], names[GORT__MUTANT_TEXT_BYTES];
    const int n = snprintf(
        text, sizeof text,
        "fatal error: memory is corrupt (signal %d): %s leaves a part of the collector out; "
        "gccheckmark=1 names what it loses\n",
        number, rt ? gort__mutant_text(rt->opt.gcmutant, names) : "gcmutant");
    gort__os_write_stderr(text, (size_t)n);
    if (rt) gort__record_rescue(rt);
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
