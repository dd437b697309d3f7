/* gort_embed.h - for hand-written C and C++: descriptors of a program's own types, root cells that
 * come and go, what a pointer leads to, the collector in steps, a hard limit, blocking calls that
 * cannot be left halfway, protected calls, whose errors come back as values. Comes with gort.h,
 * whose words on threads, roots and `sp` hold here too.
 */
#ifndef GORT_EMBED_H
#define GORT_EMBED_H

#include "gort.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Types ------------------------------------------------------------------------------- */

/* GORT_STRUCT_TYPE(variable, struct, fields...): at file scope, defines the descriptor `variable`
 * of a struct, static. Named are the fields that hold pointers into the heap, one to twelve, each a
 * pointer or an array or struct of nothing but pointers; of a gort_string or a gort_slice its
 * `ptr`:
 *
 *     typedef struct node { struct node *left, *right; int64_t value; gort_string name; } node;
 *     GORT_STRUCT_TYPE(type_node, node, left, right, name.ptr);
 *
 * GORT_PLAIN_TYPE(variable, type): the same of a type without pointers. Pointers behind the first
 * 64 words: gort_type_init. A map takes neither as a key, since they have no equality; a key's
 * type is a gort_own_type whose equal and hashfn the program sets (gort_type_equal_mem and
 * gort_type_hash_mem, if its bytes decide).
 */
#define GORT_STRUCT_TYPE(variable, T, ...)                                                         \
    GORT__EACH(GORT__FIELD_CHECK, T, __VA_ARGS__)                                                  \
    GORT__TYPE(variable, T, (UINT64_C(0) GORT__EACH(GORT__FIELD_BITS, T, __VA_ARGS__)))
#define GORT_PLAIN_TYPE(variable, T) GORT__TYPE(variable, T, UINT64_C(0))

/* A descriptor made at run time, with room for its mask: objects whose pointers lie in their first
 * GORT_OWN_TYPE_WORDS words. It is not copied, and stays as long as the runtimes that use it. */
enum { GORT_OWN_TYPE_WORDS = 1024 };
typedef struct gort_own_type {
    gort_type type;
    uint8_t mask[GORT_OWN_TYPE_WORDS / 8];
} gort_own_type;

/* These return NULL, or what is wrong, as a sentence that stays. Any thread, no runtime needed. */

/* A type of `bytes` bytes whose words with the numbers words[0..nwords) hold pointers. align: a
 * power of two up to GORT_TYPE_ALIGN_MAX; objects lie at its multiples. name stays as long as *t.
 */
enum { GORT_TYPE_ALIGN_MAX = 128 };
GORT_API const char *gort_type_init(gort_own_type *t, const char *name, size_t bytes, size_t align,
                                    const size_t *words, size_t nwords);
/* The type of `count` elements side by side, as one object or as a cell. elem stays as long as *t,
 * and is of at most GORT_OWN_TYPE_WORDS words if it has pointers.
 */
GORT_API const char *gort_type_init_array(gort_own_type *t, const char *name, const gort_type *elem,
                                          size_t count);
/* The type of a struct of type head with elements of type elem behind it, as many as each object is
 * made with (gort_new_tail). Neither has a trace hook, but elem may be gort_type_value or rows of
 * it; both stay as long as *t. It is a type of objects alone: not of cells, elements or map
 * entries. Elements lie from gort_tail on; they are copied as what they are
 * (gort_typedslicemove). */
GORT_API const char *gort_type_init_tail(gort_own_type *t, const char *name, const gort_type *head,
                                         const gort_type *elem);
/* Whether the runtime can work with a descriptor. */
GORT_API const char *gort_type_check(const gort_type *t);

/* ---- Root cells -------------------------------------------------------------------------- */

/* A root of its own, made and freed at any time and in any order: what a C structure holds of the
 * heap. For many pointers that stand together: gort_add_root. */
typedef struct gort_cell gort_cell;
/* Holds p. NULL: memory is out. Not a safepoint, nor are the next ones. Any attached thread; two
 * may not use one cell at once without a lock of the program's. Those that are left are freed with
 * the runtime. */
GORT_API gort_cell *gort_cell_new(gort_g *g, const void *p);
GORT_API void *gort_cell_get(gort_g *g, const gort_cell *c);
GORT_API void gort_cell_set(gort_g *g, gort_cell *c, const void *p);
GORT_API void gort_cell_free(gort_g *g, gort_cell *c); /* NULL: nothing */

/* ---- C stacks of the program's own ------------------------------------------------------- */

/* Coroutines of ucontext, of assembler: C code that leaves one C stack for another. Roots are
 * precise, so the collector never looks at a C stack; but each has its open scopes, slots and `sp`,
 * and its end, which polls look for. So each gets a g: a shadow stack beside the program's C stack
 * [lo, lo + bytes), 64 KiB or more (16 at least; the last half, or 64 KiB of a larger one, are left
 * for the C library and for the report of an overflow).
 *
 *     gort_c_stack_switch(own, sp, other);       from here on the thread runs as `other`
 *     swapcontext(&own_context, &other_context);
 *     ... on the other stack: calls take `other`, and gort_top(other) or its `sp` ...
 *
 * What the new stack begins with reaches it through a root of another kind, or is pushed there
 * first: between switch and swap the thread may push. NULL: memory is out. Not a safepoint. */
GORT_API gort_g *gort_c_stack_new(gort_g *g, void *lo, size_t bytes);
/* From the calling thread's g, whose words below sp are roots meanwhile, to one that waits: of
 * gort_c_stack_new, by whichever thread, or the thread's first. Else MISUSE; so is a switch of a
 * goroutine. May collect. An attached thread that ends on one leaves it waiting. */
GORT_API void gort_c_stack_switch(gort_g *from, void **sp, gort_g *to);
/* It waits, and its roots are none any more. NULL: nothing. Those that are left go with the
 * runtime. Not a safepoint. */
GORT_API void gort_c_stack_free(gort_g *g, gort_g *of);

/* ---- Stacks, callbacks, modules ---------------------------------------------------------- */

/* A stack of the program's own, of elements of type t, as roots of g: those from base up to where
 * *top points. It is to the collector what g's shadow stack is: written plainly by what runs as g,
 * with gort_shade for what comes from outside of the heap and the roots; what lies from *top on is
 * not read, and what *top comes to include is initialised. *s, the stack and *top are the
 * program's memory and stay until it is removed, or g ends. g is the calling thread's; it may be a
 * goroutine's. Not safepoints. */
typedef struct gort_root_stack {
    struct gort_root_stack *next; /* the runtime's */
    void *base;
    void *const *top;
    const gort_type *type;
} gort_root_stack;
GORT_API void gort_add_root_stack(gort_g *g, gort_root_stack *s, void *base, void *const *top,
                                  const gort_type *t);
GORT_API void gort_remove_root_stack(gort_g *g, gort_root_stack *s);

/* Root callbacks beside those of gort_set_thread_roots and gort_set_runtime_roots, asked when those
 * are; any number. *c is the program's memory, and stays until it is removed; those of a thread go
 * with it. The first two: the calling thread's g. The other two: any thread, also an unattached
 * one, but not out of a callback; remove waits until the callback does not run. Not safepoints. */
typedef struct gort_root_callback {
    struct gort_root_callback *next; /* the runtime's */
    gort_root_fn fn;
    void *user;
} gort_root_callback;
GORT_API void gort_add_thread_roots(gort_g *g, gort_root_callback *c, gort_root_fn fn, void *user);
GORT_API void gort_remove_thread_roots(gort_g *g, gort_root_callback *c);
GORT_API void gort_add_runtime_roots(gort_runtime *rt, gort_root_callback *c, gort_root_fn fn,
                                     void *user);
GORT_API void gort_remove_runtime_roots(gort_runtime *rt, gort_root_callback *c);

/* A module's globals are roots no more, and its sites name nothing: *mod and its globals may go.
 * Its code runs nowhere and is not called again, no frame of it is on a stack. Its types stay as
 * long as there may be objects of them, and those with a hash as long as the runtime. Not
 * registered: nothing. Completes a cycle that is under way. May collect. */
GORT_API void gort_unregister_module(gort_g *g, void **sp, const gort_module *mod);

/* ---- Objects ----------------------------------------------------------------------------- */

/* An object stays where it is from its allocation until it is freed: its address may be hashed,
 * kept outside of the heap and given to the system while something keeps the object. That is a
 * promise: nothing needs to be pinned, and no call does it.
 *
 * Objects of one type: gort_new and gort_alloc_slow; of bytes: gort_new_bytes; if NULL is to be the
 * answer when memory is out: gort_try_new, gort_try_new_bytes, gort_try_alloc (gort_inline.h). */

/* A zeroed object of a type of gort_type_init_tail with n elements. The second returns NULL if
 * memory is out or it would be larger than any object can be. May collect. */
GORT_API void *gort_new_tail(gort_g *g, void **sp, const gort_type *t, uintptr_t n);
GORT_API void *gort_try_new_tail(gort_g *g, void **sp, const gort_type *t, uintptr_t n);
/* Its first element. Not a safepoint. */
static inline void *gort_tail(const gort_type *t, void *object)
{
    return (char *)object + t->size_bytes;
}
/* The trace hook of these types: the runtime knows them by it. */
GORT_API void gort_trace_tail(gort_tracer *tr, const gort_type *t, void *obj);

/* Memory outside of the heap that objects hold (buffers, textures) grew by so many bytes, or
 * shrank: it counts as part of the heap for when a cycle begins, so that what holds it is freed in
 * time. Returns the sum; below 0 it does not fall. As the metric "/gort/heap/external:bytes" it can
 * be read too (gort_stats.h). If it grows: may collect. Else not a safepoint. */
GORT_API uint64_t gort_adjust_external(gort_g *g, void **sp, int64_t delta_bytes);

typedef struct gort_object {
    void *base;            /* where it begins */
    size_t bytes;          /* of its slot: what was asked for, or somewhat more */
    const gort_type *type; /* NULL: allocated as a type without pointers, which is not kept */
} gort_object;
/* The object that p leads to, into its middle too. False: p leads to none. p is nil, a pointer that
 * is valid (a root holds its object), or leads to somewhere outside of the heap. Attached threads.
 * Not a safepoint. */
GORT_API bool gort_object_of(gort_g *g, const void *p, gort_object *object);

/* ---- The shadow stack -------------------------------------------------------------------- */

/* How many words of g's shadow stack are free from sp on: for those who keep more there than their
 * C frames would need, the registers of an interpreter, and so have to find its end themselves. The
 * calling thread's g. Not a safepoint. */
GORT_API size_t gort_stack_room(gort_g *g, void **sp);

/* ---- Questions about the heap ------------------------------------------------------------ */

/* A report's text, whole, when the world runs again; it may be up to 16 KiB and ends with a new
 * line. Any call is allowed. */
typedef void (*gort_report_fn)(void *user, const char *text, size_t text_bytes);

/* What keeps the object that p leads to: writes a path to it, one of the shortest from a root, an
 * object a line, from the object up, each with the field that the next one is in where its type
 * names them. False: no root leads there (it is garbage, or p leads to no object); then nothing is
 * written. p need not be a valid pointer, and keeps nothing by being asked for. */
GORT_API bool gort_why_alive(gort_g *g, void **sp, const void *p, gort_report_fn write, void *user);
/* Looks through the whole heap: whether spans are as they are described, and whether every pointer
 * that a root leads to is one to an object. How many faults there are; of the first ones the text
 * is written: what it is, and the path to it. 0: nothing is written.
 *
 * Both stop the world for about as long as a collection without the collector's threads takes, and
 * need memory for a record of each object. Safepoints, also while a cycle marks; heap_check sweeps
 * first. write NULL: no text is wanted. */
GORT_API size_t gort_heap_check(gort_g *g, void **sp, gort_report_fn write, void *user);

/* ---- The collector's time and room -------------------------------------------------------- */

/* Collects for about budget_ns, in bounded steps, of which at least one is done and after which the
 * clock is looked at: a step takes some ten microseconds, ending a cycle what its pause takes.
 * First what the last cycle left is swept, then a cycle begins, if none is under way, marks and
 * ends, also where GOGC is off. True: a cycle has ended in this call, which then returns. False:
 * the budget is over, or the cycle waits for other threads to come to a safepoint, which the call
 * does not, unless the world has to be stopped (see "Threads"). A program that collects in its idle
 * time calls it there until it is true. May collect. */
GORT_API bool gort_gc_step(gort_g *g, void **sp, uint64_t budget_ns);

/* The hard limit: spans in use (MemStats.HeapInuse: pages of 8 KiB that hold objects or their free
 * slots) never come to more bytes than that, rounded down to a page. An allocation that would need
 * more waits for a whole collection, then for gort_config.on_out_of_memory, then fails; one that is
 * larger than the limit fails at once. Below what is in use: that stays, and nothing is added.
 * Stacks, the runtime's own tables and memory that gort_adjust_external names are not counted.
 * GODEBUG=sbrk=1 knows no limit. 0: none. Returns the old one. The memory limit, which is what
 * makes cycles begin in time, stays as it is. Not a safepoint. */
GORT_API uint64_t gort_set_hard_limit(gort_g *g, uint64_t bytes);

/* ---- Blocking calls ---------------------------------------------------------------------- */

/* fn(arg) in a blocking region (gort_enter_blocking), which is left when fn returns: the form that
 * cannot be left unbalanced. fn touches no object and calls nothing that takes a g; it does not
 * longjmp. */
GORT_API void gort_call_blocking(gort_g *g, void **sp, void (*fn)(void *arg), void *arg);

/* ---- Protected calls --------------------------------------------------------------------- */

/* What a protected call has failed with. */
typedef struct gort_caught {
    gort_error_code code; /* GORT_ERROR_PANIC, GORT_ERROR_OUT_OF_MEMORY or GORT_ERROR_STACK */
    /* What was panicked with: it may be the nil interface. Of the other two: an error, whose text
     * is "out of memory" or "stack overflow" and which lies outside of the heap. */
    gort_eface value;
} gort_caught;

/* fn(g, sp, arg), which may use gort_top too. True: it has returned. False: a panic that nothing in
 * it has recovered from, memory that is out, or a stack that is has ended it, and *caught says
 * which; g is as it was before, and usable:
 *
 *   deferred calls  of what ended have run, as after every panic; after a stack overflow they have
 *                   not, since there is no room for them, and are forgotten
 *   a stack         is seen to be out by gort_poll, safepoints, scopes and emitted code: C
 *                   functions that call each other without one of them are not stopped
 *   recover         in them sees panics alone: Go's program does not survive the other two, its
 *                   embedder does
 *   scopes          that it opened are closed, and what it had on the shadow stack is gone
 *   frames of C     are left by longjmp. Root stacks, callbacks and cells of such a frame, and
 *                   locks, are removed by a deferred call of it, or before anything that may fail
 *
 * The value is no root any more: it is on the shadow stack before the next call that may collect.
 * fn returns with the scopes, blocking regions and functions with deferred calls that it has begun
 * ended: else GORT_ERROR_MISUSE. Fatal errors and misuse go to the error handler as always, which
 * may longjmp past a protected call and then calls gort_g_reset. runtime.Goexit goes through.
 *
 * Calls nest, each goroutine and thread has its own. One costs a setjmp and some stores. Writes
 * three words at sp. The calling thread's g. May collect if fn does. */
GORT_API bool gort_call_protected(gort_g *g, void **sp, void (*fn)(gort_g *g, void **sp, void *arg),
                                  void *arg, gort_caught *caught);
/* The value's text: what its Error or String method says, else what the report of an uncaught panic
 * has behind "panic: ". Its bytes may be in the heap. Empty if memory for it is out. May
 * collect, and panic if such a method does. */
GORT_API gort_string gort_caught_text(gort_g *g, void **sp, const gort_caught *caught);

/* ---- How the macros do it ---------------------------------------------------------------- */

#ifdef __cplusplus
#define GORT__ASSERT(condition, text) static_assert(condition, text);
#else
#define GORT__ASSERT(condition, text) _Static_assert(condition, text);
#endif
#define GORT__WORD(T, field) (offsetof(T, field) / sizeof(void *))
#define GORT__END(T, field)  (GORT__WORD(T, field) + sizeof(((T *)0)->field) / sizeof(void *))
#define GORT__FIELD_CHECK(T, field)                                                                \
    GORT__ASSERT(offsetof(T, field) % sizeof(void *) == 0 &&                                       \
                     sizeof(((T *)0)->field) % sizeof(void *) == 0,                                \
                 #field " is not made of words")                                                   \
    GORT__ASSERT(GORT__END(T, field) <= 64, #field " reaches behind the first 64 words")
/* The bits of the words from `first` on. */
#define GORT__BITS_FROM(first) ((first) < 64 ? ~UINT64_C(0) << (first) % 64 : 0)
#define GORT__FIELD_BITS(T, field)                                                                 \
    | (GORT__BITS_FROM(GORT__WORD(T, field)) & ~GORT__BITS_FROM(GORT__END(T, field)))
#define GORT__BYTE(bits, k) (uint8_t)((bits) >> 8 * (k)&0xff)
#define GORT__TYPE(variable, T, bits)                                                              \
    static const uint8_t variable##_mask[8] = {                                                    \
        GORT__BYTE(bits, 0), GORT__BYTE(bits, 1), GORT__BYTE(bits, 2), GORT__BYTE(bits, 3),        \
        GORT__BYTE(bits, 4), GORT__BYTE(bits, 5), GORT__BYTE(bits, 6), GORT__BYTE(bits, 7)};       \
    static const gort_type variable = {                                                            \
        sizeof(T),                                                                                 \
        (bits) ? (64 - (uintptr_t)__builtin_clzll((bits) | 1)) * sizeof(void *) : 0,               \
        (bits) ? variable##_mask : NULL,                                                           \
        (bits) ? 64 * sizeof(void *) : 0,                                                          \
        GORT_KIND_STRUCT,                                                                          \
        GORT__ALIGNOF(T),                                                                          \
        0,                                                                                         \
        0,                                                                                         \
        (uint32_t)(sizeof(T) * 0x9e3779b1u ^ ((bits) ^ (bits) >> 32) * 0x85ebca6bu) | 1,           \
        #T,                                                                                        \
        NULL,                                                                                      \
        NULL,                                                                                      \
        NULL,                                                                                      \
        NULL,                                                                                      \
        NULL,                                                                                      \
        0,                                                                                         \
        NULL,                                                                                      \
        NULL,                                                                                      \
        NULL,                                                                                      \
        0,                                                                                         \
        0,                                                                                         \
        NULL}
#ifdef __cplusplus
#define GORT__ALIGNOF(T) alignof(T)
#else
#define GORT__ALIGNOF(T) _Alignof(T)
#endif
/* GORT__EACH(F, T, a, b, ...): F(T, a) F(T, b) ... */
#define GORT__EACH(F, T, ...)                                                                      \
    GORT__NTH(__VA_ARGS__, GORT__E12, GORT__E11, GORT__E10, GORT__E9, GORT__E8, GORT__E7,          \
              GORT__E6, GORT__E5, GORT__E4, GORT__E3, GORT__E2, GORT__E1, 0)                       \
    (F, T, __VA_ARGS__)
#define GORT__NTH(a, b, c, d, e, f, g, h, i, j, k, l, n, ...) n
#define GORT__E1(F, T, a)                                     F(T, a)
#define GORT__E2(F, T, a, ...)                                F(T, a) GORT__E1(F, T, __VA_ARGS__)
#define GORT__E3(F, T, a, ...)                                F(T, a) GORT__E2(F, T, __VA_ARGS__)
#define GORT__E4(F, T, a, ...)                                F(T, a) GORT__E3(F, T, __VA_ARGS__)
#define GORT__E5(F, T, a, ...)                                F(T, a) GORT__E4(F, T, __VA_ARGS__)
#define GORT__E6(F, T, a, ...)                                F(T, a) GORT__E5(F, T, __VA_ARGS__)
#define GORT__E7(F, T, a, ...)                                F(T, a) GORT__E6(F, T, __VA_ARGS__)
#define GORT__E8(F, T, a, ...)                                F(T, a) GORT__E7(F, T, __VA_ARGS__)
#define GORT__E9(F, T, a, ...)                                F(T, a) GORT__E8(F, T, __VA_ARGS__)
#define GORT__E10(F, T, a, ...)                               F(T, a) GORT__E9(F, T, __VA_ARGS__)
#define GORT__E11(F, T, a, ...)                               F(T, a) GORT__E10(F, T, __VA_ARGS__)
#define GORT__E12(F, T, a, ...)                               F(T, a) GORT__E11(F, T, __VA_ARGS__)

#ifdef __cplusplus
}
#endif

#endif
