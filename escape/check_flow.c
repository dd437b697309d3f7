/* check_flow.c - labels and branches, and whether a function's end can be reached.
 *
 * Runs before types are checked: Go's parser reports these errors, and with one of them nothing
 * else is. Sets gort__node.loop of break and continue to the statement they leave, and target to
 * the label. A forward goto is kept in its block's list until the label comes or the block ends;
 * a variable declared meanwhile marks it.
 */
#include "check_internal.h"

#include <string.h>

typedef struct block {
    struct block *parent;
    gort__pos start;
    gort__node *labeled; /* the labeled statement that this block belongs to */
} block;

typedef struct label {
    struct label *next;
    gort__obj *obj;
    gort__node *stmt;
    block *in;
    gort__pos block_start;
} label;

typedef struct forward {
    struct forward *next;
    gort__node *jump;
    gort__pos var_pos; /* line 0: no declaration in between */
    const char *var;
} forward;

typedef struct labels {
    gort__unit *u;
    gort__func *f;
    label *all;
} labels;

typedef struct targets {
    gort__node *breaks, *continues;
    int clause; /* of the switch directly around, or -1 */
} targets;

static const char *pos_text(gort__unit *u, gort__pos p)
{
    return gort__strf(u, "%s:%u:%u", p.file < u->nfiles ? u->files[p.file].name : "?", p.line,
                      p.col);
}

static label *find_label(labels *l, const char *name)
{
    label *p = l->all;
    while (p && p->obj->name != name)
        p = p->next;
    return p;
}

static label *declare_label(labels *l, block *b, gort__node *s)
{
    label *old = find_label(l, s->name);
    if (old) {
        gort__error(l->u, s->pos, "label %s already defined at %s", s->name,
                    pos_text(l->u, old->obj->pos));
        return old;
    }
    label *n = gort__alloc(l->u, sizeof *n);
    n->obj = gort__alloc(l->u, sizeof *n->obj);
    n->obj->kind = OBJ_LABEL;
    n->obj->name = s->name;
    n->obj->pos = s->pos;
    n->obj->func = l->f;
    n->obj->decl = s;
    n->stmt = s;
    n->in = b;
    n->block_start = b->start;
    n->next = l->all;
    l->all = n;
    s->target = n->obj;
    gort__objs_push(l->u, &l->f->labels, n->obj);
    return n;
}

static forward *block_branches(labels *l, block *parent, targets t, gort__node *labeled,
                               gort__pos start, gort__nodes *body);

static void add_inner(labels *l, block *b, targets t, gort__node *labeled, gort__pos start,
                      gort__nodes *body, forward **list)
{
    forward *inner = block_branches(l, b, t, labeled, start, body);
    while (inner) {
        forward *next = inner->next;
        inner->var_pos.line = 0; /* declarations inside do not matter outside */
        inner->next = *list;
        *list = inner;
        inner = next;
    }
}

static void var_declared(forward *list, gort__pos pos, const char *name)
{
    for (; list; list = list->next) {
        list->var_pos = pos;
        list->var = name;
    }
}

static bool is_loop(const gort__node *s)
{
    return s->kind == S_FOR || s->kind == S_RANGE;
}

static bool is_breakable(const gort__node *s)
{
    return is_loop(s) || s->kind == S_SWITCH || s->kind == S_TYPESWITCH || s->kind == S_SELECT;
}

static void labeled_branch(labels *l, block *b, gort__node *s, forward **list)
{
    label *target = find_label(l, s->name);
    if (s->op == T_GOTO) {
        block *up = b;
        if (target) {
            target->obj->label_used = true;
            while (up && up != target->in)
                up = up->parent;
        }
        if (target && up) {
            s->target = target->obj;
            return;
        }
        forward *f = gort__alloc(l->u, sizeof *f);
        f->jump = s;
        f->next = *list;
        *list = f;
        return;
    }
    const char *word = s->op == T_BREAK ? "break" : "continue";
    if (!target) {
        gort__error(l->u, s->end, "%s label not defined: %s", word, s->name);
        return;
    }
    target->obj->label_used = true;
    block *up = b;
    while (up && up->labeled != target->stmt)
        up = up->parent;
    gort__node *stmt = up && target->stmt->body.n ? target->stmt->body.at[0] : NULL;
    if (!stmt || !(s->op == T_BREAK ? is_breakable(stmt) : is_loop(stmt))) {
        gort__error(l->u, s->end, "invalid %s label %s", word, s->name);
        return;
    }
    s->target = target->obj;
    s->loop = stmt;
}

static void plain_branch(labels *l, gort__node *s, targets t, bool last)
{
    const char *problem = NULL;
    switch (s->op) {
    case T_BREAK:
        s->loop = t.breaks;
        if (!t.breaks) problem = "break is not in a loop, switch, or select";
        break;
    case T_CONTINUE:
        s->loop = t.continues;
        if (!t.continues) problem = "continue is not in a loop";
        break;
    case T_FALLTHROUGH:
        problem = "fallthrough statement out of place";
        if (t.breaks && t.breaks->kind == S_TYPESWITCH)
            problem = "cannot fallthrough in type switch";
        else if (t.breaks && t.breaks->kind == S_SWITCH && t.clause >= 0 && last)
            problem =
                t.clause + 1 == t.breaks->list.n ? "cannot fallthrough final case in switch" : NULL;
        break;
    default: break;
    }
    if (problem) gort__error(l->u, s->pos, "%s", problem);
}

static void resolve_forward(labels *l, label *target, forward **list)
{
    while (*list) {
        forward *f = *list;
        if (f->jump->name != target->obj->name) {
            list = &f->next;
            continue;
        }
        f->jump->target = target->obj;
        target->obj->label_used = true;
        if (f->var_pos.line)
            gort__error(l->u, f->jump->end, "goto %s jumps over declaration of %s at %s",
                        f->jump->name, f->var, pos_text(l->u, f->var_pos));
        *list = f->next;
    }
}

static const char *names_text(gort__unit *u, gort__nodes *list)
{
    const char *text = "";
    for (int i = 0; i < list->n; i++)
        text = gort__strf(u, "%s%s%s", text, i ? ", " : "",
                          list->at[i]->name ? list->at[i]->name : "_");
    return text;
}

static void inner_blocks(labels *l, block *b, targets t, gort__node *s, gort__node *lab,
                         forward **list)
{
    targets in = {t.breaks, t.continues, -1};
    switch ((int)s->kind) {
    case S_BLOCK: add_inner(l, b, in, lab, s->pos, &s->list, list); break;
    case S_IF:
        add_inner(l, b, in, lab, s->pos, &s->body, list);
        if (s->els) {
            gort__nodes one = {&s->els, 1, 1};
            add_inner(l, b, in, lab, s->els->pos, &one, list);
        }
        break;
    case S_FOR:
    case S_RANGE:
        in.breaks = in.continues = s;
        add_inner(l, b, in, lab, s->pos, &s->body, list);
        break;
    case S_SWITCH:
    case S_TYPESWITCH:
    case S_SELECT:
        in.breaks = s;
        for (int k = 0; k < s->list.n; k++) {
            in.clause = s->kind == S_SELECT ? -1 : k;
            add_inner(l, b, in, lab, s->list.at[k]->pos, &s->list.at[k]->body, list);
        }
        break;
    default: break;
    }
}

static forward *block_branches(labels *l, block *parent, targets t, gort__node *labeled,
                               gort__pos start, gort__nodes *body)
{
    block *b = gort__alloc(l->u, sizeof *b); /* labels refer to it for the whole function */
    *b = (block){parent, start, labeled};
    forward *list = NULL;
    int n = body->n;
    while (n > 0 && body->at[n - 1]->kind == S_EMPTY)
        n--;
    for (int i = 0; i < n; i++) {
        gort__node *s = body->at[i], *lab = NULL;
        while (s->kind == S_LABELED) {
            if (strcmp(s->name, "_") != 0) resolve_forward(l, declare_label(l, b, s), &list);
            lab = s;
            if (!s->body.n) break;
            s = s->body.at[0];
        }
        switch ((int)s->kind) {
        case S_VAR: var_declared(list, s->pos, s->list.n ? s->list.at[0]->name : "_"); break;
        case S_ASSIGN:
            if (s->define) var_declared(list, s->pos, names_text(l->u, &s->list));
            break;
        case S_BRANCH:
            if (s->name)
                labeled_branch(l, b, s, &list);
            else
                plain_branch(l, s, t, i + 1 == n);
            break;
        default: inner_blocks(l, b, t, s, lab, &list);
        }
    }
    return list;
}

static void find_literals(gort__unit *u, gort__node *n);

static void find_in_list(gort__unit *u, gort__nodes *l)
{
    for (int i = 0; i < l->n; i++)
        if (!gort__field_shares_type(l, i)) find_literals(u, l->at[i]);
}

static void find_literals(gort__unit *u, gort__node *n)
{
    if (!n) return;
    if (n->kind == N_FUNCLIT && n->func) gort__check_labels(u, n->func);
    gort__node *const children[] = {n->a,    n->b,    n->c,   n->d,   n->init,
                                    n->cond, n->post, n->els, n->key, n->value};
    for (size_t i = 0; i < sizeof children / sizeof *children; i++)
        find_literals(u, children[i]);
    find_in_list(u, &n->list);
    find_in_list(u, &n->list2);
    find_in_list(u, &n->body);
}

void gort__check_labels_in(gort__unit *u, gort__node *n)
{
    find_literals(u, n);
}

void gort__check_labels(gort__unit *u, gort__func *f)
{
    labels l = {.u = u, .f = f};
    targets none = {NULL, NULL, -1};
    f->labels.n = 0;
    for (forward *p = block_branches(&l, NULL, none, NULL, f->pos, &f->body); p; p = p->next) {
        label *target = find_label(&l, p->jump->name);
        if (target) {
            target->obj->label_used = true;
            gort__error(u, p->jump->end, "goto %s jumps into block starting at %s", p->jump->name,
                        pos_text(u, target->block_start));
        } else {
            gort__error(u, p->jump->end, "label %s not defined", p->jump->name);
        }
    }
    for (int i = 0; i < f->labels.n; i++)
        if (!f->labels.at[i]->label_used)
            gort__error(u, f->labels.at[i]->pos, "label %s defined and not used",
                        f->labels.at[i]->name);
    find_in_list(u, &f->body);
}

/* ---- Terminating statements */

static bool breaks_out(gort__nodes *l, const gort__node *of);

static bool has_break(gort__node *s, const gort__node *of)
{
    if (!s) return false;
    switch ((int)s->kind) {
    case S_BRANCH: return s->op == T_BREAK && s->loop == of;
    case S_BLOCK: return breaks_out(&s->list, of);
    case S_IF: return breaks_out(&s->body, of) || has_break(s->els, of);
    case S_LABELED:
    case S_FOR:
    case S_RANGE:
    case S_CASE: return breaks_out(&s->body, of);
    case S_SWITCH:
    case S_TYPESWITCH:
    case S_SELECT: return breaks_out(&s->list, of);
    default: return false;
    }
}

static bool breaks_out(gort__nodes *l, const gort__node *of)
{
    for (int i = 0; i < l->n; i++)
        if (has_break(l->at[i], of)) return true;
    return false;
}

static bool terminates(gort__node *s)
{
    switch ((int)s->kind) {
    case S_RETURN: return true;
    case S_BRANCH: return s->op == T_GOTO || s->op == T_FALLTHROUGH;
    case S_EXPR: {
        gort__node *call = gort__unparen(s->a);
        return call && call->kind == N_CALL && call->builtin == B_PANIC;
    }
    case S_BLOCK: return gort__check_terminates(&s->list);
    case S_LABELED: return gort__check_terminates(&s->body);
    case S_IF: return s->els && gort__check_terminates(&s->body) && terminates(s->els);
    case S_FOR: return !s->cond && !breaks_out(&s->body, s);
    case S_SWITCH:
    case S_TYPESWITCH:
    case S_SELECT: {
        bool has_default = s->kind == S_SELECT;
        for (int i = 0; i < s->list.n; i++) {
            gort__node *k = s->list.at[i];
            has_default |= k->is_default;
            if (!gort__check_terminates(&k->body) || breaks_out(&k->body, s)) return false;
        }
        return has_default;
    }
    default: return false;
    }
}

bool gort__check_terminates(gort__nodes *body)
{
    for (int i = body->n - 1; i >= 0; i--)
        if (body->at[i]->kind != S_EMPTY) return terminates(body->at[i]);
    return false;
}
