/* weak.pml - what is weak at the end of a cycle: gets while it marks, the decision what is dead,
 * clearing in pieces behind it.
 *
 * Two handles lead to object X, and an ephemeron may; X leads to Y, and the ephemeron's value is V. Y and V
 * have no pointers. A global may lead to X. All stacks are black and empty as it begins. What a mutator
 * reads of the global or by a get it holds; what the global led to is recorded when it is overwritten.
 * The phases are those of handshake.pml from MARK on, each of two mutators answers once in each. Here
 * the collector alone takes the cycle on.
 *
 * A get reads the phase, then the word, and then looks whether there is a mark, under the lock if there
 * seems to be none. (The word first, and it may be what was cleared and swept since.) In UNBARRIER it takes the lock at once: who has answered may go on when the marks
 * are gone.
 *
 * Claims: what somebody holds is marked when marks are taken away; no handle leads to what has no mark
 * then, and none that does is cleared; when a get has said that the object is dead none that begins later
 * gives it out; nobody marks it behind the decision.
 */
#ifndef OPS
#define OPS 3 /* of both mutators together */
#endif

#define MARK      1
#define ROUND     2
#define UNBARRIER 3
#define OFF       4

#define X 1
#define Y 2
#define V 4

#define BIT(i) (1 << (i))

byte phase = MARK;
byte asked;
byte global;
bool scanned;
byte handle[2], key = X, value = V;
byte marked, pool;      /* sets of objects */
bool counted;           /* since the round began something became grey */
byte buffer[2], has[2]; /* sets of objects; of a mutator */
byte looked;            /* what was marked as the last look at the ephemeron began */
bool seen, settled;     /* there was one; its key is marked, so its value is */
bool decided;           /* what has no mark is dead, and not all cleared yet */
bool dead, found_dead;  /* X is; somebody has been told so */
bool lock;
byte ops;

inline take_lock()
{
    atomic { !lock -> lock = true }
}

inline shade(set)
{
    assert(!dead || !(set & X));
    atomic { white = set & ~marked; marked = marked | set };
    /* What has no pointers is nowhere but marked. */
    atomic { pool = pool | (white & X); counted = counted || (white & X) != 0; white = 0 }
}

/* word: what the get reads. */
inline get(word)
{
    atomic { late = (phase == UNBARRIER); none = (phase == OFF); was_dead = found_dead };
    p = word;
#ifdef LATE_MARKS
    late = false;
#endif
    if
    :: p == 0 || none
    :: p != 0 && !none && !late && (marked & p)
    :: else ->
        take_lock();
        p = word;
        if
        :: p != 0 && !(late && !decided) && !(marked & p) ->
            if
#ifndef GIVEN_DEAD
            :: decided -> p = 0
#endif
            :: else ->
#ifndef NO_SHADE
                assert(phase != OFF);
                shade(p)
#endif
            fi
        :: else
        fi;
        lock = false
    fi;
    has[m] = has[m] | p
}

/* X was asked for. */
inline told(p)
{
    atomic {
        if
        :: p == 0 -> assert(dead); found_dead = true
        :: else -> assert(!was_dead)
        fi
    }
}

inline operate()
{
    if
    :: has[m] = has[m] | global
    :: global != 0 && !(unbarriered) ->
        atomic { buffer[m] = buffer[m] | global; global = 0 }
    :: get(handle[0]); told(p)
    :: get(handle[1]); told(p)
    :: get(value)
    :: has[m] & X -> has[m] = has[m] | Y
    :: has[m] = 0
    fi;
    p = 0;
    late = false;
    none = false;
    was_dead = false
}

proctype mutator(byte m)
{
    byte p, white;
    bool late, none, was_dead, unbarriered;
end:
    do
    :: asked & BIT(m) && phase == ROUND ->
        shade(buffer[m]);
        buffer[m] = 0;
        atomic { asked = asked & ~BIT(m) }
    :: atomic { asked & BIT(m) && phase == UNBARRIER ->
            unbarriered = true;
            buffer[m] = 0;
            asked = asked & ~BIT(m)
        }
    :: atomic { ops < OPS -> ops++ }; operate()
    od
}

#ifdef LOOK_OLD
#define known (seen)
#else
#define known (settled || (seen && looked == marked))
#endif

/* In the time of the lock, which nobody else has. */
inline clear(word)
{
    take_lock();
    if
    :: word != 0 && !(marked & X) -> word = 0
    :: else
    fi;
    lock = false
}

proctype collector()
{
    byte white;
    do
    :: phase == MARK && !scanned -> shade(global); scanned = true
    :: phase == MARK && pool != 0 -> atomic { pool = 0 }; shade(Y)
    :: phase == MARK && pool == 0 && scanned && !known ->
        take_lock();
        looked = marked;
        seen = true;
        if
        :: marked & X -> shade(value); settled = true
        :: else
        fi;
        lock = false
    :: phase == MARK && pool == 0 && scanned && known ->
        counted = false;
        atomic {
            if
            :: pool == 0 ->
                phase = ROUND;
                asked = 3;
#ifdef DECIDE_EARLY
                decided = true;
                if :: !(marked & X) -> dead = true :: else fi
#endif
            :: else
            fi
        }
    :: phase == ROUND && asked == 0 ->
        take_lock();
        atomic {
            if
#ifdef GREY_FORGOTTEN
            :: known ->
#else
            :: pool == 0 && !counted && known ->
#endif
                decided = true;
                if :: !(marked & X) -> dead = true :: else fi;
                phase = UNBARRIER;
                asked = 3
            :: else -> phase = MARK
            fi
        };
        lock = false
    :: phase == UNBARRIER ->
#ifndef CLEAR_LATE
        clear(handle[0]);
        clear(handle[1]);
#endif
        take_lock();
        if
        :: !(marked & X) -> key = 0; value = 0
        :: else
        fi;
        decided = false;
        lock = false;
        asked == 0;
        break
    od;
    atomic {
        phase = OFF;
        assert(((has[0] | has[1]) & ~marked) == 0);
        assert(!((has[0] | has[1]) & X) || (marked & Y));
        assert(global == 0 || (marked & X));
        if
        :: marked & X ->
            assert(handle[0] == X && handle[1] == X);
            assert(key == 0 || (value == V && (marked & V)))
        :: else -> assert(handle[0] == 0 && handle[1] == 0 && value == 0)
        fi;
    };
    atomic { marked = 0 } /* swept */
}

init
{
    atomic {
        handle[0] = X;
        handle[1] = X;
        if
        :: global = X
        :: true
        fi;
        if
        :: true
        :: key = 0; value = 0; settled = true /* there is no ephemeron */
        fi;
        run collector();
        run mutator(0);
        run mutator(1)
    }
}
