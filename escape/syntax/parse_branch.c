/* parse_branch.c - labels and branches of one function body, as Go's parser checks them when it has
 * read the body without an error: function literals in it were done before.
 *
 * Sets node.loop of break and continue to the statement they leave, and target to the label.
 * A forward goto is kept in its block's list until the label comes or the block ends; a variable
 * declared meanwhile marks it.
 */
#include "parse_internal.h"

#include <string.h>

typedef struct block {
    struct block *parent;
    position start;
    node *labeled; /* the labeled statement that this block belongs to */
} block;

typedef struct forward {
    struct forward *next;
    node *jump;
    position var_pos; /* line 0: no declaration in between */
    const char *var;
} forward;

typedef struct labels {
    unit *u;
    function *f; /* object.check of its labels: the block that they are in, meanwhile */
} labels;

typedef struct targets {
    node *breaks, *continues;
    int clause; /* of the switch directly around, or -1 */
} targets;

static object *branch_find_label(labels *l, const char *name)
{
    for (int i = 0; i < l->f->labels.n; i++)
        if (l->f->labels.at[i]->name == name) return l->f->labels.at[i];
    return NULL;
}

static object *branch_declare_label(labels *l, block *b, node *s)
{
    object *o = branch_find_label(l, s->name);
    if (o) {
        gort__error(l->u, s->pos, "label %s already defined at %s", s->name,
                    gort__pos_text(l->u, o->pos));
        return o;
    }
    o = gort__alloc(l->u, sizeof *o);
    *o = (object){
        .kind = OBJ_LABEL, .name = s->name, .pos = s->pos, .func = l->f, .decl = s, .check = b};
    s->target = o;
    GORT__LIST_PUSH(l->u, &l->f->labels, o);
    return o;
}

static forward *branch_block(labels *l, block *parent, targets t, node *labeled, position start,
                             nodes *body);

static void branch_add_inner(labels *l, block *b, targets t, node *labeled, position start,
                             nodes *body, forward **list)
{
    forward *inner = branch_block(l, b, t, labeled, start, body);
    while (inner) {
        forward *next = inner->next;
        inner->var_pos.line = 0; /* declarations inside do not matter outside */
        inner->next = *list;
        *list = inner;
        inner = next;
    }
}

static void branch_var_declared(forward *list, position pos, const char *name)
{
    for (; list; list = list->next) {
        list->var_pos = pos;
        list->var = name;
    }
}

/* A break or continue leaves stmt. */
static void branch_leave(node *s, node *stmt)
{
    s->loop = stmt;
    if (s->op == T_BREAK)
        stmt->has_break = true;
    else
        stmt->continued = true;
}

static void branch_goto(labels *l, block *b, node *s, forward **list)
{
    object *target = branch_find_label(l, s->name);
    if (target) {
        target->label_used = true;
        for (; b; b = b->parent)
            if (b == target->check) {
                s->target = target;
                return;
            }
    }
    forward *f = gort__alloc(l->u, sizeof *f);
    *f = (forward){.jump = s, .next = *list};
    *list = f;
}

static void branch_labeled_branch(labels *l, const block *b, node *s)
{
    object *target = branch_find_label(l, s->name);
    const char *word = gort__op_text((token)s->op);
    if (!target) {
        gort__error(l->u, s->end, "%s label not defined: %s", word, s->name);
        return;
    }
    target->label_used = true;
    while (b && b->labeled != target->decl)
        b = b->parent;
    node *stmt = b ? target->decl->body.at[0] : NULL;
    const bool loop = stmt && (stmt->kind == S_FOR || stmt->kind == S_RANGE);
    const bool cases =
        stmt && (stmt->kind == S_SWITCH || stmt->kind == S_TYPESWITCH || stmt->kind == S_SELECT);
    if (loop || (cases && s->op == T_BREAK)) {
        s->target = target;
        branch_leave(s, stmt);
    } else {
        gort__error(l->u, s->end, "invalid %s label %s", word, s->name);
    }
}

static void branch_plain_branch(labels *l, node *s, targets t, bool last)
{
    const char *problem = NULL;
    node *left = s->op == T_BREAK ? t.breaks : t.continues;
    if (s->op == T_FALLTHROUGH) {
        if (t.breaks && t.breaks->kind == S_TYPESWITCH)
            problem = "cannot fallthrough in type switch";
        else if (!t.breaks || t.breaks->kind != S_SWITCH || t.clause < 0 || !last)
            problem = "fallthrough statement out of place";
        else if (t.clause + 1 == t.breaks->list.n)
            problem = "cannot fallthrough final case in switch";
    } else if (left) {
        branch_leave(s, left);
    } else {
        problem = s->op == T_BREAK ? "break is not in a loop, switch, or select"
                                   : "continue is not in a loop";
    }
    if (problem) gort__error(l->u, s->pos, "%s", problem);
}

static void branch_resolve_forward(labels *l, object *target, forward **list)
{
    while (*list) {
        forward *f = *list;
        if (f->jump->name != target->name) {
            list = &f->next;
            continue;
        }
        f->jump->target = target;
        target->label_used = true;
        if (f->var_pos.line)
            gort__error(l->u, f->jump->end, "goto %s jumps over declaration of %s at %s",
                        f->jump->name, f->var, gort__pos_text(l->u, f->var_pos));
        *list = f->next;
    }
}

static const char *branch_names_text(unit *u, nodes *list)
{
    textbuf text = {.u = u};
    for (int i = 0; i < list->n; i++) {
        const char *name = list->at[i]->name;
        gort__text_add(&text, "%s%s", i > 0 ? ", " : "", name ? name : "_");
    }
    return gort__text_of(&text);
}

static void branch_inner_blocks(labels *l, block *b, targets t, node *s, node *lab, forward **list)
{
    targets in = {t.breaks, t.continues, -1};
    switch ((int)s->kind) {
    case S_BLOCK: branch_add_inner(l, b, in, lab, s->pos, &s->list, list); break;
    case S_IF:
        branch_add_inner(l, b, in, lab, s->brace, &s->body, list);
        if (s->els) {
            nodes one = {&s->els, 1, 1};
            branch_add_inner(l, b, in, lab, s->els->pos, &one, list);
        }
        break;
    case S_FOR:
    case S_RANGE:
        in.breaks = in.continues = s;
        branch_add_inner(l, b, in, lab, s->brace, &s->body, list);
        break;
    case S_SWITCH:
    case S_TYPESWITCH:
    case S_SELECT:
        in.breaks = s;
        for (int k = 0; k < s->list.n; k++) {
            in.clause = s->kind == S_SELECT ? -1 : k;
            branch_add_inner(l, b, in, lab, s->list.at[k]->pos, &s->list.at[k]->body, list);
        }
        break;
    default: break;
    }
}

static forward *branch_block(labels *l, block *parent, targets t, node *labeled, position start,
                             nodes *body)
{
    block *b = gort__alloc(l->u, sizeof *b); /* labels refer to it for the whole function */
    *b = (block){parent, start, labeled};
    forward *list = NULL;
    int n = body->n;
    while (n > 0 && body->at[n - 1]->kind == S_EMPTY)
        n--;
    for (int i = 0; i < n; i++) {
        node *s = body->at[i], *lab = NULL;
        while (s->kind == S_LABELED) {
            if (!gort__is_blank_name(s->name))
                branch_resolve_forward(l, branch_declare_label(l, b, s), &list);
            lab = s;
            if (!s->body.n) break;
            s = s->body.at[0];
        }
        switch ((int)s->kind) {
        case S_VAR: branch_var_declared(list, s->pos, s->list.n ? s->list.at[0]->name : "_"); break;
        case S_ASSIGN:
            if (s->define) branch_var_declared(list, s->pos, branch_names_text(l->u, &s->list));
            break;
        case S_BRANCH:
            if (s->op == T_GOTO)
                branch_goto(l, b, s, &list);
            else if (s->name)
                branch_labeled_branch(l, b, s);
            else
                branch_plain_branch(l, s, t, i + 1 == n);
            break;
        default: branch_inner_blocks(l, b, t, s, lab, &list);
        }
    }
    return list;
}

void gort__parse_branches(unit *u, function *f)
{
    labels l = {.u = u, .f = f};
    targets none = {NULL, NULL, -1};
    f->labels.n = 0;
    for (forward *p = branch_block(&l, NULL, none, NULL, f->pos, &f->body); p; p = p->next) {
        object *target = branch_find_label(&l, p->jump->name);
        if (!target) {
            gort__error(u, p->jump->end, "label %s not defined", p->jump->name);
            continue;
        }
        target->label_used = true;
        gort__error(u, p->jump->end, "goto %s jumps into block starting at %s", p->jump->name,
                    gort__pos_text(u, ((const block *)target->check)->start));
    }
    for (int i = 0; i < f->labels.n; i++) {
        object *o = f->labels.at[i];
        if (!o->label_used) gort__error(u, o->pos, "label %s defined and not used", o->name);
        o->check = NULL;
    }
}
