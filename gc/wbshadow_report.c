/* wbshadow_report.c - the report of a missed barrier: what a slot, a pointer, a piece of code is
 * called.
 *
 * A slot is named by the object that it lies in and the way to it through the object's type:
 * fields, elements, the parts of a map. Types that the compiler makes for itself have no fields;
 * then there is the offset.
 *
 * Threads: the one that reports. Objects may be of any kind by then; nothing but their types is
 * looked at.
 */
#define _GNU_SOURCE /* dl_iterate_phdr */
#include "../runtime/base/mutant.h"
#include "../runtime/panic/panic.h"
#include "../runtime/sched/sched.h"
#include "wbshadow.h"
#include <link.h>
#include <string.h>
#include <unistd.h>

#define WORD sizeof(void *)

static void name_bucket(gort__text *t, const gort_maptype *m, uintptr_t offset)
{
    const uintptr_t keys = 8, elems = keys + 8 * (uintptr_t)m->key_slot_bytes,
                    end = elems + 8 * (uintptr_t)m->elem_slot_bytes;
    if (offset >= end)
        gort__text_str(t, ", overflow");
    else if (offset >= elems)
        gort__text_fmt(t, ", elem %d", (int)((offset - elems) / m->elem_slot_bytes));
    else if (offset >= keys)
        gort__text_fmt(t, ", key %d", (int)((offset - keys) / m->key_slot_bytes));
}

static void name_header(gort__text *t, uintptr_t offset)
{
    gort__text_str(t, offset == offsetof(gort_hmap, buckets)      ? ", buckets"
                      : offset == offsetof(gort_hmap, oldbuckets) ? ", oldbuckets"
                                                                  : ", extra");
}

static const gort_field *name_field(const gort_type *t, uintptr_t offset)
{
    for (uintptr_t i = 0; i < t->len; i++) {
        const gort_field *f = &t->fields[i];
        if (offset - f->offset_bytes < f->type->size_bytes) return f;
    }
    return NULL;
}

/* ", field a.b[3]"; nothing for a word of a value that has no parts. */
static void name_way(gort__text *out, const gort_type *t, uintptr_t offset)
{
    bool field = false;
    for (;;) {
        if (t->kind == GORT_KIND_STRUCT && t->fields) {
            const gort_field *f = name_field(t, offset);
            if (!f) return;
            gort__text_fmt(out, "%s%s", field ? "." : ", field ", f->name);
            offset -= f->offset_bytes;
            t = f->type;
        } else if (t->kind == GORT_KIND_ARRAY && t->elem && t->elem->size_bytes) {
            gort__text_fmt(out, "%s[%llu]", field ? "" : ", element ",
                           (unsigned long long)(offset / t->elem->size_bytes));
            offset %= t->elem->size_bytes;
            t = t->elem;
        } else {
            if (t->kind == GORT_KIND_STRUCT)
                gort__text_fmt(out, "%soffset %llu", field ? ", " : ", ",
                               (unsigned long long)offset);
            return;
        }
        field = true;
    }
}

void gort__name_place(gort__text *out, const gort_type *t, uintptr_t bytes, uintptr_t offset)
{
    if (t->map && t == t->map->hmap) {
        name_header(out, offset);
        return;
    }
    const uintptr_t size = t->size_bytes;
    if (t->trace == gort_trace_tail) {
        if (offset >= size) gort__name_place(out, t->elem, bytes - size, offset - size);
        return;
    }
    const bool bucket = t->map && t == t->map->bucket;
    if (bytes >= 2 * size)
        gort__text_fmt(out, ", %s %llu", bucket ? "bucket" : "index",
                       (unsigned long long)(offset / size));
    if (bucket)
        name_bucket(out, t->map, offset % size);
    else
        name_way(out, t, offset % size);
}

static bool name_global(gort_runtime *rt, gort__text *t, uintptr_t slot)
{
    const struct gort__module_list *list = gort__load_ptr_acquire(&rt->module_list);
    for (size_t i = 0; list && i < list->n; i++) {
        const gort_module *mod = list->modules[i];
        for (size_t k = 0; k < mod->nglobals; k++) {
            const gort_global *x = &mod->globals[k];
            if (slot - (uintptr_t)x->addr >= x->type->size_bytes) continue;
            gort__text_fmt(t, "global %p, type %s", x->addr, x->type->name);
            gort__name_place(t, x->type, 0, slot - (uintptr_t)x->addr);
            return true;
        }
    }
    return false;
}

/* "object 0xc000012000, type main.board, field todo". */
static void report_place(gort_runtime *rt, gort__text *t, uintptr_t slot)
{
    const gort__span *s = gort__heap_span_of(rt->heap, slot);
    const uint32_t i = s ? gort__span_index(s, slot) : 0;
    const gort_type *type = s && i < s->nelems ? gort__span_type(s, i) : NULL;
    if (type) {
        const uintptr_t base = gort__span_slot(s, i);
        gort__text_fmt(t, "object %p, type %s", (void *)base, type->name);
        gort__name_place(t, type, s->elem_bytes, slot - base);
    } else if (!name_global(rt, t, slot)) {
        gort__text_fmt(t, "word %p", (void *)slot);
    }
}

/* "0xc000010040 (main.card)", "nil". */
static void report_value(gort_runtime *rt, gort__text *t, uintptr_t v)
{
    const gort__span *s = gort__heap_span_of(rt->heap, v);
    const uint32_t i = s ? gort__span_index(s, v) : 0;
    const gort_type *type = s && i < s->nelems ? gort__span_type(s, i) : NULL;
    if (v == 0)
        gort__text_str(t, "nil");
    else
        gort__text_fmt(t, "%p", (void *)v);
    if (type)
        gort__text_fmt(t, " (%s)", type->name);
    else if (s)
        gort__text_str(t, " (no pointers)");
}

/* ---- Code --------------------------------------------------------------------------------- */

typedef struct name_code {
    uintptr_t pc, base;
    const char *file;
} name_code;

static int name_module(struct dl_phdr_info *info, size_t bytes, void *user)
{
    name_code *c = user;
    (void)bytes;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        if (p->p_type != PT_LOAD || c->pc - (info->dlpi_addr + p->p_vaddr) >= p->p_memsz) continue;
        c->base = info->dlpi_addr;
        c->file = info->dlpi_name;
        return 1;
    }
    return 0;
}

/* "/path/prog+0x1234". */
static void report_code(gort__text *t, uintptr_t pc)
{
    char self[512] = "";
    name_code c = {.pc = pc, .file = ""};
    if (dl_iterate_phdr(name_module, &c) && !*c.file) {
        const ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
        if (n > 0) self[n] = 0;
        c.file = self;
    }
    gort__text_fmt(t, "%s+0x%llx", c.file, (unsigned long long)(pc - c.base));
}

/* ---- The report --------------------------------------------------------------------------- */

static void report_line(gort__text *t, const char *what, uintptr_t pc)
{
    if (!pc) return;
    gort__text_str(t, what);
    report_code(t, pc);
    gort__text_str(t, "\n");
}

static void report_miss(gort_runtime *rt, gort__text *t, const gort__shadow_miss *x,
                        const gort_site *site)
{
    static const char *const what[] = {
        "a store without the write barrier",
        "a write barrier that did not record what it stored",
        "a write barrier that did not record what it overwrote",
    };
    if (x->handed) {
        gort__text_str(t, "runtime: wbshadow: a hand-over without the write barrier\n\tof ");
        report_value(rt, t, x->new);
    } else {
        gort__text_fmt(t, "runtime: wbshadow: %s\n\tin ", what[x->halves]);
        report_place(rt, t, x->slot);
        gort__text_str(t, "\n\tstored ");
        report_value(rt, t, x->new);
        gort__text_str(t, " over ");
        report_value(rt, t, x->old);
    }
    gort__text_str(t, "\n");
    if (x->age > 1)
        gort__text_fmt(t, "\tnoticed late: the last %llu checks did not look there\n",
                       (unsigned long long)x->age - 1);
    if (site) {
        gort__text_str(t, "\tby ");
        gort__text_name(t, gort__module_of_site(rt, site), site);
        gort__text_fmt(t, "\n\t\t%s:%d\n", site->file, (int)site->line);
        return;
    }
    report_line(t, "\tbehind the call that returns to ", x->after);
    report_line(t,
                x->after ? "\tbefore the one that returns to  " : "\tby the call that returns to ",
                x->before);
}

void gort__shadow_report(gort_g *g, void **sp, const gort__shadow_miss *x, const gort_site *site)
{
    gort_runtime *rt = g->rt;
    gort__text own, *t = rt->opt.wbshadow == 1 ? gort__panic_report(g) : &own;
    if (t == &own) gort__text_init(t);
    report_miss(rt, t, x, site);
    if (t == &own) {
        gort__trace_write(rt, t->data, t->bytes);
        gort__text_free(t);
        return;
    }
    char mutants[GORT__MUTANT_TEXT_BYTES];
    gort__text_str(t, "fatal error: missed write barrier");
    if (rt->opt.gcseed) gort__text_fmt(t, ", gcseed=%llu", (unsigned long long)rt->opt.gcseed);
    if (rt->opt.gcmutant) gort__text_fmt(t, ", %s", gort__mutant_text(rt->opt.gcmutant, mutants));
    gort__text_str(t, "\n");
    if (site && gort__module_of_site(rt, site)) *sp++ = GORT_SITE_WORD(site);
    gort__panic_finish(g, sp, sp, GORT_ERROR_FATAL);
}
