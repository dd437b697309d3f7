/* workers.pml - several threads mark at once, give work to each other, and one that finds nothing grey
 * stops the world and ends the cycle: gc/worker.c, gc/workbuf.c, gc/background.c, gc/cycle.c.
 *
 * WORKERS threads take objects from the pool, scan them, push what they lead to, give of what they have
 * to the pool, and leave a step at any moment with what they still hold. Another thread, whose stack
 * is black, takes references out of objects that nobody has scanned yet: its barrier buffer alone
 * knows them then. Whoever ends the cycle asks "is anything grey?" while all of this goes on, which is
 * a guess; the answer that counts is that of the stopped world. In the first RESTARTS stops that find
 * something the world starts again, in the next one the rest is marked in the pause.
 *
 * Objects are bits of a byte. Claims: all that is reachable at the end is marked, and scanned; nobody
 * scans in a stopped world; nobody waits for ever.
 */
#ifndef WORKERS
#define WORKERS 2
#endif
#ifndef ERRORS
#define ERRORS 1 /* that end a step, with what it holds still in the worker */
#endif
#ifndef OPS
#define OPS 1 /* of the thread that changes objects */
#endif
#ifndef RESTARTS
#define RESTARTS 1
#endif
#define OBJECTS 4

byte leads_to[OBJECTS]; /* by number: the set of objects */
byte root;              /* what the program's thread holds, a set */
byte marked, scanned;   /* sets; a mark is a byte of its own */
byte pool;              /* a set of grey objects */
byte holds[WORKERS];
byte buffer;            /* of the barrier */
byte taken;             /* workers that are in a step */
bool stop, stopped, off; /* a stop is wanted; the world stands; the cycle is over */
#if ERRORS
byte errors;
#endif
bool running;           /* the program's thread, between two safepoints */

#define BIT(o) (1 << (o))

/* A number that is in the set. */
inline member(set, o)
{
    if
    :: set & 1 -> o = 0
    :: set & 2 -> o = 1
    :: set & 4 -> o = 2
    :: set & 8 -> o = 3
    fi
}

/* The first one of the set becomes marked; who found it without a mark owes it a scan. That is a
 * load and a store: of two who come at once both may find it so, and both scan it. */
inline shade_first(set, target)
{
    atomic { member(set, c); set = set & ~BIT(c) };
#ifdef COLOR_WORD
    word = marked; /* the store takes neighbours along as they were */
    atomic {
        if
        :: !(word & BIT(c)) -> marked = word | BIT(c); target = target | BIT(c)
        :: else
        fi;
        word = 0; c = 0
    }
#else
    word = marked & BIT(c);
    atomic {
        marked = marked | BIT(c);
        if
        :: !word -> target = target | BIT(c)
        :: else
        fi;
        word = 0; c = 0
    }
#endif
}

proctype worker(byte w)
{
    byte o, c, children, word;
    do
    :: off -> break
    :: atomic {
#ifdef STOPPED_STEPS
        !off && pool != 0 ->
#else
        !off && !stop && pool != 0 ->
#endif
        taken++
       };
        /* A step. */
        do
        :: holds[w] != 0 ->
            assert(!stopped);
            atomic { member(holds[w], o); holds[w] = holds[w] & ~BIT(o) };
            children = leads_to[o];
            do
            :: children != 0 -> shade_first(children, holds[w])
            :: else -> break
            od;
            scanned = scanned | BIT(o);
            o = 0
        :: atomic { holds[w] == 0 && pool != 0 -> /* one buffer of it */
                member(pool, o); pool = pool & ~BIT(o); holds[w] = BIT(o); o = 0 }
        :: atomic { holds[w] != 0 && (holds[w] & (holds[w] - 1)) != 0 && pool == 0 ->
                /* Somebody starves: it gets some. */
                member(holds[w], o);
#ifndef SHARE_LOST
                pool = pool | BIT(o);
#endif
                holds[w] = holds[w] & ~BIT(o);
                o = 0 }
        :: holds[w] == 0 && pool == 0 -> break
        :: true -> break /* the slice is over, or a stop is wanted */
        od;
#ifdef PUT_EMPTY
        holds[w] = 0;
#endif
        if
        :: atomic { pool = pool | holds[w]; holds[w] = 0 }
#if ERRORS
        :: atomic { errors == 0 && holds[w] != 0 -> errors++ } /* an error ended the step */
#endif
        fi;
        taken--
    od
}

/* The deletion barrier and the store, for an object that may be scanned or not. */
proctype program()
{
    byte o, c, n;
    do
    :: off -> break
    :: atomic { n < OPS && !stop && !off -> running = true; n++ };
        if
        :: leads_to[0] != 0 -> o = 0
        :: leads_to[1] != 0 -> o = 1
        :: else -> goto done
        fi;
        atomic { member(leads_to[o], c); buffer = buffer | BIT(c) };
        root = root | BIT(c);
        leads_to[o] = leads_to[o] & ~BIT(c);
done:
        atomic { o = 0; c = 0; running = false }
    od
}

inline flush()
{
#ifndef NO_FLUSH
    atomic { pool = pool | (buffer & ~marked); marked = marked | buffer; buffer = 0 }
#endif
    skip
}

/* Who ends the cycle. */
proctype ender()
{
    byte restarts, o, c, children, word, mine;
again:
    /* The guess: in the pool, or with somebody, or on its way from one to the other. */
    do
    :: pool == 0 -> if :: taken == 0 -> if :: pool == 0 -> break :: else fi :: else fi
    od;
    stop = true;
    !running;
#ifndef STOP_STEPS
    taken == 0;
#endif
    stopped = true;
    flush();
#ifndef ABANDONED
    atomic {
        pool = pool | holds[0] | holds[1];
        holds[0] = 0;
        holds[1] = 0
#if WORKERS == 3
        ;
        pool = pool | holds[2];
        holds[2] = 0
#endif
    };
#endif
#ifndef NO_RECHECK
    if
    :: pool != 0 && restarts < RESTARTS -> restarts++; stopped = false; stop = false; goto again
    :: else
    fi;
    atomic { mine = pool; pool = 0 };
    do
    :: mine != 0 ->
        atomic { member(mine, o); mine = mine & ~BIT(o) };
        children = leads_to[o];
        do
        :: children != 0 -> shade_first(children, mine)
        :: else -> break
        od;
        scanned = scanned | BIT(o)
    :: else -> break
    od;
#endif
    skip;
    d_step {
        byte seen, i;
        seen = root;
        i = 0;
        do
        :: i < OBJECTS * OBJECTS ->
            if :: seen & BIT(i % OBJECTS) -> seen = seen | leads_to[i % OBJECTS] :: else fi;
            i++
        :: else -> break
        od;
        assert((seen & ~marked) == 0);
        assert((seen & ~scanned) == 0)
    };
    off = true;
    stopped = false;
    stop = false
}

init
{
    atomic {
        /* Object 0 is grey: it was in a stack. */
#ifdef ALL_GRAPHS
        if :: leads_to[0] = 2 :: leads_to[0] = 6 :: leads_to[0] = 14 fi;
        if :: leads_to[1] = 0 :: leads_to[1] = 4 :: leads_to[1] = 12 fi;
        if :: leads_to[2] = 0 :: leads_to[2] = 8 fi;
#else
        leads_to[0] = 6;
        leads_to[1] = 8;
        if :: leads_to[2] = 0 :: leads_to[2] = 8 fi;
#endif
        root = 1;
        marked = 1;
        pool = 1;
        run worker(0);
        run worker(1);
#if WORKERS == 3
        run worker(2);
#endif
        run program();
        run ender()
    }
}
