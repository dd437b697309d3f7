/* leave.pml - who takes a cycle on: what one thread leaves to another, and that the other comes.
 *
 * Two mutators and the collector's thread (UPKEEP), one cycle, the handshakes of gc/handshake.c and
 * gc/rest.c with their names: may_go_on is hand_may_go_on, go_on hand_go_on, must_answer is in
 * leave_check. A thread does something only at a poll, and polls only when its guard is raised: one
 * that nobody has asked may compute for ever. It may fall asleep for ever, be put to rest by others,
 * wake, stop the world, detach, attach again. Want of memory may end what it does, where that
 * flushes a buffer: its own or another's, with the lock or without. Then it goes on, or ends; it may
 * end by itself at any time, asleep too.
 *
 * What is taken with the lock is one step; a trylock fails whenever it likes, since all kinds of
 * threads have that lock for a moment. What is put to rest before a phase, and what is cleared in
 * UNBARRIER, takes more than one call. A buffer that is not empty holds one object that nothing else
 * leads to. With VERIFY the cycle ends in a stop, behind UNBARRIER, by who comes to a poll.
 *
 * Claims: where nobody can do anything the cycle is over, or nobody runs and there is no thread of
 * the collector's. All answers are there when the phase changes, each is counted once, and only of
 * one that was asked. All that was in a buffer is found before it is decided what is dead.
 */
#ifndef SLEEPS
#define SLEEPS 1 /* of both mutators together; each of the following too */
#endif
#ifndef ERRORS
#define ERRORS 1
#endif
#ifndef STOPS
#define STOPS 0
#endif
#ifndef VISITS
#define VISITS 0 /* attaches of one that has gone */
#endif
#ifndef RECORDS
#define RECORDS 1 /* by barriers */
#endif
#ifndef MOST
#define MOST 2 /* put to rest before one phase */
#endif
#ifndef UPKEEP
#define UPKEEP 1
#endif

#define OFF       0
#define BEGIN     1 /* BLACKEN is as this */
#define MARK      2
#define ROUND     3
#define UNBARRIER 4
#define STALE     5 /* the next OFF, with answers due */
#define OVER      6

#define BIT(i)    (1 << (i))
#define COLLECTOR 2

byte phase;
/* Sets of threads; one that is in none of the first three is gone. */
byte running = 3, stopped, blocked, rests, asked, guard;
byte nasked, rest_left; /* numbers */
byte clear_left;
bool due, forsaken, stop, verify_due, locked, told;
byte buffer;            /* a set: those that hold something */
byte made, found;       /* how many objects only a buffer led to; of these are marked */
bool pool, fresh;       /* one of them is in the pool; has come there since the round began */
byte sleeps, errors, stops, visits, records;

#define awake     ((running | stopped | blocked) & ~rests)
#define may_go_on (due && !stop && (nasked == 0 || forsaken))
#define me        BIT(m)
#define others    (running & ~me)

inline count_answer(o)
{
    assert(asked & BIT(o) && nasked > 0);
    asked = asked & ~BIT(o);
    nasked--
}

/* fails: there is no memory for it. */
inline flush(o)
{
    if
    :: !(buffer & BIT(o))
    :: buffer & BIT(o) && phase <= ROUND && errors < ERRORS && !lost && m != COLLECTOR ->
        errors++; fails = true
    :: buffer & BIT(o) && phase <= ROUND -> buffer = buffer & ~BIT(o); found++; pool = true; fresh = true
    :: buffer & BIT(o) && phase > ROUND -> buffer = buffer & ~BIT(o)
    fi
}

inline rest_one(o)
{
#ifdef REST_BUFFER
    buffer = buffer & ~BIT(o);
#else
    flush(o);
#endif
    if
    :: !fails ->
        rests = rests | BIT(o);
        if
#ifndef REST_ASKED
        :: asked & BIT(o) -> count_answer(o)
#endif
        :: else
        fi
    :: else
    fi
}

/* One at a call; more: there are others. */
inline rest_some()
{
    more = false;
    work = false;
    o = 0;
    do
    :: o > COLLECTOR || rest_left == 0 || fails || more -> break
    :: else ->
        if
        :: awake & blocked & BIT(o) ->
            if
            :: work -> more = true
            :: else -> rest_one(o); work = true; rest_left--
            fi
        :: else
        fi;
        o++
    od;
    o = 0;
    work = false
}

inline answer_for_others()
{
    forsaken = false;
    o = 0;
    do
    :: o > COLLECTOR || fails -> break
    :: else ->
        if
        :: asked & blocked & BIT(o) -> rest_one(o)
#ifdef RUNS_ANSWERED
        :: asked & ~blocked & ~me & BIT(o) ->
#else
        :: asked & stopped & BIT(o) ->
#endif
            if :: phase == ROUND -> flush(o) :: else fi;
            if :: !fails -> count_answer(o) :: else fi
        :: else
        fi;
        o++
    od;
    o = 0
}

inline set_phase(p)
{
    phase = p;
    rest_left = MOST
}

inline ask_one(o)
{
    if :: !(asked & BIT(o)) -> asked = asked | BIT(o); nasked++ :: else fi
}

inline ask_all()
{
    o = 0;
    do
    :: o > COLLECTOR -> break
    :: else -> if :: awake & BIT(o) -> ask_one(o) :: else fi; o++
    od;
    guard = guard | others;
    due = true;
    answer_for_others()
}

/* The cycle may go on to the next phase. The lock is held. */
inline advance()
{
    assert(asked == 0);
    rest_some();
    if
    :: more || fails
    :: !more && !fails && phase == UNBARRIER && clear_left > 0 -> clear_left--; more = true
    :: else ->
        due = false;
        if
        :: phase == BEGIN -> set_phase(MARK); guard = guard | others
        :: phase == ROUND && fresh ->
            fresh = false;
            set_phase(MARK);
            ask_one(m);
#ifndef ROUND_UNCALLED
            guard = guard | others
#endif
        :: phase == ROUND && !fresh ->
            assert(made == found);
            set_phase(UNBARRIER);
            ask_all()
        :: phase == UNBARRIER ->
#ifdef VERIFY
            verify_due = true;
#ifndef VERIFY_UNCALLED
            guard = guard | running
#endif
#else
            set_phase(STALE);
            ask_all()
#endif
        :: phase == STALE -> phase = OVER
        fi
    fi
}

inline go_on()
{
    more = false;
    do
    :: !may_go_on || more || fails -> break
    :: else -> if :: forsaken -> answer_for_others() :: else -> advance() fi
    od
}

/* An error has taken it out of what it did under the lock. */
inline leave_locked()
{
#ifndef FORSAKEN
    forsaken = true;
#endif
#ifndef LOCK_KEPT
    locked = false
#endif
}

/* For what may fail. */
inline lock()
{
    locked = true
}
inline unlock()
{
    if :: fails -> leave_locked() :: else -> locked = false fi
}

inline runs_on()
{
    rests = rests & ~me;
    if
#ifndef BACK_UNLOOKED
    :: may_go_on || phase == MARK || asked & me -> guard = guard | me
#else
    :: phase == MARK || asked & me -> guard = guard | me
#endif
#ifndef VERIFY_BACK
    :: verify_due -> guard = guard | me
#endif
    :: else
    fi
}

/* Who goes, or falls asleep, last of those who run. */
inline tell_upkeep()
{
    if :: (running & ~BIT(COLLECTOR)) == 0 -> told = true :: else fi
}

inline count_own()
{
    count_answer(m);
    if :: !lost -> go_on() :: else -> more = true fi
}

inline begin_round()
{
    if
    :: phase == MARK && nasked == 0 && !stop ->
        rest_some();
        if
        :: !fails && !more && pool -> pool = false /* marks it */
        :: !fails && !more && !pool -> fresh = false; set_phase(ROUND); ask_all()
        :: else
        fi
    :: else
    fi
}

/* The lock is held. */
inline go()
{
#ifdef DETACH_FLUSH
    buffer = buffer & ~me;
#else
    flush(m);
#endif
    if
    :: !fails ->
        running = running & ~me;
        guard = guard & ~me;
#ifndef DETACH_ASKED
        if :: asked & me -> count_answer(m) :: else fi;
#endif
        tell_upkeep()
    :: else
    fi
}

#define polls   ((guard & me || m == COLLECTOR) && !locked)
#define useful  (asked & me || may_go_on || verify_due || (phase == MARK && nasked == 0))
#define program (m != COLLECTOR)

#define POLL   0
#define SLEEP  1
#define DETACH 2

proctype mutator(byte m)
{
    byte o, wants;
    bool lost, more, fails, work;

    if :: m == COLLECTOR -> goto gone :: else fi;
runs:
    wants = POLL;
end_runs:
    do
    :: atomic { polls && !stop && useful -> guard = guard & ~me; goto answers }
    :: atomic { polls && stop -> running = running & ~me; stopped = stopped | me };
park:
        atomic { !stop && !locked ->
            stopped = stopped & ~me;
            running = running | me;
            runs_on();
            if :: wants == DETACH -> lock(); go(); unlock(); goto left :: else fi
        }
    :: atomic { program && phase == OFF && !locked && !stop ->
            rest_some();
            if :: !more -> set_phase(BEGIN); ask_all(); goto answers :: else fi }
    :: atomic { program && records < RECORDS && !(buffer & me) &&
                (phase == MARK || (phase == ROUND && asked & me)) ->
            records++; made++; buffer = buffer | me }
    :: atomic { program && sleeps < SLEEPS -> sleeps++; wants = SLEEP; goto leaves }
    :: atomic { program && visits < VISITS -> visits++; wants = DETACH; goto leaves }
    :: atomic { program && errors < ERRORS -> errors++; goto ends }
    :: atomic { !program && (phase == OFF || phase >= STALE || others != 0) ->
            wants = DETACH; goto leaves }
    :: atomic { program && stops < STOPS && !stop && !locked ->
            stops++; stop = true; guard = guard | (7 & ~me) };
        atomic { running == me && !locked ->
            stop = false;
#ifndef STOP_UNLOOKED
            runs_on()
#endif
        }
    od;

    /* gort__gc_answer */
answers:
    do
    :: asked & me ->
        if :: phase == ROUND -> atomic { flush(m) } :: else fi;
        if :: fails -> goto failed :: else fi;
        atomic { !locked -> lock(); count_own(); unlock() };
        if
        :: fails -> goto failed
        :: !fails && more -> goto comes_back
        :: else
        fi
    :: atomic { !(asked & me) && !lost && may_go_on && !locked -> lock(); go_on(); unlock() };
        if
        :: fails -> goto failed
        :: !fails && more -> goto comes_back
        :: else
        fi
    :: atomic { !(asked & me) && !lost && may_go_on -> /* another has the lock */
#ifndef TRY_FORGOTTEN
            guard = guard | me;
#endif
            break
        }
    :: !(asked & me) && (lost || !may_go_on) -> break
    od;
    goto answered;
comes_back:
    atomic {
#ifndef MORE_FORGOTTEN
        guard = guard | me;
#endif
        more = false
    };
answered:
    if
    :: wants != POLL -> goto leaves
    :: wants == POLL && phase == MARK ->
        atomic {
            !locked;
            guard = guard | me;
            lock(); begin_round(); unlock();
            more = false
        };
        if :: fails -> goto failed :: else -> goto runs fi
#ifdef VERIFY
    :: atomic { wants == POLL && verify_due && !stop && !locked ->
            stop = true; guard = guard | (7 & ~me) };
        atomic { running == me && !locked ->
            if
            :: verify_due -> verify_due = false; set_phase(STALE); ask_all()
            :: else
            fi;
            stop = false;
            runs_on()
        };
        goto answers
#endif
    :: else -> goto runs
    fi;

    /* mutator_lock_answered, and what follows */
leaves:
    atomic {
        !locked;
        if
#ifdef DETACH_ASKED
        :: asked & me && wants != DETACH -> goto answers
#else
        :: asked & me -> goto answers
#endif
        :: !(asked & me) && may_go_on ->
#ifdef LOST_ALONE
            if :: !lost -> guard = guard | others :: else fi;
#else
            guard = guard | others;
#endif
#ifndef DUE_FORGOTTEN
            if :: others == 0 && !lost -> goto answers :: else fi
#endif
        :: else
        fi;
        if
        :: wants == SLEEP ->
            running = running & ~me;
            blocked = blocked | me;
            tell_upkeep();
            goto asleep
        :: wants == DETACH && stop ->
            running = running & ~me;
            stopped = stopped | me;
            goto park
        :: else -> lock(); go(); unlock()
        fi
    };
left:
    if :: fails -> goto failed :: else -> goto gone fi;

asleep:
    if
    :: skip
    :: atomic { errors < ERRORS -> errors++; lost = true }
    :: true;
end_asleep:
        false
    fi;
    atomic { !locked && !stop -> blocked = blocked & ~me; running = running | me; runs_on() };
    if :: lost -> goto ends :: else -> goto runs fi;

failed:
    atomic {
        fails = false;
        more = false;
#ifndef ERROR_UNASKED
        guard = guard | me;
#endif
        if
        :: goto runs
        :: goto ends
        fi
    };
ends:
    atomic { lost = true; guard = guard | me; wants = DETACH; goto leaves };

gone:
    lost = false;
end_gone:
    do
    :: atomic { !program && told && !locked && !stop ->
            told = false;
            if
            :: phase >= BEGIN && phase <= UNBARRIER && others == 0 ->
                running = running | me; rest_left++; goto runs
            :: else
            fi
        }
#if VISITS
    :: atomic { program && !locked && !stop ->
            running = running | me;
            rest_left++;
#ifndef ATTACH_UNLOOKED
            runs_on();
#endif
            goto runs
        }
    :: program -> break /* for ever */
#endif
    od
}

/* Nobody can do anything. */
proctype referee()
{
    bool over, left;
    timeout -> d_step {
        over = phase == OFF || phase == OVER;
        left = running == 0 && (!UPKEEP || phase == STALE) && (!may_go_on || errors > 0);
        assert(over || left)
    }
}

init
{
    atomic {
        if
        :: clear_left = 1
        :: skip
        fi;
        run referee();
        run mutator(0);
        run mutator(1);
        if :: UPKEEP -> run mutator(COLLECTOR) :: else fi
    }
}
