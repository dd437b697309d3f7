/* intern.c - symbols: one object for each text, for as long as something uses it.
 *
 * The table is in C memory and holds weak handles: a symbol that nothing else leads to is garbage,
 * and its handle then leads nowhere. Such a place serves the next symbol that comes to it, and is
 * dropped when the table grows.
 */
#include "lang.h"

typedef struct lang_symbol_place {
    uint32_t hash;
    gort_weak *symbol; /* NULL: the place is free */
} place;

/* The place for the text: where its symbol is (*found), else one to be taken. */
static place *symbol_place(lang_state *L, const char *text, size_t bytes, uint32_t hash,
                           string **found)
{
    lang_vm *vm = L->vm;
    place *dead = NULL;
    for (uint32_t i = hash;; i++) {
        place *p = &vm->symbols[i & (vm->symbols_room - 1)];
        string *s = p->symbol ? gort_weak_get(L->g, p->symbol) : NULL;
        if (s && p->hash == hash && s->o.n == bytes && memcmp(s->text, text, bytes) == 0) {
            *found = s;
            return p;
        }
        if (p->symbol && !s && !dead) dead = p;
        if (!p->symbol) return dead ? dead : p;
    }
}

/* Twice the room, if more than half is taken by the living. */
static void symbols_grow(lang_state *L)
{
    lang_vm *vm = L->vm;
    const uint32_t old_room = vm->symbols_room;
    place *old = vm->symbols;
    uint32_t living = 0;
    for (uint32_t i = 0; i < old_room; i++)
        living += old[i].symbol && gort_weak_get(L->g, old[i].symbol);
    vm->symbols_room = old_room == 0 ? 512 : living > old_room / 2 ? 2 * old_room : old_room;
    vm->symbols = calloc(vm->symbols_room, sizeof *vm->symbols);
    if (!vm->symbols) abort();
    vm->symbols_taken = living;
    for (uint32_t i = 0; i < old_room; i++) {
        if (old[i].symbol && !gort_weak_get(L->g, old[i].symbol)) {
            gort_weak_free(L->g, old[i].symbol);
        } else if (old[i].symbol) {
            uint32_t k = old[i].hash;
            while (vm->symbols[k & (vm->symbols_room - 1)].symbol)
                k++;
            vm->symbols[k & (vm->symbols_room - 1)] = old[i];
        }
    }
    free(old);
}

value lang_symbol(lang_state *L, const char *text, size_t bytes)
{
    lang_vm *vm = L->vm;
    string *s = NULL;
    const uint32_t hash = lang_hash_text(text, bytes);
    if (4 * (vm->symbols_taken + 1) > 3 * vm->symbols_room) symbols_grow(L);
    symbol_place(L, text, bytes, hash, &s);
    if (s) return from_object(s);
    s = lang_string(L, text, bytes); /* which may clear handles: where it goes is looked up again */
    s->o.kind = K_SYMBOL;
    s->hash = hash;
    string *none = NULL;
    place *p = symbol_place(L, text, bytes, hash, &none);
    p->hash = hash;
    if (p->symbol) {
        gort_weak_set(L->g, p->symbol, s);
        return from_object(s);
    }
    p->symbol = gort_weak_new(L->g, s);
    if (!p->symbol) abort();
    vm->symbols_taken++;
    return from_object(s);
}
