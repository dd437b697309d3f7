/* parse_branch.c - labels and branches of one function body, as Go's parser checks them when it has
 * read the body without an error: function literals in it were done before.
 *
 * Sets node.loop of break and continue to the statement they leave, and target to the label.
 * A forward goto waits in its block, or when that has ended in the block around it, for a label of
 * its name; variables that are declared meanwhile are counted.
 */
#include "../base/names.h"
#include "parse_internal.h"

typedef struct block {
    struct block *parent;
    position start;
    struct forward *waiting; /* those that have found their label too */
    int declarations;        /* of variables, so far */
    const node *last;        /* the last of them */
} block;

typedef struct forward {
    struct forward *in_block, *of_name; /* the next ones, older ones */
    node *jump;
    block *at;
    int declarations; /* that `at` had when it came there */
} forward;

/* What there is of a name. */
typedef struct label_name {
    object *label;
    bool around;      /* what comes now is in the statement behind the label */
    forward *waiting; /* those of inner blocks before those of outer ones */
} label_name;

typedef struct labels {
    unit *u;
    function *f; /* object.check of its labels: the block that they are in, meanwhile */
    name_table names;
    GORT__LIST(forward *) all; /* in source order */
} labels;

typedef struct targets {
    node *breaks, *continues;
    int clause; /* of the switch directly around, or -1 */
} targets;

static label_name *branch_name(labels *l, const char *name)
{
    name_entry *e = gort__names_find(&l->names, name);
    if (!e) {
        e = gort__names_add(l->u, &l->names, name);
        e->value = gort__alloc(l->u, sizeof(label_name));
    }
    return (label_name *)(uintptr_t)e->value;
}

static object *branch_declare_label(labels *l, block *b, node *s)
{
    label_name *name = branch_name(l, s->name);
    object *o = name->label;
    if (o) {
        gort__error(l->u, s->pos, "label %s already defined at %s", s->name,
                    gort__pos_text(l->u, o->pos));
        return o;
    }
    o = gort__alloc(l->u, sizeof *o);
    *o = (object){
        .kind = OBJ_LABEL, .name = s->name, .pos = s->pos, .func = l->f, .decl = s, .check = b};
    s->target = o;
    name->label = o;
    GORT__LIST_PUSH(l->u, &l->f->labels, o);
    return o;
}

static void branch_block(labels *l, block *parent, targets t, position start, nodes *body);

static void branch_wait(block *b, forward *f)
{
    f->in_block = b->waiting;
    b->waiting = f;
    f->at = b;
    f->declarations = b->declarations;
}

/* Declarations inside do not matter outside. */
static void branch_wait_outside(const block *b)
{
    for (forward *f = b->waiting, *next; f; f = next) {
        next = f->in_block;
        if (!f->jump->target) branch_wait(b->parent, f);
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

static void branch_goto(labels *l, block *b, node *s)
{
    label_name *name = branch_name(l, s->name);
    if (name->label) {
        name->label->label_used = true;
        for (const block *at = b; at; at = at->parent)
            if (at == name->label->check) {
                s->target = name->label;
                return;
            }
    }
    forward *f = gort__alloc(l->u, sizeof *f);
    f->jump = s;
    f->of_name = name->waiting;
    name->waiting = f;
    branch_wait(b, f);
    GORT__LIST_PUSH(l->u, &l->all, f);
}

static void branch_labeled_branch(labels *l, node *s)
{
    const label_name *name = branch_name(l, s->name);
    object *target = name->label;
    const char *word = gort__op_text((token)s->op);
    if (!target) {
        gort__error(l->u, s->end, "%s label not defined: %s", word, s->name);
        return;
    }
    target->label_used = true;
    node *stmt = name->around ? target->decl->body.at[0] : NULL;
    const uint64_t loops = NODE_BIT(S_FOR) | NODE_BIT(S_RANGE);
    const uint64_t cases = NODE_BIT(S_SWITCH) | NODE_BIT(S_TYPESWITCH) | NODE_BIT(S_SELECT);
    if (stmt && gort__node_is(stmt, s->op == T_BREAK ? loops | cases : loops)) {
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

/* What is said of variables that a jump goes over. */
static const char *branch_names_text(unit *u, const node *s)
{
    if (s->kind == S_VAR) return s->list.n ? s->list.at[0]->name : "_";
    textbuf text = {.u = u};
    for (int i = 0; i < s->list.n; i++) {
        const char *name = s->list.at[i]->name;
        gort__text_add(&text, "%s%s", i > 0 ? ", " : "", name ? name : "_");
    }
    return gort__text_of(&text);
}

/* Those that wait in b for the label that b has now. */
static void branch_resolve_forward(labels *l, const block *b, object *target)
{
    label_name *name = branch_name(l, target->name);
    for (; name->waiting && name->waiting->at == b; name->waiting = name->waiting->of_name) {
        const forward *f = name->waiting;
        f->jump->target = target;
        target->label_used = true;
        if (f->declarations < b->declarations)
            gort__error(l->u, f->jump->end, "goto %s jumps over declaration of %s at %s",
                        f->jump->name, branch_names_text(l->u, b->last),
                        gort__pos_text(l->u, b->last->pos));
    }
}

static void branch_inner_blocks(labels *l, block *b, targets t, node *s)
{
    targets in = {t.breaks, t.continues, -1};
    switch ((int)s->kind) {
    case S_BLOCK: branch_block(l, b, in, s->pos, &s->list); break;
    case S_IF:
        branch_block(l, b, in, s->brace, &s->body);
        if (s->els) {
            nodes one = {&s->els, 1, 1};
            branch_block(l, b, in, s->els->pos, &one);
        }
        break;
    case S_FOR:
    case S_RANGE:
        in.breaks = in.continues = s;
        branch_block(l, b, in, s->brace, &s->body);
        break;
    case S_SWITCH:
    case S_TYPESWITCH:
    case S_SELECT:
        in.breaks = s;
        for (int k = 0; k < s->list.n; k++) {
            in.clause = s->kind == S_SELECT ? -1 : k;
            branch_block(l, b, in, s->list.at[k]->pos, &s->list.at[k]->body);
        }
        break;
    default: break;
    }
}

static void branch_block(labels *l, block *parent, targets t, position start, nodes *body)
{
    block *b = gort__alloc(l->u, sizeof *b); /* labels refer to it for the whole function */
    *b = (block){.parent = parent, .start = start};
    int n = body->n;
    while (n > 0 && body->at[n - 1]->kind == S_EMPTY)
        n--;
    for (int i = 0; i < n; i++) {
        node *s = body->at[i];
        label_name *label = NULL;
        while (s->kind == S_LABELED) {
            if (!gort__is_blank_name(s->name))
                branch_resolve_forward(l, b, branch_declare_label(l, b, s));
            label = s->target ? branch_name(l, s->name) : NULL;
            if (!s->body.n) break;
            s = s->body.at[0];
        }
        switch ((int)s->kind) {
        case S_VAR:
        case S_ASSIGN:
            if (s->kind == S_ASSIGN && !s->define) break;
            b->declarations++;
            b->last = s;
            break;
        case S_BRANCH:
            if (s->op == T_GOTO)
                branch_goto(l, b, s);
            else if (s->name)
                branch_labeled_branch(l, s);
            else
                branch_plain_branch(l, s, t, i + 1 == n);
            break;
        default:
            if (label) label->around = true;
            branch_inner_blocks(l, b, t, s);
            if (label) label->around = false;
        }
    }
    if (parent) branch_wait_outside(b);
}

void gort__parse_branches(unit *u, function *f)
{
    labels l = {.u = u, .f = f};
    targets none = {NULL, NULL, -1};
    f->labels.n = 0;
    branch_block(&l, NULL, none, f->pos, &f->body);
    for (int i = 0; i < l.all.n; i++) {
        const node *jump = l.all.at[i]->jump;
        object *target = branch_name(&l, jump->name)->label;
        if (jump->target) continue;
        if (!target) {
            gort__error(u, jump->end, "label %s not defined", jump->name);
            continue;
        }
        target->label_used = true;
        gort__error(u, jump->end, "goto %s jumps into block starting at %s", jump->name,
                    gort__pos_text(u, ((const block *)target->check)->start));
    }
    for (int i = 0; i < f->labels.n; i++) {
        object *o = f->labels.at[i];
        if (!o->label_used) gort__error(u, o->pos, "label %s defined and not used", o->name);
        o->check = NULL;
    }
}
