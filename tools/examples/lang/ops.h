/* ops.h - the instructions, and what compile.c and vm.c both know of them.
 *
 * Registers are words from R on. R[-1] is the running function, R[-2] the caller's R and R[-3] its
 * next instruction, or 0 where C called; the result goes to R[-3], which is register a of the
 * caller's call.
 */
#ifndef LANG_OPS_H
#define LANG_OPS_H

typedef struct insn {
    uint8_t op, a;
    bool sense;    /* of a test: which outcome goes on; the other one jumps by c */
    uint32_t line; /* of the text */
    int32_t b, c;
    value k; /* a constant */
} insn;

/* Some are functions, where as many arguments stand as is said here. The last operand of those from
 * TLT to MUL is k, if its register is negative. */
#define LANG_OPS(X)                                                                                \
    X(MOVE, "", 0)     /* R[a] = R[b] */                                                           \
    X(LOAD, "", 0)     /* R[a] = k */                                                              \
    X(GETG, "", 0)     /* R[a] = the global of the symbol k */                                     \
    X(SETG, "", 0)     /* the global of the symbol k = R[a]; sense: if it is defined */            \
    X(GETUP, "", 0)    /* R[a] = up[b] */                                                          \
    X(BOX, "", 0)      /* R[a] = a box of R[a] */                                                  \
    X(GETBOX, "", 0)   /* R[a] = what the box R[b] holds */                                        \
    X(SETBOX, "", 0)   /* the box R[b] gets R[a] */                                                \
    X(CLOSURE, "", 0)  /* R[a] = a function of the proto k. An instruction for each up follows: */ \
                       /* it is R[b] if sense says so, else up[b] */                               \
    X(CALL, "", 0)     /* R[a] = R[a+2](R[a+3] ... b arguments) */                                 \
    X(TAILCALL, "", 0) /* returns R[a+2](R[a+3] ... b arguments) */                                \
    X(RETURN, "", 0)   /* returns R[a] */                                                          \
    X(JUMP, "", 0)     /* by c */                                                                  \
    X(LOOP, "", 0)     /* by c, backwards: a safepoint */                                          \
    X(FORPREP, "", 0)  /* R[a] counts up to R[a+1]: checked; jumps by c if it is there */          \
    X(FORLOOP, "", 0)  /* R[a] += 1; jumps by c, backwards, while it is less than R[a+1] */        \
    X(TTRUE, "not", 1) /* test: R[a] is not #f */                                                  \
    X(TNULL, "null?", 1)                                                                           \
    X(TPAIR, "pair?", 1)                                                                           \
    X(TEQ, "eq?", 2)                                                                               \
    X(TLT, "<", 2) /* test: R[a] < R[b], and so on */                                              \
    X(TLE, "<=", 2)                                                                                \
    X(TGT, ">", 2)                                                                                 \
    X(TGE, ">=", 2)                                                                                \
    X(TNUM, "=", 2)                                                                                \
    X(ADD, "+", 2) /* R[a] = R[b] + R[c], and so on; more than two: from the left */               \
    X(SUB, "-", 2)                                                                                 \
    X(MUL, "*", 2)                                                                                 \
    X(CONS, "cons", 2)                                                                             \
    X(CAR, "car", 1)                                                                               \
    X(CDR, "cdr", 1)                                                                               \
    X(VREF, "vector-ref", 2)  /* R[a] = element R[c] of the vector R[b] */                         \
    X(VSET, "vector-set!", 3) /* element R[b] of the vector R[a] becomes R[c] */                   \
    X(GET, "get", 2)          /* R[a] = entry R[c] of the table R[b], or #f */                     \
    X(PUT, "put!", 3)         /* entry R[b] of the table R[a] becomes R[c] */

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
