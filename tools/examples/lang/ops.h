/* ops.h - the instructions, and what compile.c and vm.c both know of them.
 *
 * Registers are words from R on. R[-1] is the running function, R[-2] the caller's R and R[-3] its
 * next instruction; the result goes to R[-3], which is register a of the caller's call. Where C
 * called R[-3] is 0, and R[-4] the next instruction of who called C.
 */
#ifndef LANG_OPS_H
#define LANG_OPS_H

typedef struct insn {
    uint8_t op, a;
    uint32_t line; /* of the text */
    int32_t b, c;
    value k; /* a constant */
} insn;

/* Those from NOT on are functions, where as many arguments stand as is said here. The last operand
 * from LT to MUL is k, if its register is negative. */
#define LANG_OPS(X)                                                                                \
    X(MOVE, "", 0)     /* R[a] = R[b] */                                                           \
    X(LOAD, "", 0)     /* R[a] = k */                                                              \
    X(GETG, "", 0)     /* R[a] = the global of the symbol k */                                     \
    X(SETG, "", 0)     /* the global of the symbol k = R[a]; b: only if it is defined */           \
    X(GETUP, "", 0)    /* R[a] = up[b] */                                                          \
    X(BOX, "", 0)      /* R[a] = a box of R[a] */                                                  \
    X(GETBOX, "", 0)   /* R[a] = what the box R[b] holds */                                        \
    X(SETBOX, "", 0)   /* the box R[b] gets R[a] */                                                \
    X(CLOSURE, "", 0)  /* R[a] = a function of the proto k; a MOVE or GETUP for each up follows */ \
    X(CALL, "", 0)     /* R[a] = R[a+2](R[a+3] ... b arguments) */                                 \
    X(TAILCALL, "", 0) /* returns R[a+2](R[a+3] ... b arguments) */                                \
    X(RETURN, "", 0)   /* returns R[a] */                                                          \
    X(JUMP, "", 0)     /* by c: a safepoint */                                                     \
    X(JUMPT, "", 0)    /* by c, unless R[a] is #f */                                               \
    X(JUMPF, "", 0)    /* by c, if R[a] is #f */                                                   \
    X(NOT, "not", 1)                                                                               \
    X(NIL, "null?", 1)                                                                             \
    X(PAIR, "pair?", 1)                                                                            \
    X(EQ, "eq?", 2)                                                                                \
    X(LT, "<", 2)                                                                                  \
    X(LE, "<=", 2)                                                                                 \
    X(GT, ">", 2)                                                                                  \
    X(GE, ">=", 2)                                                                                 \
    X(NUM, "=", 2)                                                                                 \
    X(ADD, "+", 2) /* R[a] = R[b] + R[c], and so on; more than two: from the left */               \
    X(SUB, "-", 2)                                                                                 \
    X(MUL, "*", 2)                                                                                 \
    X(CONS, "cons", 2)                                                                             \
    X(CAR, "car", 1)                                                                               \
    X(CDR, "cdr", 1)                                                                               \
    X(VREF, "vector-ref", 2)                                                                       \
    X(VSET, "vector-set!", 3) /* element R[b] of the vector R[a] becomes R[c] */

enum {
#define X(op, name, n) OP_##op,
    LANG_OPS(X)
#undef X
        OPS
};

static const struct {
    const char *name;
    int n;
} lang_ops[] = {
#define X(op, name, n) {name, n},
    LANG_OPS(X)
#undef X
};

#endif
