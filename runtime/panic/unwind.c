/* unwind.c - one step up the C stack: from what a function finds when a call of it returns to what
 * its caller finds when it returns itself. x86-64.
 *
 * How a function saves registers is in the tables that C compilers make for debuggers (.eh_frame,
 * as DWARF describes it): the entry of a function is a list of instructions that say, up to an
 * address, where its frame is and where it put what. What that comes to at an address never
 * changes, so a g keeps it: a recovery that comes by again reads no table.
 *
 * Invariant: what is not understood (expressions, signal frames, registers in registers) is said to
 * be so, and the caller asks the C library instead.
 */
#include "unwind.h"
#include <stdlib.h>
#include <string.h>

#if GORT_RESUMES_HERE

enum { RSP = 7, RA = 16, REGISTERS = 17, KNOWN = 64, STATES = 8 };

/* Where the frame of a function is at an address, and what of its caller's lies in it. */
typedef struct unwind_rules {
    uintptr_t pc;
    int64_t frame;      /* the frame's end: so far above the register */
    uint8_t frame_base; /* DWARF's number */
    bool saved[REGISTERS];
    int64_t at[REGISTERS]; /* from the frame's end */
} unwind_rules;

struct gort__unwind_known {
    unwind_rules at[KNOWN];
};

struct unwind_bases {
    void *tbase, *dbase, *func;
};
/* In every unwinder of C compilers. */
const void *_Unwind_Find_FDE(void *pc, struct unwind_bases *bases) __attribute__((weak));

/* ---- Reading ------------------------------------------------------------------------------ */

typedef struct reader {
    const uint8_t *p, *end;
    bool bad;
} reader;

static uint64_t read_fixed(reader *r, unsigned bytes)
{
    uint64_t v = 0;
    if ((size_t)(r->end - r->p) < bytes) {
        r->bad = true;
        return 0;
    }
    memcpy(&v, r->p, bytes);
    r->p += bytes;
    return v;
}

static uint64_t read_uleb(reader *r)
{
    uint64_t v = 0;
    for (unsigned shift = 0;; shift += 7) {
        const uint8_t b = (uint8_t)read_fixed(r, 1);
        if (shift < 64) v |= (uint64_t)(b & 0x7f) << shift;
        if (!(b & 0x80)) return v;
    }
}

static int64_t read_sleb(reader *r)
{
    uint64_t v = 0;
    for (unsigned shift = 0;;) {
        const uint8_t b = (uint8_t)read_fixed(r, 1);
        if (shift < 64) v |= (uint64_t)(b & 0x7f) << shift;
        shift += 7;
        if (b & 0x80) continue;
        if (shift < 64 && (b & 0x40)) v |= ~(uint64_t)0 << shift;
        return (int64_t)v;
    }
}

/* What begins at p and says its own length. */
static reader read_entry(const uint8_t *p)
{
    uint32_t bytes;
    memcpy(&bytes, p, sizeof bytes);
    return (reader){p + 4, p + 4 + bytes, bytes == UINT32_MAX};
}

/* ---- Instructions ------------------------------------------------------------------------- */

typedef struct unwind_table {
    uint64_t code_unit;
    int64_t data_unit;
    uintptr_t loc, pc; /* the address that is described; the one that is asked for */
    unwind_rules rules, initial, remembered[STATES];
    int nremembered;
} unwind_table;

static void table_offset(unwind_table *t, reader *r, uint64_t reg, int64_t offset)
{
    if (reg >= REGISTERS) {
        r->bad = true;
        return;
    }
    t->rules.saved[reg] = true;
    t->rules.at[reg] = offset * t->data_unit;
}

static void table_restore(unwind_table *t, reader *r, uint64_t reg)
{
    if (reg >= REGISTERS) {
        r->bad = true;
        return;
    }
    t->rules.saved[reg] = t->initial.saved[reg];
    t->rules.at[reg] = t->initial.at[reg];
}

static void table_extended(unwind_table *t, reader *r, uint8_t op)
{
    uint64_t reg;
    switch (op) {
    case 0x00: return;
    case 0x02: t->loc += read_fixed(r, 1) * t->code_unit; return;
    case 0x03: t->loc += read_fixed(r, 2) * t->code_unit; return;
    case 0x04: t->loc += read_fixed(r, 4) * t->code_unit; return;
    case 0x05:
        reg = read_uleb(r);
        table_offset(t, r, reg, (int64_t)read_uleb(r));
        return;
    case 0x06: table_restore(t, r, read_uleb(r)); return;
    case 0x08:
        reg = read_uleb(r);
        if (reg < REGISTERS) t->rules.saved[reg] = false;
        return;
    case 0x0a:
        if (t->nremembered == STATES)
            r->bad = true;
        else
            t->remembered[t->nremembered++] = t->rules;
        return;
    case 0x0b:
        if (t->nremembered == 0)
            r->bad = true;
        else
            t->rules = t->remembered[--t->nremembered];
        return;
    case 0x0c:
        t->rules.frame_base = (uint8_t)read_uleb(r);
        t->rules.frame = (int64_t)read_uleb(r);
        return;
    case 0x0d: t->rules.frame_base = (uint8_t)read_uleb(r); return;
    case 0x0e: t->rules.frame = (int64_t)read_uleb(r); return;
    case 0x11:
        reg = read_uleb(r);
        table_offset(t, r, reg, read_sleb(r));
        return;
    case 0x2e: (void)read_uleb(r); return; /* bytes of arguments on the stack */
    default: r->bad = true;
    }
}

/* Up to what holds at t->pc. */
static void table_run(unwind_table *t, reader *r)
{
    while (r->p < r->end && !r->bad && t->loc <= t->pc) {
        const uint8_t op = (uint8_t)read_fixed(r, 1), low = op & 0x3f;
        switch (op >> 6) {
        case 1: t->loc += low * t->code_unit; break;
        case 2: table_offset(t, r, low, (int64_t)read_uleb(r)); break;
        case 3: table_restore(t, r, low); break;
        default: table_extended(t, r, op);
        }
    }
}

/* The head of what functions have in common: how addresses are spelled in their entries, and
 * whether these have a part to pass over. */
static bool table_head(unwind_table *t, reader *cie, unsigned *address_bytes, bool *sized)
{
    (void)read_fixed(cie, 4);
    const uint8_t version = (uint8_t)read_fixed(cie, 1);
    const char *how = (const char *)cie->p;
    const size_t n = strnlen(how, (size_t)(cie->end - cie->p));
    if (cie->bad || (version != 1 && version != 3) || (size_t)(cie->end - cie->p) <= n)
        return false;
    cie->p += n + 1;
    t->code_unit = read_uleb(cie);
    t->data_unit = read_sleb(cie);
    const uint64_t ra = version == 1 ? read_fixed(cie, 1) : read_uleb(cie);
    *sized = how[0] == 'z';
    *address_bytes = 8;
    if (*sized) {
        reader more = *cie;
        const uint64_t bytes = read_uleb(&more);
        if ((uint64_t)(more.end - more.p) < bytes) return false;
        cie->p = more.p + bytes;
        for (const char *c = how + 1; *c; c++) {
            if (*c != 'R') return false;
            const uint8_t form = (uint8_t)read_fixed(&more, 1) & 0x0f;
            *address_bytes = form == 0x03 || form == 0x0b ? 4 : 8;
        }
    } else if (n > 0) {
        return false;
    }
    return !cie->bad && ra == RA;
}

static bool unwind_read(uintptr_t pc, unwind_rules *out)
{
    struct unwind_bases bases = {0};
    if (!_Unwind_Find_FDE) return false;
    const uint8_t *entry = _Unwind_Find_FDE((void *)pc, &bases);
    if (!entry) return false;
    reader fde = read_entry(entry);
    int32_t back;
    memcpy(&back, entry + 4, sizeof back);
    reader cie = read_entry(entry + 4 - back);
    unwind_table t = {.pc = pc};
    unsigned address_bytes;
    bool sized;
    if (fde.bad || cie.bad || !table_head(&t, &cie, &address_bytes, &sized)) return false;
    table_run(&t, &cie);
    t.initial = t.rules;
    t.loc = (uintptr_t)bases.func;
    (void)read_fixed(&fde, 4);
    (void)read_fixed(&fde, address_bytes);
    (void)read_fixed(&fde, address_bytes);
    if (sized) {
        const uint64_t bytes = read_uleb(&fde);
        if (fde.bad || (uint64_t)(fde.end - fde.p) < bytes) return false;
        fde.p += bytes;
    }
    table_run(&t, &fde);
    const unwind_rules *r = &t.rules;
    if (fde.bad || cie.bad || !r->saved[RA] || r->at[RA] != -8) return false;
    if (r->frame_base != RSP && r->frame_base != GORT__UNWIND_RBP) return false;
    *out = *r;
    out->pc = pc;
    return true;
}

/* ---- Steps -------------------------------------------------------------------------------- */

static uintptr_t unwind_saved(const unwind_rules *r, uintptr_t end, int reg, uintptr_t now)
{
    uintptr_t v;
    if (!r->saved[reg]) return now;
    memcpy(&v, (const char *)end + r->at[reg], sizeof v);
    return v;
}

bool gort__unwind_step(gort_g *g, gort__unwind_frame *f)
{
    if (!g->unwind) g->unwind = calloc(1, sizeof *g->unwind);
    if (!g->unwind) return false;
    const uintptr_t pc = f->rip - 1; /* in the call, which may be the function's last instruction */
    unwind_rules *r = &g->unwind->at[(pc ^ pc >> 6) % KNOWN];
    if (r->pc != pc && !unwind_read(pc, r)) {
        r->pc = 0;
        return false;
    }
    const uintptr_t end = (r->frame_base == RSP ? f->rsp : f->rbp) + (uintptr_t)r->frame;
    f->rbx = unwind_saved(r, end, GORT__UNWIND_RBX, f->rbx);
    f->rbp = unwind_saved(r, end, GORT__UNWIND_RBP, f->rbp);
    f->r12 = unwind_saved(r, end, GORT__UNWIND_R12, f->r12);
    f->r13 = unwind_saved(r, end, GORT__UNWIND_R13, f->r13);
    f->r14 = unwind_saved(r, end, GORT__UNWIND_R14, f->r14);
    f->r15 = unwind_saved(r, end, GORT__UNWIND_R15, f->r15);
    f->rip = unwind_saved(r, end, RA, 0);
    f->rsp = end;
    return true;
}

#endif
