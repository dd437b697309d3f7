/* position.c - where things are as messages and tracebacks say it.
 *
 * A position is a place in a file that was read. A comment `//line name:line:col` says that what
 * follows came from elsewhere: a file has a list of such claims, in the order of their places, and
 * the last one before a place decides. They are looked at only when a place is spelled; sorting,
 * and whether two errors are on one line, go by the places that were read.
 */
#include "unit.h"

#include <string.h>

enum { MAX_COLUMN = 255 };

void gort__claim(unit *u, position at, const char *name, uint32_t line, uint32_t col)
{
    GORT__LIST_PUSH(u, &u->files[at.file].claims, (gort__claimed){at, name, line, col});
}

int gort__compare_pos(position a, position b)
{
    if (a.file != b.file) return a.file < b.file ? -1 : 1;
    if (a.line != b.line) return a.line < b.line ? -1 : 1;
    return (int)a.col - (int)b.col;
}

int gort__claim_at(const unit *u, position pos)
{
    if (pos.file >= u->nfiles) return 0;
    const source_file *f = &u->files[pos.file];
    int lo = 0, hi = f->claims.n; /* those before lo are not behind pos */
    while (lo < hi) {
        const int mid = lo + (hi - lo) / 2;
        if (gort__compare_pos(f->claims.at[mid].at, pos) <= 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

/* most: columns beyond it are that one. */
static gort__shown position_shown(const unit *u, position pos, unsigned most)
{
    const source_file *f = pos.file < u->nfiles ? &u->files[pos.file] : NULL;
    const unsigned col = pos.col < most ? pos.col : most;
    const int n = gort__claim_at(u, pos);
    if (n == 0) return (gort__shown){f ? f->name : "?", pos.line, col, false};
    const gort__claimed *c = &f->claims.at[n - 1];
    const unsigned from = c->at.col < most ? c->at.col : most;
    gort__shown s = {c->name, c->line + (pos.line - c->at.line), col, true};
    if (c->col == 0)
        s.col = 0;
    else if (pos.line == c->at.line)
        s.col = c->col + (col - from);
    return s;
}

gort__shown gort__shown_at(const unit *u, position pos)
{
    return position_shown(u, pos, MAX_COLUMN);
}

/* Go keeps 8 bits of a column: those beyond are equal, and not printed. */
unsigned gort__head_column(position pos)
{
    return pos.col < MAX_COLUMN ? pos.col : MAX_COLUMN;
}

static const char *position_text(unit *u, const char *file, unsigned line, unsigned col)
{
    return col ? gort__strf(u, "%s:%u:%u", file, line, col) : gort__strf(u, "%s:%u", file, line);
}

const char *gort__head_pos_text(unit *u, position pos)
{
    const gort__shown s = gort__shown_at(u, pos);
    return position_text(u, s.file, s.line, s.col < MAX_COLUMN ? s.col : 0);
}

const char *gort__pos_text(unit *u, position pos)
{
    const gort__shown s = position_shown(u, pos, UINT16_MAX);
    const char *read = gort__strf(
        u, "%s:%u:%u", pos.file < u->nfiles ? u->files[pos.file].name : "?", pos.line, pos.col);
    const char *said = s.claimed ? position_text(u, s.file, s.line, s.col) : read;
    return strcmp(said, read) == 0 ? read : gort__strf(u, "%s[%s]", said, read);
}
