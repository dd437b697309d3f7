/* ops.h - the instructions, and what compile.c and vm.c both know of them.
 *
 * An instruction is a word: the operation in its lowest 8 bits, then A, B, C of 8 bits each, or A
 * and Bx (sBx: signed) of 16. Registers are words from R on. R[-1] is the running function, R[-2]
 * the caller's R and R[-3] its next instruction, or 0 where C called; the result goes to R[-3],
 * which is register A of the caller's call.
 *
 * A test is followed by a word: how far to jump if its outcome is not C.
 */
#ifndef LANG_OPS_H
#define LANG_OPS_H

#define LANG_OPS(X)                                                                                \
    X(MOVE)     /* R[A] = R[B] */                                                                  \
    X(LOADI)    /* R[A] = sBx */                                                                   \
    X(LOADS)    /* R[A] = V_NIL + B: a constant */                                                 \
    X(LOADK)    /* R[A] = K[Bx] */                                                                 \
    X(GETG)     /* R[A] = globals[Bx] */                                                           \
    X(SETG)     /* globals[Bx] = R[A], which has a value */                                        \
    X(DEFG)     /* the same, which may have none */                                                \
    X(GETUP)    /* R[A] = up[B] */                                                                 \
    X(GETUPBOX) /* R[A] = what the box up[B] holds */                                              \
    X(SETUPBOX) /* the box up[B] gets R[A] */                                                      \
    X(BOX)      /* R[A] = a box of R[A] */                                                         \
    X(GETBOX)   /* R[A] = what the box R[B] holds */                                               \
    X(SETBOX)   /* the box R[B] gets R[A] */                                                       \
    X(SELF)     /* R[A] = R[-1] */                                                                 \
    X(CLOSURE)  /* R[A] = a function of K[Bx]; a word for each up follows: CAPTURE_*, A */         \
    X(CALL)     /* R[A] = R[A+2](R[A+3] ... B arguments) */                                        \
    X(TAILCALL) /* returns R[A+2](R[A+3] ... B arguments) */                                       \
    X(RETURN)   /* returns R[A] */                                                                 \
    X(JUMP)     /* by the word behind it */                                                        \
    X(LOOP)     /* by sBx, backwards: a safepoint */                                               \
    X(FORPREP)  /* R[A] counts up to R[A+1]: checked; jumps by sBx to the FORLOOP */               \
    X(FORLOOP)  /* R[A] += 1; jumps by sBx, backwards, while it is less than R[A+1] */             \
    X(TTRUE)    /* test: R[A] is not #f */                                                         \
    X(TLT)      /* test: R[A] < R[B] */                                                            \
    X(TLE)      /* test: R[A] <= R[B] */                                                           \
    X(TNUM)     /* test: R[A] = R[B], numbers */                                                   \
    X(TEQ)      /* test: the same value */                                                         \
    X(TLTI)     /* test: R[A] < B, B signed */                                                     \
    X(TGTI)     /* test: R[A] > B */                                                               \
    X(TNUMI)    /* test: R[A] = B */                                                               \
    X(TNULL)    /* test: R[A] is () */                                                             \
    X(TPAIR)    /* test: R[A] is a pair */                                                         \
    X(ADD)      /* R[A] = R[B] + R[C], and so on */                                                \
    X(SUB)                                                                                         \
    X(MUL)                                                                                         \
    X(MOD)                                                                                         \
    X(ADDI) /* R[A] = R[B] + C, C signed */                                                        \
    X(CONS)                                                                                        \
    X(CAR)                                                                                         \
    X(CDR)                                                                                         \
    X(VREF) /* R[A] = element R[C] of the vector R[B] */                                           \
    X(VSET) /* element R[B] of the vector R[A] becomes R[C] */                                     \
    X(GET)  /* R[A] = entry R[C] of the table R[B], or #f */                                       \
    X(PUT)  /* entry R[B] of the table R[A] becomes R[C] */

enum {
#define X(name) OP_##name,
    LANG_OPS(X)
#undef X
};

/* Where a new function gets what it captures: a register, an up or the running function itself. */
enum { CAPTURE_REGISTER, CAPTURE_UP, CAPTURE_SELF };

#define INSN_A(i)            ((i) >> 8 & 0xff)
#define INSN_B(i)            ((i) >> 16 & 0xff)
#define INSN_C(i)            ((i) >> 24)
#define INSN_BX(i)           ((i) >> 16)
#define INSN_SBX(i)          ((int32_t)(i) >> 16)
#define INSN_SB(i)           ((int32_t)(int8_t)((i) >> 16))
#define INSN_SC(i)           ((int32_t)(i) >> 24)
#define INSN(op, a, b, c)    ((insn)(op) | (insn)(a) << 8 | ((insn)(b)&0xff) << 16 | (insn)(c) << 24)
#define INSN_WIDE(op, a, bx) ((insn)(op) | (insn)(a) << 8 | (insn)(bx) << 16)

/* Functions that are instructions, where that many arguments stand. more: or more than two, from
 * the left. small: the one with a constant, or 0. swap: the operands change places. */
typedef struct prim {
    const char *name;
    int op, n, small;
    bool more, swap;
} prim;
static const prim prims[] = {{"+", OP_ADD, 2, OP_ADDI, true, false},
                             {"-", OP_SUB, 2, OP_ADDI, true, false},
                             {"*", OP_MUL, 2, 0, true, false},
                             {"modulo", OP_MOD, 2, 0, false, false},
                             {"=", OP_TNUM, 2, OP_TNUMI, false, false},
                             {"<", OP_TLT, 2, OP_TLTI, false, false},
                             {">", OP_TLT, 2, OP_TGTI, false, true},
                             {"<=", OP_TLE, 2, 0, false, false},
                             {">=", OP_TLE, 2, 0, false, true},
                             {"eq?", OP_TEQ, 2, 0, false, false},
                             {"not", OP_TTRUE, 1, 0, false, false},
                             {"null?", OP_TNULL, 1, 0, false, false},
                             {"pair?", OP_TPAIR, 1, 0, false, false},
                             {"cons", OP_CONS, 2, 0, false, false},
                             {"car", OP_CAR, 1, 0, false, false},
                             {"cdr", OP_CDR, 1, 0, false, false},
                             {"vector-ref", OP_VREF, 2, 0, false, false},
                             {"vector-set!", OP_VSET, 3, 0, false, false},
                             {"get", OP_GET, 2, 0, false, false},
                             {"put!", OP_PUT, 3, 0, false, false}};

#endif
