/* print.c - the predeclared print and println: to stderr, one write a statement.
 *
 * The line of a statement is built in a text that the g keeps for the next one. Arguments are
 * evaluated before gort_print_begin, so nothing can panic in between and no two statements of a g
 * overlap. Not safepoints.
 *
 * To change a format, see the function of its type; floats are gort__text_float.
 */
#include "../base/os.h"
#include "../base/text.h"
#include "value.h"

#include <inttypes.h>
#include <stdlib.h>

struct gort__print {
    gort__text text;
};

void gort_print_begin(gort_g *g)
{
    if (!g->print) {
        g->print = malloc(sizeof *g->print);
        if (!g->print) gort__throw(g->rt, g, "out of memory in print");
        gort__text_init(&g->print->text);
    }
    g->print->text.bytes = 0;
}

void gort_print_end(gort_g *g)
{
    gort__os_write_stderr(g->print->text.data, g->print->text.bytes);
    g->print->text.bytes = 0;
}

void gort__print_free(gort_g *g)
{
    if (g->print) gort__text_free(&g->print->text);
    free(g->print);
    g->print = NULL;
}

void gort_printbool(gort_g *g, bool v)
{
    gort__text_str(&g->print->text, v ? "true" : "false");
}
void gort_printint(gort_g *g, int64_t v)
{
    gort__text_fmt(&g->print->text, "%" PRId64, v);
}
void gort_printuint(gort_g *g, uint64_t v)
{
    gort__text_fmt(&g->print->text, "%" PRIu64, v);
}
void gort_printfloat(gort_g *g, double v)
{
    gort__text_float(&g->print->text, v);
}

void gort_printcomplex_parts(gort_g *g, double r, double i)
{
    gort__text *out = &g->print->text;
    gort__text_str(out, "(");
    gort__text_float(out, r);
    gort__text_float(out, i);
    gort__text_str(out, "i)");
}

void gort_printpointer(gort_g *g, const void *p)
{
    gort__text_fmt(&g->print->text, "0x%" PRIxPTR, gort__stable_address(g->rt, p));
}

void gort_printstring(gort_g *g, gort_string s)
{
    if (s.len) gort__text_add(&g->print->text, s.ptr, (size_t)s.len);
}

void gort_printslice(gort_g *g, gort_slice s)
{
    gort__text_fmt(&g->print->text, "[%" PRIdPTR "/%" PRIdPTR "]0x%" PRIxPTR, s.len, s.cap,
                   gort__stable_address(g->rt, s.ptr));
}

void gort_printeface(gort_g *g, gort_eface e)
{
    gort__text_fmt(&g->print->text, "(0x%" PRIxPTR ",0x%" PRIxPTR ")",
                   gort__stable_address(g->rt, e.type), gort__stable_address(g->rt, e.data));
}

void gort_printiface(gort_g *g, gort_iface e)
{
    gort__text_fmt(&g->print->text, "(0x%" PRIxPTR ",0x%" PRIxPTR ")",
                   gort__stable_address(g->rt, e.tab), gort__stable_address(g->rt, e.data));
}

void gort_printsp(gort_g *g)
{
    gort__text_str(&g->print->text, " ");
}
void gort_printnl(gort_g *g)
{
    gort__text_str(&g->print->text, "\n");
}
