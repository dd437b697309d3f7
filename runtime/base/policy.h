/* policy.h - what the allocator and the collector decide by constants: how large a step, a rest, a
 * piece, a search is. What they decide by arithmetic over the heap's figures is gc/pacer.c; what a
 * stack is cut to, stack.c; how long an emitted loop runs between polls, escape/lower/README.md.
 *
 * Each says what becomes worse on either side of it, and what tools/bench/policy measured of that
 * at half and at twice its value (figures: half / as it is / twice, CPU time of a call unless they
 * name something else; "long": one in a hundred takes as much; the programs are the tool's). What
 * is not named did not move. Noise is a twentieth of the CPU time, and a huge page or two (2 MiB
 * each) of the peak. Who changes one measures again.
 */
#ifndef GORT_POLICY_H
#define GORT_POLICY_H

#include <stdint.h>

/* ---- The page heap ------------------------------------------------------------------------ */

/* Where a process's first runtime has its heap and its stacks, if those addresses are free: Go's
 * place for the heap, so that addresses look as in books, and stay from run to run. */
#if UINTPTR_MAX == UINT64_MAX
#define GORT__HEAP_WISH     ((uintptr_t)0xc000000000)
#define GORT__STACK_WISH    ((uintptr_t)0xe000000000)
#define GORT__G_STACKS_WISH ((uintptr_t)0xf000000000)
#else /* wherever there is room */
#define GORT__HEAP_WISH     ((uintptr_t)0)
#define GORT__STACK_WISH    ((uintptr_t)0)
#define GORT__G_STACKS_WISH ((uintptr_t)0)
#endif
/* Address space is committed in such pieces. A huge page is half of one, so that a heap of a few
 * megabytes gets some; more would be touched early by huge pages that nothing needs yet.
 * Peak of bintrees 7.6 / 5.9 / 6.0 MiB: the second piece begins sooner and gets its huge page.
 * Twice: no difference in instructions or CPU time on five programs, and a peak of 7.9 instead of
 * 8.5 MiB on appendchurn. */
#define GORT__HEAP_GROW_BYTES ((uintptr_t)4 << 20)
/* Pieces that begin so far behind the heap's beginning ask for huge pages: one object in such a
 * page makes it 2 MiB of memory, of which a heap that grows beyond 4 MiB, the least goal, for a
 * moment has no use.
 * Peak of whole programs: strbuild 7.3 / 5.8 / 5.8 MiB, structmap 63 / 61 / 63, bintrees 19 / 19 /
 * 18. */
#define GORT__HUGE_FROM_BYTES ((uintptr_t)8 << 20)
/* Address space asked for, halved until the system grants it; below the least no heap is worth it.
 * No difference at half or double of either on a program that does nothing: 0.24 M instructions,
 * 2.2 MiB, and a ulimit -v of 204 MiB that it needs (for its stack). The first is the largest heap
 * there can be. */
#if UINTPTR_MAX == UINT64_MAX
#define GORT__HEAP_RESERVE_BYTES ((uintptr_t)64 << 30)
#else /* a half of what a process has, with the stacks, the zone and the program beside it */
#define GORT__HEAP_RESERVE_BYTES ((uintptr_t)1 << 30)
#endif
#define GORT__HEAP_RESERVE_LEAST_BYTES ((uintptr_t)16 << 20)
/* Address space for stacks, at a time: as much as for the heap, so that two of them are all that a
 * runtime takes at first. stack_reserve_bytes says otherwise.
 * No difference at half or double on a program that does nothing. */
#if UINTPTR_MAX == UINT64_MAX
#define GORT__STACK_RESERVE_BYTES ((size_t)64 << 30)
#else
#define GORT__STACK_RESERVE_BYTES ((size_t)256 << 20)
#endif
/* Free spans of a bin looked at for one that fits. Growing the heap costs less than a long search
 * through spans that are all a page too short.
 * No difference at half or double on spans (blocks of 4 to 330 pages, replaced at random). */
#define GORT__BIN_SEARCH 64
/* Objects from this size on ask for huge pages: arrays that are walked, as a map's buckets. Smaller
 * ones lie in pieces of GORT__HEAP_GROW_BYTES with others.
 * No difference at half or double on structmap (24 / 20 / 16 such objects and pieces). */
#define GORT__HUGE_ADVICE_BYTES ((uintptr_t)4 << 20)
/* A map whose array is this large grows in line (map/grow.c): a smaller one has so few huge pages
 * that touching all of them at once takes no longer than a batch of anything else.
 * Calls that grow maps: long 1.4 / 1.0 / 1.4 ms on structmap, 0.90 / 0.88 / 0.85 ms on intmap,
 * which is noise. */
#define GORT__MAP_IN_LINE_BYTES ((uintptr_t)8 << 20)
/* sbrk=1 takes memory in such pieces.
 * No difference at half or double on bintrees, but for 51 / 26 / 13 pieces. */
#define GORT__BUMP_CHUNK_BYTES ((uintptr_t)1 << 20)

/* A type gets spans of its own when it has used up more than so many runs of a size class, and no
 * other that wants the same place one in between; if its objects are no larger than this: a type
 * word is 8 bytes, and a span of its own 8 KiB for each thread.
 * The runs (at half 0): CPU time of bintrees 137 / 142 / 131 ms, of liveheap 254 / 241 / 270; the
 * bytes: of structmap 262 / 243 / 234, of table 50 / 40 / 40; peaks the same. */
#define GORT__TYPED_AFTER 1
#define GORT__TYPED_BYTES ((uintptr_t)512)

/* ---- Sweeping and giving back ------------------------------------------------------------- */

/* Spans swept at most for one request of pages, beside four for each page. In a heap
 * where nearly every span holds a living object a longer search finds nothing either.
 * Long requests of liveheap 9 / 14 / 23 us, of sparse (sizes that change with time) 6 / 6 / 15 us;
 * peaks the same, instructions within 0.02 %. Half would do for these programs; it is not taken for
 * the sake of heaps in which one span of fifty is empty. */
#define GORT__SWEEP_FOR_PAGES 64
/* And in all: some 0.3 ms. Spans that are free one by one seldom make room for a large object, and
 * large ones are swept first.
 * No difference at half or double on liveheap and appendchurn. */
#define GORT__SWEEP_FOR_PAGES_MOST 1024
/* Spans of a class swept at most before a new one is taken: as Go's. Fewer, and the heap grows
 * while free slots lie unswept.
 * No difference at half or double in time and peak on liveheap and sparse; on liveheap 37 / 46 / 54
 * thousand spans are swept so, the others in other ways. */
#define GORT__SWEEP_FOR_SLOTS 100
/* Spans swept before a cycle starts between two looks at whether somebody wants the world stopped:
 * a stop waits for that long.
 * liveheap forced: 3 / 6 / 11 us between looks, long 10 / 20 / 33 us; instructions the same. */
#define GORT__SWEEP_SPANS 64
/* The collector's thread sweeps so long, then looks whether the program needs all processors.
 * No difference at half or double on liveheap and structmap. */
#define GORT__SWEEP_SLICE_NS 50000
/* With less in use than this it waits so long with that: a program whose cycles are a millisecond
 * apart sweeps what it needs, and waking a thread for the rest, which then shares its lines of the
 * cache, cost a fifth of the CPU time of strbuild and appendchurn.
 * No difference at half or double of either on strbuild, appendchurn and bintrees: their cycles are
 * closer, and their heaps smaller, by far more than that. */
#define GORT__SWEEP_SOON_BYTES ((uint64_t)32 << 20)
#define GORT__SWEEP_LATE_NS    20000000
/* It gives memory back so long, then rests for ninety-nine times that: go1.19's pace. */
#define GORT__SCAVENGE_SLICE_NS 1000000
/* Given back to the system at most by one allocation of pages: a few system calls.
 * No difference at half or double on shrink (64 MiB that are dropped, then garbage): a call takes
 * 0.5 us, long 0.9 us, each way. */
#define GORT__SCAVENGE_STEP_BYTES ((uintptr_t)4 << 20)

/* ---- Marking ------------------------------------------------------------------------------ */

/* An allocation works off its debt when it comes to this much scanning, so that taking a worker and
 * reading the clock twice is a small part of it. Twice as much doubles what an allocation may take
 * at worst.
 * 99.9 % of the requests of `latency`, with gcthreads=0: 25.1 / 24.8 / 26.1 us. */
#define GORT__DEBT_STEP_BYTES ((int64_t)8 << 10)
/* A large object pays for so much scanning, some 0.3 ms, and what follows for the rest, if that
 * does not take too much memory (gort__pacer_spreads). `churn` of tools/bench/latency: an array for
 * a map of three million entries, made while a cycle marks, paid 114 ms at once.
 * No difference at half or double on appendchurn; table never owes so much. */
#define GORT__PAY_MOST_BYTES ((int64_t)256 << 10)
/* While a cycle marks, a run of free slots is so long at most: an allocation pays for the run that
 * it takes, so that what it pays is as long as this.
 * 99.9 % of the requests of `latency`, with gcthreads=0: 26.6 / 24.8 / 29.7 us. Steps of liveheap:
 * median 5.2 / 5.4 / 9.9 us, long 18 / 19 / 34 us. */
#define GORT__RUN_MARKING_BYTES ((uintptr_t)2 << 10)
/* One step's scanning at most, whoever does it: the longest that a stop waits for a marker.
 * liveheap: median 12 / 16 / 16 us, long 35 / 47 / 46 us, 10.6 / 8.3 / 8.3 thousand steps, the same
 * CPU time. */
#define GORT__STEP_MAX_BYTES ((uint64_t)64 << 10)
/* A safepoint's step, and the rest after it in times of what the step took: a loop that does not
 * allocate gives a quarter of its time, as much of one processor as Go's workers take.
 * The step: instructions of liveheap +1.5 % / 0 / -0.5 %, steps of compute (loops beside a living
 * heap) 4.4 / 3.5 / 2.9 thousand. The rest (half is rounded to 1): 4.8 / 3.7 / 3.3 thousand steps,
 * median 34 / 55 / 64 us. CPU time, long steps and how long a cycle marks moved no more than noise
 * does. */
#define GORT__SAFEPOINT_STEP_BYTES ((uint64_t)32 << 10)
#define GORT__SAFEPOINT_REST       3
/* Before a cycle has scanned so much its steps do not rest: some 60 us, and most cycles of a small
 * heap are over by then. While one rests the program takes fresh memory for all that it allocates.
 * Peak of strbuild without it 5.6 instead of 5.2 MiB; no difference at half or double on it and on
 * liveheap. */
#define GORT__SAFEPOINT_REST_FROM_BYTES ((uint64_t)256 << 10)
/* While a cycle marks, polls look at the clock once in about this time. Looking each time is a
 * waste: together with faster scanning of small objects this took bintrees to 0.61 and liveheap to
 * 0.67 of their time. The bound keeps a program whose polls become rare from skipping many of them.
 * liveheap reads the clock 42 / 32 / 27 thousand times by the period, bintrees 19.2 / 17.8 / 17.5
 * thousand times by the bound; no difference in CPU time. */
#define GORT__POLL_PERIOD_NS    10000
#define GORT__POLLS_SKIPPED_MAX 1023
/* A large object or global is scanned in such pieces, so that a step can end within one: a step
 * takes as long as a piece, whatever it owes. The buckets of large maps are most of what is scanned
 * so. 99.9 % of the requests of `latency`, with gcthreads=0: 24.1 / 24.8 / 28.2 us, 62 us at 128
 * KiB. */
#define GORT__MARK_PIECE_BYTES ((uintptr_t)16 << 10)
/* Small globals are marked in runs of this many bytes: taking one from the counter is a hundredth.
 * Instructions of globals (10000 of a word, 20 cycles) +0.7 % / 0 / -0.3 %. */
#define GORT__GLOBALS_RUN_BYTES ((uintptr_t)512)
/* Scanning between two looks at whether another thread that marks has nothing to scan; and how long
 * that one waits for what is given to it before it looks itself.
 * Instructions of liveheap by the first 57 / 57 / 50 M, which with threads do not repeat; else no
 * difference at half or double of either on liveheap and bintrees. */
#define GORT__SHARE_BYTES    ((uint64_t)4 << 10)
#define GORT__HUNGRY_WAIT_NS 100000
/* So often an allocation beyond the goal waits for that; then it goes on, and the heap grows.
 * No difference at half or double on liveheap and appendchurn. */
#define GORT__ASSIST_WAITS 16
/* The collector's threads are called for a cycle that has so much to scan: less is done before they
 * are awake.
 * No difference at half or double on strbuild (80 KiB to scan) and bintrees. */
#define GORT__BACKGROUND_LEAST_BYTES ((uint64_t)256 << 10)
/* They mark so long and to the end of a step, 500 us at most in all, then whoever waits for the
 * processor has it. Shorter slices are more switches between threads, longer ones keep who waits
 * waiting. The longest, by the thread's time: 483 us of a list in random order, 444 of a tree.
 * With threads and without, on a machine where 13 others wanted its two processors: CPU time of
 * bintrees and liveheap +2 % (medians of series between 0 and +8 %), wall time of bintrees -2 to
 * -18 %; 99.9 % of the requests beside a map of half a million strings took at most 65 to 70 us
 * instead of 78 to 81, all with 500 us. At half and double steps of liveheap 20.0 / 15.2 / 9.4
 * thousand, CPU time the same. */
#define GORT__BACKGROUND_SLICE_NS   400000
#define GORT__BACKGROUND_STEP_BYTES ((uint64_t)32 << 10)
/* One of them that has nothing to scan looks again after GORT__HUNGRY_WAIT_NS, then more and more
 * seldom.
 * No difference at half or double on liveheap and compute. */
#define GORT__STARVE_MOST_NS 5000000
/* A loop that sees them make progress steps for them if it sees none for so long.
 * Steps of compute 823 / 482 / 397, median 9 / 20 / 29 us; CPU time the same, and on liveheap how
 * long a cycle marks 37 / 38 / 43 ms. */
#define GORT__RELIEF_NS 2000000
/* No cycle for so long, and one is forced: go1.19's two minutes. */
#define GORT__FORCE_NS UINT64_C(120000000000)
/* So long after a program has come to rest in a cycle the collector looks whether it still rests,
 * and ends the cycle. One that waits often and shortly wakes it once in that time.
 * No difference at half or double on sleeps (2 ms between two pieces of work). */
#define GORT__REST_NS 1000000
/* Between two looks at what part of the time the collector takes; go1.19's. */
#define GORT__LIMITER_PERIOD_NS 10000000
/* Objects that are taken off the stack and asked for at once, then scanned. At 8 / 16 / 32, with
 * those before rows as 1: CPU time of a tree and its collections 0.91 / 0.95 / 0.77, of bintrees
 * 0.73 / 0.74 / 0.72, of shuffled records with two strings each 1.12 / 1.16 / 1.07. */
#define GORT__MARK_NEAR 32

/* ---- Pauses ------------------------------------------------------------------------------- */

/* Stacks scanned with the world stopped where a forced cycle starts in a stopped world
 * (handshake.c: callbacks, modes), so that the caller need not wait for their threads to be
 * scheduled; or one stack more. stacks threads (four computing threads with 40 KiB each) when all
 * cycles started so: 1 / 91 / 178 us of the stop; marking took 8 to 12 ms, at twice 0.2 ms: no
 * thread was left to wait for. */
#define GORT__SHORT_STACKS_BYTES ((uintptr_t)64 << 10)
/* Stacks of g's that do not run, scanned and looked at by one step; or one stack more.
 * 4000 g's with 400 bytes each on average: by the bytes 11 / 14 / 11 us a step, long 30 / 37 / 35
 * us, CPU time 149 / 113 / 93 ms; by the looks 5 / 10 / 12 us, long 18 / 26 / 25 us, 90 / 86 / 73
 * ms. With a word each: by the looks 1.3 / 2.0 / 3.6 us, long 12 / 15 / 20 us, 47 / 42 / 39 ms.
 * 20,000 goroutines, of which no line is in a cache: one in a hundred of 64 allocations 37 / 41 /
 * 62 us, CPU time 0.73 / 0.63 / 0.63 s. */
#define GORT__IDLE_STACKS_BYTES ((uint64_t)16 << 10)
#define GORT__IDLE_STACKS_LOOKS 32
/* What a look at a stack counts as: some 0.26 us of many goroutines, of which no line is in a
 * cache, so as much as scanning half a kilobyte takes. No difference at half or double with those
 * 4000. */
#define GORT__STACK_LOOK_BYTES ((uint64_t)512)
/* Marking done in mark termination: more, and the world runs again, so often at most.
 * No difference at half or double of either on liveheap and bintrees: pauses of 6 and 2 us, and as
 * many drains. */
#define GORT__RECHECK_BYTES ((uint64_t)64 << 10)
#define GORT__MAX_RESTARTS  8
/* Who waits for others' answers, or for threads to come to a safepoint and scan their stacks, is
 * woken when they have; and looks itself so often. Where a cycle ends in a stopped world that stops
 * it, after so many looks, and scans their stacks. */
#define GORT__HANDSHAKE_WAIT_NS 1000000
#define GORT__HANDSHAKE_TRIES   10
/* Threads that have fallen asleep are put to rest until they have given back about so many spans;
 * the others at the next safepoint. More is one long pause, less is many short ones.
 * A thousand sleepers with four spans each (tools/bench/pauses): one in a hundred allocations 8 /
 * 12 / 19 us, the beginning of a cycle 44 / 48 / 67 us; the time until it begins the same. */
#define GORT__REST_SPANS 8
/* Weak pointers looked at, or cleared, at once: the same trade.
 * 100,000 handles that die in one cycle: its end 3.9 / 5.8 / 7.4 us, ephemerons 8 / 4 / 8 us; the
 * length of the cycle moved no more than noise does, and so did one in a hundred allocations, 10
 * us. */
#define GORT__WEAK_BATCH 256
/* Looks at ephemerons that found something to mark, behind which a look has a table: it finds all
 * that hangs in a chain at once, but costs memory, and more than a look where there are no chains.
 * 16,384 ephemerons in chains of 8 to 4,096 in the worst order (tools/bench/pauses): with 1, 2, 4
 * and 8 looks the end 1.7 to 2.2 us, the cycle 2.0 to 2.2 / 2.0 to 2.9 / 2.0 to 2.6 / 2.0 to
 * 4.5 ms. */
#define GORT__WEAK_LOOKS 2
/* All looks of one cycle, and rounds of a cycle with something weak: more, and it ends in a stopped
 * world. They are there for programs that get dead objects by weak handles all the time.
 * No difference at half or double of either where a thread gets one of 5,000 dead ones each
 * microsecond: the end 2 us, the cycle 57 / 70 / 67 us and 63 / 70 / 67 us; nor on the chains. */
#define GORT__WEAK_PASSES 64
#define GORT__WEAK_ROUNDS 64
/* Who allocates while a cycle waits for others' answers waits too when the heap is beyond its goal
 * by a quarter: until then others have the processor first.
 * No difference at half or double on liveheap and on stacks threads (2.1 / 1.4 / 2.0 thousand waits
 * in 40 cycles, which is noise). */
#define GORT__HOLD_PART 4
/* A thread that keeps others waiting for so long is named (sched/delay.c). */
#define GORT__DELAY_NS UINT64_C(1000000000)

#endif
