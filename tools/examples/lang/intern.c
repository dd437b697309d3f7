/* intern.c - symbols: one object for each text.
 *
 * The map from texts to symbols is a root of the vm's, so a symbol stays for ever. This file alone
 * knows.
 */
#include "lang.h"

value lang_symbol(lang_state *L, const char *text, size_t bytes)
{
    string *s = lang_string(L, text, bytes);
    s->o.kind = K_SYMBOL;
    const value *known = lang_strings_find(L, L->vm->roots.symbols, from_object(s));
    if (known) return *known;
    value *at = lang_push(L, from_object(s));
    lang_strings_set(L, L->vm->roots.symbols, *at, *at);
    L->top = at;
    return *at;
}
