/* mapgrow.pml - a map that grows while it is marked: map/grow.c, map/map_gc.c. The stores [W2], [W5] and
 * [W6] are those of grow.c.
 *
 * The header leads to the array of buckets and, while the map grows, to the old one. Two slots an array,
 * a value in each; a write moves one of them to the new array and clears the old slot; when all are
 * moved the old array leaves the map. An array that is made while marking is black. The collector
 * reads the header's two fields one after the other, then the slots of each array, at any moment of
 * this; it cannot see both at once. An iterator on the stack may go on in an array that has left.
 *
 * Claims: at the end of the cycle whatever the map, the iterator and the stack lead to is marked, arrays
 * and values.
 */
#ifndef OPS
#define OPS 5
#endif
#ifndef ARRAYS
#define ARRAYS 3 /* that are made, with the first one */
#endif
#define SLOTS  2
#define VALUES 2

byte value[ARRAYS * SLOTS]; /* of each slot; 0: none */
byte buckets, oldbuckets = ARRAYS, made = 1; /* arrays by number; ARRAYS: none */
byte nevacuate;
byte taken, it = ARRAYS;    /* on the stack: a value; the array that an iterator walks */
byte header_old, header_new; /* what the marker read of the header */
bool array_marked[ARRAYS + 1], array_grey[ARRAYS + 1], marked[VALUES + 1];
bool black;                 /* the stack */
bool marking, stop, running;
byte buffer[2], used;       /* values wait in it; arrays are shaded at once, which claims less */

inline shade(v)
{
    marked[v] = true
}

inline shade_array(a)
{
    d_step {
        if
        :: a != ARRAYS && !array_marked[a] -> array_marked[a] = true; array_grey[a] = true
        :: else
        fi
    }
}

inline record(v)
{
    atomic {
        if
        :: used == 2 -> shade(buffer[0]); shade(buffer[1]); used = 0
        :: else
        fi;
        buffer[used] = v;
        used++
    }
}

inline store_value(at, v)
{
    if
    :: marking ->
        record(value[at]);
        if :: !black -> record(v) :: else fi
    :: else
    fi;
    value[at] = v
}

proctype mutator()
{
    byte n, b;
    do
    :: n < OPS ->
        atomic { !stop -> running = true; n++ };
        if
        :: oldbuckets == ARRAYS && made < ARRAYS -> /* a growth begins */
#ifndef ARRAY_WHITE
            array_marked[made] = marking;
#endif
            /* [W2]; that of oldbuckets hides nothing. */
            if :: marking && !black -> shade_array(buckets) :: else fi;
            oldbuckets = buckets;
            if
            :: marking ->
#ifndef GROW_PLAIN
                shade_array(buckets);
#endif
                if :: !black -> shade_array(made) :: else fi
            :: else
            fi;
            atomic { buckets = made; made++; nevacuate = 0 }
        :: oldbuckets != ARRAYS -> /* evacuation of one slot */
            b = value[oldbuckets * SLOTS + nevacuate];
#ifdef MOVE_PLAIN /* [W4]: no mutant, the claims hold */
            if :: b != 0 -> value[buckets * SLOTS + nevacuate] = b :: else fi;
#else
            if :: b != 0 -> store_value(buckets * SLOTS + nevacuate, b) :: else fi;
#endif
            /* [W5], unless an iterator goes on in the old array */
            if
            :: it == oldbuckets
            :: else ->
#ifdef EVAC_CLEAR
                value[oldbuckets * SLOTS + nevacuate] = 0
#else
                store_value(oldbuckets * SLOTS + nevacuate, 0)
#endif
            fi;
            nevacuate++;
            b = 0;
            if
            :: nevacuate == SLOTS -> /* [W6] */
#ifndef UNLINK_PLAIN
                if :: marking -> shade_array(oldbuckets) :: else fi;
#endif
                oldbuckets = ARRAYS
            :: else
            fi
        :: it == ARRAYS -> it = buckets /* a range begins, */
        :: it == ARRAYS && oldbuckets != ARRAYS -> it = oldbuckets /* and has this one to look at */
        :: it != ARRAYS -> taken = value[it * SLOTS + 1]        /* and goes on */
        :: it != ARRAYS -> it = ARRAYS
        :: oldbuckets == ARRAYS -> taken = value[buckets * SLOTS + 1]
        :: oldbuckets == ARRAYS -> store_value(buckets * SLOTS + 1, 0) /* delete */
        :: oldbuckets == ARRAYS -> store_value(buckets * SLOTS + 1, taken)
        :: taken = 0
        fi;
        running = false
    :: else -> break
    od
}

proctype collector()
{
    byte i, v, restarts;
    bool grey_header = true;
    stop = true;
    atomic { !running -> marking = true; stop = false };
    do
    :: atomic { !black && !running -> shade(taken); shade_array(it); black = true }
    :: atomic { grey_header -> grey_header = false };
        if /* relaxed loads, which the processor may turn round */
        :: header_new = buckets; header_old = oldbuckets
        :: header_old = oldbuckets; header_new = buckets
        fi;
#ifdef NO_OLDBUCKETS
        header_old = ARRAYS;
#endif
        shade_array(header_new);
        shade_array(header_old);
        header_old = 0;
        header_new = 0
    :: black && !grey_header -> break
    od;
mark:
    do
    :: array_grey[0] -> i = 0;
        do :: i < SLOTS -> shade(value[i]); i++ :: else -> break od;
        atomic { array_grey[0] = false; i = 0 }
    :: array_grey[1] -> i = 0;
        do :: i < SLOTS -> shade(value[SLOTS + i]); i++ :: else -> break od;
        atomic { array_grey[1] = false; i = 0 }
    :: array_grey[2] -> i = 0;
        do :: i < SLOTS -> shade(value[2 * SLOTS + i]); i++ :: else -> break od;
        atomic { array_grey[2] = false; i = 0 }
    :: !array_grey[0] && !array_grey[1] && !array_grey[2] -> break
    od;
    if
    :: !stop -> stop = true
    :: else
    fi;
    !running;
#ifndef NO_FLUSH
    atomic { shade(buffer[0]); shade(buffer[1]); used = 0 };
#endif
    if
    :: (array_grey[0] || array_grey[1] || array_grey[2]) && restarts == 0 ->
        restarts++; stop = false; goto mark
    :: (array_grey[0] || array_grey[1] || array_grey[2]) && restarts == 1 -> goto mark
    :: else
    fi;
    skip;
    d_step {
        assert(array_marked[buckets]);
        assert(oldbuckets == ARRAYS || array_marked[oldbuckets]);
        assert(it == ARRAYS || array_marked[it]);
        assert(taken == 0 || marked[taken]);
        i = 0;
        do
        :: i < SLOTS ->
            v = value[buckets * SLOTS + i];
            assert(v == 0 || marked[v]);
            if
            :: oldbuckets != ARRAYS -> v = value[oldbuckets * SLOTS + i]; assert(v == 0 || marked[v])
            :: else
            fi;
            if
            :: it != ARRAYS -> v = value[it * SLOTS + i]; assert(v == 0 || marked[v])
            :: else
            fi;
            i++
        :: else -> break
        od
    };
    marking = false;
    stop = false
}

init
{
    atomic {
        if :: value[0] = 1 :: value[0] = 0 fi;
        if :: value[1] = 2 :: value[1] = 1 fi;
        run mutator();
        run collector()
    }
}
