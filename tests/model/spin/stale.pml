/* stale.pml - marks become free slots while mutators have spans in hand: the last two handshakes of a
 * cycle that ends without a stop (handshake.pml has the others).
 *
 * All is marked, and new objects are born black: a mutator marks the row of slots that it takes of a
 * span of the generation in which it began to. Then the heap's generation moves on, at any moment: the
 * spans in the lists are unswept; those in hand are stale, and nobody sweeps them until their mutators
 * gave them back, each when it is asked. A sweeper goes through the spans once, and back to one that
 * comes into the list behind it. When none is left and all have answered, all is swept.
 *
 * A span has two slots, a row is one; each mutator holds one object at most.
 *
 * Claims: what somebody holds is neither freed nor given out again; when all is swept no span is of the
 * old generation, none is in the wrong list, and no slot is marked.
 */
#ifndef OPS
#define OPS 2 /* rows that a mutator takes */
#endif
#define SPANS 3
#define SLOTS (2 * SPANS)
#define NO_SPAN 7
#define NO_SLOT 7
/* Who has a span, besides the mutators 0 and 1. */
#define LIST    2
#define SWEEPER 3
#define PAGES   4 /* it is none */

#define BIT(i) (1 << (i))

bool gen = 0;             /* the heap's */
bool span_gen[SPANS], listed[SPANS];
byte owner[SPANS];
byte search[SPANS];       /* of the span, the first slot that no row has had */
byte bits, marks;         /* sets of slots */
byte hand[2], row[2];     /* the mutator's span, the slot of its row */
byte has[2];              /* the object that it holds */
byte asked;               /* mutators that have to give stale spans back */
byte cursor;              /* the sweeper's */

inline put(s)
{
#ifdef PUT_BY_HEAP
    listed[s] = gen;
#else
    listed[s] = span_gen[s];
#endif
    owner[s] = LIST;
#ifndef CURSOR_STAYS
    if :: span_gen[s] != gen && cursor > s -> cursor = s :: else fi
#endif
}

/* What was handed out has its bit from now on; the row that is left is free, and no longer marked. */
inline retire()
{
    if
    :: row[m] != NO_SLOT ->
        marks = marks & ~BIT(row[m]);
        search[hand[m]] = row[m] - 2 * hand[m];
        row[m] = NO_SLOT
    :: else
    fi;
    if :: search[hand[m]] > 0 -> bits = bits | BIT(2 * hand[m]) :: else fi;
    if :: search[hand[m]] > 1 -> bits = bits | BIT(2 * hand[m] + 1) :: else fi;
    put(hand[m]);
    hand[m] = NO_SPAN
}

inline answer()
{
    asked = asked & ~BIT(m);
    if
    :: hand[m] != NO_SPAN && span_gen[hand[m]] != gen -> retire()
    :: else
    fi
}

#define free_slot(s, k) (search[s] <= k && !(bits & BIT(2 * s + k)))
#define has_room(s)     (free_slot(s, 0) || free_slot(s, 1))

inline take(s)
{
    owner[s] == LIST && listed[s] == gen && has_room(s) -> owner[s] = m; hand[m] = s
}

inline new_span(s)
{
    owner[s] == PAGES -> owner[s] = m; hand[m] = s; span_gen[s] = gen; search[s] = 0
}

proctype mutator(byte m)
{
    byte ops, slot = NO_SLOT;
end:
    do
    :: atomic { asked & BIT(m) -> answer() }
    :: atomic { has[m] != NO_SLOT -> has[m] = NO_SLOT } /* it is forgotten */
    :: atomic { has[m] == NO_SLOT && row[m] != NO_SLOT -> /* a new object */
            has[m] = row[m];
            row[m] = NO_SLOT;
            assert(has[0] != has[1])
        }
    :: ops < OPS && row[m] == NO_SLOT ->
        ops++;
        /* The slow path. It answers first, and then not before its end. */
        if
        :: atomic { asked & BIT(m) -> answer() }
        :: !(asked & BIT(m))
        fi;
        atomic {
            if
            :: hand[m] != NO_SPAN && !has_room(hand[m]) -> retire()
            :: else
            fi
        };
        if
        :: hand[m] != NO_SPAN
        :: atomic { hand[m] == NO_SPAN ->
                if
                :: take(0)
                :: take(1)
                :: take(2)
                :: new_span(0)
                :: new_span(1)
                :: new_span(2)
                :: else
                fi
            }
        fi;
        if
        :: hand[m] == NO_SPAN
        :: else ->
            atomic {
                slot = 2 * hand[m] + (free_slot(hand[m], 0) -> 0 : 1);
                search[hand[m]] = slot - 2 * hand[m] + 1
            };
#ifdef BLACK_BY_PHASE
            atomic { if :: gen == 0 -> marks = marks | BIT(slot) :: else fi };
#else
            atomic { if :: span_gen[hand[m]] == 0 -> marks = marks | BIT(slot) :: else fi };
#endif
            atomic { row[m] = slot; slot = NO_SLOT }
        fi
    od
}

/* A mark becomes a bit. */
inline swept_slot(k)
{
    assert(!(bits & ~marks & BIT(2 * s + k)) || (has[0] != 2 * s + k && has[1] != 2 * s + k));
    bits = (bits & ~BIT(2 * s + k)) | (marks & BIT(2 * s + k));
    marks = marks & ~BIT(2 * s + k)
}

proctype sweeper()
{
    byte s;
    atomic { gen = 1; asked = 3 };
    do
    :: atomic { cursor < SPANS ->
            s = cursor;
            if
#ifdef SWEEP_IN_HAND
            :: owner[s] != PAGES && span_gen[s] != gen -> skip
#else
            :: owner[s] == LIST && listed[s] != gen -> owner[s] = SWEEPER
#endif
            :: else -> cursor++; s = SPANS
            fi
        };
        if
        :: s != SPANS ->
            /* Its marks become its bits, slot by slot. */
            atomic { swept_slot(0) };
            atomic { swept_slot(1) };
            atomic {
                search[s] = 0;
                span_gen[s] = gen;
                if
                :: !(bits & (3 << (2 * s))) -> owner[s] = PAGES
                :: else -> put(s)
                fi
            }
        :: else
        fi;
        s = 0
#ifdef SWEPT_EARLY
    :: cursor == SPANS -> break
#else
    :: atomic { cursor == SPANS && asked == 0 -> break }
#endif
    od;
    atomic {
        for (s : 0 .. SPANS - 1) {
            assert(owner[s] == PAGES || span_gen[s] == gen);
            assert(owner[s] != LIST || listed[s] == gen)
        }
        assert(marks == 0)
    }
}

init
{
    atomic {
        hand[0] = NO_SPAN; hand[1] = NO_SPAN;
        row[0] = NO_SLOT; row[1] = NO_SLOT;
        has[0] = NO_SLOT; has[1] = NO_SLOT;
        /* Span 0: an object that the first mutator holds, and garbage. Span 1: garbage, and a free slot
         * that the second one may have taken. Span 2 is none. */
        owner[0] = LIST;
        owner[1] = LIST;
        owner[2] = PAGES;
        bits = BIT(0) | BIT(1) | BIT(2);
        marks = BIT(0);
        has[0] = 0;
        run mutator(0);
        run mutator(1);
        run sweeper()
    }
}
