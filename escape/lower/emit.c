/* emit.c - the C file: its sections, in the order C needs them.
 *
 *   types    structs, arrays, result tuples, closures, buckets
 *   protos   every function, every descriptor
 *   data     package variables, masks, constant boxes, method tables
 *   descs    gort_type descriptors
 *   sites    call sites, then the module
 *   thunks   functions that adapt methods and func values
 *   bodies   the program's functions
 *   main     makes a runtime and hands it main.main
 *
 * Each section is a stream in memory while the program is lowered, since lowering one function
 * asks for types and descriptors as it goes. One thread.
 */
#include "emit.h"
#include "emit_internal.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The name of a file as a C string: absolute, but for those that gort ships. */
static const char *emit_file_name(unit *u, int file)
{
    const char *name = file < u->nfiles ? u->files[file].name : "?";
    const bool shipped = file < u->nfiles && u->files[file].pkg->shipped;
    char dir[PATH_MAX];
    if (!shipped && name[0] != '/' && getcwd(dir, sizeof dir))
        name = gort__strf(u, "%s/%s", dir, name);
    return gort__lower_c_string(u, name, strlen(name));
}

/* The first file has a macro, which keeps the table of most programs readable. */
static void emit_sites(emission *w, FILE *out)
{
    unit *u = w->u;
    const char **files = gort__alloc(u, (size_t)(u->nfiles + 1) * sizeof *files);
    files[0] = "\"?\"";
    for (int i = 0; i < u->nfiles; i++)
        files[i] = emit_file_name(u, i);
    fprintf(out, "#define GO_FILE %s\nstatic const gort_site sites[%d] = {\n", files[0],
            w->nsites > 0 ? w->nsites : 1);
    for (int i = 0; i < w->nsites; i++) {
        const call_site *s = &w->sites[i];
        const gort__shown at = gort__shown_at(u, s->at);
        const char *file = s->at.file == 0 ? "GO_FILE" : files[s->at.file];
        if (at.claimed)
            file = *at.file ? gort__lower_c_string(u, at.file, strlen(at.file)) : "\"??\"";
        fprintf(out, "    {%s, %s, %u}, /* %d */\n",
                gort__lower_c_string(u, s->func, strlen(s->func)), file, at.line, i);
    }
    if (w->nsites == 0) fputs("    {\"main.main\", GO_FILE, 1},\n", out);
    fputs("};\n\n", out);
}

static int global_compare(const void *a, const void *b)
{
    const object *x = *(object *const *)a, *y = *(object *const *)b;
    if (x->pos.file != y->pos.file) return x->pos.file < y->pos.file ? -1 : 1;
    return x->pos.line != y->pos.line ? (x->pos.line < y->pos.line ? -1 : 1)
                                      : (int)x->pos.col - (int)y->pos.col;
}

/* The pools of static objects: each refers to any other, so all are declared first. */
static void emit_pools(emission *w, FILE *out, bool define)
{
    for (const data_pool *p = w->pools; p; p = p->next) {
        if (define && p->text.n == 0) continue;
        fprintf(out, "%sstatic %s%s[%lld]", define ? "" : "GORT_UNUSED ",
                gort__lower_spaced(w->u, gort__lower_ctype(w, p->type)), p->name, (long long)p->n);
        if (define)
            fprintf(out, " = {\n%s};\n\n", p->text.at);
        else
            fprintf(out, ";%s", p->next ? "\n" : "\n\n");
    }
}

static ty *pool_type(emission *w, const data_pool *p)
{
    return gort__lower_canon(gort__ty_array(w->u, p->type, p->n));
}

/* The package variables of the whole program that are there. */
static objects all_globals(unit *u)
{
    objects all = {0};
    for (int i = 0; i < u->program.all.n; i++)
        for (int k = 0; k < u->program.all.at[i]->globals.n; k++)
            if (u->program.all.at[i]->globals.at[k]->lower)
                GORT__LIST_PUSH(u, &all, u->program.all.at[i]->globals.at[k]);
    return all;
}

/* The package variables and static objects that hold pointers: roots. */
static void emit_module(emission *w, FILE *out)
{
    unit *u = w->u;
    const objects all = all_globals(u);
    object **sorted = gort__alloc(u, (size_t)(all.n + 1) * sizeof *sorted);
    int n = 0;
    int64_t bytes = 0;
    for (int i = 0; i < all.n; i++) {
        bytes += gort__ty_size(u, all.at[i]->type);
        if (gort__ty_has_pointers(u, all.at[i]->type)) sorted[n++] = all.at[i];
    }
    qsort(sorted, (size_t)n, sizeof *sorted, global_compare);
    int npools = 0;
    for (const data_pool *p = w->pools; p; p = p->next) {
        bytes += p->n * gort__ty_size(u, p->type);
        npools += gort__ty_has_pointers(u, p->type);
    }
    if (n + npools > 0) fputs("static const gort_global globals[] = {\n", out);
    for (int i = 0; i < n; i++)
        fprintf(out, "    {&%s, %s},\n", ((lowered_object *)sorted[i]->lower)->global,
                gort__lower_descp(w, sorted[i]->type));
    for (const data_pool *p = w->pools; p; p = p->next)
        if (gort__ty_has_pointers(u, p->type))
            fprintf(out, "    {&%s, %s},\n", p->name, gort__lower_descp(w, pool_type(w, p)));
    if (n + npools > 0) fputs("};\n", out);
    fprintf(out,
            "static const gort_module module = {\n    .name = \"main\", .sites = sites, .nsites = "
            "%d,\n    .globals = %s, .nglobals = %d, .globals_bytes = %lld,\n};\n\n",
            w->nsites > 0 ? w->nsites : 1, n + npools > 0 ? "globals" : "NULL", n + npools,
            (long long)bytes);
}

/* The descriptors that the module's table names are asked for before they are printed. */
static void want_globals(emission *w)
{
    const objects all = all_globals(w->u);
    for (int i = 0; i < all.n; i++)
        if (gort__ty_has_pointers(w->u, all.at[i]->type)) gort__lower_desc(w, all.at[i]->type);
    for (const data_pool *p = w->pools; p; p = p->next)
        if (gort__ty_has_pointers(w->u, p->type)) gort__lower_desc(w, pool_type(w, p));
}

static void emit_section(FILE *out, const char *title, const char *text)
{
    if (text && *text) fprintf(out, "/* ---- %s ---- */\n\n%s\n", title, text);
}

/* Bodies are most of a large program: a stream that holds them all would be copied each time that
 * it grows. */
enum { BLOCK_BYTES = 1 << 20 };

typedef struct body_block {
    struct body_block *next;
    char *text;
    size_t bytes;
} body_block;

static void emit_bodies(const emission *w, FILE *out)
{
    fputs("/* ---- functions ---- */\n\n", out);
    for (const body_block *b = w->blocks; b; b = b->next)
        fwrite(b->text, 1, b->bytes, out);
    fprintf(out, "%s\n", w->bodies_text);
}

static bool open_sections(emission *w)
{
    w->types = open_memstream(&w->types_text, &w->types_bytes);
    w->protos = open_memstream(&w->protos_text, &w->protos_bytes);
    w->data = open_memstream(&w->data_text, &w->data_bytes);
    w->descs = open_memstream(&w->descs_text, &w->descs_bytes);
    w->thunks = open_memstream(&w->thunks_text, &w->thunks_bytes);
    w->bodies = open_memstream(&w->bodies_text, &w->bodies_bytes);
    return w->types && w->protos && w->data && w->descs && w->thunks && w->bodies;
}

/* Puts what the stream of bodies holds behind the blocks, and opens a new one. */
static bool next_block(emission *w)
{
    fclose(w->bodies);
    body_block *b = gort__alloc(w->u, sizeof *b);
    *b = (body_block){.text = w->bodies_text, .bytes = w->bodies_bytes};
    *(w->blocks_last ? &w->blocks_last->next : &w->blocks) = b;
    w->blocks_last = b;
    w->bodies_text = NULL;
    w->bodies = open_memstream(&w->bodies_text, &w->bodies_bytes);
    return w->bodies != NULL;
}

static bool emit_body(emission *w, ir_func *f)
{
    gort__emit_func(w, f, w->bodies);
    return fflush(w->bodies) == 0 && (w->bodies_bytes < BLOCK_BYTES || next_block(w));
}

static void close_sections(emission *w)
{
    FILE *all[] = {w->types, w->protos, w->data, w->descs, w->thunks, w->bodies};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i]) fclose(all[i]);
}

static void free_sections(emission *w)
{
    free(w->types_text);
    free(w->protos_text);
    free(w->data_text);
    free(w->descs_text);
    free(w->thunks_text);
    free(w->bodies_text);
    for (const body_block *b = w->blocks; b; b = b->next)
        free(b->text);
}

static bool out_of_memory(emission *w)
{
    close_sections(w);
    free_sections(w);
    gort__error(w->u, (position){0}, "out of memory");
    return false;
}

/* What C compilers warn about and Go programs may do. Go's own checker has spoken on unused
 * variables, dead code leaves constants behind, and a comparison that is always false is no error
 * in Go. gcc sees a cell's address on the shadow stack, which outlives the cell, and a box of one
 * type read as another behind a type test that it knows to fail. */
static void emit_pragmas(FILE *out)
{
    static const char *const both[] = {
        "unused-but-set-variable", "tautological-compare",     "address",     "type-limits",
        "unused-const-variable",   "unused-but-set-parameter", "sign-compare"};
    static const char *const gcc12[] = {"dangling-pointer", "array-bounds"};
    fputs("#ifndef __TINYC__\n", out);
    for (size_t i = 0; i < sizeof both / sizeof *both; i++)
        fprintf(out, "#pragma GCC diagnostic ignored \"-W%s\"\n", both[i]);
    fputs("#endif\n#ifdef __clang__\n#pragma GCC diagnostic ignored \"-Wself-assign\"\n", out);
    fputs("#endif\n#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 12\n", out);
    for (size_t i = 0; i < sizeof gcc12 / sizeof *gcc12; i++)
        fprintf(out, "#pragma GCC diagnostic ignored \"-W%s\"\n", gcc12[i]);
    fputs("#endif\n\n", out);
}

/* Were functions asked for meanwhile? *f: the last one that is emitted, then the next. */
static bool emit_more(emission *w, ir_func **f)
{
    if (!gort__lower_asked_for(w)) return false;
    *f = (*f)->next;
    return true;
}

bool gort__emit(unit *u, FILE *out)
{
    emission *w = gort__alloc(u, sizeof *w);
    w->u = u;
    if (!open_sections(w)) return out_of_memory(w);
    gort__lower_program(w);
    /* Method tables, which come with descriptors, may be the first to ask for a function. */
    ir_func *f = w->funcs;
    do {
        for (; f; f = f->next)
            if (!emit_body(w, f)) return out_of_memory(w);
        want_globals(w);
        gort__lower_emit_descs(w);
        f = w->funcs_last;
    } while (emit_more(w, &f));
    gort__lower_define_all(w);
    close_sections(w);
    const bool ok = u->ndiags == 0;
    if (ok) {
        const char *name = u->nfiles > 0 ? u->files[0].name : "?";
        fprintf(out,
                "/* Made by gort from %s. */\n#include \"gort_inline.h\"\n#include "
                "\"gort_map_inline.h\"\n\n",
                gort__comment_text(u, name));
        fputs("#define GORT_UNUSED __attribute__((unused))\n", out);
        fputs("#ifdef __TINYC__\n#define GORT_ONCE\n#define GORT_PART\n"
              "#define GORT_UNREACHABLE for (;;)\n#else\n"
              "#define GORT_ONCE __attribute__((noinline, cold))\n"
              "#define GORT_PART __attribute__((noinline))\n"
              "#define GORT_UNREACHABLE __builtin_unreachable()\n#endif\n\n",
              out);
        emit_pragmas(out);
        emit_section(out, "types", w->types_text);
        emit_section(out, "declarations", w->protos_text);
        emit_pools(w, out, false);
        emit_section(out, "data", w->data_text);
        emit_pools(w, out, true);
        emit_section(out, "type descriptors", w->descs_text);
        fputs("/* ---- call sites and the module ---- */\n\n", out);
        emit_sites(w, out);
        emit_module(w, out);
        emit_section(out, "thunks", w->thunks_text);
        emit_bodies(w, out);
        fputs("static void start(gort_g *g, void **sp)\n{\n", out);
        fputs(gort__text_of(&w->first), out);
        fputs(gort__text_of(&w->start), out);
        fputs("    main_main(g, sp);\n}\n\nint main(int argc, char **argv)\n{\n", out);
        fputs("    gort_runtime *rt = gort_runtime_new(NULL);\n    if (!rt) return 2;\n", out);
        fputs("    gort_register_module(rt, &module);\n", out);
        fputs("    return gort_main(rt, argc, argv, start);\n}\n", out);
    }
    free_sections(w);
    return ok && !ferror(out);
}
