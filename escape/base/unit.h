/* unit.h - one compilation: its memory, its files, its diagnostics, its packages.
 *
 * The passes over it are in compile.h. A unit is used by one thread. Nothing here exits or prints:
 * diagnostics go to the unit's list.
 */
#ifndef GORT_ESCAPE_UNIT_H
#define GORT_ESCAPE_UNIT_H

#include "ast.h"
#include <stdarg.h>
#include <stdio.h>

/* From `at` on, a file says, its text is that of a file `name` from line:col on; col 0: it does not
 * say which column. */
typedef struct gort__claimed {
    position at;
    const char *name;
    uint32_t line, col;
} gort__claimed;

typedef struct source_file {
    const char *name; /* as given: messages print it */
    package *pkg;
    struct name_scope *scope; /* check: what it imports */
    const char *text;
    size_t bytes;
    GORT__LIST(uint32_t) lines;       /* where each line starts; made when first asked for */
    GORT__LIST(gort__claimed) claims; /* in the order of their places */
} source_file;

/* A text that grows at its end. Zero-initialised but for u; at is NULL while it is empty. */
typedef struct textbuf {
    unit *u;
    char *at;
    size_t n, cap;
} textbuf;

typedef struct diagnostic {
    position pos;
    const char *text;
    int seq;
    int source; /* of the files, and parts of files that are said to be others: the order in which
                   errors were found in them */
    int phase;  /* late_phase; those of the last one are printed behind all others */
} diagnostic;

/* The order in which Go's compiler comes to the errors that it looks for when types are right. */
typedef enum late_phase {
    GORT__LATE_FILE,
    GORT__LATE_TYPE,
    GORT__LATE_DECL,
    GORT__LATE_BODY,
    GORT__LATE_LAST
} late_phase;

enum { GORT__USUAL_NEST = 1000, GORT__USUAL_DEPTH = 10000 };

struct arena_chunk;

struct unit {
    /* What the parser refuses. The defaults fit a stack of 8 MB, also with a sanitizer. */
    int max_nest;  /* recursion of the parser, at most five C frames a level: under 2 kB, or eight
                      with a sanitizer */
    int max_depth; /* of a tree, so that the passes behind may recurse: at most a kilobyte a level,
                      or five with a sanitizer. An else-if chain is as deep as it has links. */
    struct arena_chunk *arena;
    struct hash_table *names; /* interned strings, each preceded in memory by its length */
    source_file *files;
    int nfiles, cap_files;
    diagnostic *diags;
    int ndiags, cap_diags;
    int nsources;
    GORT__LIST(diagnostic) late; /* gort__late_error */
    bool has_syntax_errors;
    bool too_many_errors;             /* ten were reported */
    position last_syntax, last_other; /* of the last syntax error, of the last other one */
    const char *last_other_text;
    go_program program;
    package *pkg;                /* the one that a pass is at; between passes program.main */
    struct name_scope *universe; /* universe.c */
    struct type_table *type_table;
    int next_type_id;

    /* Messages of escape analysis in emission order (report.c), each one line without newline. */
    char **messages;
    int nmessages, cap_messages;

    /* Options. */
    int opt_m;              /* -m: 1, -m=2: 2 */
    bool opt_no_inline;     /* -l: accepted; gort never inlines */
    bool opt_small_frames;  /* -smallframes: less than usual may be on the stack */
    bool opt_wbshadow;      /* checks behind what may write to memory (GODEBUG=wbshadow) */
    bool opt_analysis_only; /* no code will be made: check refuses nothing that is valid Go */
};

/* unit.c */
unit *gort__unit_new(void);
void gort__unit_free(unit *u);
void *gort__alloc(unit *u, size_t bytes);                /* zeroed, aligned 16, never NULL */
void *gort__copy(unit *u, const void *at, size_t bytes); /* with a 0 behind it */
const char *gort__intern(unit *u, const char *s, size_t n);
size_t gort__interned_bytes(const char *s); /* with the NULs that may be in it */
uint64_t gort__hash(const char *s, size_t n);
/* text.c */
char *gort__vstrf(unit *u, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
char *gort__strf(unit *u, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* s as the inside of a C comment: without its ends and beginnings, on one line. */
const char *gort__comment_text(unit *u, const char *s);
void gort__text_add(textbuf *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void gort__text_put(textbuf *t, const char *s);
/* What was added so far, never NULL. */
static inline const char *gort__text_of(const textbuf *t)
{
    return t->at ? t->at : "";
}
/* unit.c */
/* An array that grows: `at` with n elements and room for cap, zero-initialised. A new element of
 * it, zeroed unless the array was cut before; and x at the end of a struct of at, n and cap. */
#define GORT__PUSH(u, at, n, cap)                                                                  \
    ((at) = (n) < (cap) ? (at) : gort__grown((u), (at), (n), &(cap), sizeof *(at)), &(at)[(n)++])
#define GORT__LIST_PUSH(u, list, ...)                                                              \
    ((void)(*GORT__PUSH((u), (list)->at, (list)->n, (list)->cap) = (__VA_ARGS__)))
void *gort__grown(unit *u, void *at, int n, int *cap, size_t bytes);
/* What go1.19 evaluates as a whole before it comes to a call's arguments: the receiver or the
 * function value, if something is called in it; else NULL. */
node *gort__callee_first(const node *call);
const char *gort__builtin_name(builtin_id b); /* "append"; of unsafe: "Add" */
node *gort__node_new(unit *u, node_kind k, position pos);
/* Calls fn for each child of n that is there: operands, then lists, then the body and what is
 * behind it. Of fields that share a type the first; not for the body of a function literal. */
void gort__node_each(const node *n, void (*fn)(void *ctx, node *child), void *ctx);
/* Reads a file into the unit; false and a diagnostic without position on failure (missing,
 * directory, unreadable). */
bool gort__unit_add_file(unit *u, const char *path);
bool gort__unit_add_text(unit *u, const char *name, const char *text, size_t bytes);
/* The same for a file of another package than main; all files of a package come in a row. */
bool gort__unit_add_package_text(unit *u, package *p, const char *name, const char *text,
                                 size_t bytes);

/* Line number `line`, from 1, of a file, without its newline; its length in *bytes. */
const char *gort__unit_line(unit *u, int file, uint32_t line, size_t *bytes);

/* An error at pos. After ten, `too many errors` and the passes stop. */
void gort__error(unit *u, position pos, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void gort__verror(unit *u, position pos, const char *fmt, va_list ap)
    __attribute__((format(printf, 3, 0)));
/* An error that counts only if check finds none. */
void gort__late_error(unit *u, position pos, const char *text, late_phase phase);
/* Writes the diagnostics sorted by position: "file:line:col: text\n". */
void gort__unit_print_diags(unit *u, FILE *out);

/* position.c */
int gort__compare_pos(position a, position b); /* by file, line and column: below 0, 0 or above */
void gort__claim(unit *u, position at, const char *name, uint32_t line, uint32_t col);
/* Which claim holds at pos, from 1; 0: none. */
int gort__claim_at(const unit *u, position pos);
typedef struct gort__shown {
    const char *file;
    unsigned line, col; /* col 0: not known */
    bool claimed;
} gort__shown;
gort__shown gort__shown_at(const unit *u, position pos);
/* "file:line:col" as at the head of a message, which has no column beyond 254, */
const char *gort__head_pos_text(unit *u, position pos);
unsigned gort__head_column(position pos);
/* and inside of one; with the place that was read in brackets if it is another. */
const char *gort__pos_text(unit *u, position pos);

/* package.c */
/* The package of that path; NULL: none was mentioned yet. */
package *gort__package_find(unit *u, const char *path);
package *gort__package_new(unit *u, const char *path);
/* The last element of a path, interned: what Go calls a package of which it knows the path alone.
 */
const char *gort__path_base(unit *u, const char *path);
/* What -m calls it: by its name, or by its path in quotes where Go knows two of that name. */
const char *gort__package_told(unit *u, const package *p);
/* May other packages use the name? */
bool gort__is_exported(const char *name);
/* What tracebacks call a function or variable: "main.f", "text/scanner.(*T).M". */
const char *gort__symbol(unit *u, const package *p, const char *name);
/* "f.func1.2": the whole name of a function. It is made for each call: those of functions in
 * functions take, all together, the square of their number. */
const char *gort__function_name(unit *u, const function *f);
/* What the last literal, or what is numbered as one, of f is called behind f's name. */
const char *gort__literal_name(unit *u, function *f);

#endif
