/* 6_registers.c - an interpreter whose registers are the shadow stack: no scope, no push.
 *
 * A code of five instructions counts down and makes a list on the way. All registers stand behind
 * one word, GORT_VALUES_WORD, under which any words are safe, old ones too; it is written before a
 * call that may collect. A loop asks at its end whether the collector wants it (gort_poll).
 */
#include "gort_inline.h"
#include <stdio.h>

typedef uint64_t value;
#define INT(n)    ((value)0xfffe << 48 | (uint32_t)(n))
#define TO_INT(v) ((int32_t)(v))
#define NIL       ((value)1 << 48)

typedef struct pair {
    value car, cdr;
} pair;
GORT_STRUCT_TYPE(type_pair, pair, car, cdr);

typedef enum op { LOAD, CONS, SUB, JUMP_IF, RETURN } op;
typedef struct insn {
    op op;
    int a, b, c;
} insn;

enum { REGISTERS = 4 };

static value run(gort_g *g, void **sp, const insn *pc)
{
    value *R = (value *)(sp + 1);
    sp[0] = GORT_VALUES_WORD(REGISTERS); /* what stands in them before counts for nothing */
    sp += 1 + REGISTERS;
    for (;; pc++) {
        switch (pc->op) {
        case LOAD: R[pc->a] = pc->b ? INT(pc->b) : NIL; break;
        case SUB: R[pc->a] = INT(TO_INT(R[pc->a]) - pc->b); break;
        case CONS: {
            pair *p = gort_new(g, sp, &type_pair);
            gort_store(g, &p->car, (void *)(uintptr_t)R[pc->b]);
            gort_store(g, &p->cdr, (void *)(uintptr_t)R[pc->c]);
            R[pc->a] = (value)(uintptr_t)p;
            break;
        }
        case JUMP_IF:
            gort_poll(g, sp);
            if (TO_INT(R[pc->a]) != 0) pc += pc->b;
            break;
        case RETURN: return R[pc->a];
        }
    }
}

int main(void)
{
    static const insn code[] = {
        {LOAD, 0, 300000, 0}, {LOAD, 1, 0, 0},     {CONS, 1, 0, 1},
        {SUB, 0, 1, 0},       {JUMP_IF, 0, -3, 0}, {RETURN, 1, 0, 0},
    };
    gort_runtime *rt = gort_runtime_new(NULL);
    gort_g *g = rt ? gort_attach(rt) : NULL;
    if (!g) return 1;
    if (gort_stack_room(g, gort_top(g)) < 100) return 1;
    int64_t sum = 0;
    for (value v = run(g, gort_top(g), code); v != NIL; v = ((pair *)(uintptr_t)v)->cdr)
        sum += TO_INT(((pair *)(uintptr_t)v)->car);
    printf("the sum of what it made is %lld\n", (long long)sum);
    gort_detach(rt);
    gort_runtime_free(rt);
    return 0;
}
