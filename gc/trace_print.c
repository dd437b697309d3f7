/* trace_print.c - the gctrace lines, byte for byte in go1.19's form.
 *
 *   gc 3 @0.021s 5%: 0.019+0.42+0.003 ms clock, 0.038+0.11/0.30/0+0.006 ms cpu, 4->5->1 MB,
 *   5 MB goal, 0 MB stacks, 0 MB globals, 2 P (forced)                         (one line)
 *
 * clock: sweep termination, marking, mark termination; cpu: the stops times the processors, and
 * between them marking by allocation / by others (runtime.GC, safepoints, the collector's threads)
 * / by those while processors were idle. heap: at the start, at mark termination, marked. Sizes are
 * floored to 2^20 bytes.
 *
 * gctrace=2 adds the maps that the cycle met, in the order in which a map is marked:
 *   maps 3: 12 headers (3 stack) 576 B -> 4096 buckets 1179648 B -> 128 oldbuckets 36864 B
 *   -> 33 overflow 9504 B                                                      (one line)
 *
 * It does not begin with "gc ", so that readers of go1.19's lines pass it over.
 *
 * Figures in, text out; a listener (runtime/base/event.h).
 */
#include "internal.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

size_t gort__format_fixed(char *buf, uint64_t value, unsigned decimals)
{
    char digits[24];
    size_t n = 0, out = 0;
    while (value > 0 || n <= decimals) {
        digits[n++] = (char)('0' + value % 10);
        value /= 10;
    }
    while (n > 0) {
        buf[out++] = digits[--n];
        if (n == decimals && n > 0) buf[out++] = '.';
    }
    return out;
}

size_t gort__format_ns_as_ms(char *buf, uint64_t ns)
{
    if (ns >= 10000000) return gort__format_fixed(buf, ns / 1000000, 0);
    uint64_t us = ns / 1000;
    unsigned decimals = 3;
    if (us == 0) {
        buf[0] = '0';
        return 1;
    }
    /* Two digits are enough, and never more than three behind the point. */
    for (; us >= 100; us /= 10)
        decimals--;
    return gort__format_fixed(buf, us, decimals);
}

typedef struct print_buf {
    char *at, *end;
} print_buf;

static void print_ms(print_buf *b, uint64_t ns, const char *after)
{
    char text[32];
    const size_t n = gort__format_ns_as_ms(text, ns), m = strlen(after);
    if ((size_t)(b->end - b->at) < n + m) return;
    memcpy(b->at, text, n);
    memcpy(b->at + n, after, m);
    b->at += n + m;
}

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
static void
print_fmt(print_buf *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    const int n = vsnprintf(b->at, (size_t)(b->end - b->at), fmt, ap);
    va_end(ap);
    if (n < 0) return;
    b->at = n < b->end - b->at ? b->at + n : b->end - 1;
}

static void print_cycle(const gort__cycle_figures *f, print_buf *b)
{
    char since[32];
    since[gort__format_fixed(since, f->began_ns / 1000000, 3)] = 0;
    print_fmt(b, "gc %llu @%ss %d%%: ", (unsigned long long)f->number, since,
              (int)(f->cpu_fraction * 100));
    print_ms(b, f->mark_ns - f->began_ns, "+");
    print_ms(b, f->mark_term_ns - f->mark_ns, "+");
    print_ms(b, f->end_ns - f->mark_term_ns, " ms clock, ");
    print_ms(b, f->stw1_cpu_ns, "+");
    print_ms(b, f->assist_ns, "/");
    print_ms(b, f->dedicated_ns, "/");
    print_ms(b, f->idle_ns, "+");
    print_ms(b, f->stw2_cpu_ns, " ms cpu, ");
    print_fmt(b, "%llu->%llu->%llu MB, %llu MB goal, %llu MB stacks, %llu MB globals, %d P%s\n",
              (unsigned long long)f->heap0 >> 20, (unsigned long long)f->heap1 >> 20,
              (unsigned long long)f->heap2 >> 20, (unsigned long long)f->goal >> 20,
              (unsigned long long)f->stack_bytes >> 20, (unsigned long long)f->globals_bytes >> 20,
              f->procs, f->forced ? " (forced)" : "");
}

static void print_maps(const gort__cycle_figures *f, print_buf *b)
{
    const gort__map_counts *m = &f->maps;
    print_fmt(b,
              "maps %llu: %llu headers (%llu stack) %llu B -> %llu buckets %llu B -> %llu "
              "oldbuckets %llu B -> %llu overflow %llu B\n",
              (unsigned long long)f->number, (unsigned long long)m->blocks[GORT_PART_HEADER],
              (unsigned long long)m->stack_headers, (unsigned long long)m->bytes[GORT_PART_HEADER],
              (unsigned long long)m->blocks[GORT_PART_BUCKETS],
              (unsigned long long)m->bytes[GORT_PART_BUCKETS],
              (unsigned long long)m->blocks[GORT_PART_OLDBUCKETS],
              (unsigned long long)m->bytes[GORT_PART_OLDBUCKETS],
              (unsigned long long)m->blocks[GORT_PART_OVERFLOW],
              (unsigned long long)m->bytes[GORT_PART_OVERFLOW]);
}

static void print_line(gort_runtime *rt, const gort__cycle_figures *f,
                       void (*print)(const gort__cycle_figures *f, print_buf *b))
{
    char line[512];
    print_buf b = {line, line + sizeof line};
    print(f, &b);
    gort__trace_write(rt, line, (size_t)(b.at - line));
}

void gort__trace_cycle_event(void *user, gort_runtime *rt, const gort__event *e)
{
    (void)user;
    print_line(rt, e->cycle, print_cycle);
    if (rt->opt.gctrace > 1) print_line(rt, e->cycle, print_maps);
}
