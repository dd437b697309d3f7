/* unit.c - one compilation's memory, names, files and diagnostics.
 *
 * Memory is an arena of chunks that only grows and goes away with the unit; nothing in the tree is
 * freed on its own, so every pass may keep pointers. Names are interned: equal names are equal
 * pointers, and every pass compares them so.
 *
 * Diagnostics are collected, never printed from here on the way. They follow the Go compiler's
 * policy: of syntax errors in a row on one line the first counts, of equal other errors in a row on
 * one line too; after the tenth error a last line `too many errors` at its place, after which
 * nothing is added.
 *
 * A unit is used by one thread. To change how files are read or which text a failure gives, see
 * gort__unit_add_file; to change the error policy, gort__error.
 */
#include "table.h"
#include "token.h"
#include "unit.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Large enough that the C library maps a chunk: its pages are zero, and cost only when touched. */
enum { CHUNK_BYTES = 256 * 1024 };
enum { MAX_ERRORS = 10 };

/* Under the address sanitizer a gap that nobody may touch is behind each piece of the arena. */
#if defined(__SANITIZE_ADDRESS__)
#define UNIT_GUARDED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNIT_GUARDED 1
#endif
#endif
#ifdef UNIT_GUARDED
#include <sanitizer/asan_interface.h>
enum { GAP_BYTES = 16 };
#else
enum { GAP_BYTES = 0 };
#define ASAN_POISON_MEMORY_REGION(at, bytes) ((void)(at), (void)(bytes))
#endif

typedef struct arena_chunk {
    struct arena_chunk *next;
    size_t used_bytes, size_bytes;
    _Alignas(16) unsigned char bytes[];
} arena_chunk;

static void unit_out_of_memory(void)
{
    fputs("gort: out of memory\n", stderr);
    abort();
}

static void *unit_zeroed(size_t bytes)
{
    void *p = calloc(1, bytes);
    if (!p) unit_out_of_memory();
    return p;
}

void *gort__alloc(unit *u, size_t bytes)
{
    arena_chunk *c = u->arena;
    const size_t wanted = bytes;
    bytes = (bytes + GAP_BYTES + 15) & ~(size_t)15;
    if (!c || c->size_bytes - c->used_bytes < bytes) {
        size_t size_bytes = bytes > CHUNK_BYTES ? bytes : CHUNK_BYTES;
        c = unit_zeroed(sizeof *c + size_bytes);
        c->size_bytes = size_bytes;
        if (u->arena && bytes > CHUNK_BYTES / 4) { /* keep filling the current chunk */
            c->next = u->arena->next;
            u->arena->next = c;
        } else {
            c->next = u->arena;
            u->arena = c;
        }
    }
    unsigned char *p = c->bytes + c->used_bytes;
    c->used_bytes += bytes;
    ASAN_POISON_MEMORY_REGION(p + wanted, bytes - wanted);
    return p;
}

void *gort__copy(unit *u, const void *at, size_t bytes)
{
    void *copy = gort__alloc(u, bytes + 1);
    if (bytes) memcpy(copy, at, bytes);
    return copy;
}

unit *gort__unit_new(void)
{
    unit *u = unit_zeroed(sizeof *u);
    u->names = gort__alloc(u, sizeof *u->names);
    u->names->cap = 1024; /* the packages of a small program */
    u->names->slots = gort__alloc(u, u->names->cap * sizeof *u->names->slots);
    u->max_nest = GORT__USUAL_NEST;
    u->max_depth = GORT__USUAL_DEPTH;
    u->pkg = u->program.main = gort__package_new(u, "main");
    return u;
}

void gort__unit_free(unit *u)
{
    if (!u) return;
    for (arena_chunk *c = u->arena; c;) {
        arena_chunk *next = c->next;
        free(c);
        c = next;
    }
    free(u);
}

/* ---- names ------------------------------------------------------------------------------- */

uint64_t gort__hash(const char *s, size_t n)
{
    uint64_t h = 14695981039346656037u;
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)s[i]) * 1099511628211u;
    return h ^ h >> 29;
}

size_t gort__interned_bytes(const char *s)
{
    size_t n;
    memcpy(&n, s - sizeof n, sizeof n);
    return n;
}

static uint64_t interned_hash(const void *entry)
{
    return gort__hash(entry, gort__interned_bytes(entry));
}

typedef struct interned_key {
    const char *s;
    size_t n;
} interned_key;

static bool interned_same(const void *entry, const void *key)
{
    const interned_key *k = key;
    return gort__interned_bytes(entry) == k->n && memcmp(entry, k->s, k->n) == 0;
}

const char *gort__intern(unit *u, const char *s, size_t n)
{
    gort__table_grow(u, u->names, interned_hash);
    void **slot = gort__table_at(u->names, &(interned_key){s, n}, gort__hash(s, n), interned_same);
    if (*slot) return *slot;
    char *copy = (char *)gort__alloc(u, sizeof n + n + 1) + sizeof n;
    memcpy(copy - sizeof n, &n, sizeof n);
    memcpy(copy, s, n);
    gort__table_fill(u->names, slot, copy);
    return copy;
}

/* ---- lists ------------------------------------------------------------------------------- */

/* The old array stays in the arena, as garbage of at most the final array's size. */
void *gort__grown(unit *u, void *at, int n, int *cap, size_t bytes)
{
    int new_cap = *cap ? *cap * 2 : 4;
    void *p = gort__alloc(u, (size_t)new_cap * bytes);
    if (n) memcpy(p, at, (size_t)n * bytes);
    *cap = new_cap;
    return p;
}

node *gort__node_new(unit *u, node_kind k, position pos)
{
    node *n = gort__alloc(u, sizeof *n);
    n->kind = (uint8_t)k;
    n->pos = pos;
    n->depth = 1;
    return n;
}

static void node_finds_call(void *ctx, node *n)
{
    bool *found = ctx;
    if (*found || n->val || n->is_type || n->kind == N_FUNCLIT) return;
    *found = (n->kind == N_CALL && n->builtin != B_NEW) || (n->kind == N_UNARY && n->op == T_ARROW);
    if (!*found) gort__node_each(n, node_finds_call, found);
}

node *gort__callee_first(const node *call)
{
    node *f = gort__unparen(call->a), *made;
    bool found = false;
    if (call->call_kind == CALL_METHOD || call->call_kind == CALL_INTERFACE)
        made = f = f->a;
    else if (call->call_kind == CALL_CLOSURE)
        made = NULL;
    else
        return NULL;
    /* The receiver of a devirtualised call was the interface. */
    while (made && made->implicit && made->kind != N_TYPEASSERT)
        made = made->a ? gort__unparen(made->a) : NULL;
    if (made && made->implicit) f = made->a;
    node_finds_call(&found, f);
    return found ? f : NULL;
}

#define BUILTIN_NAME(id, name, nargs, variadic, is_statement) [id] = name,

const char *gort__builtin_name(builtin_id b)
{
    static const char *const names[] = {GORT__BUILTINS(BUILTIN_NAME)};
    return names[b];
}

/* a, b T: the fields of one group share the node of their type. */
static bool node_shares_type(const nodes *l, int i)
{
    return i > 0 && l->at[i]->kind == N_FIELD && l->at[i - 1]->kind == N_FIELD &&
           l->at[i]->a == l->at[i - 1]->a;
}

void gort__node_each(const node *n, void (*fn)(void *ctx, node *child), void *ctx)
{
    node *const operands[] = {n->init, n->key, n->value, n->a, n->b, n->c, n->d, n->cond, n->post};
    const nodes *const lists[] = {&n->list, &n->list2, &n->body};
    for (size_t i = 0; i < sizeof operands / sizeof *operands; i++)
        if (operands[i]) fn(ctx, operands[i]);
    for (size_t k = 0; k < sizeof lists / sizeof *lists; k++)
        for (int i = 0; i < lists[k]->n; i++)
            if (lists[k]->at[i] && !node_shares_type(lists[k], i)) fn(ctx, lists[k]->at[i]);
    if (n->els) fn(ctx, n->els);
}

/* ---- files ------------------------------------------------------------------------------- */

bool gort__unit_add_package_text(unit *u, package *p, const char *name, const char *text,
                                 size_t bytes)
{
    if (p->nfiles == 0) p->first_file = u->nfiles;
    assert(p->first_file + p->nfiles == u->nfiles);
    if (u->nfiles >= UINT16_MAX) {
        gort__error(u, (position){0}, "too many files");
        return false;
    }
    *GORT__PUSH(u, u->files, u->nfiles, u->cap_files) =
        (source_file){.name = gort__strf(u, "%s", name),
                      .pkg = p,
                      .text = gort__copy(u, text, bytes),
                      .bytes = bytes};
    p->nfiles++;
    return true;
}

bool gort__unit_add_text(unit *u, const char *name, const char *text, size_t bytes)
{
    return gort__unit_add_package_text(u, u->program.main, name, text, bytes);
}

/* "open f.go: no such file or directory": the system's text begins in lower case. */
static bool unit_file_error(unit *u, const char *what, const char *path, int err)
{
    char *text = gort__strf(u, "%s", strerror(err));
    if (text[0] >= 'A' && text[0] <= 'Z' && !(text[1] >= 'A' && text[1] <= 'Z'))
        text[0] = (char)(text[0] - 'A' + 'a');
    gort__error(u, (position){0}, "%s %s: %s", what, path, text);
    return false;
}

bool gort__unit_add_file(unit *u, const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f) return unit_file_error(u, "open", path, errno);
    struct stat st;
    if (fstat(fileno(f), &st) == 0 && S_ISDIR(st.st_mode)) {
        fclose(f);
        return unit_file_error(u, "read", path, EISDIR);
    }
    size_t n = 0, cap = 0;
    char *text = NULL;
    for (;;) {
        if (cap - n < 1) {
            cap = cap ? cap * 2 : 16 * 1024;
            char *grown = realloc(text, cap);
            if (!grown) unit_out_of_memory();
            text = grown;
        }
        size_t got = fread(text + n, 1, cap - n, f);
        n += got;
        if (got == 0) break;
    }
    int err = ferror(f) ? errno : 0;
    fclose(f);
    bool ok = !err ? gort__unit_add_text(u, path, text, n) : unit_file_error(u, "read", path, err);
    free(text);
    return ok;
}

static void unit_index_lines(unit *u, source_file *f)
{
    const char *end = f->text + f->bytes;
    GORT__LIST_PUSH(u, &f->lines, 0);
    for (const char *p = f->text; (p = memchr(p, '\n', (size_t)(end - p))); p++)
        GORT__LIST_PUSH(u, &f->lines, (uint32_t)(p + 1 - f->text));
}

const char *gort__unit_line(unit *u, int file, uint32_t line, size_t *bytes)
{
    source_file *f = &u->files[file];
    *bytes = 0;
    if (f->lines.n == 0) unit_index_lines(u, f);
    const uint32_t nlines = (uint32_t)f->lines.n;
    if (line == 0 || line > nlines) return "";
    const size_t from = f->lines.at[line - 1];
    const size_t to = line < nlines ? f->lines.at[line] - 1 : f->bytes;
    *bytes = to - from;
    return f->text + from;
}

/* ---- diagnostics ------------------------------------------------------------------------- */

/* Go prints errors by file, and files in the order of their first errors. */
static int unit_source(unit *u, position pos)
{
    const int claim = gort__claim_at(u, pos);
    for (int i = 0; i < u->ndiags; i++) {
        const position other = u->diags[i].pos;
        if (other.file == pos.file && gort__claim_at(u, other) == claim) return u->diags[i].source;
    }
    return u->nsources++;
}

void gort__verror(unit *u, position pos, const char *fmt, va_list ap)
{
    if (u->too_many_errors) return;
    const char *text = gort__vstrf(u, fmt, ap);
    bool syntax = strncmp(text, "syntax error: ", 14) == 0;
    u->has_syntax_errors |= syntax;
    position *last = syntax ? &u->last_syntax : &u->last_other;
    bool same_line = pos.line && last->line == pos.line && last->file == pos.file &&
                     gort__claim_at(u, pos) == gort__claim_at(u, *last);
    if (same_line && (syntax || strcmp(u->last_other_text, text) == 0)) return;
    *last = pos;
    if (!syntax) u->last_other_text = text;
    const diagnostic d = {
        .pos = pos, .text = text, .seq = u->ndiags, .source = unit_source(u, pos)};
    *GORT__PUSH(u, u->diags, u->ndiags, u->cap_diags) = d;
    if (u->ndiags >= MAX_ERRORS) u->too_many_errors = true;
}

void gort__error(unit *u, position pos, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    gort__verror(u, pos, fmt, ap);
    va_end(ap);
}

void gort__late_error(unit *u, position pos, const char *text, late_phase phase)
{
    GORT__LIST_PUSH(u, &u->late, (diagnostic){.pos = pos, .text = text, .phase = phase});
}

static int unit_compare_diags(const void *a, const void *b)
{
    const diagnostic *x = a, *y = b;
    if (x->phase != y->phase) return x->phase < y->phase ? -1 : 1;
    if (x->source != y->source) return x->source < y->source ? -1 : 1;
    if (x->pos.line != y->pos.line) return x->pos.line < y->pos.line ? -1 : 1;
    unsigned c = gort__head_column(x->pos), d = gort__head_column(y->pos);
    if (c != d) return c < d ? -1 : 1;
    return x->seq < y->seq ? -1 : x->seq > y->seq;
}

void gort__unit_print_diags(unit *u, FILE *out)
{
    position last = {0};
    for (int i = 0; i < u->ndiags; i++)
        if (u->diags[i].seq == u->ndiags - 1) last = u->diags[i].pos;
    if (u->ndiags) qsort(u->diags, (size_t)u->ndiags, sizeof *u->diags, unit_compare_diags);
    const char *before = "";
    for (int i = 0; i < u->ndiags; i++) {
        const diagnostic *d = &u->diags[i];
        const char *line = d->text;
        if (d->pos.line) line = gort__strf(u, "%s: %s", gort__head_pos_text(u, d->pos), d->text);
        if (i == 0 || strcmp(line, before) != 0) fprintf(out, "%s\n", line);
        before = line;
    }
    if (u->too_many_errors) fprintf(out, "%s: too many errors\n", gort__head_pos_text(u, last));
}
