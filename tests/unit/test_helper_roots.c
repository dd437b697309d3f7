/* test_helper_roots.c - every function of the headers that may collect or call back, with each
 * operand the last reference to something (helper_roots.h says how). The maps are in
 * test_helper_roots_map.c.
 *
 * tests/structure.sh holds that each function of the headers that takes (g, sp) is named in a case
 * of the two or in `nothing_to_root` with the reason. */
#include "helper_roots.h"
#include <unistd.h>

/* Functions without an operand that the collector could take, so that the list is complete. */
static const struct {
    const char *why, *names;
} nothing_to_root[] = {
    {"no operand in the heap",
     "gort_new_bytes gort_try_alloc gort_try_new gort_try_new_bytes gort_new_tail "
     "gort_try_new_tail gort_adjust_external "
     "gort_bytes_array gort_alloc_slow gort_new gort_makeslice gort_intstring gort_strconv_Itoa "
     "gort_makemap_small gort_os_Exit"},
    {"what it reads is rooted in its blocking region, and done with before it allocates",
     "gort_os_LookupEnv gort_os_environAt gort_os_read gort_os_write"},
    {"its operands are keys and values that are weak: under gcstress in test_cleanup.c",
     "gort_weak_map_new gort_weak_map_get gort_weak_map_set gort_weak_map_delete "
     "gort_weak_map_len gort_weak_map_each gort_weak_map_free gort_run_finalizers"},
    {"a safepoint, nothing else",
     "gort_unregister_module gort_why_alive gort_heap_check "
     "gort_debug_check_entry gort_debug_check_new "
     "gort_c_stack_switch gort_poll gort_wbshadow gort_morestack gort_safepoint gort_gc "
     "gort_gc_step gort_set_gc_percent "
     "gort_set_memory_limit "
     "gort_runtime_debug_SetMemoryLimit gort_runtime_debug_SetMaxStack "
     "gort_runtime_debug_SetMaxThreads gort_runtime_debug_SetTraceback gort_read_mem_stats "
     "gort_runtime_NumGoroutine gort_runtime_GOMAXPROCS gort_runtime_NumCPU "
     "gort_runtime_LockOSThread gort_runtime_UnlockOSThread gort_sleep gort_time_Sleep "
     "gort_runtime_debug_SetGCPercent gort_runtime_debug_FreeOSMemory "
     "gort_runtime_Gosched "
     "gort_runtime_Goexit "
     "gort_runtime_GC gort_runtime_ReadMemStats gort_enter_blocking gort_call_blocking "
     "gort_call_protected "
     "gort_stack_room "
     "gort_g_reset "
     "gort_scope_open_at gort_free_os_memory"},
    {"made of gort_mapassign and the iterator: what_is_set_is_kept in test_map_c.c",
     "gort_map_set gort_map_shrink gort_map_step gort_mapaccess_many"},
    {"roots its operands where it waits (test_chan.c), and does nothing else that collects",
     "gort_chansend1 gort_chanrecv1 gort_chanrecv2 gort_selectnbsend gort_selectnbrecv "
     "gort_closechan gort_block"},
    {"roots its word where it waits (what_waits_for_a_word_keeps_its_object)",
     "gort_sync_lock gort_sync_unlock gort_sync_acquire gort_sync_release "
     "gort_sync_acquireCond"},
    {"reads and writes words, and does not wait",
     "gort_strconv_IsPrint gort_strconv_formatFloat gort_strconv_parseFloat gort_errors_hasEqual "
     "gort_errors_kindOf gort_errors_assign gort_sort_lengthOf gort_strings_IndexByte "
     "gort_strings_index gort_sort_swapIn "
     "gort_sync_atomic_LoadPointer gort_sync_atomic_StorePointer gort_sync_atomic_SwapPointer "
     "gort_sync_atomic_CompareAndSwapPointer gort_sync_tryLock gort_sync_collections "
     "gort_sync_atomic_sameType "
     "gort_sync_atomic_loadValue gort_sync_atomic_swapValue gort_sync_atomic_replaceValue "
     "gort_sync_atomic_LoadInt32 gort_sync_atomic_StoreInt32 "
     "gort_sync_atomic_SwapInt32 gort_sync_atomic_AddInt32 "
     "gort_sync_atomic_CompareAndSwapInt32 gort_sync_atomic_LoadInt64 "
     "gort_sync_atomic_StoreInt64 gort_sync_atomic_SwapInt64 gort_sync_atomic_AddInt64 "
     "gort_sync_atomic_CompareAndSwapInt64 gort_sync_atomic_LoadUint32 "
     "gort_sync_atomic_StoreUint32 gort_sync_atomic_SwapUint32 gort_sync_atomic_AddUint32 "
     "gort_sync_atomic_CompareAndSwapUint32 gort_sync_atomic_LoadUint64 "
     "gort_sync_atomic_StoreUint64 gort_sync_atomic_SwapUint64 gort_sync_atomic_AddUint64 "
     "gort_sync_atomic_CompareAndSwapUint64 gort_sync_atomic_LoadUintptr "
     "gort_sync_atomic_StoreUintptr gort_sync_atomic_SwapUintptr gort_sync_atomic_AddUintptr "
     "gort_sync_atomic_CompareAndSwapUintptr"},
    {"neither allocates nor calls back",
     "gort_go gort_go_c gort_time_clocks gort_time_start gort_time_stop gort_time_restart "
     "gort_log_zoneOffset gort_runtime_SetFinalizer gort_runtime_Callers gort_runtime_site "
     "gort_runtime_siteFunc "
     "gort_runtime_siteFile "
     "gort_runtime_siteLine gort_runtime_siteEntry gort_runtime_Breakpoint "
     "gort_runtime_Stack gort_os_args gort_type_equal_mem gort_type_hash_mem "
     "gort_defer_enter gort_gorecover "
     "gort_wrapped"},
    {"its operands are numbers, types and static texts",
     "gort_math_Floor gort_math_Ceil gort_math_Trunc gort_math_Sqrt gort_math_Exp gort_math_rest "
     "gort_runtime_metrics_name "
     "gort_runtime_metrics_text "
     "gort_runtime_metrics_kind "
     "gort_runtime_metrics_cumulative "
     "gort_runtime_metrics_find "
     "gort_runtime_metrics_read "
     "gort_runtime_metrics_histogram "
     "gort_math_nearestRest gort_math_FMA gort_math_bits_overflow gort_panicmem gort_panicdivide "
     "gort_panicshift gort_panicIndex "
     "gort_panicIndexU "
     "gort_panicSliceAlen gort_panicSliceAcap gort_panicSliceB gort_panicSlice3Alen "
     "gort_panicSlice3Acap gort_panicSlice3B gort_panicSlice3C gort_panic_plain "
     "gort_panic_runtime gort_panicdottype gort_fatal gort_sync_fatal gort_assertE2I"},
};

/* [3]main.caller, behind a name of its own. */
static const gort_type type_callers = {.size_bytes = 3 * sizeof(caller),
                                       .ptrdata_bytes = 3 * sizeof(caller),
                                       .ptrmask = mask_caller,
                                       .ptrmask_bytes = sizeof(caller),
                                       .kind = GORT_KIND_ARRAY,
                                       .align = sizeof(void *),
                                       .len = 3,
                                       .elem = &type_caller,
                                       .flags = GORT_TYPE_REFLEXIVE,
                                       .name = "[3]main.caller",
                                       .equal = gort_type_equal_generic,
                                       .hashfn = gort_type_hash_generic};
static caller *heap_callers(int64_t id)
{
    caller *c = fixture_root(gort_new(C.g, C.sp, &type_callers));
    for (int i = 0; i < 3; i++) {
        c[i].id = id + i;
        gort_store(C.g, &c[i].node, heap_node(id + i));
    }
    return c;
}

/* ---- Slices and strings ------------------------------------------------------------------- */

static void grow_slice(void)
{
    gc_node **a = gort_alloc_slow(C.g, C.sp, &gc_type_ptr, 3);
    fixture_root(a);
    for (int i = 0; i < 3; i++)
        gort_store(C.g, &a[i], heap_node(i));
    drop_roots();
    const gort_slice s = gort_growslice(C.g, C.sp, &gc_type_ptr, (gort_slice){a, 3, 3}, 4);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(((gc_node **)s.ptr)[i]->value, i);
}

static void grow_bytes(void)
{
    const gort_string s = heap_text("abc");
    drop_roots();
    const gort_slice grown =
        gort_growslice(C.g, C.sp, &gc_type_bytes, (gort_slice){(void *)(uintptr_t)s.ptr, 3, 3}, 90);
    expect_text((gort_string){grown.ptr, grown.len}, "abc");
}

static void concat(void)
{
    const gort_string parts[] = {
        heap_text("one "), heap_text("two "), {NULL, 0}, heap_text("three")};
    drop_roots();
    expect_text(gort_concatstrings(C.g, C.sp, NULL, 4, parts), "one two three");
}

static void bytes_to_string(void)
{
    const gort_string s = heap_text("bytes");
    drop_roots();
    const gort_slice b = {(void *)(uintptr_t)s.ptr, s.len, s.len};
    expect_text(gort_slicebytetostring(C.g, C.sp, NULL, b), "bytes");
}

static void string_to_bytes(void)
{
    const gort_string s = heap_text("string");
    drop_roots();
    const gort_slice b = gort_stringtoslicebyte(C.g, C.sp, NULL, s);
    expect_text((gort_string){b.ptr, b.len}, "string");
}

static void runes_to_string(void)
{
    int32_t *r = fixture_root(gort_alloc_slow(C.g, C.sp, &gort_type_int32, 3));
    r[0] = 'a', r[1] = 0xe9, r[2] = 'c';
    drop_roots();
    expect_text(gort_slicerunetostring(C.g, C.sp, NULL, (gort_slice){r, 3, 3}), "a\xc3\xa9"
                                                                                "c");
}

static void string_to_runes(void)
{
    const gort_string s = heap_text("a\xc3\xa9"
                                    "c");
    drop_roots();
    const gort_slice r = gort_stringtoslicerune(C.g, C.sp, s);
    ck_assert_int_eq(r.len, 3);
    ck_assert_int_eq(((int32_t *)r.ptr)[1], 0xe9);
    ck_assert_int_eq(((int32_t *)r.ptr)[2], 'c');
}

/* ---- Interfaces --------------------------------------------------------------------------- */

static void box_of_frame(void)
{
    const gort_string s = heap_text("boxed"); /* in this frame, without a pair */
    drop_roots();
    const gort_string *box = gort_convT(C.g, C.sp, &gort_type_string, &s);
    expect_text(*box, "boxed");
}

static void box_of_object(void)
{
    const gort_string *from = heap_text_box("boxed");
    drop_roots();
    const gort_string *box = gort_convT(C.g, C.sp, &gort_type_string, from);
    expect_text(*box, "boxed");
}

static void box_of_numbers(void)
{
    static const gort_type numbers = {.size_bytes = 24,
                                      .kind = GORT_KIND_STRUCT,
                                      .align = sizeof(void *),
                                      .name = "main.numbers"};
    int64_t *from = fixture_root(gort_new(C.g, C.sp, &numbers));
    from[0] = 1, from[1] = 2, from[2] = 3;
    drop_roots();
    const int64_t *box = gort_convT(C.g, C.sp, &numbers, from);
    ck_assert(box[0] == 1 && box[1] == 2 && box[2] == 3);
}

static void eface_equal(void)
{
    const gort_eface a = {&type_caller, heap_caller(7)}, b = {&type_caller, heap_caller(7)};
    drop_roots();
    ck_assert(gort_efaceeq(C.g, C.sp, a, b));
}

static void iface_equal(void)
{
    static const gort_itab tab = {.inter = &gort_type_error, .type = &type_caller};
    const gort_iface a = {&tab, heap_caller(7)}, b = {&tab, heap_caller(8)};
    drop_roots();
    ck_assert(!gort_ifaceeq(C.g, C.sp, a, b));
}

static void array_equal(void)
{
    const caller *a = heap_callers(20), *b = heap_callers(20);
    drop_roots();
    ck_assert(gort_type_equal_generic(C.g, C.sp, &type_callers, a, b));
    ck_assert_int_eq(calls, 6);
}

static void array_hash(void)
{
    const caller *a = heap_callers(20);
    drop_roots();
    gort_type_hash_generic(C.g, C.sp, &type_callers, a, 1);
    ck_assert_int_eq(calls, 3);
}

/* The box that an interface holds, while its type's function runs. */
static void interface_hash(void)
{
    gort_eface *e = fixture_root(gort_new(C.g, C.sp, &gort_type_eface));
    gort_store_eface(C.g, e, (gort_eface){&type_caller, heap_caller(3)});
    const gort_eface in_frame = *e;
    drop_roots();
    gort_type_hash_generic(C.g, C.sp, &gort_type_eface, &in_frame, 1);
}

/* ---- defer and panic ---------------------------------------------------------------------- */

typedef struct closure {
    void (*fn)(void);
    gc_node *node;
} closure;
static const uint8_t mask_closure[] = {2};
static const gort_type type_closure = {.size_bytes = sizeof(closure),
                                       .ptrdata_bytes = sizeof(closure),
                                       .ptrmask = mask_closure,
                                       .ptrmask_bytes = sizeof(closure),
                                       .kind = GORT_KIND_STRUCT,
                                       .align = sizeof(void *),
                                       .name = "main.closure"};

static int deferred_runs;
static gort_eface recovered;

static void deferred(gort_g *g, void **sp, closure *self)
{
    gort_gc(g, sp);
    ck_assert_int_eq(self->node->value, 5);
    deferred_runs++;
}
static void recovering(gort_g *g, void **sp, closure *self)
{
    gort_gc(g, sp);
    recovered = gort_gorecover(g, sp);
    ck_assert_int_eq(self->node->value, 5);
    deferred_runs++;
}

static gort_closure *heap_closure(void (*fn)(gort_g *, void **, closure *))
{
    gc_node *n = heap_node(5);
    closure *c = fixture_root(gort_new(C.g, C.sp, &type_closure));
    c->fn = (void (*)(void))fn;
    gort_store(C.g, &c->node, n);
    return (gort_closure *)(void *)c;
}

static void defer_and_return(void)
{
    gort_closure *fn = heap_closure(deferred);
    gort_defer_frame fr;
    drop_roots();
    gort_defer_enter(C.g, C.sp, &fr);
    gort_deferproc(C.g, C.sp + GORT_DEFER_WORDS, &fr, fn);
    gort_deferproc(C.g, C.sp + GORT_DEFER_WORDS, &fr, fr.defers->fn);
    gort_deferreturn(C.g, C.sp + GORT_DEFER_WORDS, &fr);
    ck_assert_int_eq(deferred_runs, 2);
}

/* As emitted code does it. */
typedef GORT_DEFERS(1, GORT_CATCH_BUFFER) emitted_defers;
static const gort_defers_info emitted_info = {.words = 1, .looped = 1};

static gort_defers *emitted_enter(emitted_defers *fr)
{
    GORT_DEFERS_CLEAR(fr, sizeof *fr);
    fr->info = &emitted_info;
    C.sp[0] = GORT_TYPE_WORD(&gort_type_defers[1]);
    C.sp[1] = fr;
    return (gort_defers *)fr;
}

static void defers_and_run(void)
{
    gort_closure *fn = heap_closure(deferred);
    emitted_defers fr;
    drop_roots();
    gort_defers *d = emitted_enter(&fr);
    gort_defers_push(C.g, C.sp + 2, d, fn);
    gort_defers_push(C.g, C.sp + 2, d, ((gort_defer *)fr.word[0])->fn);
    gort_defers_run(C.g, C.sp + 2, d);
    ck_assert_int_eq(deferred_runs, 2);
}

/* What a function still has to call when it has recovered, and the panic's value. */
static void recovery(void)
{
    gort_closure *rest = heap_closure(deferred), *fn = heap_closure(recovering);
    static emitted_defers fr;
    static gort_eface v;
    v = (gort_eface){&gort_type_string, heap_text_box("reason")};
    drop_roots();
    gort_defers *d = emitted_enter(&fr);
    C.sp[2] = fn, C.sp[3] = v.data;
    gort_defers_push(C.g, C.sp + 4, d, rest);
    C.sp[2] = NULL;
    gort_defers_push(C.g, C.sp + 4, d, fn);
    if (GORT_CATCH(&fr) == 0) gort_gopanic(C.g, C.sp + 2, v);
    ck_assert_int_eq(deferred_runs, 1);
    gort_recovered(C.g, d);
    ck_assert_int_eq(deferred_runs, 2);
    ck_assert_ptr_eq(recovered.type, &gort_type_string);
    expect_text(*(const gort_string *)recovered.data, "reason");
}

/* The panic's value while a deferred call collects. */
static gort_defer record;
static void panic_value(void)
{
    gort_closure *fn = heap_closure(recovering);
    gort_defer_frame fr;
    static gort_eface v;
    v = (gort_eface){&gort_type_string, heap_text_box("reason")};
    drop_roots();
    gort_defer_enter(C.g, C.sp, &fr);
    void **const sp = C.sp + GORT_DEFER_WORDS;
    memset(&record, 0, sizeof record);
    sp[0] = GORT_TYPE_WORD(&gort_type_defer);
    sp[1] = &record;
    if (GORT_SETJMP(&fr) == 0) {
        gort_deferprocStack(&fr, &record, fn);
        gort_gopanic(C.g, sp + 2, v);
    }
    gort_deferreturn(C.g, sp + 2, &fr);
    ck_assert_int_eq(deferred_runs, 1);
    ck_assert_ptr_eq(recovered.type, &gort_type_string);
    expect_text(*(const gort_string *)recovered.data, "reason");
}

/* ---- Packages ----------------------------------------------------------------------------- */

/* A Stringer whose method collects; its text is made in the heap. */
static gort_string node_string(gort_g *g, void **sp, gc_node *n)
{
    gort_gc(g, sp);
    char text[24];
    const int len = snprintf(text, sizeof text, "<%d>", (int)n->value);
    sp[0] = n;
    uint8_t *p = gort_makeslice(g, sp + 1, &gc_type_bytes, len, len).ptr;
    memcpy(p, text, (size_t)len);
    return (gort_string){p, len};
}
static const gort_method node_methods[] = {
    {"String", &gort_type_string_func, (void (*)(void))node_string, NULL},
};
static const gort_type type_stringer = {.size_bytes = sizeof(void *),
                                        .ptrdata_bytes = sizeof(void *),
                                        .ptrmask = gc_mask_1,
                                        .ptrmask_bytes = sizeof(void *),
                                        .kind = GORT_KIND_PTR,
                                        .align = sizeof(void *),
                                        .flags = GORT_TYPE_DIRECT | GORT_TYPE_MEMEQUAL |
                                                 GORT_TYPE_REFLEXIVE,
                                        .name = "*main.node",
                                        .equal = gort_type_equal_mem,
                                        .hashfn = gort_type_hash_mem,
                                        .elem = &gc_type_node,
                                        .methods = node_methods,
                                        .nmethods = 1};

/* []any{*node 1, "two", *node 3} */
static gort_slice heap_args(void)
{
    gort_eface *a = fixture_root(gort_alloc_slow(C.g, C.sp, &gort_type_eface, 3));
    gort_store_eface(C.g, &a[0], (gort_eface){&type_stringer, heap_node(1)});
    gort_store_eface(C.g, &a[1], (gort_eface){&gort_type_string, heap_text_box("two")});
    gort_store_eface(C.g, &a[2], (gort_eface){&type_stringer, heap_node(3)});
    return (gort_slice){a, 3, 3};
}

static void sprint(void)
{
    const gort_slice args = heap_args();
    drop_roots();
    expect_text(gort_fmt_Sprint(C.g, C.sp, args), "<1>two<3>");
}
static void caught_text(void)
{
    const gort_caught c = {GORT_ERROR_PANIC, {&type_stringer, heap_node(1)}};
    drop_roots();
    expect_text(gort_caught_text(C.g, C.sp, &c), "<1>");
}
static void sprintln(void)
{
    const gort_slice args = heap_args();
    drop_roots();
    expect_text(gort_fmt_Sprintln(C.g, C.sp, args), "<1> two <3>\n");
}
static void sprintf_(void)
{
    const gort_slice args = heap_args();
    const gort_string format = heap_text("%v, %q, %8v; done");
    drop_roots();
    expect_text(gort_fmt_Sprintf(C.g, C.sp, format, args), "<1>, \"two\",      <3>; done");
}

/* A map printed in the order of its keys: the sorted copies of keys and elems. */
static void sprint_map(void)
{
    static gort_map_types types;
    gort_map_types_init(&types, "map[string]*node", &gort_type_string, &type_stringer);
    gort_hmap *h = fixture_root(gort_makemap_small(C.g, C.sp, &types.map));
    static const char *const keys[] = {"c", "a", "b"};
    for (int i = 0; i < 3; i++) {
        const gort_string key = heap_text(keys[i]);
        gc_node *n = heap_node(i);
        gort_store(C.g, gort_mapassign(C.g, C.sp, &types.map, h, &key), n);
    }
    gort_eface *a = fixture_root(gort_alloc_slow(C.g, C.sp, &gort_type_eface, 1));
    gort_store_eface(C.g, a, (gort_eface){&types.map, h});
    drop_roots();
    expect_text(gort_fmt_Sprint(C.g, C.sp, (gort_slice){a, 1, 1}), "map[a:<1> b:<2> c:<0>]");
}

/* What the three that print write to the standard output. */
static int print_to_pipe(int which, gort_string format, gort_slice args, char *out, int out_bytes)
{
    int fd[2];
    fflush(stdout);
    const int saved = dup(1);
    ck_assert(saved >= 0 && pipe(fd) == 0 && dup2(fd[1], 1) == 1);
    switch (which) {
    case 0: gort_fmt_Print(C.g, C.sp, args); break;
    case 1: gort_fmt_Println(C.g, C.sp, args); break;
    default: gort_fmt_Printf(C.g, C.sp, format, args);
    }
    dup2(saved, 1);
    close(saved);
    close(fd[1]);
    const int n = (int)read(fd[0], out, (size_t)out_bytes);
    close(fd[0]);
    return n;
}
static void print_case(int which, const char *format, const char *want)
{
    char out[100];
    const gort_slice args = heap_args();
    const gort_string f = heap_text(format);
    drop_roots();
    const int n = print_to_pipe(which, f, args, out, sizeof out);
    expect_text((gort_string){(uint8_t *)out, n}, want);
}
static void print(void)
{
    print_case(0, "-", "<1>two<3>");
}
static void println(void)
{
    print_case(1, "-", "<1> two <3>\n");
}
static void printf_(void)
{
    print_case(2, "%v-%v-%v", "<1>-two-<3>");
}

static void errors_new(void)
{
    const gort_string text = heap_text("an error");
    drop_roots();
    const gort_iface e = gort_errors_New(C.g, C.sp, text);
    expect_text(*(const gort_string *)e.data, "an error");
}

/* The operand of %w is the last reference; the text is made while it waits. */
static void errorf(void)
{
    const gort_iface inner = gort_errors_New(C.g, C.sp, heap_text("inner"));
    fixture_root(inner.data);
    gort_eface *a = fixture_root(gort_alloc_slow(C.g, C.sp, &gort_type_eface, 2));
    gort_store_eface(C.g, &a[0], (gort_eface){inner.tab->type, inner.data});
    gort_store_eface(C.g, &a[1], (gort_eface){&type_stringer, heap_node(4)});
    const gort_string format = heap_text("%w, %v");
    drop_roots();
    const gort_iface e = gort_fmt_Errorf(C.g, C.sp, format, (gort_slice){a, 2, 2});
    expect_text(*(const gort_string *)e.data, "inner, <4>");
    const gort_iface wrapped = *(const gort_iface *)((const char *)e.data + sizeof(gort_string));
    expect_text(*(const gort_string *)wrapped.data, "inner");
}

/* ---- Channels ----------------------------------------------------------------------------- */

/* The buffer while the channel is made; then all that the channel holds. */
static void make_chan(void)
{
    drop_roots();
    gort_hchan *c = fixture_root(gort_makechan(C.g, C.sp, &gc_type_ptr, 3));
    ck_assert(gc_test_alive(c->buf));
    for (intptr_t i = 0; i < 3; i++) {
        gc_node *n = heap_node(i);
        gort_chansend1(C.g, C.sp, c, &n);
    }
    drop_roots();
    fixture_root(c);
    gc_test_collect();
    for (intptr_t i = 0; i < 3; i++) {
        gc_node *n;
        gort_chanrecv1(C.g, C.sp, c, &n);
        ck_assert_int_eq(n->value, i);
    }
}

/* With so many cases it allocates: their channels and what they send are operands. */
static void select_of_many(void)
{
    gort_scase cases[20];
    gort_hchan *c = fixture_root(gort_makechan(C.g, C.sp, &gc_type_ptr, 1));
    gc_node *n = heap_node(7), *other;
    for (int i = 0; i < 20; i++)
        cases[i] = (gort_scase){i == 13 ? c : NULL, &n, true};
    drop_roots();
    ck_assert_int_eq(gort_selectgo(C.g, C.sp, cases, 20, true, NULL), 13);
    gort_chanrecv1(C.g, C.sp, c, &other);
    ck_assert_int_eq(other->value, 7);
}

/* ---- The table ---------------------------------------------------------------------------- */

static const root_case cases[] = {
    {"gort_growslice", grow_slice},
    {"gort_growslice", grow_bytes},
    {"gort_concatstrings", concat},
    {"gort_slicebytetostring", bytes_to_string},
    {"gort_stringtoslicebyte", string_to_bytes},
    {"gort_slicerunetostring", runes_to_string},
    {"gort_stringtoslicerune", string_to_runes},
    {"gort_convT", box_of_frame},
    {"gort_convT", box_of_object},
    {"gort_convT", box_of_numbers},
    {"gort_efaceeq", eface_equal},
    {"gort_ifaceeq", iface_equal},
    {"gort_type_equal_generic", array_equal},
    {"gort_type_hash_generic", array_hash},
    {"gort_type_hash_generic", interface_hash},
    {"gort_defers_push", defers_and_run},
    {"gort_defers_run", defers_and_run},
    {"gort_recovered", recovery},
    {"gort_deferproc", defer_and_return},
    {"gort_deferreturn", defer_and_return},
    {"gort_gopanic", panic_value},
    {"gort_fmt_Sprint", sprint},
    {"gort_caught_text", caught_text},
    {"gort_fmt_Sprint", sprint_map},
    {"gort_fmt_Sprintln", sprintln},
    {"gort_fmt_Sprintf", sprintf_},
    {"gort_fmt_Print", print},
    {"gort_fmt_Println", println},
    {"gort_fmt_Printf", printf_},
    {"gort_errors_New", errors_new},
    {"gort_fmt_Errorf", errorf},
    {"gort_makechan", make_chan},
    {"gort_selectgo", select_of_many},
};
#define NCASES ((int)(sizeof cases / sizeof cases[0]))

START_TEST(operands_are_rooted)
{
    run_root_case(&cases[_i]);
}
END_TEST

START_TEST(every_function_is_in_one_list)
{
    for (int i = 0; i < NCASES; i++)
        for (size_t k = 0; k < sizeof nothing_to_root / sizeof *nothing_to_root; k++) {
            char name[64];
            snprintf(name, sizeof name, "%s ", cases[i].name);
            ck_assert_msg(!strstr(nothing_to_root[k].names, name), "%s: two lists", cases[i].name);
        }
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("helper_roots");
    TCase *tc = tcase_create("helper_roots");
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, operands_are_rooted, 0, NCASES);
    tcase_add_test(tc, every_function_is_in_one_list);
    suite_add_tcase(s, tc);
    return s;
}
