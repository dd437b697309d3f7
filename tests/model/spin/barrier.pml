/* barrier.pml - the hybrid write barrier from one stopped world to the next: MUTATORS threads with two
 * stack slots each change a heap of three objects with one field each while a collector marks it.
 *
 * As in gc/barrier.c: a store records the old value, and the new one while the storing stack is grey,
 * in a buffer of its thread's, which is shaded when it is full and in mark termination. As in
 * gc/cycle.c: a stop turns the barrier on and makes stacks grey; objects born from then on are black; a
 * stop in which something grey is left starts the world again (once here, then the rest is marked in
 * the pause). A stop comes at safepoints: not within a store.
 *
 * Claim: whatever a stack, the global or an object leads to at the end is marked.
 */
#ifndef MUTATORS
#define MUTATORS 2
#endif
#ifndef OPS
#define OPS 2 /* of each mutator */
#endif
#define OBJECTS 3
#define WORDS   1 /* of a barrier buffer */

byte field[OBJECTS + 1]; /* what the object leads to; 0: nothing */
byte global;
byte stack[4]; /* two slots a mutator */
bool marked[OBJECTS + 1], grey[OBJECTS + 1], born[OBJECTS + 1];
bool black[2];   /* the mutator's stack is scanned */
bool barrier[2]; /* what its code reads */
bool marking, stop;
bool running[2]; /* between two safepoints */
byte buffer[2 * WORDS], used[2];

inline shade(p)
{
    d_step {
        if
        :: p != 0 && !marked[p] -> marked[p] = true; grey[p] = true
        :: else
        fi
    }
}

inline flush(t, i)
{
    d_step {
        i = 0;
        do
        :: i < used[t] ->
            if
            :: !marked[buffer[t * WORDS + i]] ->
                marked[buffer[t * WORDS + i]] = true;
                grey[buffer[t * WORDS + i]] = true
            :: else
            fi;
            buffer[t * WORDS + i] = 0;
            i++
        :: else -> break
        od;
        i = 0;
        used[t] = 0
    }
}

/* The buffer is its thread's alone until the world is stopped. */
inline record(p)
{
    atomic {
        if
        :: p != 0 ->
            if
            :: used[t] == WORDS ->
#ifdef FULL_DROPPED
                buffer[t * WORDS] = 0; used[t] = 0
#else
                flush(t, i)
#endif
            :: else
            fi;
            buffer[t * WORDS + used[t]] = p;
            used[t]++
        :: else
        fi
    }
}

/* slot = val; the barrier's three steps are seen by the collector one by one. */
inline store(slot, val)
{
    if
    :: barrier[t] ->
#ifdef LATE_RECORD
        old = val;
#else
        old = slot;
#endif
#ifndef NO_DELETION
        record(old);
#endif
#ifndef NO_INSERTION
        if
        :: !black[t] -> record(val)
        :: else
        fi;
#endif
        skip
    :: else
    fi;
    slot = val
}

#define A stack[t * 2]
#define B stack[t * 2 + 1]

proctype mutator(byte t)
{
    byte n, i, old, o;
    do
    :: n < OPS ->
        atomic { !stop -> running[t] = true; n++ };
        if
        :: A != 0 -> B = field[A]
        :: B = global
        :: A = B
        :: A = 0
        :: B = 0
        :: atomic { A != B -> o = A; A = B; B = o; o = 0 }
        :: atomic { /* a new object */
            !born[OBJECTS] -> born[OBJECTS] = true;
#ifndef ALLOC_WHITE
            marked[OBJECTS] = marking;
#endif
            B = OBJECTS
           }
        :: atomic { A != 0 -> o = A }; store(field[o], B)
        :: true -> store(global, B)
        fi;
        atomic { old = 0; o = 0; running[t] = false }
    :: else -> break
    od
}

inline any_grey()
{
    d_step {
        any = grey[1] || grey[2] || grey[3]
    }
}

proctype collector()
{
    byte i, o, p, restarts;
    bool any, read;
    /* Stop: the barrier on, every stack grey. */
    stop = true;
    atomic {
        !running[0] && !running[1];
        marking = true;
#ifndef START_BARRIER
        barrier[0] = true;
#endif
        barrier[1] = true;
        stop = false
    };
    /* Roots in any order; each stack at a safepoint of its thread, which then goes on. */
    do
    :: atomic { !black[0] && !running[0] -> shade(stack[0]); shade(stack[1]); black[0] = true }
    :: atomic { !black[1] && !running[1] -> shade(stack[2]); shade(stack[3]); black[1] = true }
    :: atomic { !read -> read = true; p = global }; shade(p); p = 0
    :: black[0] && black[1] && read -> break
    od;
mark:
    do
    :: atomic { grey[1] -> o = 1 }; p = field[o]; shade(p); atomic { grey[o] = false; o = 0; p = 0 }
    :: atomic { grey[2] -> o = 2 }; p = field[o]; shade(p); atomic { grey[o] = false; o = 0; p = 0 }
    :: atomic { grey[3] -> o = 3 }; p = field[o]; shade(p); atomic { grey[o] = false; o = 0; p = 0 }
    :: any_grey(); if :: any :: else -> break fi
    od;
    /* Stop: mark termination. */
    stop = true;
    !running[0] && !running[1];
#ifndef NO_RECHECK
#ifndef NO_FLUSH
    flush(0, i);
    flush(1, i);
#endif
    any_grey();
    if
    :: any && restarts == 0 -> restarts++; stop = false; goto mark
    :: any && restarts == 1 -> goto mark /* in the pause: the world stands */
    :: else
    fi;
#endif
    /* gccheckmark. */
    d_step {
        bool seen[OBJECTS + 1];
        seen[global] = true;
        i = 0;
        do
        :: i < 4 -> seen[stack[i]] = true; i++
        :: else -> break
        od;
        i = 0;
        do
        :: i < OBJECTS ->
            o = 1;
            do
            :: o <= OBJECTS ->
                if :: seen[o] -> seen[field[o]] = true :: else fi;
                o++
            :: else -> break
            od;
            i++
        :: else -> break
        od;
        o = 1;
        do
        :: o <= OBJECTS -> assert(!seen[o] || marked[o]); o++
        :: else -> break
        od
    };
    marking = false;
    stop = false
}

init
{
    atomic {
        /* Objects 1 and 2 may lead to each other; the first thread knows 1. */
        born[1] = true;
        born[2] = true;
        if :: field[1] = 0 :: field[1] = 2 fi;
        if :: field[2] = 0 :: field[2] = 1 fi;
        if :: global = 0 :: global = 2 fi;
        stack[0] = 1;
#if MUTATORS == 1
        black[1] = true;
#endif
        run mutator(0);
#if MUTATORS == 2
        run mutator(1);
#endif
        run collector()
    }
}
