/* attach.pml - threads that attach and detach before, in and after marking: runtime/sched/mutator.c,
 * gort__gc_attach and gort__gc_detach in gc/cycle.c.
 *
 * Object 1 leads to object 2. Each thread moves references between 1, another object, 3, and its one
 * stack slot, and attaches and detaches again. Under the runtime's lock a
 * thread that comes reads whether the barrier is on, and waits while the world is stopped; its stack
 * is black. One that goes flushes its buffer and counts its grey stack off.
 *
 * Claims: at the end what the heap and the stacks lead to is marked; nobody is between two safepoints
 * in a stopped world; nobody waits for ever.
 */
#define THREADS 2
#ifndef OPS
#define OPS 2 /* between attaching and detaching */
#endif
#ifndef VISITS
#define VISITS 2 /* of each thread */
#endif

bool attached[THREADS], busy[THREADS], barrier[THREADS], black[THREADS];
byte slot[THREADS], buffer[THREADS]; /* of one word */
byte field[4];                       /* 1 to 3 */
bool marked[4];
byte grey;                           /* stacks */
bool marking, stop, stopped, off;

inline record(p)
{
    atomic {
        if
        :: p != 0 ->
            marked[buffer[t]] = true; /* the buffer was full */
            buffer[t] = p
        :: else
        fi
    }
}

inline store(o, val)
{
    if
    :: barrier[t] ->
        record(field[o]);
        if :: !black[t] -> record(val) :: else fi
    :: else
    fi;
    field[o] = val
}

inline safepoint()
{
    if
    :: atomic { stop -> busy[t] = false }; atomic { !stop -> busy[t] = true }
    :: !stop
    fi
}

inline scan_own()
{
    if
    :: marking && !black[t] ->
        marked[slot[t]] = true;
        atomic { black[t] = true; grey-- }
    :: else
    fi
}

proctype thread(byte t)
{
    byte visits, ops;
    do
    :: visits == VISITS || off -> break
#ifdef ATTACH_STOPPED
    :: atomic { visits < VISITS && !off ->
#else
    :: atomic { visits < VISITS && !off && !stop ->
#endif
            attached[t] = true;
            busy[t] = true;
            slot[t] = 0;
            buffer[t] = 0;
            black[t] = true; /* in this cycle, if there is one */
#ifdef ATTACH_BARRIER
            barrier[t] = false;
#else
            barrier[t] = marking;
#endif
            visits++
        };
        ops = 0;
        do
        :: ops < OPS ->
            assert(!stopped);
            if
            :: slot[t] = field[1]
            :: slot[t] = field[3]
            :: true -> store(1, 0)
            :: true -> store(1, slot[t])
            :: true -> store(3, slot[t])
            :: true -> store(3, 0)
            fi;
            /* A safepoint: the world may stop here. */
            ops++;
            safepoint();
            scan_own()
        :: true -> break
        od;
        /* The detachment, under the lock. */
        safepoint();
        atomic {
#ifndef DETACH_FLUSH
            marked[buffer[t]] = true;
#endif
            buffer[t] = 0;
            slot[t] = 0;
            if
            :: marking && !black[t] ->
#ifndef DETACH_GREY
                grey--;
#endif
                black[t] = true
            :: else
            fi;
            attached[t] = false;
            busy[t] = false
        }
    od
}

inline stop_world()
{
    stop = true;
    !busy[0] && !busy[1];
    stopped = true
}

inline start_world()
{
    atomic { stopped = false; stop = false }
}

/* The world is stopped, but the bodies of the loops are steps of their own. */
inline turn_on(t)
{
    atomic {
        if
        :: attached[t] -> black[t] = false; barrier[t] = true; grey++
        :: else
        fi
    }
}

proctype cycle()
{
    stop_world();
    marking = true;
    turn_on(0);
    turn_on(1);
    start_world();
    /* The objects are scanned; then nothing is grey but stacks and what buffers hold. */
    if
    :: true -> marked[field[1]] = true; marked[field[3]] = true
    :: true -> marked[field[3]] = true; marked[field[1]] = true
    fi;
    grey == 0;
    stop_world();
    assert(grey == 0);
    marked[buffer[0]] = true;
    marked[buffer[1]] = true;
    d_step {
        assert(field[1] == 0 || marked[field[1]]);
        assert(field[3] == 0 || marked[field[3]]);
        assert(slot[0] == 0 || marked[slot[0]]);
        assert(slot[1] == 0 || marked[slot[1]])
    };
    marking = false;
    barrier[0] = false;
    barrier[1] = false;
    off = true;
    start_world()
}

init
{
    atomic {
        field[1] = 2;
        marked[1] = true;
        marked[3] = true;
        run thread(0);
        run thread(1);
        run cycle()
    }
}
