/* runtime.c - the life of a runtime: configuration, creation, gort_main, the end.
 *
 * gort_runtime_new is the only place that builds the parts, in the order options, heap,
 * collector; gort_runtime_free takes them down in reverse. Neither needs an attached thread.
 *
 * gort_main runs the program as a goroutine whose stack is as large as Go's (1,000,000,000 bytes,
 * reserved and filled lazily), on threads of the scheduler (sched/main.c).
 *
 * To add a field to gort_config, append it to the struct, and mind struct_bytes in
 * runtime_copy_config: a caller compiled against an older header passes a shorter struct.
 */
#include "base/checks.h"
#include "../gc/gc.h"
#include "gort_abi.h"
#include "heap/heap.h"
#include "base/mutant.h"
#include "base/policy.h"
#include "base/runtime.h"
#include "base/os.h"
#include "embed/embed.h"
#include "sched/sched.h"
#include "value/value.h"
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Go's; where address space is short, what its shadow stack leaves of a block of 256 MiB. */
#define STACK_MAX_BYTES ((size_t)(sizeof(void *) == 8 ? 1000000000 : 64000000))
#define STACK_MIN_BYTES ((size_t)1 << 20)

#define TEXT_OF(number)  #number
#define VERSION(a, b, c) TEXT_OF(a) "." TEXT_OF(b) "." TEXT_OF(c)

const char *gort_version(void)
{
    return VERSION(GORT_VERSION_MAJOR, GORT_VERSION_MINOR, GORT_VERSION_PATCH);
}

/* ---- Creation ---------------------------------------------------------------------------- */

void gort_config_init(gort_config *c)
{
    memset(c, 0, sizeof *c);
    c->struct_bytes = sizeof *c;
}

static void runtime_copy_config(gort_config *to, const gort_config *from)
{
    gort_config_init(to);
    if (from) memcpy(to, from, from->struct_bytes < sizeof *to ? from->struct_bytes : sizeof *to);
    to->struct_bytes = sizeof *to;
    if (!to->heap_reserve_bytes) to->heap_reserve_bytes = GORT__HEAP_RESERVE_BYTES;
    if (!to->stack_max_bytes) to->stack_max_bytes = STACK_MAX_BYTES;
    if (!to->stack_reserve_bytes) to->stack_reserve_bytes = GORT__STACK_RESERVE_BYTES;
}

static void runtime_destroy(gort_runtime *rt)
{
    gort__registry_remove(rt);
    if (rt->gc) gort__gc_end_threads(rt->gc);
    gort__sched_free(rt->sched);
    for (uint32_t i = 0; i < rt->ngs; i++) { /* goroutines that were dropped */
        gort__g_clean(rt->gs[i]);
        if (!rt->gs[i]->in_block) free(rt->gs[i]);
    }
    gort__record_free(rt);
    gort__addresses_free(rt->addresses);
    gort__wbshadow_free(rt);
    if (rt->gc) gort__gc_free(rt->gc);
    if (rt->heap) gort__heap_free(rt->heap);
    gort__cells_free(rt);
    gort__handles_free(rt);
    gort__hooks_free(rt);
    gort__weak_maps_free(rt);
    gort__modules_free(rt);
    gort__itabs_free(rt->itabs);
    free(rt->os_args.ptr);
    gort__stacks_free(rt->stacks);
    free(rt->gs);
    free(rt->nobody);
    pthread_cond_destroy(&rt->restarted);
    pthread_cond_destroy(&rt->stopped);
    pthread_mutex_destroy(&rt->lock);
    free(rt);
    gort__registry_leave_zone();
}

gort_runtime *gort_runtime_new(const gort_config *config)
{
    char msg[512];
    gort_runtime parsed = {0}; /* a handler may jump out: nothing is allocated before */
    runtime_copy_config(&parsed.config, config);
    if (!gort__options_parse(&parsed.opt, &parsed.config, msg, sizeof msg))
        gort__fatal_text(&parsed, NULL, GORT_ERROR_CONFIG, msg, strlen(msg));
    if (parsed.config.value_tag & ~parsed.config.value_mask)
        gort__misuse(&parsed, "gort_runtime_new: value_tag has bits that value_mask has not");
    const gort__zone zone = gort__registry_hold_zone();
    if (zone == GORT__ZONE_TAKEN) {
        static const char text[] =
            "gort: the addresses of GORT_ZONE are in use: a runtime needs them free\n";
        gort__fatal_text(&parsed, NULL, GORT_ERROR_CONFIG, text, sizeof text - 1);
    }
    gort_runtime *rt = zone == GORT__ZONE_HELD ? calloc(1, sizeof *rt) : NULL;
    if (!rt) {
        if (zone == GORT__ZONE_HELD) gort__registry_leave_zone();
        return NULL;
    }
    rt->config = parsed.config;
    rt->opt = parsed.opt;
    const uint64_t hard = rt->config.hard_limit_bytes;
    if (hard && hard < (uint64_t)rt->opt.memory_limit_bytes)
        rt->opt.memory_limit_bytes = (int64_t)hard;
    rt->start_ns = rt->opt.gcseed ? 0 : gort__os_now_ns();
    pthread_mutex_init(&rt->lock, NULL);
    gort__init_conditions(rt);
    rt->delay.after_ns = GORT__DELAY_NS;
    rt->heap = gort__heap_new(rt, rt->config.heap_reserve_bytes);
    if (rt->heap) rt->gc = gort__gc_new(rt);
    rt->itabs = gort__itabs_new();
    rt->stacks = gort__stacks_new(rt->config.stack_reserve_bytes);
    rt->sched = gort__sched_new(rt);
    rt->nobody = calloc(1, offsetof(gort_mutator, run_span)); /* it never has a run or a buffer */
    if (rt->opt.gcseed) rt->addresses = gort__addresses_new();
    const bool shadowed = !rt->opt.wbshadow || (rt->heap && gort__wbshadow_new(rt));
    if (!rt->heap || !rt->gc || !shadowed || !rt->itabs || !rt->stacks || !rt->sched ||
        !rt->nobody || (rt->opt.gcseed && !rt->addresses) || !gort__registry_add(rt)) {
        runtime_destroy(rt);
        return NULL;
    }
    rt->nobody->rt = rt;
    rt->nobody->barrier_used = GORT_BARRIER_BUFFER_WORDS;
    if (!gort__modules_add(rt, &gort__runtime_module)) {
        runtime_destroy(rt);
        return NULL;
    }
    if (rt->opt.gctrace > 0)
        gort__listen(rt, GORT__EVENT_BIT(GORT_EVENT_CYCLE), gort__trace_cycle_event, NULL);
    if (rt->opt.maptrace)
        gort__listen(rt,
                     GORT__EVENT_BIT(GORT_EVENT_MAP_SCAN) | GORT__EVENT_BIT(GORT_EVENT_MAP_GROW) |
                         GORT__EVENT_BIT(GORT_EVENT_MAP_EVACUATE) |
                         GORT__EVENT_BIT(GORT_EVENT_MAP_GROWN),
                     gort__trace_map_event, NULL);
    if (rt->opt.scavtrace > 0)
        gort__listen(rt, GORT__EVENT_BIT(GORT_EVENT_SCAVENGE), gort__trace_scavenge_event, NULL);
    if (rt->opt.stoptrace > 0)
        gort__listen(rt, GORT__EVENT_BIT(GORT_EVENT_DELAY), gort__trace_delay_event, NULL);
    if (rt->opt.events && !gort__record_start(rt, rt->opt.events, msg, sizeof msg)) {
        runtime_destroy(rt);
        gort__fatal_text(&parsed, NULL, GORT_ERROR_CONFIG, msg, strlen(msg));
    }
    gort__mutant_guard(rt);
    gort__wbshadow_start(rt);
    return rt;
}

int gort_no_runtime(void)
{
    static const char text[] = "fatal error: runtime: cannot allocate memory\n";
    gort__os_write_stderr(text, sizeof text - 1);
    return 2;
}

void gort_runtime_free(gort_runtime *rt)
{
    if (!rt) return;
    gort__check_runtime(rt, __func__);
    if (!gort_current(rt)) gort__sched_wait_abandoned(rt->sched);
    pthread_mutex_lock(&rt->lock);
    const uint32_t n = rt->nmutators;
    pthread_mutex_unlock(&rt->lock);
    if (n) gort__misuse(rt, "gort_runtime_free: %u threads are attached", n);
    gort__threads_have_left(rt);
    runtime_destroy(rt);
}

/* ---- gort_main --------------------------------------------------------------------------- */

/* []string of copies in one block outside the heap. */
static bool runtime_set_args(gort_runtime *rt, int argc, char **argv)
{
    size_t bytes = 0;
    for (int i = 0; i < argc; i++)
        bytes += strlen(argv[i]) + 1;
    gort_string *s = malloc((size_t)argc * sizeof *s + bytes + 1);
    if (!s) return false;
    uint8_t *p = (uint8_t *)(s + argc);
    for (int i = 0; i < argc; i++) {
        const size_t n = strlen(argv[i]);
        memcpy(p, argv[i], n);
        s[i].ptr = p;
        s[i].len = (intptr_t)n;
        p += n + 1;
    }
    free(rt->os_args.ptr);
    rt->os_args = (gort_slice){s, argc, argc};
    return true;
}

/* A stack of the configured size, or of the next smaller half that can be had. */
static bool main_stack(gort_runtime *rt, gort__stack *st)
{
    for (size_t bytes = rt->config.stack_max_bytes;; bytes /= 2) {
        if (bytes < STACK_MIN_BYTES) bytes = STACK_MIN_BYTES;
        if (gort__stack_new(rt, bytes, st)) {
            gort__stack_protect(st);
            return true;
        }
        if (bytes == STACK_MIN_BYTES) return false;
    }
}

/* A stress mode that forced nothing proved nothing: who tests with one reads it here. */
static void main_print_stress(gort_runtime *rt)
{
    const gort_stress_counts c = gort_read_stress_counts(rt);
    char text[200];
    const int n = snprintf(
        text, sizeof text,
        "stress: %llu collections forced, %llu steps placed, %llu cycles checked, %llu cycles "
        "stopped\n",
        (unsigned long long)c.collections_forced, (unsigned long long)c.steps_forced,
        (unsigned long long)c.cycles_checked, (unsigned long long)c.cycles_stopped);
    gort__trace_write(rt, text, (size_t)n);
}

int gort_main(gort_runtime *rt, int argc, char **argv, void (*fn)(gort_g *g, void **sp))
{
    gort__check_runtime(rt, __func__);
    gort__check_that(rt, fn != NULL, __func__, "the function is NULL");
    gort__stack stack;
    if (!runtime_set_args(rt, argc, argv) || !main_stack(rt, &stack))
        gort__throw(rt, NULL, "out of memory in gort_main");
    const int status = gort__sched_main(rt, &stack, fn);
    if (rt->opt.stresstrace > 0) main_print_stress(rt);
    return gort__record_flush(rt) ? status : 2;
}
