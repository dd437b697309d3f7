/* stacks.pml - stacks that are scanned while their goroutines come, wait, hand values to each other and
 * go: runtime/sched/g.c, runtime/sched/chan.c (chan_hand), gc/mark_roots.c.
 *
 * A goroutine that runs scans its own stack, at a safepoint and at last before it waits; of the others
 * MARKERS threads take one after the other from the end of a list and hold it while they scan. Who
 * finds another waiting at the channel copies between the two stacks, of which one may be black and
 * one grey: the value is shaded. A new goroutine is black: what it starts with is shaded. One that ends
 * leaves the list, and the last one fills its gap.
 *
 * Each stack has one slot. Claims: at the end every stack is black, and what is on it is marked; each
 * grey stack is counted off once; nobody waits for ever.
 */
#ifndef MARKERS
#define MARKERS 1
#endif
#ifndef OPS
#define OPS 2 /* of each goroutine */
#endif
#define GS 3 /* the third one is born while marking */

mtype = { NONE, RUNNING, READY, SENDS, RECEIVES }; /* of a goroutine; the last two wait */
mtype status[GS];
bool held[GS];          /* a marker reads its stack */
byte slot[GS];          /* what is on the stack: an object, 0 nothing */
bool black[GS];
bool marked[GS + 1];
bool busy[GS];          /* between two safepoints */
byte list[GS], place[GS], n; /* those that live, densely */
byte left;              /* of the list, not looked at yet */
short grey;             /* stacks */
byte steps;             /* markers in a step */
bit lock;               /* the channel's */
bool marking, stop, off, born;

inline shade(p)
{
    marked[p] = true
}

inline scan_own(g)
{
    if
    :: marking && !black[g] ->
        shade(slot[g]);
        atomic { black[g] = true; grey-- }
    :: else
    fi
}

inline enter(g)
{
    list[n] = g; place[g] = n; n++
}

/* The value passes from stack to stack; the one that gave it forgets it. */
inline hand(to, from)
{
#ifndef NO_HAND_OVER
    if
    :: marking -> shade(slot[from])
    :: else
    fi;
#endif
    slot[to] = slot[from];
    slot[from] = 0
}

/* Waits at the channel, or does what one that waits there is waiting for. */
inline meet(g, mine, other)
{
    atomic { lock == 0 -> lock = 1 };
    if
    :: g != 0 && status[0] == other -> peer = 0
    :: g != 1 && status[1] == other -> peer = 1
    :: g != 2 && status[2] == other -> peer = 2
    :: else -> peer = GS
    fi;
    if
    :: peer != GS && mine == SENDS -> hand(peer, g); status[peer] = READY; lock = 0
    :: peer != GS && mine == RECEIVES -> hand(g, peer); status[peer] = READY; lock = 0
    :: else ->
#ifndef PARK_SCAN
        scan_own(g);
#endif
        atomic { status[g] = mine; busy[g] = false; lock = 0 };
        /* Until somebody made it ready, and a thread claims it. */
#ifdef RUN_WHILE_HELD
        atomic { off || (status[g] == READY && !stop) -> busy[g] = true; status[g] = RUNNING }
#else
        atomic { off || (status[g] == READY && !held[g] && !stop) -> busy[g] = true; status[g] = RUNNING }
#endif
    fi;
    peer = 0
}

proctype goroutine(byte g)
{
    byte ops, peer;
    status[g] == RUNNING || off;
    do
    :: off -> break
    :: atomic { ops < OPS && !stop && !off -> busy[g] = true; ops++ };
        if
        :: slot[g] != 0 -> meet(g, SENDS, RECEIVES)
        :: slot[g] == 0 -> meet(g, RECEIVES, SENDS)
        :: atomic { g == 0 && !born -> born = true }; /* a start */
            slot[2] = slot[g];
#ifndef START_SHADE
            if :: marking -> shade(slot[2]) :: else fi;
#endif
            slot[g] = 0;
            black[2] = marking;
            atomic { enter(2); status[2] = RUNNING }
        :: slot[g] = 0
        fi;
        scan_own(g); /* a poll */
        busy[g] = false
    :: atomic { ops == OPS && g == 0 && marking && !black[0] && !stop && !off -> busy[0] = true };
        scan_own(0); /* the first one does not end */
        busy[0] = false
    :: atomic { ops == OPS && g != 0 && !stop && !off ->
            slot[g] = 0;
            if
            :: marking && !black[g] ->
#ifndef DIES_GREY
                grey--;
#endif
                black[g] = true
            :: else
            fi;
            n--;
            list[place[g]] = list[n];
            place[list[n]] = place[g];
            status[g] = NONE
        };
        break
    od
}

proctype marker()
{
    byte g;
    do
    :: off -> break
    :: atomic { marking && !stop && !off && left > 0 && grey > 0 -> steps++ };
        /* The list is looked at under the runtime's lock. */
        atomic {
            if :: left > n -> left = n :: else fi;
            if
            :: left == 0 -> g = GS
            :: else ->
                left--;
                g = list[left];
                if
#ifdef HELD_TWICE
                :: status[g] == RUNNING || black[g] -> g = GS
#else
                :: status[g] == RUNNING || held[g] || black[g] -> g = GS
#endif
#ifdef WAITING_STACK
                :: else -> g = (status[g] == READY -> g : GS); if :: g != GS -> held[g] = true :: else fi
#else
                :: else -> held[g] = true
#endif
                fi
            fi
        };
        if
        :: g != GS ->
#ifndef BLOCKED_STACK
            shade(slot[g]);
#endif
            atomic { black[g] = true; grey-- };
            held[g] = false
        :: else
        fi;
        atomic { g = 0; steps-- }
    od
}

proctype cycle()
{
    byte i;
    stop = true;
    atomic {
        !busy[0] && !busy[1] && !busy[2];
        marking = true;
        marked[1] = false;
        marked[2] = false;
        black[0] = false;
        black[1] = false;
        black[2] = false;
        grey = n;
        left = n;
        stop = false
    };
    grey == 0;
    stop = true;
    atomic { !busy[0] && !busy[1] && !busy[2] && steps == 0 };
    d_step {
        assert(grey == 0);
        i = 0;
        do
        :: i < n ->
            assert(black[list[i]]);
            assert(slot[list[i]] == 0 || marked[slot[list[i]]]);
            i++
        :: else -> break
        od
    };
    atomic { off = true; stop = false }
}

init
{
    atomic {
        status[0] = RUNNING;
        status[1] = RUNNING;
        status[2] = NONE;
        enter(0);
        enter(1);
        if :: slot[0] = 1 :: slot[0] = 0 fi;
        if :: slot[1] = 2 :: slot[1] = 0 fi;
        run goroutine(0);
        run goroutine(1);
        run goroutine(2);
        run marker();
#if MARKERS == 2
        run marker();
#endif
        run cycle()
    }
}
