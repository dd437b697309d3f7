/* repl.c - reads expressions line by line, runs them, writes what they are worth.
 *
 * What was entered is kept, also in the file that LANG_HISTORY names (else ~/.lang_history):
 * `:history` shows it, `!n` runs the n-th again, `!!` the last.
 */
#include "lang.h"
#include <ctype.h>
#include <stdlib.h>
#include <unistd.h>

/* Static: an exit leaves it as it is. */
typedef struct repl {
    char **lines;
    size_t nlines, room;
    char *line, *text, *entry; /* being read, read, run */
    size_t line_room;
    FILE *file;
    bool terminal;
} repl;

static void history_add(repl *r, const char *text)
{
    if (r->nlines == r->room) {
        r->room = r->room ? 2 * r->room : 64;
        r->lines = realloc(r->lines, r->room * sizeof *r->lines);
        if (!r->lines) abort();
    }
    r->lines[r->nlines++] = strdup(text);
}

static void history_open(repl *r)
{
    const char *name = getenv("LANG_HISTORY"), *home = getenv("HOME");
    char path[1000], *line = NULL;
    size_t room = 0;
    if (!name && !home) return;
    snprintf(path, sizeof path, "%s%s", name ? name : home, name ? "" : "/.lang_history");
    r->file = fopen(path, "a+");
    if (!r->file) return;
    rewind(r->file);
    for (ssize_t n; (n = getline(&line, &room, r->file)) > 0;) {
        line[n - (line[n - 1] == '\n')] = 0;
        history_add(r, line);
    }
    free(line);
}

/* An entry is one line there. */
static void history_save(repl *r, char *text)
{
    for (char *at = text; *at; at++)
        if (*at == '\n') *at = ' ';
    history_add(r, text);
    if (r->file) {
        fprintf(r->file, "%s\n", text);
        fflush(r->file);
    }
}

/* What an entry that begins with ! stands for, or NULL. */
static const char *history_find(const repl *r, const char *text)
{
    char *end;
    const size_t n = text[1] == '!' ? r->nlines : strtoul(text + 1, &end, 10);
    return n > 0 && n <= r->nlines ? r->lines[n - 1] : NULL;
}

/* The text ends inside an expression. */
static bool repl_is_open(lang_vm *vm, const char *text, size_t bytes)
{
    reader r = {.at = text, .end = text + bytes, .line = 1, .line_start = text};
    r.arena = lang_arena_new(vm, NULL);
    while (lang_read(&r))
        continue;
    lang_arena_free(r.arena);
    return r.incomplete;
}

/* The next whole entry, malloc'd; NULL at the end. */
static char *repl_read(lang_vm *vm, repl *r)
{
    char *text = NULL;
    size_t bytes = 0;
    do {
        if (r->terminal) fputs(bytes ? "... " : "> ", stdout);
        fflush(stdout);
        const ssize_t n = getline(&r->line, &r->line_room, stdin);
        if (n < 0) break;
        text = realloc(text, bytes + (size_t)n + 1);
        if (!text) abort();
        memcpy(text + bytes, r->line, (size_t)n + 1);
        bytes += (size_t)n;
    } while (text[0] != ':' && text[0] != '!' && repl_is_open(vm, text, bytes));
    while (bytes && isspace((unsigned char)text[bytes - 1]))
        text[--bytes] = 0;
    return text;
}

static value repl_run(lang_state *L, void *user)
{
    return lang_run_text(L, "repl", strdup(user), strlen(user));
}

static void repl_entry(lang_state *L, repl *r, char *text)
{
    value v = V_VOID;
    const char *again = text[0] == '!' ? history_find(r, text) : NULL;
    if (!strcmp(text, ":history")) {
        for (size_t i = 0; i < r->nlines; i++)
            printf("%5zu  %s\n", i + 1, r->lines[i]);
        return;
    }
    if (text[0] == ':' || (text[0] == '!' && !again)) {
        fprintf(stderr, "error: there is no %s\n", text);
        return;
    }
    r->entry = strdup(again ? again : text);
    if (again) puts(r->entry);
    if (!lang_protect(L, repl_run, r->entry, &v)) {
        lang_report(L, v);
    } else if (v != V_VOID) {
        lang_print(stdout, v, true);
        putchar('\n');
    }
    history_save(r, r->entry);
    free(r->entry);
}

int lang_repl(lang_state *L)
{
    static repl r;
    r.terminal = isatty(0);
    if (r.terminal) puts("lang: :history, !n, :quit");
    history_open(&r);
    while ((r.text = repl_read(L->vm, &r)) && strcmp(r.text, ":quit") != 0) {
        if (*r.text) repl_entry(L, &r, r.text);
        free(r.text);
    }
    free(r.text);
    free(r.line);
    if (r.terminal) putchar('\n');
    if (r.file) fclose(r.file);
    for (size_t i = 0; i < r.nlines; i++)
        free(r.lines[i]);
    free(r.lines);
    return 0;
}
