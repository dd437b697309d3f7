/* api.c - fuzz target of what hand-written C calls: a byte string is a list of calls, done on a
 * runtime and on a model of it at once, with cycles that begin, proceed and end between them.
 *
 *   byte 0   how the collector is run, and how values hold pointers
 *   then     one byte a call, followed by those that it takes
 *
 * The model is a graph: which object (by a number that it holds) leads to which, and what all the
 * roots, handles and maps have. Of it follows what is reachable. What is has to be there, whole,
 * and to lead to what the model says; weak handles and ephemerons have to give it. What is not may
 * be given by them or not, until a whole collection is over: then it is not. Finalizers and
 * cleanups are called for what is not reachable, once, and at the end all that are due have been.
 * An object with a finalizer keeps what it leads to, but not itself.
 *
 * Anything else, and whatever gort_heap_check, gccheckmark or the debug library finds: abort.
 */
#include "api_model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* ---- Objects ----------------------------------------------------------------------------------
 */

/* An object that a place has, or one that it leads to; NULL: there is none. */
static node *picked(void)
{
    int i;
    const place_kind k = place_named(&i);
    node *p = place_get(k, i);
    for (unsigned path = next_byte(); p && path % 4; path /= 4) {
        node *to = p->link[path % 4 - 1];
        if (to) check_node(to, F.objects[p->number].link[path % 4 - 1]);
        p = to;
    }
    return p;
}

static node *make(unsigned how)
{
    static gort_own_type tail;
    node *p;
    switch (how % 4) {
    case 0: p = gort_try_new(F.g, top(), &type_node); break;
    case 1:
        if (!tail.type.name) CHECK(!gort_type_init_tail(&tail, "tail", &type_node, pointer));
        p = gort_new_tail(F.g, top(), &tail.type, next_byte());
        break;
    case 2: p = gort_alloc_slow(F.g, top(), &type_node, 1 + next_byte() % 64 * 16); break;
    default: p = gort_new(F.g, top(), &type_node);
    }
    CHECK(p && !p->number && !p->link[0] && !p->link[LINKS - 1]);
    p->number = ++F.made;
    p->check = ~p->number;
    return p;
}

static void set_link(node *p, int l, node *to)
{
    gort_store(F.g, &p->link[l], to);
    F.objects[p->number].link[l] = to ? (int)to->number : 0;
}

static void do_make(unsigned how)
{
    int i;
    if (F.made == OBJECTS) return;
    node *p = make(how);
    const place_kind k = place_named(&i);
    if (how >= 128) set_link(p, 0, place_get(k, i)); /* in front of what is there */
    place_put(k, i, p);
}

static void do_link(unsigned which)
{
    node *p = picked(), *to = picked();
    if (!p || (!to && which < 192)) return;
    set_link(p, (int)(which % LINKS), to);
}

/* All the links of one become another's. */
static void do_copy_links(unsigned how)
{
    node *p = picked(), *to = picked();
    if (!p) return;
    int *links = F.objects[p->number].link;
    if (to && how % 2) {
        gort_typedslicemove(F.g, pointer, p->link, to->link, LINKS);
        memmove(links, F.objects[to->number].link, sizeof F.objects[0].link);
    } else {
        gort_typedsliceclr(F.g, pointer, p->link, LINKS);
        memset(links, 0, sizeof F.objects[0].link);
    }
}

static void do_move(void)
{
    int i;
    node *p = picked();
    const place_kind k = place_named(&i);
    if (p) place_put(k, i, p);
}

static void do_drop(void)
{
    int i;
    const place_kind k = place_named(&i);
    place_put(k, i, NULL);
}

/* ---- Scopes -----------------------------------------------------------------------------------
 */

static void do_scope(unsigned how)
{
    if (how % 4 == 0 && F.nscopes < SCOPES) {
        F.scope_begin[F.nscopes] = F.npushed;
        F.scopes[F.nscopes++] = gort_scope_open(F.g);
    } else if (how % 4 == 1 && F.nscopes > 0) {
        gort_scope_close(F.g, F.scopes[--F.nscopes]);
        F.npushed = F.scope_begin[F.nscopes];
    } else if (F.nscopes > 0 && F.npushed < PUSHED) {
        node *p = picked();
        F.pushed[F.npushed] = gort_push(F.g, p);
        F.pushed_number[F.npushed++] = p ? (int)p->number : 0;
    }
}

static void do_pushed(unsigned which)
{
    if (!F.npushed) return;
    const int i = (int)(which % (unsigned)F.npushed);
    int at;
    check_node(*F.pushed[i], F.pushed_number[i]);
    node *p = *F.pushed[i];
    const place_kind k = place_named(&at);
    place_put(k, at, p);
}

/* ---- Handles ----------------------------------------------------------------------------------
 */

static void do_cell(unsigned how)
{
    handle *h = &F.cells[next_byte() % HANDLES];
    node *p = how % 4 < 2 ? picked() : NULL;
    if (!h->is) {
        h->is = gort_cell_new(F.g, p);
        CHECK(h->is);
    } else if (how % 4 == 3) {
        gort_cell_free(F.g, h->is);
        h->is = NULL;
    } else {
        check_node(gort_cell_get(F.g, h->is), h->object);
        gort_cell_set(F.g, h->is, p);
    }
    h->object = h->is && p ? (int)p->number : 0;
}

/* What a handle of `number` gives: that or, if it is not reachable, NULL. */
static node *given(void *p, int *number)
{
    if (p) {
        check_node(p, *number);
    } else {
        model_walk();
        CHECK(!F.reached[*number]);
        *number = 0;
    }
    return p;
}

static void do_weak(unsigned how)
{
    int i;
    handle *h = &F.weaks[next_byte() % HANDLES];
    if (!h->is || how % 4 == 0) {
        node *p = picked();
        if (h->is)
            gort_weak_set(F.g, h->is, p);
        else
            h->is = gort_weak_new(F.g, p);
        CHECK(h->is);
        h->object = p ? (int)p->number : 0;
    } else if (how % 4 == 3) {
        gort_weak_free(F.g, h->is);
        *h = (handle){NULL, 0, 0};
    } else { /* what is got is a root from now on */
        node *p = given(gort_weak_get(F.g, h->is), &h->object);
        const place_kind k = place_named(&i);
        if (p) place_put(k, i, p);
    }
}

static void do_ephemeron(unsigned how)
{
    int i;
    handle *h = &F.ephemerons[next_byte() % HANDLES];
    if (!h->is) {
        node *key = picked(), *value = picked();
        if (!key) return;
        h->is = gort_ephemeron_new(F.g, key, value);
        CHECK(h->is);
        h->object = (int)key->number;
        h->value = value ? (int)value->number : 0;
        return;
    }
    node *key = given(gort_ephemeron_key(F.g, h->is), &h->object);
    if (!h->object) h->value = 0;
    if (how % 4 == 3) {
        gort_ephemeron_free(F.g, h->is);
        *h = (handle){NULL, 0, 0};
        return;
    }
    if (!key) {
        CHECK(!gort_ephemeron_value(F.g, h->is));
        return;
    }
    const place_kind k = place_named(&i);
    place_put(k, i, key); /* who sets a value holds the key */
    if (how % 4 == 0) {
        node *value = picked();
        gort_ephemeron_set(F.g, h->is, value);
        h->value = value ? (int)value->number : 0;
    } else {
        node *value = gort_ephemeron_value(F.g, h->is);
        check_node(value, h->value);
    }
}

static void do_weak_map(unsigned how)
{
    node *key = picked(), *value = how % 4 < 2 ? picked() : NULL;
    if (how == 255) { /* seldom */
        gort_weak_map_free(F.g, top(), F.weak_map);
        F.weak_map = gort_weak_map_new(F.g, top());
        memset(F.weak_value, 0, sizeof F.weak_value);
        return;
    }
    if (!key) return;
    int *model = &F.weak_value[key->number];
    check_node(gort_weak_map_get(F.g, top(), F.weak_map, key), *model);
    if (value) {
        CHECK(gort_weak_map_set(F.g, top(), F.weak_map, key, value));
        *model = (int)value->number;
    } else if (how % 4 == 3) {
        gort_weak_map_delete(F.g, top(), F.weak_map, key);
        *model = 0;
    }
}

/* ---- The table --------------------------------------------------------------------------------
 */

static void do_table(unsigned how)
{
    const int64_t key = next_byte() % (PLACES * 4);
    node *const *is = table_get(F.g, top(), F.table, key);
    check_node(is ? *is : NULL, F.entry[key]);
    switch (how % 8) {
    case 0: {
        bool seen[PLACES * 4] = {false};
        int n = 0;
        void **sp = top();
        GORT_MAP_EACH(table, it, F.g, sp, F.table)
        {
            const int64_t k = table_key(&it);
            CHECK(k >= 0 && k < PLACES * 4 && !seen[k]);
            seen[k] = true;
            if (*table_elem(&it)) n++;
            check_node(*table_elem(&it), F.entry[k]);
        }
        for (int i = 0; i < PLACES * 4; i++)
            n -= F.entry[i] != 0;
        CHECK(n == 0);
        break;
    }
    case 1:
    case 2:
        table_delete(F.g, top(), F.table, key);
        F.entry[key] = 0;
        break;
    case 3:
        if (how < 128) {
            table_shrink(F.g, top(), F.table);
        } else {
            table_clear(F.g, top(), F.table);
            memset(F.entry, 0, sizeof F.entry);
        }
        break;
    default: {
        node *p = picked();
        table_set(F.g, top(), F.table, key, p);
        F.entry[key] = p ? (int)p->number : 0;
    }
    }
}

/* ---- Finalizers and cleanups ------------------------------------------------------------------
 */

/* Keeps what it gets, if there is room and the number says so. */
static void finalized(gort_g *g, void **sp, void *p, void *data)
{
    const int number = (int)(intptr_t)data;
    sp[0] = p;
    CHECK(F.objects[number].finalizer);
    model_walk();
    CHECK(!F.reached[number]);
    check_node(p, number);
    F.objects[number].finalizer = false;
    for (int i = 0; i < HANDLES; i++) { /* whose were cleared */
        if (F.weaks[i].object == number) F.weaks[i].object = 0;
        if (F.ephemerons[i].object == number) F.ephemerons[i].object = F.ephemerons[i].value = 0;
    }
    F.weak_value[number] = 0;
    handle *h = &F.cells[number % HANDLES];
    if (number % 3 || h->is) return;
    h->is = gort_cell_new(g, p);
    h->object = number;
}

static void cleaned(gort_g *g, void **sp, void *data)
{
    const int number = (int)(intptr_t)data;
    (void)g;
    (void)sp;
    CHECK(F.objects[number].cleanups > 0);
    F.objects[number].cleanups--;
    model_walk();
    CHECK(!F.reached[number] && !F.objects[number].finalizer);
}

static void do_finalizer(unsigned how)
{
    node *p = picked();
    if (!p) return;
    object *o = &F.objects[p->number];
    void *data = (void *)(intptr_t)p->number;
    if (how % 4 == 0) {
        CHECK(gort_cleanup_new(F.g, p, cleaned, data));
        o->cleanups++;
    } else if (how % 4 == 1) {
        CHECK(gort_set_finalizer(F.g, p, NULL, NULL) == o->finalizer);
        o->finalizer = false;
    } else {
        CHECK(gort_set_finalizer(F.g, p, finalized, data) != o->finalizer);
        o->finalizer = true;
    }
}

/* ---- The collector ----------------------------------------------------------------------------
 */

/* After a whole collection nothing is given that is not reachable. */
static void check_all(void)
{
    model_walk();
    for (int k = 0; k < PLACE_KINDS; k++)
        for (int i = 0; i < PLACES && place_is((place_kind)k); i++)
            place_get((place_kind)k, i);
    for (int i = 0; i < HANDLES; i++) {
        handle *w = &F.weaks[i], *e = &F.ephemerons[i];
        if (w->is && w->object) {
            node *p = gort_weak_get(F.g, w->is);
            CHECK((p != NULL) == F.reached[w->object]);
            given(p, &w->object);
        }
        if (!e->is || !e->object) continue;
        node *key = gort_ephemeron_key(F.g, e->is), *value = gort_ephemeron_value(F.g, e->is);
        CHECK((key != NULL) == F.reached[e->object]);
        if (!key) e->object = e->value = 0;
        check_node(key, e->object);
        check_node(value, e->value);
    }
    intptr_t entries = 0;
    for (int n = 1; n <= F.made; n++) {
        if (!F.reached[n]) F.weak_value[n] = 0;
        entries += F.weak_value[n] != 0;
    }
    CHECK(gort_weak_map_len(F.g, top(), F.weak_map) == entries);
}

static void collect(void)
{
    gort_gc(F.g, top());
    check_all();
}

static void do_collector(unsigned how)
{
    static const uintptr_t sizes[] = {1, 64, 512, 4096};
    F.g->sp = top();
    if (how % 16 == 15)
        collect();
    else if (how % 16 == 14)
        CHECK(gort_heap_check(F.g, top(), NULL, NULL) == 0);
    else if (gort__gc_current_phase(F.rt) == GORT_GC_OFF)
        gort__gc_start(F.g);
    else if (how % 8 == 7)
        gort__gc_finish(F.g);
    else
        gort__gc_step(F.g, sizes[how % 4]);
}

/* ---- Threads, memory ----------------------------------------------------------------------------
 */

/* Attaches, works with what cell 0 has, and detaches or just ends. */
static void *other_thread(void *how)
{
    gort_g *g = gort_attach(F.rt);
    CHECK(g && g != F.g);
    gort_scope s = gort_scope_open(g);
    node *p = NULL;
    if (F.cells[0].is) {
        p = gort_cell_get(g, F.cells[0].is);
        gort_push(g, p);
        check_node(p, F.cells[0].object);
    }
    for (unsigned i = 0; i < 40; i++)
        gort_new(g, gort_top(g), &type_node);
    if ((uintptr_t)how & 1) gort_gc(g, gort_top(g));
    if (p) check_node(p, F.cells[0].object);
    gort_scope_close(g, s);
    if ((uintptr_t)how & 2) gort_detach(F.rt);
    return NULL;
}

static void join(void *thread)
{
    pthread_join(*(pthread_t *)thread, NULL);
}

static void do_thread(unsigned how)
{
    pthread_t t;
    if (F.made % 4) return; /* seldom */
    CHECK(pthread_create(&t, NULL, other_thread, (void *)(uintptr_t)how) == 0);
    gort_call_blocking(F.g, top(), join, &t);
}

static void do_external(unsigned how)
{
    const int64_t by = how % 2 ? (int64_t)how << 10 : -((int64_t)how << 9);
    F.external = by < 0 && (uint64_t)-by > F.external ? 0 : F.external + (uint64_t)by;
    CHECK(gort_adjust_external(F.g, top(), by) == F.external);
    CHECK(!gort_try_new_bytes(F.g, top(), (uintptr_t)PTRDIFF_MAX / 4));
}

static void do_call(unsigned op)
{
    const unsigned how = next_byte();
    switch (op % 32) {
    case 0:
    case 1:
    case 2:
    case 3: do_make(how); break;
    case 4:
    case 5:
    case 6: do_link(how); break;
    case 7: do_copy_links(how); break;
    case 8:
    case 9: do_move(); break;
    case 10:
    case 11: do_drop(); break;
    case 12: do_places(how); break;
    case 13:
    case 14: do_scope(how); break;
    case 15: do_pushed(how); break;
    case 16:
    case 17: do_cell(how); break;
    case 18:
    case 19: do_weak(how); break;
    case 20: do_ephemeron(how); break;
    case 21: do_weak_map(how); break;
    case 22:
    case 23: do_table(how); break;
    case 24: do_finalizer(how); break;
    case 25: gort_run_finalizers(F.g, top(), how % 8); break;
    case 26: do_thread(how); break;
    case 27: do_external(how); break;
    default: do_collector(how);
    }
}

/* ---- Life -------------------------------------------------------------------------------------
 */

/* By the lower bits of byte 0; the first one for what is not named. */
static const mode modes[8] = {
    {"clobberfree=1", 1600},
    {"gccheckmark=1,clobberfree=1", 800},
    {"gccheckmark=1,clobberfree=1,gcseed=3", 300},
    {"gccheckmark=1,clobberfree=1,gcstress=5", 200},
    {"clobberfree=1,gcstress=3", 300},
};

static void open_api(unsigned how, const char *debug)
{
    memset(&F, 0, sizeof F);
    gort_config c;
    gort_config_init(&c);
    c.getenv = no_environment;
    c.on_error = on_error;
    c.debug = debug;
    c.heap_reserve_bytes = (size_t)64 << 20;
    c.stack_reserve_bytes = (size_t)256 << 20;
    c.finalizers_by_call = true;
    F.value_tag = how & 8 ? UINT64_C(0x7ffc) << 48 : 0;
    c.value_mask = how & 8 ? UINT64_C(0xfffc) << 48 : 0;
    c.value_tag = F.value_tag;
    F.rt = gort_runtime_new(&c);
    CHECK(F.rt);
    F.g = gort_attach(F.rt);
    CHECK(F.g);
    gort__m(F.g)->head.rand[0] = how + 1u; /* the same input, the same run */
    gort__m(F.g)->head.rand[1] = 1;
    for (int i = 0; i < PLACES; i++)
        module_globals[i] = (gort_global){&F.globals[i], pointer};
    module = (gort_module){.name = "api", .globals = module_globals, .nglobals = PLACES};
    if (!table_types.map.map) table_init("map[int64]*node", &gort_type_int64, pointer);
    F.slots = gort_slots_open(F.g, PLACES + 1);
    F.table = F.slots[PLACES] = table_make(F.g, top(), how / 16);
    F.weak_map = gort_weak_map_new(F.g, top());
    CHECK(F.weak_map);
}

/* A graph to begin with: in every place a chain, whose links lead to other chains too. */
static void open_graph(void)
{
    input.at = input.end; /* no bytes yet */
    for (unsigned k = 0; k < PLACE_KINDS - 1; k++)
        do_places(k);
    for (int n = 0; n < 3 * PLACES; n++) {
        node *p = make(3);
        const place_kind k = (place_kind)(n % PLACE_KINDS);
        for (int l = 0; l < LINKS; l++)
            set_link(p, l, place_get((place_kind)((k + l) % PLACE_KINDS), (n + l) % PLACES));
        place_put(k, n % PLACES, p);
    }
}

/* All that is due is called; what is left belongs to what is reachable. */
static void close_api(void)
{
    do
        collect();
    while (gort_run_finalizers(F.g, top(), SIZE_MAX) > 0);
    model_walk();
    for (int n = 1; n <= F.made; n++)
        CHECK(F.reached[n] || (!F.objects[n].finalizer && !F.objects[n].cleanups));
    CHECK(gort_heap_check(F.g, top(), NULL, NULL) == 0);
    while (F.nscopes)
        gort_scope_close(F.g, F.scopes[--F.nscopes]);
    if (F.stack_is) gort_remove_root_stack(F.g, &F.root_stack);
    gort_slots_close(F.g, F.slots);
    gort_detach(F.rt);
    gort_runtime_free(F.rt);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1) return 0;
    const mode *m = &modes[data[0] % 8];
    if (!m->debug) m = modes;
    open_api(data[0], m->debug);
    open_graph();
    input_open(m, data + 1, size - 1);
    while (!input_is_over())
        do_call(next_byte());
    close_api();
    return 0;
}
