/* policy.h - what the allocator and the collector decide by constants: how large a step, a rest, a
 * piece, a search is. What they decide by arithmetic over the heap's figures is gc/pacer.c; what a
 * stack is cut to, stack.c.
 *
 * Each says what becomes worse on either side of it. One has a figure; the others are not measured
 * yet. Who changes one measures first: tools/bench/run --before.
 */
#ifndef GORT_POLICY_H
#define GORT_POLICY_H

#include <stdint.h>

/* ---- The page heap ------------------------------------------------------------------------ */

/* Address space is committed in such pieces. A huge page is half of one, so that a heap of a few
 * megabytes gets some; more would be touched early by huge pages that nothing needs yet. */
#define GORT__HEAP_GROW_BYTES ((uintptr_t)4 << 20)
/* Address space asked for, halved until the system grants it; below the least no heap is worth it.
 */
#define GORT__HEAP_RESERVE_BYTES       ((uintptr_t)64 << 30)
#define GORT__HEAP_RESERVE_LEAST_BYTES ((uintptr_t)16 << 20)
/* Free spans of a bin looked at for one that fits. Growing the heap costs less than a long search
 * through spans that are all a page too short. */
#define GORT__BIN_SEARCH 64
/* Objects from this size on ask for huge pages: arrays that are walked, as a map's buckets. Smaller
 * ones lie in pieces of GORT__HEAP_GROW_BYTES with others. */
#define GORT__HUGE_ADVICE_BYTES ((uintptr_t)4 << 20)
/* sbrk=1 takes memory in such pieces. */
#define GORT__BUMP_CHUNK_BYTES ((uintptr_t)1 << 20)

/* ---- Sweeping and giving back ------------------------------------------------------------- */

/* Spans swept at most for one request of pages, beside four for each page. In a heap
 * where nearly every span holds a living object a longer search finds nothing either. */
#define GORT__SWEEP_FOR_PAGES 64
/* Spans of a class swept at most before a new one is taken: as Go's. Fewer, and the heap grows
 * while free slots lie unswept. */
#define GORT__SWEEP_FOR_SLOTS 100
/* Spans swept before a cycle starts between two looks at whether somebody wants the world stopped:
 * a stop waits for that long. */
#define GORT__SWEEP_SPANS 64
/* Given back to the system at most by one allocation of pages: a few system calls. */
#define GORT__SCAVENGE_STEP_BYTES ((uintptr_t)4 << 20)

/* ---- Marking ------------------------------------------------------------------------------ */

/* An allocation works off its debt when it comes to this much scanning, so that taking a worker and
 * reading the clock twice is a small part of it. Twice as much doubles what an allocation may take
 * at worst. */
#define GORT__DEBT_STEP_BYTES ((int64_t)32 << 10)
/* One step's scanning at most, whoever does it: the longest that a stop waits for a marker. */
#define GORT__STEP_MAX_BYTES ((uint64_t)64 << 10)
/* A safepoint's step, and the rest after it in times of what the step took: a loop that does not
 * allocate gives a quarter of its time, as much of one processor as Go's workers take. */
#define GORT__SAFEPOINT_STEP_BYTES ((uint64_t)32 << 10)
#define GORT__SAFEPOINT_REST       3
/* While a cycle marks, polls look at the clock once in about this time. Looking each time is a
 * waste: together with faster scanning of small objects this took bintrees to 0.61 and liveheap to
 * 0.67 of their time. The bound keeps a program whose polls become rare from skipping many of them.
 */
#define GORT__POLL_PERIOD_NS    10000
#define GORT__POLLS_SKIPPED_MAX 1023
/* A large object or global is scanned in such pieces, so that a step can end within one. */
#define GORT__MARK_PIECE_BYTES ((uintptr_t)128 << 10)
/* Small globals are marked in runs of this many bytes: taking one from the counter is a hundredth.
 */
#define GORT__GLOBALS_RUN_BYTES ((uintptr_t)512)
/* Objects between the pop and the scan, a power of two: as long as memory takes to arrive. */
#define GORT__MARK_FIFO 16

/* ---- Pauses ------------------------------------------------------------------------------- */

/* Stacks scanned with the world stopped when a forced cycle starts, so that the caller need not
 * wait for their threads to be scheduled; or one stack more. */
#define GORT__SHORT_STACKS_BYTES ((uintptr_t)64 << 10)
/* Stacks of g's that do not run, scanned and looked at by one step; or one stack more. */
#define GORT__IDLE_STACKS_BYTES ((uint64_t)64 << 10)
#define GORT__IDLE_STACKS_LOOKS 256
/* Marking done in mark termination: more, and the world runs again, so often at most. */
#define GORT__RECHECK_BYTES ((uint64_t)64 << 10)
#define GORT__MAX_RESTARTS  8
/* Who waits for a whole collection waits so long, so often, for threads to come to a safepoint and
 * scan their stacks; then it stops the world and scans them itself. */
#define GORT__HANDSHAKE_WAIT_NS 50000
#define GORT__HANDSHAKE_TRIES   200

#endif
