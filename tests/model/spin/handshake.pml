/* handshake.pml - a cycle that begins and ends without a stop: the phases change by handshakes.
 *
 * Each of two mutators answers once in each phase, at a safepoint of its own. One that is blocked is put
 * to rest at any time, before the next phase at the latest, and is not asked then; it wakes as one that
 * attaches. Who answers last takes the cycle on: barrier on (BEGIN), allocate black (BLACKEN), MARK,
 * flush the barrier buffers (ROUND; back to MARK if that made anything grey), barrier off (UNBARRIER),
 * OVER: what has no mark is free, and the marks are taken away. A mutator runs one g at a time. G's
 * wait and go from one mutator to the other; the third is born in the middle.
 *
 * A store and its barrier are one step (barrier.pml has them apart), and so is the scan of a stack that
 * waits (stacks.pml). A buffer is flushed at any time, as if it were full: count and see what is white,
 * mark, put it into the pool. Object 0 is the global. A marker may still be in a step of the cycle
 * before.
 *
 * Two halves can be verified without the other: END_AT_ONCE ends as in a stop, BEGIN_MARKING begins with
 * all barriers on and nothing marked.
 *
 * Claims: when marks become free slots, what stacks and the global lead to is marked and nothing is
 * grey; nobody marks after that; OVER is reached, nobody waits for ever.
 */
#ifndef OPS
#define OPS 3 /* of both mutators together */
#endif
#ifndef MOVES
#define MOVES 1 /* of each mutator: waits or takes another g */
#endif
#ifndef VISITS
#define VISITS 0 /* of the second mutator: it detaches, and attaches again */
#endif
#define GS    3
#define BORN  3 /* the object that is */
#define NO_G  3

#define OFF       0
#define BEGIN     1
#define BLACKEN   2
#define MARK      3
#define ROUND     4
#define UNBARRIER 5
#define OVER      6

#define BIT(i) (1 << (i))

byte phase;
/* Sets of mutators. */
byte attached = 3, blocked, rests, asked, barrier, allocates_black;
byte buffer[2]; /* a set of objects */

/* Sets of g's; those that wait, those that are black. */
byte parked, black;
byte stack[2 * GS]; /* two slots each */
byte grey;          /* stacks that are, a number */
byte left;          /* of the list of g's, not looked at yet */
bool born_g, born;  /* the third g, the object BORN */

byte field[4];      /* what the object leads to; 0: nothing */
byte marked, pool;  /* sets of objects */
byte steps = 1;     /* markers in one, a number */
bool holds;         /* and something grey in it */
bool counted;       /* since the round began something became grey, or is about to */
byte ops;

#define A stack[2 * g]
#define B stack[2 * g + 1]

inline count(set)
{
#ifndef NO_COUNT
    counted = counted || set != 0;
#endif
    skip
}

inline push(set)
{
    pool = pool | set;
    count(set)
}

/* In one step: where the world stands, or under the lock. */
inline flush_now(m)
{
    white = buffer[m] & ~marked;
    marked = marked | white;
    push(white);
    white = 0;
    buffer[m] = 0
}

/* Before anything is black what is recorded is not needed, and when all is marked it is marked. */
inline flush(m)
{
#ifdef END_AT_ONCE
    d_step { if :: phase == BEGIN -> buffer[m] = 0 :: else -> flush_now(m) fi }
#else
    if
    :: phase == BEGIN || phase >= UNBARRIER -> buffer[m] = 0
    :: else ->
        atomic {
            white = buffer[m] & ~marked;
#ifndef COUNT_LATE
            count(white);
#endif
            buffer[m] = 0
        };
        atomic { assert(white == 0 || phase != OVER); marked = marked | white };
        atomic { push(white); white = 0 }
    fi
#endif
}

inline barrier_on(m)
{
    barrier = barrier | BIT(m);
#ifdef ONE_HANDSHAKE
    allocates_black = allocates_black | BIT(m)
#endif
}

/* One that is blocked: nothing is left that a phase could ask of it. */
inline rest(m)
{
    if
    :: attached & blocked & ~rests & BIT(m) ->
#ifndef REST_BUFFER
        if
        :: phase >= BLACKEN && phase <= ROUND -> flush_now(m)
        :: else
        fi;
#endif
        buffer[m] = 0;
        rests = rests | BIT(m)
    :: else
    fi
}

inline ask_all()
{
#ifdef PROXY_NOTHING
    d_step { asked = attached & ~blocked }
#else
    d_step { rest(0); rest(1); asked = attached & ~rests }
#endif
}

/* With the phase's barrier and colour: one that attaches, or that rested. */
inline enter()
{
    barrier = barrier & ~BIT(m);
    allocates_black = allocates_black & ~BIT(m);
    if :: phase <= ROUND -> barrier = barrier | BIT(m) :: else fi;
    if :: phase >= BLACKEN -> allocates_black = allocates_black | BIT(m) :: else fi
}

inline claim_all()
{
    d_step {
        seen = 0;
        for (i : 0 .. 2 * GS - 1) { seen = seen | BIT(stack[i]) }
        seen = seen | BIT(0);
        for (i : 0 .. 3) {
            for (o : 0 .. 3) { if :: seen & BIT(o) -> seen = seen | BIT(field[o]) :: else fi }
        }
        assert((seen & ~BIT(0) & ~marked) == 0);
        assert(pool == 0 && !holds);
        marked = 0;
        seen = 0; i = 0; o = 0
    }
}

/* By who answered last: the next phase, and the answers of those that are blocked; then nobody may be
 * asked any more. */
inline advance()
{
    do
    :: atomic { phase == BEGIN ->
            phase = BLACKEN;
#ifndef ONE_HANDSHAKE
            ask_all();
#endif
            if :: asked != 0 -> break :: else fi
       }
    :: atomic { phase == BLACKEN ->
            phase = MARK; pool = pool | BIT(0); left = GS; break }
    :: atomic { phase == ROUND ->
            if
            :: counted -> phase = MARK; break
            :: else ->
#ifdef NO_UNBARRIER
                phase = OVER; claim_all(); break
#else
                phase = UNBARRIER;
                ask_all();
                if :: asked != 0 -> break :: else fi
#endif
            fi
       }
    :: atomic { phase == UNBARRIER -> phase = OVER; claim_all(); break }
    od
}

#if VISITS
/* Under the lock; what it recorded is shaded, what it was asked is answered. */
inline detach()
{
    if
    :: phase >= BLACKEN && phase <= ROUND -> flush_now(m)
    :: else -> buffer[m] = 0
    fi;
    if :: !(black & BIT(g)) -> grey-- :: else fi;
    A = 0;
    B = 0;
    attached = attached & ~BIT(m);
#ifndef DETACH_ASKED
    if :: asked & BIT(m) -> answer() :: else fi;
#endif
    g = NO_G
}

/* As one that has answered what is asked now. */
inline attach()
{
    g = m;
    attached = attached | BIT(m);
    black = black & ~BIT(g);
#ifdef ATTACH_OFF
    barrier = barrier & ~BIT(m);
    allocates_black = allocates_black & ~BIT(m);
#else
    enter();
#endif
    if
    :: phase >= MARK -> black = black | BIT(g)
    :: else -> grey++
    fi
}
#endif

inline answer()
{
    asked = asked & ~BIT(m);
    last = (asked == 0)
}

#ifdef STACK_EARLY
#define scans(g) ((phase == MARK || phase == BLACKEN) && !(black & BIT(g)))
#else
#define scans(g) (phase == MARK && !(black & BIT(g)))
#endif

/* By its own thread, or of one that waits. The stack is counted off before what is found is in the
 * pool. */
inline scan(g, found)
{
#ifdef END_AT_ONCE
    d_step {
        found = (BIT(A) | BIT(B)) & ~marked & ~BIT(0);
        marked = marked | found;
        black = black | BIT(g);
        grey--;
        push(found);
        found = 0
    }
#else
    atomic {
        found = (BIT(A) | BIT(B)) & ~marked & ~BIT(0);
        marked = marked | found
    };
    atomic { black = black | BIT(g); grey-- };
    atomic { push(found); found = 0 }
#endif
}

/* slot = val, with the hybrid barrier. */
inline store(slot, val)
{
    if
    :: barrier & BIT(m) ->
        buffer[m] = (buffer[m] | BIT(slot)) & ~BIT(0);
        if
        :: !(black & BIT(g)) -> buffer[m] = (buffer[m] | BIT(val)) & ~BIT(0)
        :: else
        fi
    :: else
    fi;
    slot = val
}

inline operate()
{
    if
    :: A = field[0]; store(field[0], 0)
    :: A != 0 -> store(field[0], A)
    :: A != 0 -> store(field[0], A); A = 0
    :: A = field[0]
    :: A != 0 -> B = field[A]; store(field[A], 0)
    :: A != 0 && B != 0 -> store(field[A], B); B = 0
    :: !born ->
        born = true;
        if :: allocates_black & BIT(m) -> marked = marked | BIT(BORN) :: else fi;
        A = BORN;
        if
        :: store(field[0], A)
        :: true
        fi
#ifndef NO_GO
    :: !born_g ->
        born_g = true;
        parked = parked | BIT(2);
        stack[4] = A;
        if
        :: barrier & BIT(m) -> buffer[m] = (buffer[m] | BIT(A)) & ~BIT(0)
        :: else
        fi;
        A = 0;
        if
#ifdef BORN_BLACK
        :: phase >= BEGIN -> black = black | BIT(2)
#else
        :: phase >= MARK -> black = black | BIT(2)
#endif
        :: else -> grey++
        fi
#endif
    fi
}

proctype mutator(byte m)
{
    byte g, moves, visits, white, found, seen, i, o;
    bool last, left_grey;
    g = m;
    phase != OFF;
end:
    do
    :: last -> last = false; advance()
    :: atomic { !last && asked & BIT(m) && phase == BEGIN && !(blocked & BIT(m)) ->
            barrier_on(m);
            answer()
        }
    :: atomic { asked & BIT(m) && phase == BLACKEN && !(blocked & BIT(m)) ->
            allocates_black = allocates_black | BIT(m);
            answer()
        }
    :: asked & BIT(m) && phase == ROUND && !(blocked & BIT(m)) ->
        if :: buffer[m] != 0 -> flush(m) :: else fi;
        atomic { answer() }
    :: atomic { asked & BIT(m) && phase == UNBARRIER && !(blocked & BIT(m)) ->
            barrier = barrier & ~BIT(m);
            buffer[m] = 0;
            answer()
        }
    :: g != NO_G && scans(g) -> scan(g, found)
    :: g != NO_G && buffer[m] != 0 -> flush(m)
    :: atomic { g != NO_G && ops < OPS && phase != OVER -> ops++; operate() }
    :: g != NO_G && moves < MOVES ->
        moves++;
        /* It leaves: black, if that is allowed by now. */
        if
        :: scans(g) -> scan(g, found)
        :: phase < MARK -> left_grey = ((barrier & BIT(m)) != 0)
        :: else
        fi;
        if
        :: atomic { parked & BIT((g + 1) % GS) ->
                parked = (parked | BIT(g)) & ~BIT((g + 1) % GS); g = (g + 1) % GS }
        :: atomic { parked & BIT((g + 2) % GS) ->
                parked = (parked | BIT(g)) & ~BIT((g + 2) % GS); g = (g + 2) % GS }
        :: atomic { !(asked & BIT(m)) ->
                parked = parked | BIT(g); blocked = blocked | BIT(m); g = NO_G }
        :: asked & BIT(m) -> skip
        fi;
        atomic {
#ifndef LEFT_GREY
            if :: left_grey && phase == MARK -> left = GS :: else fi;
#endif
            left_grey = false
        }
#if VISITS
    :: atomic { m == 1 && g == 1 && attached & BIT(m) && visits < 2 * VISITS -> visits++; detach() }
    :: atomic { m == 1 && !(attached & BIT(m)) && visits < 2 * VISITS -> visits++; attach() }
    :: m == 1 && !last && !(attached & BIT(m)) -> break
#endif
    :: atomic { blocked & BIT(m) && !(rests & BIT(m)) && phase != OVER -> rest(m) }
    :: atomic { blocked & BIT(m) && parked ->
            blocked = blocked & ~BIT(m);
#ifndef WAKE_OFF
            if :: rests & BIT(m) -> enter() :: else fi;
#endif
            rests = rests & ~BIT(m);
            if
            :: parked & BIT(0) -> g = 0
            :: parked & BIT(1) -> g = 1
            :: parked & BIT(2) -> g = 2
            fi;
            parked = parked & ~BIT(g)
        }
    od
}

inline take(i)
{
    pool = pool & ~BIT(i); holds = true
}

proctype marker()
{
    byte p;
    bool white;
#ifndef BEGIN_MARKING
    goto in_step; /* of the cycle before */
#endif
end:
    do
    :: atomic { (phase == MARK || phase == ROUND) && pool != 0 -> steps++ };
in_step:
        if
        :: atomic { pool & BIT(0) -> take(0) }; p = field[0]
        :: atomic { pool & BIT(1) -> take(1) }; p = field[1]
        :: atomic { pool & BIT(2) -> take(2) }; p = field[2]
        :: atomic { pool & BIT(3) -> take(3) }; p = field[3]
        :: pool == 0 -> skip
        fi;
#ifndef END_AT_ONCE
        atomic {
            white = p != 0 && !(marked & BIT(p));
            if :: white -> marked = marked | BIT(p) :: else fi
        };
#endif
        atomic {
#ifdef END_AT_ONCE
            white = p != 0 && !(marked & BIT(p));
            if :: white -> marked = marked | BIT(p) :: else fi;
#endif
            if :: white -> push(BIT(p)) :: else fi;
            p = 0; white = false; holds = false;
            steps--
        }
    od
}

/* Begins the cycle, scans the stacks of those that wait, begins rounds. The list of g's is passed once;
 * a g that left in BLACKEN may have been passed as running. */
proctype collector()
{
    byte g, white, found, seen, i, o;
    bool last;
#ifndef BEGIN_MARKING
    atomic {
        phase = BEGIN;
        grey = 2;
        ask_all();
        last = (asked == 0)
    };
    if :: last -> advance() :: else fi;
#endif
    do
    :: phase == OVER -> break
    :: atomic { phase == MARK && left > 0 ->
            left--;
            g = left;
            if
            :: parked & ~black & BIT(g) -> scan(g, found)
            :: else
            fi;
            g = 0
        }
#ifdef END_AT_ONCE
    :: atomic { phase == MARK && grey == 0 && pool == 0 && steps == 0 ->
            flush_now(0);
            flush_now(1);
            if :: pool == 0 -> phase = OVER; claim_all() :: else fi
        }
#else
    :: phase == MARK && grey == 0 && pool == 0 ->
        counted = false; /* before the looks */
        if
        :: grey == 0 && pool == 0 ->
            if
            :: steps == 0 ->
                if
                :: pool == 0 ->
                    atomic { phase = ROUND; ask_all(); last = (asked == 0) };
                    if :: last -> advance() :: else fi
                :: else
                fi
            :: else
            fi
        :: else
        fi
#endif
    od
}

init
{
    atomic {
        if
        :: field[0] = 1; field[1] = 2
        :: stack[3] = 1; field[1] = 2
        :: field[0] = 1; stack[1] = 2
        fi;
#ifdef BEGIN_MARKING
        phase = MARK;
        barrier = 3;
        allocates_black = 3;
        grey = 2;
        left = GS;
        pool = BIT(0);
        steps = 0;
#endif
        run collector();
        run marker();
        run mutator(0);
        run mutator(1)
    }
}
