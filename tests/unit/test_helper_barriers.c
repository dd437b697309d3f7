/* test_helper_barriers.c - every function of the headers that stores pointers, and both halves of
 * the barrier in each of its stores (helper_barriers.h says how). The maps are in
 * test_helper_barriers_map.c.
 *
 * tests/structure.sh holds that each function of the headers that takes a g is named in a case of
 * the two or in `store_nothing` with the reason. */
#include "helper_barriers.h"

/* Functions that need no barrier, so that the list of functions is complete. */
static const struct {
    const char *why, *names;
} store_nothing[] = {
    {"reads, compares or hashes",
     "gort_why_alive gort_heap_check "
     "gort_mapaccess1 gort_mapaccess2 gort_type_equal_generic gort_type_equal_mem "
     "gort_type_hash_generic gort_type_hash_mem gort_efaceeq gort_ifaceeq gort_getitab "
     "gort_assertE2I gort_os_args gort_fastrand gort_map_emptied gort_top gort_runtime_of "
     "gort_read_mem_stats "
     "gort_peek_mem_stats gort_read_metrics "
     "gort_runtime_metrics_name "
     "gort_runtime_metrics_text "
     "gort_runtime_metrics_kind "
     "gort_runtime_metrics_cumulative "
     "gort_runtime_metrics_find "
     "gort_runtime_metrics_read "
     "gort_runtime_metrics_histogram "
     "gort_runtime_ReadMemStats"},
    {"what it stores is a fresh object, black or in a frame",
     "gort_new_bytes gort_new_bytes_fast gort_try_alloc gort_try_new gort_try_new_bytes "
     "gort_new_tail gort_try_new_tail gort_adjust_external "
     "gort_bytes_array gort_new gort_new_fast gort_alloc_slow gort_makeslice gort_makemap "
     "gort_makemap_small "
     "gort_makemap_stack gort_makechan"},
    {"its result holds no pointers",
     "gort_concatstrings gort_slicebytetostring gort_stringtoslicebyte gort_slicerunetostring "
     "gort_stringtoslicerune gort_intstring gort_strconv_Itoa"},
    {"writes the shadow stack or a frame, which the stack's scan reads",
     "gort_defers_run gort_recovered gort_defers_resume gort_wrapped gort_defer_enter "
     "gort_slots_open gort_slots_close gort_slots_room gort_slots_check "
     "gort_add_root_stack gort_remove_root_stack gort_add_thread_roots "
     "gort_remove_thread_roots gort_unregister_module "
     "gort_deferreturn gort_gorecover gort_push gort_push_cell gort_scope_open "
     "gort_scope_open_at gort_scope_close gort_g_reset gort_set_thread_roots gort_mapiterinit "
     "gort_scope_room gort_scope_open_inline gort_scope_close_inline gort_push_slow "
     "gort_push_inline "
     "gort_mapiternext gort_mapiternext_at"},
    {"says no while stores have to shade: what_has_to_be_shaded_is_not_done_inline in "
     "test_map_inline.c",
     "gort__map_writable gort_mapassign_fast gort_mapdelete_fast"},
    {"a root or a value of the embedder's: cases in test_contract.c",
     "gort_push_value gort_store_value gort_barrier_store_value gort_shade gort_barrier_shade "
     "gort_add_root gort_remove_root gort_debug_check gort_wbshadow "
     "gort_debug_check_entry gort_debug_check_new gort_debug_check_pointer "
     "gort_debug_check_store"},
    {"made of gort_mapassign, gort_typedmemmove and the iterator: cases in test_map_c.c",
     "gort_map_set gort_map_shrink gort_map_step gort_mapaccess_many"},
    {"a root cell: a_cell_loses_nothing_while_marking in test_embed.c",
     "gort_cell_new gort_cell_get gort_cell_set gort_cell_free gort_object_of "
     "gort_call_blocking gort_stack_room gort_c_stack_new gort_c_stack_switch gort_c_stack_free"},
    {"hands on what its caller has to root: test_protect.c",
     "gort_call_protected gort_caught_text"},
    {"a number or a text", "gort_set_hard_limit gort_set_thread_name"},
    {"weak, so nothing is kept by it; what is read has a barrier: cases in test_weak.c",
     "gort_weak_new gort_weak_get gort_weak_set gort_weak_free gort_ephemeron_new "
     "gort_ephemeron_key gort_ephemeron_value gort_ephemeron_set gort_ephemeron_free "
     "gort_set_finalizer gort_cleanup_new gort_cleanup_free gort_run_finalizers "
     "gort_weak_map_new gort_weak_map_get gort_weak_map_set gort_weak_map_delete "
     "gort_weak_map_len gort_weak_map_each gort_weak_map_free"},
    {"a copy of a map's entries, which the map itself keeps",
     "gort_fmt_Print gort_fmt_Println gort_fmt_Printf gort_fmt_Sprint gort_fmt_Sprintf "
     "gort_fmt_Sprintln gort_printeface gort_printiface"},
    {"changes two elements of one object, which is scanned whole but for large ones",
     "gort_sort_swapIn"},
    {"no values",
     "gort_math_Floor gort_math_Ceil gort_math_Trunc gort_math_Sqrt gort_math_Exp gort_math_rest "
     "gort_math_nearestRest gort_math_FMA gort_sort_lengthOf gort_strconv_IsPrint "
     "gort_strconv_formatFloat gort_strconv_parseFloat "
     "gort_errors_hasEqual gort_errors_kindOf gort_strings_IndexByte gort_strings_index "
     "gort_math_bits_overflow "
     "gort_runtime_NumGoroutine gort_runtime_GOMAXPROCS "
     "gort_runtime_NumCPU "
     "gort_runtime_LockOSThread gort_runtime_UnlockOSThread gort_runtime_Stack gort_sleep "
     "gort_log_zoneOffset gort_runtime_SetFinalizer gort_runtime_Callers gort_runtime_site "
     "gort_runtime_siteFunc "
     "gort_runtime_siteFile "
     "gort_runtime_siteLine gort_runtime_siteEntry gort_runtime_Breakpoint "
     "gort_time_Sleep gort_time_clocks gort_time_stop gort_os_read gort_os_write "
     "gort_os_LookupEnv gort_os_environAt gort_runtime_debug_SetGCPercent "
     "gort_runtime_debug_FreeOSMemory "
     "gort_runtime_Gosched gort_runtime_Goexit gort_closechan gort_block gort_poll "
     "gort_morestack "
     "gort_safepoint gort_enter_blocking "
     "gort_exit_blocking gort_gc gort_gc_step "
     "gort_runtime_GC gort_free_os_memory gort_set_gc_percent gort_set_memory_limit "
     "gort_runtime_debug_SetMemoryLimit gort_runtime_debug_SetMaxStack "
     "gort_runtime_debug_SetMaxThreads gort_runtime_debug_SetTraceback gort_os_Exit "
     "gort_print_begin "
     "gort_print_end "
     "gort_printbool "
     "gort_printint gort_printuint gort_printfloat gort_printcomplex gort_printcomplex_parts "
     "gort_printpointer gort_printstring "
     "gort_printslice gort_printsp gort_printnl"},
    {"words without pointers",
     "gort_sync_lock gort_sync_unlock gort_sync_tryLock gort_sync_acquire gort_sync_release "
     "gort_sync_acquireCond "
     "gort_sync_fatal gort_sync_collections gort_sync_atomic_LoadPointer gort_sync_atomic_sameType "
     "gort_sync_atomic_loadValue "
     "gort_sync_atomic_LoadInt32 gort_sync_atomic_StoreInt32 gort_sync_atomic_SwapInt32 "
     "gort_sync_atomic_AddInt32 gort_sync_atomic_CompareAndSwapInt32 "
     "gort_sync_atomic_LoadInt64 gort_sync_atomic_StoreInt64 gort_sync_atomic_SwapInt64 "
     "gort_sync_atomic_AddInt64 gort_sync_atomic_CompareAndSwapInt64 "
     "gort_sync_atomic_LoadUint32 gort_sync_atomic_StoreUint32 gort_sync_atomic_SwapUint32 "
     "gort_sync_atomic_AddUint32 gort_sync_atomic_CompareAndSwapUint32 "
     "gort_sync_atomic_LoadUint64 gort_sync_atomic_StoreUint64 gort_sync_atomic_SwapUint64 "
     "gort_sync_atomic_AddUint64 gort_sync_atomic_CompareAndSwapUint64 "
     "gort_sync_atomic_LoadUintptr gort_sync_atomic_StoreUintptr gort_sync_atomic_SwapUintptr "
     "gort_sync_atomic_AddUintptr gort_sync_atomic_CompareAndSwapUintptr"},
    {"a timer's root: what_a_timer_names_is_kept in test_timer.c",
     "gort_time_start gort_time_restart"},
    {"a start: the_closure_of_a_start_is_shaded in test_sched.c", "gort_go gort_go_c"},
    {"ends the function: what a panic holds lies on the shadow stack",
     "gort_gopanic gort_panicmem gort_panicdivide gort_panicshift gort_panicIndex gort_panicIndexU "
     "gort_panicSliceAlen gort_panicSliceAcap gort_panicSliceB gort_panicSlice3Alen "
     "gort_panicSlice3Acap gort_panicSlice3B gort_panicSlice3C gort_panic_plain "
     "gort_panic_runtime gort_panicdottype gort_fatal"},
};

/* ---- Plain stores ------------------------------------------------------------------------- */

static void *put_store(void *obj, gc_node *w)
{
    gort_store(C.g, obj, w);
    return obj;
}
static void erase_store(void *obj)
{
    gort_store(C.g, obj, NULL);
}
static void *put_store_global(void *obj, gc_node *w)
{
    gort_store_global(C.g, obj, w);
    return obj;
}
static void erase_store_global(void *obj)
{
    gort_store_global(C.g, obj, NULL);
}
static void *put_barrier_store(void *obj, gc_node *w)
{
    gort_barrier_store(C.g, obj, w);
    return obj;
}
static void erase_barrier_store(void *obj)
{
    gort_barrier_store(C.g, obj, NULL);
}
static void *put_string(void *obj, gc_node *w)
{
    gort_store_string(C.g, obj, (gort_string){(const uint8_t *)w, 3});
    return obj;
}
static void erase_string(void *obj)
{
    gort_store_string(C.g, obj, (gort_string){NULL, 0});
}
static void *put_slice(void *obj, gc_node *w)
{
    gort_store_slice(C.g, obj, (gort_slice){w, 3, 3});
    return obj;
}
static void erase_slice(void *obj)
{
    gort_store_slice(C.g, obj, (gort_slice){NULL, 0, 0});
}
static void *put_value(void *obj, gc_node *w)
{
    (void)gort_sync_atomic_swapValue(C.g, C.sp, obj, (gort_eface){&gc_type_ptr, w});
    return obj;
}
static void erase_value(void *obj)
{
    gort_eface *v = obj;
    ck_assert(gort_sync_atomic_replaceValue(C.g, C.sp, v, *v, (gort_eface){NULL, NULL}));
}
static void *put_replaced_value(void *obj, gc_node *w)
{
    ck_assert(gort_sync_atomic_replaceValue(C.g, C.sp, obj, *(gort_eface *)obj,
                                            (gort_eface){&gc_type_ptr, w}));
    return obj;
}
static void erase_swapped_value(void *obj)
{
    (void)gort_sync_atomic_swapValue(C.g, C.sp, obj, (gort_eface){&gc_type_ptr, NULL});
}
static void *put_eface(void *obj, gc_node *w)
{
    gort_store_eface(C.g, obj, (gort_eface){&gc_type_ptr, w});
    return obj;
}
static void erase_eface(void *obj)
{
    gort_store_eface(C.g, obj, (gort_eface){NULL, NULL});
}
static void *put_iface(void *obj, gc_node *w)
{
    static const gort_itab tab = {.inter = &gort_type_error, .type = &gc_type_ptr};
    gort_store_iface(C.g, obj, (gort_iface){&tab, w});
    return obj;
}
static void erase_iface(void *obj)
{
    gort_store_iface(C.g, obj, (gort_iface){NULL, NULL});
}

/* ---- Typed moves and clears --------------------------------------------------------------- */

static void *put_move(void *obj, gc_node *w)
{
    const gc_node cell = {NULL, w, 7};
    gort_typedmemmove(C.g, &gc_type_node, obj, &cell);
    return obj;
}
static void erase_move(void *obj)
{
    const gc_node cell = {NULL, NULL, 7};
    gort_typedmemmove(C.g, &gc_type_node, obj, &cell);
}
static void erase_clear(void *obj)
{
    gort_typedmemclr(C.g, &gc_type_node, obj);
}

/* [3]string, w in the last: the mask of one element serves all. */
static const gort_type type_texts = {.size_bytes = 3 * sizeof(gort_string),
                                     .ptrdata_bytes = 5 * sizeof(void *),
                                     .ptrmask = gc_mask_1,
                                     .ptrmask_bytes = sizeof(gort_string),
                                     .kind = GORT_KIND_ARRAY,
                                     .align = sizeof(void *),
                                     .name = "[3]string"};
static void *put_texts(void *obj, gc_node *w)
{
    const gort_string cells[3] = {{NULL, 0}, {NULL, 0}, {(const uint8_t *)w, 3}};
    gort_typedmemmove(C.g, &type_texts, obj, cells);
    return obj;
}
static void erase_texts(void *obj)
{
    gort_typedmemclr(C.g, &type_texts, obj);
}

/* Arrays of three, w in the last. */
static void *put_slicemove(void *obj, gc_node *w)
{
    void *const cells[2] = {NULL, w};
    gort_typedslicemove(C.g, &gc_type_ptr, (void **)obj + 1, cells, 2);
    return obj;
}
static void erase_slicemove_up(void *obj)
{
    gort_typedslicemove(C.g, &gc_type_ptr, (void **)obj + 1, obj, 2);
}
static void erase_slicemove_down(void *obj)
{
    gort_typedslicemove(C.g, &gc_type_ptr, obj, (void **)obj + 1, 2);
}
static void erase_sliceclr(void *obj)
{
    gort_typedsliceclr(C.g, &gc_type_ptr, obj, 3);
}
static void *put_slicecopy(void *obj, gc_node *w)
{
    void *cells[3] = {NULL, NULL, w};
    gort_slicecopy(C.g, &gc_type_ptr, (gort_slice){obj, 3, 3}, (gort_slice){cells, 3, 3});
    return obj;
}
static void erase_slicecopy(void *obj)
{
    void *cells[3] = {NULL, NULL, NULL};
    gort_slicecopy(C.g, &gc_type_ptr, (gort_slice){obj, 3, 3}, (gort_slice){cells, 3, 3});
}

/* ---- Functions that make what they store into ---------------------------------------------- */

static void *make_nothing(gc_node *w)
{
    (void)w;
    return NULL;
}

static void *put_growslice(void *obj, gc_node *w)
{
    void *cells[2] = {NULL, w}; /* an array in a frame */
    (void)obj;
    return gort_growslice(C.g, C.sp, &gc_type_ptr, (gort_slice){cells, 2, 2}, 3).ptr;
}
static void *put_conv_string(void *obj, gc_node *w)
{
    const gort_string s = {(const uint8_t *)w, 3};
    (void)obj;
    return gort_convT(C.g, C.sp, &gort_type_string, &s);
}
static void *put_conv_slice(void *obj, gc_node *w)
{
    static uint64_t other;
    const gort_slice s = {w ? (void *)w : &other, 3, 3}; /* nil is not boxed */
    (void)obj;
    return gort_convT(C.g, C.sp, &gort_type_byte_slice, &s);
}
static void *put_conv_struct(void *obj, gc_node *w)
{
    const gc_node cell = {NULL, w, 7};
    (void)obj;
    return gort_convT(C.g, C.sp, &gc_type_node, &cell);
}

static gort_defer_frame frame;
static void *put_deferproc(void *obj, gc_node *w)
{
    (void)obj;
    frame.defers = NULL;
    gort_deferproc(C.g, C.sp, &frame, (gort_closure *)(void *)w);
    return frame.defers;
}
/* The next older record is white: it was made before the cycle. */
static void *put_defer_link(void *obj, gc_node *w)
{
    (void)obj;
    frame.defers = (gort_defer *)(void *)w;
    gort_deferproc(C.g, C.sp, &frame, NULL);
    return frame.defers;
}

static const gort_defers_info looped = {.words = 1, .looped = 1};
static GORT_DEFERS(1, ) defers = {.info = &looped};
static void *put_defers_push(void *obj, gc_node *w)
{
    (void)obj;
    defers.word[0] = NULL;
    gort_defers_push(C.g, C.sp, (gort_defers *)&defers, (gort_closure *)(void *)w);
    return defers.word[0];
}
static void *put_defers_link(void *obj, gc_node *w)
{
    (void)obj;
    defers.word[0] = w;
    gort_defers_push(C.g, C.sp, (gort_defers *)&defers, NULL);
    return defers.word[0];
}

static void *put_errors_new(void *obj, gc_node *w)
{
    (void)obj;
    return gort_errors_New(C.g, C.sp, (gort_string){(const uint8_t *)w, 3}).data;
}
static const gort_itab *error_tab;
static gc_node *white_error(void)
{
    const gort_iface e = gort_errors_New(C.g, C.sp, (gort_string){(const uint8_t *)"bad", 3});
    error_tab = e.tab;
    return e.data;
}
static void *put_atomic_store(void *obj, gc_node *w)
{
    gort_sync_atomic_StorePointer(C.g, C.sp, obj, w);
    return obj;
}
static void erase_atomic_store(void *obj)
{
    gort_sync_atomic_StorePointer(C.g, C.sp, obj, NULL);
}
static void *put_atomic_swap(void *obj, gc_node *w)
{
    gort_sync_atomic_SwapPointer(C.g, C.sp, obj, w);
    return obj;
}
static void erase_atomic_swap(void *obj)
{
    gort_sync_atomic_SwapPointer(C.g, C.sp, obj, NULL);
}
static void *put_atomic_cas(void *obj, gc_node *w)
{
    ck_assert(gort_sync_atomic_CompareAndSwapPointer(C.g, C.sp, obj, *(void **)obj, w));
    return obj;
}
static void erase_atomic_cas(void *obj)
{
    ck_assert(gort_sync_atomic_CompareAndSwapPointer(C.g, C.sp, obj, *(void **)obj, NULL));
}

/* errors.As, into an interface without methods, one with, and a pointer that is an error itself. */
static void assign_error(void *obj, gc_node *w, const gort_type *elem, const gort_itab *tab)
{
    const gort_type target = {.kind = GORT_KIND_PTR, .elem = elem};
    ck_assert(gort_errors_assign(C.g, C.sp, (gort_iface){tab, w}, (gort_eface){&target, obj}));
}
static const gort_type type_pointer = {.kind = GORT_KIND_PTR, .flags = GORT_TYPE_DIRECT};
static const gort_itab pointer_tab = {.inter = &gort_type_error, .type = &type_pointer};
static void *put_assign_any(void *obj, gc_node *w)
{
    assign_error(obj, w, &gort_type_eface, &pointer_tab);
    return obj;
}
static void erase_assign_any(void *obj)
{
    assign_error(obj, NULL, &gort_type_eface, &pointer_tab);
}
static void *put_assign_error(void *obj, gc_node *w)
{
    if (w) assign_error(obj, w, &gort_type_error, error_tab);
    return obj;
}
static void erase_assign_error(void *obj)
{
    assign_error(obj, NULL, &gort_type_error, error_tab);
}
static void *put_assign_pointer(void *obj, gc_node *w)
{
    assign_error(obj, w, &type_pointer, &pointer_tab);
    return obj;
}
static void erase_assign_pointer(void *obj)
{
    assign_error(obj, NULL, &type_pointer, &pointer_tab);
}
static void *put_errorf(void *obj, gc_node *w)
{
    gort_eface args[1] = {{error_tab->type, w}};
    (void)obj;
    return gort_fmt_Errorf(C.g, C.sp, (gort_string){(const uint8_t *)"%w", 2},
                           (gort_slice){args, 1, 1})
        .data;
}

/* The buffers of channels of *main.node, and what goes into and out of them. */
static void *make_chan(gc_node *w)
{
    gort_hchan *c = gort_makechan(C.g, C.sp, &gc_type_ptr, 4);
    if (w) gort_chansend1(C.g, C.sp, c, &w);
    return c;
}
static void *put_chansend1(void *obj, gc_node *w)
{
    gort_chansend1(C.g, C.sp, obj, &w);
    return obj;
}
static void *put_selectnbsend(void *obj, gc_node *w)
{
    ck_assert(gort_selectnbsend(C.g, C.sp, obj, &w));
    return obj;
}
static void *put_selectgo(void *obj, gc_node *w)
{
    const gort_scase cases[2] = {{NULL, NULL, false}, {obj, &w, true}};
    ck_assert_int_eq(gort_selectgo(C.g, C.sp, cases, 2, true, NULL), 1);
    return obj;
}
static void erase_chanrecv1(void *obj)
{
    gc_node *w;
    gort_chanrecv1(C.g, C.sp, obj, &w);
}
static void erase_chanrecv2(void *obj)
{
    ck_assert(gort_chanrecv2(C.g, C.sp, obj, NULL));
}
static void erase_selectnbrecv(void *obj)
{
    gc_node *w;
    ck_assert(gort_selectnbrecv(C.g, C.sp, obj, &w, NULL));
}
static void erase_selectgo(void *obj)
{
    gc_node *w;
    bool received;
    const gort_scase cases[2] = {{NULL, NULL, true}, {obj, &w, false}};
    ck_assert_int_eq(gort_selectgo(C.g, C.sp, cases, 2, true, &received), 1);
    ck_assert(received);
}

#define ERROR_DATA offsetof(gort_eface, data) /* the data word of an interface */

/* ---- The table ---------------------------------------------------------------------------- */

static const helper helpers[] = {
    {.name = "gort_store", .type = &gc_type_ptr, .put = put_store, .erase = erase_store},
    {.name = "gort_store_global",
     .type = &gc_type_ptr,
     .put = put_store_global,
     .erase = erase_store_global},
    {.name = "gort_barrier_store",
     .type = &gc_type_ptr,
     .put = put_barrier_store,
     .erase = erase_barrier_store},
    {.name = "gort_store_string",
     .type = &gort_type_string,
     .put = put_string,
     .erase = erase_string},
    {.name = "gort_store_slice",
     .type = &gort_type_byte_slice,
     .put = put_slice,
     .erase = erase_slice},
    {.name = "gort_sync_atomic_swapValue, erased by replaceValue",
     .type = &gort_type_eface,
     .offset = ERROR_DATA,
     .put = put_value,
     .erase = erase_value},
    {.name = "gort_sync_atomic_replaceValue, erased by swapValue",
     .type = &gort_type_eface,
     .offset = ERROR_DATA,
     .put = put_replaced_value,
     .erase = erase_swapped_value},
    {.name = "gort_store_eface",
     .type = &gort_type_eface,
     .offset = ERROR_DATA,
     .put = put_eface,
     .erase = erase_eface},
    {.name = "gort_store_iface",
     .type = &gort_type_error,
     .offset = ERROR_DATA,
     .put = put_iface,
     .erase = erase_iface},
    {.name = "gort_typedmemmove",
     .type = &gc_type_node,
     .offset = sizeof(void *),
     .put = put_move,
     .erase = erase_move},
    {.name = "gort_typedmemmove",
     .store = "an array",
     .type = &type_texts,
     .offset = 4 * sizeof(void *),
     .put = put_texts,
     .erase = erase_texts},
    {.name = "gort_typedmemclr",
     .type = &gc_type_node,
     .offset = sizeof(void *),
     .erase = erase_clear},
    {.name = "gort_typedslicemove",
     .store = "upwards",
     .type = &gc_type_ptr,
     .offset = 2 * sizeof(void *),
     .n = 3,
     .put = put_slicemove,
     .erase = erase_slicemove_up},
    {.name = "gort_typedslicemove",
     .store = "downwards",
     .type = &gc_type_ptr,
     .n = 3,
     .erase = erase_slicemove_down},
    {.name = "gort_typedsliceclr",
     .type = &gc_type_ptr,
     .offset = 2 * sizeof(void *),
     .n = 3,
     .erase = erase_sliceclr},
    {.name = "gort_slicecopy",
     .type = &gc_type_ptr,
     .offset = 2 * sizeof(void *),
     .n = 3,
     .put = put_slicecopy,
     .erase = erase_slicecopy},
    {.name = "gort_growslice", .make = make_nothing, .put = put_growslice},
    {.name = "gort_convT", .store = "string", .make = make_nothing, .put = put_conv_string},
    {.name = "gort_convT", .store = "slice", .make = make_nothing, .put = put_conv_slice},
    {.name = "gort_convT", .store = "struct", .make = make_nothing, .put = put_conv_struct},
    {.name = "gort_deferproc", .store = "closure", .make = make_nothing, .put = put_deferproc},
    {.name = "gort_deferproc", .store = "link", .make = make_nothing, .put = put_defer_link},
    {.name = "gort_defers_push", .store = "closure", .make = make_nothing, .put = put_defers_push},
    {.name = "gort_defers_push", .store = "link", .make = make_nothing, .put = put_defers_link},
    {.name = "gort_errors_New", .make = make_nothing, .put = put_errors_new},
    {.name = "gort_sync_atomic_StorePointer",
     .type = &gc_type_ptr,
     .put = put_atomic_store,
     .erase = erase_atomic_store},
    {.name = "gort_sync_atomic_SwapPointer",
     .type = &gc_type_ptr,
     .put = put_atomic_swap,
     .erase = erase_atomic_swap},
    {.name = "gort_sync_atomic_CompareAndSwapPointer",
     .type = &gc_type_ptr,
     .put = put_atomic_cas,
     .erase = erase_atomic_cas},
    {.name = "gort_errors_assign",
     .store = "any",
     .type = &gort_type_eface,
     .offset = ERROR_DATA,
     .put = put_assign_any,
     .erase = erase_assign_any},
    {.name = "gort_errors_assign",
     .store = "error",
     .type = &gort_type_error,
     .offset = ERROR_DATA,
     .white = white_error,
     .put = put_assign_error,
     .erase = erase_assign_error},
    {.name = "gort_errors_assign",
     .store = "pointer",
     .type = &gc_type_ptr,
     .put = put_assign_pointer,
     .erase = erase_assign_pointer},
    {.name = "gort_fmt_Errorf", .make = make_nothing, .white = white_error, .put = put_errorf},
    {.name = "gort_chansend1", .make = make_chan, .put = put_chansend1},
    {.name = "gort_selectnbsend", .make = make_chan, .put = put_selectnbsend},
    {.name = "gort_selectgo", .make = make_chan, .put = put_selectgo, .erase = erase_selectgo},
    {.name = "gort_chanrecv1", .make = make_chan, .erase = erase_chanrecv1},
    {.name = "gort_chanrecv2", .make = make_chan, .erase = erase_chanrecv2},
    {.name = "gort_selectnbrecv", .make = make_chan, .erase = erase_selectnbrecv},
};
#define NHELPERS ((int)(sizeof helpers / sizeof helpers[0]))

START_TEST(what_is_stored_is_not_lost)
{
    helper_keeps_what_it_stores(&helpers[_i]);
}
END_TEST

START_TEST(what_is_overwritten_is_not_lost)
{
    helper_keeps_what_it_overwrites(&helpers[_i]);
}
END_TEST

START_TEST(every_function_is_in_one_list)
{
    for (int i = 0; i < NHELPERS; i++)
        for (size_t k = 0; k < sizeof store_nothing / sizeof *store_nothing; k++) {
            char name[64];
            snprintf(name, sizeof name, "%s ", helpers[i].name);
            ck_assert_msg(!strstr(store_nothing[k].names, name), "%s: two lists", helpers[i].name);
        }
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("helper_barriers");
    TCase *tc = tcase_create("helper_barriers");
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, what_is_stored_is_not_lost, 0, NHELPERS);
    tcase_add_loop_test(tc, what_is_overwritten_is_not_lost, 0, NHELPERS);
    tcase_add_test(tc, every_function_is_in_one_list);
    suite_add_tcase(s, tc);
    return s;
}
