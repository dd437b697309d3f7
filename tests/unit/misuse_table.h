/* misuse_table.h - wrong calls and what becomes of them: the rows of test_misuse.c, which includes
 * this more than once, each time with another meaning of ROW and CALL.
 *
 * ROW(where, call, code, text, statements): after the statements the error handler has got that
 * code and a text that begins with "gort: CALL: " (of MISUSE) and has `text` in it. where: BOTH
 * libraries, or the DEBUG library alone; what the other one does then is not defined
 * (gort_inline.h, "Wrong calls"). SAYS(call, text, expression): the call's answer is that sentence.
 *
 * CALL(where, call, statements): a call that is right but for its g, which is in turn nil, another
 * thread's, gone, in a blocking region and in a callback. BOTH: both libraries know.
 *
 * The statements have g, sp (its top), and the objects of `w`, which are as they should be.
 */

/* ---- gort.h: runtimes and threads --------------------------------------------------------- */

ROW(BOTH, "gort_runtime_new", MISUSE, "value_tag has bits that value_mask has not",
    gort_config c = misuse_config("");
    c.value_mask = 3; c.value_tag = 4; gort_runtime_new(&c))
ROW(BOTH, "", CONFIG, "malformed GOMEMLIMIT", gort_config c = misuse_config("");
    c.getenv = misuse_bad_limit; gort_runtime_new(&c))
ROW(BOTH, "gort_runtime_free", MISUSE, "threads are attached", gort_runtime_free(C.rt))
ROW(DEBUG, "gort_runtime_free", MISUSE, "it is no runtime", gort_runtime_free(w.freed_rt))
ROW(DEBUG, "gort_attach", MISUSE, "the runtime is NULL", gort_attach(NULL))
ROW(DEBUG, "gort_attach", MISUSE, "it is no runtime", gort_attach(w.freed_rt))
ROW(BOTH, "gort_detach", MISUSE, "the calling thread is not attached", gort_detach(w.spare_rt))
ROW(DEBUG, "gort_detach", MISUSE, "the runtime is NULL", gort_detach(NULL))
ROW(BOTH, "gort_detach", MISUSE, "1 scopes are open and 2 roots pushed", gort_scope_open(g);
    gort_push(g, NULL); gort_detach(C.rt))
ROW(BOTH, "gort_detach", MISUSE, "0 scopes are open and 2 roots pushed", gort_slots_open(g, 2);
    gort_detach(C.rt))
ROW(BOTH, "gort_detach", MISUSE, "deferred calls have not run", sp[0] = sp[1] = sp[2] = NULL;
    gort_defer_enter(g, sp, &w.frame); gort_detach(C.rt))
ROW(BOTH, "gort_detach", MISUSE, "the thread is in a blocking region", gort_enter_blocking(g, sp);
    gort_detach(C.rt))
ROW(DEBUG, "gort_register_module", MISUSE, "the module is NULL", gort_register_module(C.rt, NULL))
ROW(DEBUG, "gort_register_module", MISUSE, "the runtime is NULL",
    gort_register_module(NULL, &w.module))
ROW(DEBUG, "gort_main", MISUSE, "the function is NULL", gort_main(w.spare_rt, 0, NULL, NULL))
ROW(DEBUG, "gort_main", MISUSE, "it is no runtime", gort_main(w.freed_rt, 0, NULL, misuse_main))
ROW(BOTH, "gort_run", MISUSE, "the calling thread is attached", gort_run(C.rt, false))
ROW(DEBUG, "gort_run", MISUSE, "the runtime is NULL", gort_run(NULL, false))
ROW(DEBUG, "gort_stop", MISUSE, "the runtime is NULL", gort_stop(NULL))
ROW(DEBUG, "gort_set_runtime_roots", MISUSE, "the runtime is NULL",
    gort_set_runtime_roots(NULL, NULL, NULL))

/* ---- gort.h: scopes and pushed roots ------------------------------------------------------- */

ROW(BOTH, "gort_scope_close", MISUSE, "scope 0 closed while scope 0 is the innermost",
    gort_scope s = gort_scope_open(g);
    gort_scope_close(g, s); gort_scope_close(g, s))
ROW(BOTH, "gort_scope_close", MISUSE, "scope 1 closed while scope 2 is the innermost",
    gort_scope s = gort_scope_open(g);
    gort_scope_open(g); gort_scope_close(g, s))
ROW(BOTH, "gort_scope_close", MISUSE, "scope 0 closed", gort_scope s = {0}; gort_scope_close(g, s))
ROW(BOTH, "gort_scope_open", MISUSE, "the shadow stack is full",
    gort_scope_open_at(g, g->stack.shadow_hi - 1))
ROW(DEBUG, "gort_scope_open_at", MISUSE, "sp is misaligned",
    gort_scope_open_at(g, (void **)((char *)sp + 4)))
ROW(DEBUG, "gort_scope_open_at", MISUSE, "sp is below the roots", gort_scope_open(g);
    gort_scope_open_at(g, sp))
ROW(DEBUG, "gort_scope_open_at", MISUSE, "sp is not on the shadow stack",
    gort_scope_open_at(g, w.words))
ROW(BOTH, "gort_push", MISUSE, "no scope is open", gort_push(g, w.node))
ROW(BOTH, "gort_push_cell", MISUSE, "no scope is open",
    gort_push_cell(g, &gc_type_node, &w.cell_memory))
ROW(BOTH, "gort_push_value", MISUSE, "no scope is open", gort_push_value(g, 1))
ROW(BOTH, "gort_push", MISUSE, "a blocking region", gort_scope_open(g); gort_push(g, NULL);
    gort_enter_blocking(g, gort_top(g)); gort_push_inline(g, NULL))
ROW(BOTH, "gort_push", MISUSE, "the shadow stack is full",
    gort_scope_open_at(g, g->stack.shadow_hi - 2);
    gort_push(g, w.node))
ROW(BOTH, "gort_push_cell", MISUSE, "the shadow stack is full",
    gort_scope_open_at(g, g->stack.shadow_hi - 3);
    gort_push_cell(g, &gc_type_node, &w.cell_memory))
ROW(DEBUG, "gort_push", MISUSE, "an object of another runtime", gort_scope_open(g);
    gort_push(g, w.foreign))
ROW(DEBUG, "gort_push", MISUSE, "memory of the heap that is free", gort_scope_open(g);
    gort_push(g, misuse_freed_memory()))
ROW(DEBUG, "gort_push_cell", MISUSE, "the type: it is NULL", gort_scope_open(g);
    gort_push_cell(g, NULL, &w.cell_memory))
ROW(DEBUG, "gort_push_cell", MISUSE, "the cell is NULL or misaligned", gort_scope_open(g);
    gort_push_cell(g, &gc_type_node, NULL))
ROW(DEBUG, "gort_push_cell", MISUSE, "the cell is NULL or misaligned", gort_scope_open(g);
    gort_push_cell(g, &gc_type_node, (char *)&w.cell_memory + 4))
ROW(DEBUG, "gort_push_cell", MISUSE, "ptrmask is NULL", gort_scope_open(g);
    gort_push_cell(g, &misuse_type_no_mask, &w.cell_memory))
ROW(DEBUG, "gort_g_reset", MISUSE, "sp is not on the shadow stack", gort_g_reset(g, w.words))

/* ---- gort.h: registered roots, blocking, collections ---------------------------------------- */

ROW(DEBUG, "gort_add_root", MISUSE, "the root is NULL",
    gort_add_root(g, NULL, &w.cell_memory, &gc_type_node, 1))
ROW(DEBUG, "gort_add_root", MISUSE, "the root is registered already",
    gort_add_root(g, &w.root, &w.cell_memory, &gc_type_node, 1))
ROW(DEBUG, "gort_add_root", MISUSE, "the type: it is NULL",
    gort_add_root(g, &w.spare_root, &w.cell_memory, NULL, 1))
ROW(DEBUG, "gort_add_root", MISUSE, "the range is NULL or misaligned",
    gort_add_root(g, &w.spare_root, NULL, &gc_type_node, 1))
ROW(DEBUG, "gort_add_root", MISUSE, "the range is NULL or misaligned",
    gort_add_root(g, &w.spare_root, (char *)&w.cell_memory + 1, &gc_type_node, 1))
ROW(DEBUG, "gort_add_root", MISUSE, "more bytes than any object can have",
    gort_add_root(g, &w.spare_root, &w.cell_memory, &gc_type_node, UINTPTR_MAX / 8))
ROW(DEBUG, "gort_add_root", MISUSE, "ptrdata_bytes is more than size_bytes",
    gort_add_root(g, &w.spare_root, &w.cell_memory, &misuse_type_long_pointers, 1))
ROW(BOTH, "gort_remove_root", MISUSE, "the root is not registered",
    gort_remove_root(g, &w.spare_root))
ROW(BOTH, "gort_remove_root", MISUSE, "the root is not registered",
    gort_add_root(g, &w.spare_root, &w.cell_memory, &gc_type_node, 1);
    gort_remove_root(g, &w.spare_root); gort_remove_root(g, &w.spare_root))
ROW(DEBUG, "gort_remove_root", MISUSE, "the registered root is NULL", gort_remove_root(g, NULL))
ROW(DEBUG, "gort_remove_root", MISUSE, "the root is not registered",
    gort_remove_root(g, &w.other_root))
ROW(DEBUG, "gort_remove_root", MISUSE, "it is a root cell, no registered root",
    gort_remove_root(g, (gort_root *)(void *)w.cell))
ROW(DEBUG, "gort_safepoint", MISUSE, "sp is misaligned",
    gort_safepoint(g, (void **)((char *)sp + 1)))
ROW(DEBUG, "gort_safepoint", MISUSE, "sp is below the roots", gort_slots_open(g, 1);
    gort_safepoint(g, sp))
ROW(DEBUG, "gort_gc", MISUSE, "sp is not on the shadow stack", gort_gc(g, NULL))
ROW(DEBUG, "gort_gc", MISUSE, "sp is not on the shadow stack", gort_gc(g, g->stack.shadow_hi + 1))
ROW(DEBUG, "gort_enter_blocking", MISUSE, "sp is not on the shadow stack",
    gort_enter_blocking(g, w.words))
ROW(DEBUG, "gort_set_gc_percent", MISUSE, "sp is not on the shadow stack",
    gort_set_gc_percent(g, gort_top(w.other_g), 100))
ROW(DEBUG, "gort_set_memory_limit", MISUSE, "sp is not on the shadow stack",
    gort_set_memory_limit(g, NULL, -1))
ROW(DEBUG, "gort_free_os_memory", MISUSE, "sp is below the roots", gort_scope_open(g);
    gort_free_os_memory(g, sp))
ROW(BOTH, "gort_exit_blocking", MISUSE, "in no blocking region", gort_exit_blocking(g))
ROW(BOTH, "gort_exit_blocking", MISUSE, "in no blocking region", gort_enter_blocking(g, sp);
    gort_exit_blocking(g); gort_exit_blocking(g))
ROW(BOTH, "gort_exit_blocking", MISUSE, "the g is nil", gort_exit_blocking(NULL))
ROW(BOTH, "gort_enter_blocking", MISUSE, "the thread is in a blocking region",
    gort_enter_blocking(g, sp);
    gort_enter_blocking(g, sp))
ROW(BOTH, "gort_enter_blocking", MISUSE, "the thread is in a blocking region",
    gort_call_blocking(g, sp, misuse_enters, g))

ROW(BOTH, "gort_exit_blocking", MISUSE, "in no blocking region",
    gort_call_blocking(g, sp, misuse_leaves, g))

/* ---- gort_embed.h --------------------------------------------------------------------------- */

SAYS("gort_type_check", "it is NULL", gort_type_check(NULL))
SAYS("gort_type_check", "ptrmask is NULL", gort_type_check(&misuse_type_no_mask))
SAYS("gort_type_check", "more than size_bytes", gort_type_check(&misuse_type_long_pointers))
SAYS("gort_type_init", "name is NULL", gort_type_init(&w.own, NULL, 8, 8, NULL, 0))
SAYS("gort_type_init", "align is no power of two", gort_type_init(&w.own, "t", 9, 3, NULL, 0))
SAYS("gort_type_init", "align is no power of two", gort_type_init(&w.own, "t", 8, 0, NULL, 0))
SAYS("gort_type_init", "no multiple of align", gort_type_init(&w.own, "t", 12, 8, NULL, 0))
SAYS("gort_type_init", "behind the end",
     gort_type_init(&w.own, "t", 2 * sizeof(void *), sizeof(void *), misuse_words, 2))
SAYS("gort_type_init", "the words are NULL", gort_type_init(&w.own, "t", 16, 8, NULL, 2))
SAYS("gort_type_init", "more than any object",
     gort_type_init(&w.own, "t", SIZE_MAX - 7, 8, NULL, 0))
SAYS("gort_type_init_array", "it is NULL", gort_type_init_array(&w.own, "t", NULL, 2))
SAYS("gort_type_init_array", "larger than any object",
     gort_type_init_array(&w.own, "t", &gc_type_node, SIZE_MAX / 2))
SAYS("gort_type_init_tail", "it is NULL", gort_type_init_tail(&w.own, "t", NULL, &gc_type_node))
SAYS("gort_type_init_tail", "it is NULL", gort_type_init_tail(&w.own, "t", &gc_type_node, NULL))

ROW(DEBUG, "gort_cell_new", MISUSE, "an object of another runtime", gort_cell_new(g, w.foreign))
ROW(DEBUG, "gort_cell_get", MISUSE, "the root cell is NULL", gort_cell_get(g, NULL))
ROW(DEBUG, "gort_cell_get", MISUSE, "freed, or another's", gort_cell_get(g, w.freed_cell))
ROW(DEBUG, "gort_cell_get", MISUSE, "freed, or another's", gort_cell_get(g, w.other_cell))
ROW(DEBUG, "gort_cell_get", MISUSE, "it is a weak handle, no root cell",
    gort_cell_get(g, (gort_cell *)(void *)w.weak))
ROW(DEBUG, "gort_cell_get", MISUSE, "it is no root cell",
    gort_cell_get(g, (gort_cell *)(void *)((char *)w.cell + 1)))
ROW(DEBUG, "gort_cell_set", MISUSE, "the root cell is NULL", gort_cell_set(g, NULL, w.node))
ROW(DEBUG, "gort_cell_set", MISUSE, "freed, or another's", gort_cell_set(g, w.freed_cell, NULL))
ROW(DEBUG, "gort_cell_set", MISUSE, "an object of another runtime",
    gort_cell_set(g, w.cell, w.foreign))
ROW(DEBUG, "gort_cell_free", MISUSE, "freed, or another's", gort_cell_free(g, w.freed_cell))
ROW(DEBUG, "gort_cell_free", MISUSE, "freed, or another's", gort_cell_free(g, w.other_cell))
ROW(DEBUG, "gort_add_root_stack", MISUSE, "the stack is NULL",
    gort_add_root_stack(g, NULL, w.words, &w.words_top, &gc_type_ptr))
ROW(DEBUG, "gort_add_root_stack", MISUSE, "the stack is NULL",
    gort_add_root_stack(g, &w.spare_stack, w.words, NULL, &gc_type_ptr))
ROW(DEBUG, "gort_add_root_stack", MISUSE, "the type: it is NULL",
    gort_add_root_stack(g, &w.spare_stack, w.words, &w.words_top, NULL))
ROW(DEBUG, "gort_add_root_stack", MISUSE, "elements have no bytes",
    gort_add_root_stack(g, &w.spare_stack, w.words, &w.words_top, &misuse_type_empty))
ROW(DEBUG, "gort_add_root_stack", MISUSE, "the top is below the base",
    gort_add_root_stack(g, &w.spare_stack, w.words + 1, &w.words_top, &gc_type_ptr))
ROW(DEBUG, "gort_add_root_stack", MISUSE, "it is registered already",
    gort_add_root_stack(g, &w.stack, w.words, &w.words_top, &gc_type_ptr))
ROW(BOTH, "gort_remove_root_stack", MISUSE, "it is none of this g's",
    gort_remove_root_stack(g, &w.spare_stack))
ROW(DEBUG, "gort_add_thread_roots", MISUSE, "the callback is NULL",
    gort_add_thread_roots(g, NULL, misuse_roots, NULL))
ROW(DEBUG, "gort_add_thread_roots", MISUSE, "the callback is NULL",
    gort_add_thread_roots(g, &w.spare_callback, NULL, NULL))
ROW(DEBUG, "gort_add_thread_roots", MISUSE, "it is registered already",
    gort_add_thread_roots(g, &w.callback, misuse_roots, NULL))
ROW(BOTH, "gort_remove_thread_roots", MISUSE, "it is none of this thread's",
    gort_remove_thread_roots(g, &w.spare_callback))
ROW(DEBUG, "gort_add_runtime_roots", MISUSE, "the callback is NULL",
    gort_add_runtime_roots(C.rt, &w.spare_callback, NULL, NULL))
ROW(DEBUG, "gort_add_runtime_roots", MISUSE, "it is registered already",
    gort_add_runtime_roots(C.rt, &w.rt_callback, misuse_roots, NULL))
ROW(DEBUG, "gort_add_runtime_roots", MISUSE, "the runtime is NULL",
    gort_add_runtime_roots(NULL, &w.spare_callback, misuse_roots, NULL))
ROW(BOTH, "gort_remove_runtime_roots", MISUSE, "it is none of this runtime's",
    gort_remove_runtime_roots(C.rt, &w.spare_callback))
ROW(DEBUG, "gort_unregister_module", MISUSE, "the module is NULL",
    gort_unregister_module(g, sp, NULL))
ROW(DEBUG, "gort_new_tail", MISUSE, "the type is NULL", gort_new_tail(g, sp, NULL, 1))
ROW(DEBUG, "gort_new_tail", MISUSE, "none of gort_type_init_tail",
    gort_new_tail(g, sp, &gc_type_node, 1))
ROW(BOTH, "", OUT_OF_MEMORY, "out of memory", gort_new_tail(g, sp, &w.tail.type, UINTPTR_MAX / 4))
ROW(DEBUG, "gort_try_new_tail", MISUSE, "none of gort_type_init_tail",
    gort_try_new_tail(g, sp, &gc_type_node, 1))
ROW(DEBUG, "gort_object_of", MISUSE, "the object to fill is NULL", gort_object_of(g, w.node, NULL))
ROW(DEBUG, "gort_call_blocking", MISUSE, "the function is NULL",
    gort_call_blocking(g, sp, NULL, NULL))
ROW(DEBUG, "gort_why_alive", MISUSE, "sp is not on the shadow stack",
    gort_why_alive(g, NULL, w.node, NULL, NULL))
ROW(DEBUG, "gort_heap_check", MISUSE, "sp is below the roots", gort_scope_open(g);
    gort_heap_check(g, sp, NULL, NULL))
ROW(DEBUG, "gort_adjust_external", MISUSE, "sp is not on the shadow stack",
    gort_adjust_external(g, NULL, 1))

ROW(BOTH, "gort_c_stack_new", MISUSE, "a stack has 16384 bytes or more",
    gort_c_stack_new(g, w.words, sizeof w.words))
ROW(BOTH, "gort_c_stack_new", MISUSE, "a stack has 16384 bytes or more",
    gort_c_stack_new(g, NULL, 1 << 16))
ROW(DEBUG, "gort_c_stack_switch", MISUSE, "the g to switch to is nil",
    gort_c_stack_switch(g, sp, NULL))
ROW(BOTH, "gort_c_stack_switch", MISUSE, "the g to switch to runs",
    gort_c_stack_switch(g, sp, w.other_g))
ROW(BOTH, "gort_c_stack_free", MISUSE, "the g runs", gort_c_stack_free(g, g))

/* ---- gort_weak.h ---------------------------------------------------------------------------- */

ROW(DEBUG, "gort_weak_new", MISUSE, "an object of another runtime", gort_weak_new(g, w.foreign))
ROW(DEBUG, "gort_weak_get", MISUSE, "the weak handle is NULL", gort_weak_get(g, NULL))
ROW(DEBUG, "gort_weak_get", MISUSE, "freed, or another's", gort_weak_get(g, w.freed_weak))
ROW(DEBUG, "gort_weak_get", MISUSE, "freed, or another's", gort_weak_get(g, w.other_weak))
ROW(DEBUG, "gort_weak_get", MISUSE, "it is an ephemeron",
    gort_weak_get(g, (gort_weak *)(void *)w.ephemeron))
ROW(DEBUG, "gort_weak_set", MISUSE, "the weak handle is NULL", gort_weak_set(g, NULL, w.node))
ROW(DEBUG, "gort_weak_set", MISUSE, "an object of another runtime",
    gort_weak_set(g, w.weak, w.foreign))
ROW(DEBUG, "gort_weak_free", MISUSE, "freed, or another's", gort_weak_free(g, w.freed_weak))
ROW(DEBUG, "gort_weak_free", MISUSE, "it is a root cell, no weak handle",
    gort_weak_free(g, (gort_weak *)(void *)w.cell))
ROW(DEBUG, "gort_ephemeron_new", MISUSE, "an object of another runtime",
    gort_ephemeron_new(g, w.foreign, w.node))
ROW(DEBUG, "gort_ephemeron_new", MISUSE, "an object of another runtime",
    gort_ephemeron_new(g, w.node, w.foreign))
ROW(DEBUG, "gort_ephemeron_key", MISUSE, "the ephemeron is NULL", gort_ephemeron_key(g, NULL))
ROW(DEBUG, "gort_ephemeron_key", MISUSE, "freed, or another's",
    gort_ephemeron_key(g, w.freed_ephemeron))
ROW(DEBUG, "gort_ephemeron_value", MISUSE, "it is a weak handle, no ephemeron",
    gort_ephemeron_value(g, (gort_ephemeron *)(void *)w.weak))
ROW(DEBUG, "gort_ephemeron_set", MISUSE, "the ephemeron is NULL",
    gort_ephemeron_set(g, NULL, w.node))
ROW(DEBUG, "gort_ephemeron_set", MISUSE, "memory of the heap that is free",
    gort_ephemeron_set(g, w.ephemeron, misuse_freed_memory()))
ROW(DEBUG, "gort_ephemeron_free", MISUSE, "freed, or another's",
    gort_ephemeron_free(g, w.freed_ephemeron))
ROW(DEBUG, "gort_weak_map_get", MISUSE, "the map with weak keys is NULL",
    gort_weak_map_get(g, sp, NULL, w.node))
ROW(DEBUG, "gort_weak_map_get", MISUSE, "it is a root cell",
    gort_weak_map_get(g, sp, (gort_weak_map *)(void *)w.cell, w.node))
ROW(DEBUG, "gort_weak_map_set", MISUSE, "the key is NULL",
    gort_weak_map_set(g, sp, w.weak_map, NULL, w.node))
ROW(DEBUG, "gort_weak_map_set", MISUSE, "an object of another runtime",
    gort_weak_map_set(g, sp, w.weak_map, w.foreign, w.node))
ROW(DEBUG, "gort_weak_map_delete", MISUSE, "freed, or another's",
    gort_weak_map_delete(g, sp, w.freed_weak_map, w.node))
ROW(DEBUG, "gort_weak_map_len", MISUSE, "sp is below the roots", gort_scope_open(g);
    gort_weak_map_len(g, sp, w.weak_map))
ROW(DEBUG, "gort_weak_map_each", MISUSE, "the function is NULL",
    gort_weak_map_each(g, sp, w.weak_map, NULL, NULL))
ROW(DEBUG, "gort_weak_map_free", MISUSE, "freed, or another's",
    gort_weak_map_free(g, sp, w.freed_weak_map))
ROW(DEBUG, "gort_set_finalizer", MISUSE, "an object of another runtime",
    gort_set_finalizer(g, w.foreign, misuse_finalizer, NULL))
ROW(DEBUG, "gort_cleanup_new", MISUSE, "the function is NULL",
    gort_cleanup_new(g, w.node, NULL, NULL))
ROW(DEBUG, "gort_cleanup_free", MISUSE, "freed, or another's",
    gort_cleanup_free(g, w.freed_cleanup))
ROW(DEBUG, "gort_run_finalizers", MISUSE, "sp is misaligned",
    gort_run_finalizers(g, (void **)((char *)sp + 2), 1))

/* ---- gort_events.h, gort_stats.h ------------------------------------------------------------ */

ROW(DEBUG, "gort_on_events", MISUSE, "the function is NULL",
    gort_on_events(C.rt, GORT_ON(GORT_ON_MARK), NULL, NULL))
ROW(DEBUG, "gort_on_events", MISUSE, "no such kind of event",
    gort_on_events(C.rt, (uint32_t)1 << 31, misuse_hook, NULL))
ROW(DEBUG, "gort_on_events", MISUSE, "the runtime is NULL",
    gort_on_events(NULL, 0, misuse_hook, NULL))
ROW(DEBUG, "gort_read_mem_stats", MISUSE, "the struct to fill is NULL",
    gort_read_mem_stats(g, sp, NULL))
ROW(DEBUG, "gort_peek_mem_stats", MISUSE, "the struct to fill is NULL",
    gort_peek_mem_stats(g, NULL))
ROW(DEBUG, "gort_read_metrics", MISUSE, "the samples are NULL", gort_read_metrics(g, NULL, 1))
ROW(DEBUG, "gort_read_metrics", MISUSE, "a sample has no name", gort_metric_sample s = {0};
    gort_read_metrics(g, &s, 1))

/* ---- gort_go.h ------------------------------------------------------------------------------ */

ROW(DEBUG, "gort_go_c", MISUSE, "the function is NULL", gort_go_c(g, sp, NULL, NULL))
ROW(DEBUG, "gort_makechan", MISUSE, "the type is NULL", gort_makechan(g, sp, NULL, 1))
ROW(BOTH, "", PANIC, "makechan: size out of range", gort_makechan(g, sp, &gc_type_node, -1))
ROW(BOTH, "", PANIC, "makechan: size out of range",
    gort_makechan(g, sp, &gc_type_node, INTPTR_MAX / 8))
ROW(BOTH, "", PANIC, "close of nil channel", gort_closechan(g, sp, NULL))
ROW(BOTH, "", PANIC, "close of closed channel",
    gort_hchan *c = sp[0] = gort_makechan(g, sp, &gc_type_node, 1);
    gort_closechan(g, sp + 1, c); gort_closechan(g, sp + 1, c))
ROW(BOTH, "", PANIC, "send on closed channel",
    gort_hchan *c = sp[0] = gort_makechan(g, sp, &gc_type_node, 1);
    gort_closechan(g, sp + 1, c); gort_chansend1(g, sp + 1, c, &w.cell_memory))
ROW(BOTH, "", PANIC, "send on closed channel",
    gort_hchan *c = sp[0] = gort_makechan(g, sp, &gc_type_node, 1);
    gort_closechan(g, sp + 1, c); gort_selectnbsend(g, sp + 1, c, &w.cell_memory))
ROW(DEBUG, "gort_chansend1", MISUSE, "it is no channel",
    gort_chansend1(g, sp, (gort_hchan *)(void *)w.node, &w.cell_memory))
ROW(DEBUG, "gort_chanrecv1", MISUSE, "an object of another runtime",
    gort_chanrecv1(g, sp, w.foreign, NULL))
ROW(DEBUG, "gort_chanrecv2", MISUSE, "it is no channel",
    gort_chanrecv2(g, sp, (gort_hchan *)(void *)((char *)w.chan + 8), NULL))
ROW(DEBUG, "gort_closechan", MISUSE, "it is no channel",
    gort_closechan(g, sp, (gort_hchan *)(void *)w.map))
ROW(DEBUG, "gort_selectgo", MISUSE, "that is no number of cases",
    gort_selectgo(g, sp, NULL, -1, false, NULL))
ROW(DEBUG, "gort_selectgo", MISUSE, "that is no number of cases",
    gort_selectgo(g, sp, NULL, 3, false, NULL))
ROW(DEBUG, "gort_sleep", MISUSE, "sp is below the roots", gort_slots_open(g, 3);
    gort_sleep(g, sp, 1))

/* ---- gort_map.h, gort_abi.h ----------------------------------------------------------------- */

ROW(BOTH, "", PANIC, "assignment to entry in nil map",
    gort_mapassign(g, sp, &w.map_types.map, NULL, &w.key))
ROW(BOTH, "", PANIC, "assignment to entry in nil map",
    gort_map_set(g, sp, &w.map_types.map, NULL, &w.key, &w.key))
ROW(BOTH, "", PANIC, "hash of unhashable type", gort_eface bad = {&gort_type_byte_slice, &w.slice};
    gort_mapassign(g, sp, &w.eface_types.map, w.eface_map, &bad))
ROW(BOTH, "a map's key type", MISUSE, "has no hash function",
    gort_mapassign(g, sp, &w.bad_key_types.map, w.bad_key_map, &w.cell_memory))
ROW(DEBUG, "gort_makemap", MISUSE, "the type is NULL", gort_makemap(g, sp, NULL, 0, NULL))
ROW(DEBUG, "gort_makemap", MISUSE, "that of no map", gort_makemap(g, sp, &gc_type_node, 0, NULL))
ROW(DEBUG, "gort_makemap_small", MISUSE, "that of no map",
    gort_makemap_small(g, sp, &gort_type_int))
ROW(DEBUG, "gort_mapaccess1", MISUSE, "the key is NULL",
    gort_mapaccess1(g, sp, &w.map_types.map, w.map, NULL))
ROW(DEBUG, "gort_mapaccess2", MISUSE, "it is no map",
    gort_mapaccess2(g, sp, &w.map_types.map, (gort_hmap *)(void *)w.node, &w.key))
ROW(DEBUG, "gort_mapaccess2", MISUSE, "the map is misaligned",
    gort_mapaccess2(g, sp, &w.map_types.map, (gort_hmap *)(void *)((char *)w.map + 4), &w.key))
ROW(DEBUG, "gort_mapassign", MISUSE, "the map is of another type",
    gort_mapassign(g, sp, &w.string_types.map, w.map, &w.text))
ROW(DEBUG, "gort_mapassign", MISUSE, "an object of another runtime",
    gort_mapassign(g, sp, &w.map_types.map, w.other_map, &w.key))
ROW(DEBUG, "gort_mapassign", MISUSE, "the key is NULL",
    gort_mapassign(g, sp, &w.map_types.map, w.map, NULL))
ROW(DEBUG, "gort_mapdelete", MISUSE, "the type is NULL", gort_mapdelete(g, sp, NULL, w.map, &w.key))
ROW(DEBUG, "gort_mapdelete", MISUSE, "sp is below the roots", gort_scope_open(g);
    gort_mapdelete(g, sp, &w.map_types.map, w.map, &w.key))
ROW(DEBUG, "gort_mapclear", MISUSE, "it is no map",
    gort_mapclear(g, sp, &w.map_types.map, (gort_hmap *)(void *)((char *)w.map + 8)))
ROW(DEBUG, "gort_map_set", MISUSE, "the elem is NULL",
    gort_map_set(g, sp, &w.map_types.map, w.map, &w.key, NULL))
ROW(DEBUG, "gort_map_shrink", MISUSE, "the map is of another type",
    gort_map_shrink(g, sp, &w.string_types.map, w.map))
ROW(DEBUG, "gort_mapaccess_many", MISUSE, "that is no number of keys",
    gort_mapaccess_many(g, sp, &w.map_types.map, w.map, &w.key, -1, (const void **)w.words))
ROW(DEBUG, "gort_mapaccess_many", MISUSE, "that is no number of keys",
    gort_mapaccess_many(g, sp, &w.map_types.map, w.map, NULL, 2, (const void **)w.words))
ROW(DEBUG, "gort_map_step", MISUSE, "the iterator is NULL",
    gort_map_step(g, sp, &w.map_types.map, w.map, NULL))
ROW(DEBUG, "gort_mapiterinit", MISUSE, "the iterator is NULL",
    gort_mapiterinit(g, sp, &w.map_types.map, w.map, NULL))
ROW(DEBUG, "gort_mapiternext", MISUSE, "the iteration has not begun", gort_hiter it = {0};
    gort_mapiternext(g, sp, &it))
ROW(DEBUG, "gort_map_types_init", MISUSE, "a type or the name is NULL",
    gort_map_types_init(&w.spare_types, "map", NULL, &gort_type_int))
ROW(DEBUG, "gort_map_types_init", MISUSE, "a type or the name is NULL",
    gort_map_types_init(&w.spare_types, NULL, &gort_type_int, &gort_type_int))
ROW(DEBUG, "gort_map_inspect", MISUSE, "that of no map",
    gort_map_inspect(C.rt, &gc_type_node, w.map, &w.map_state))
ROW(BOTH, "", PANIC, "makeslice: len out of range", gort_makeslice(g, sp, &gc_type_node, -1, 1))
ROW(BOTH, "", PANIC, "makeslice: cap out of range", gort_makeslice(g, sp, &gc_type_node, 2, 1))
ROW(BOTH, "", PANIC, "makeslice: len out of range",
    gort_makeslice(g, sp, &gc_type_node, INTPTR_MAX, INTPTR_MAX))
ROW(BOTH, "", PANIC, "growslice: cap out of range", gort_slice s = {0};
    gort_growslice(g, sp, &gc_type_node, s, INTPTR_MAX))
ROW(BOTH, "gort_deferreturn", MISUSE, "not the innermost one with defers",
    gort_deferreturn(g, sp, &w.frame))
ROW(BOTH, "gort_runtime_Goexit", MISUSE, "the g is a thread's own", gort_runtime_Goexit(g, sp))

/* ---- gort_inline.h -------------------------------------------------------------------------- */

ROW(DEBUG, "gort_new", MISUSE, "the type is NULL", gort_new(g, sp, NULL))
ROW(DEBUG, "gort_new", MISUSE, "align is no power of two", gort_new(g, sp, &misuse_type_odd_align))
ROW(DEBUG, "gort_new", MISUSE, "sp is not on the shadow stack", gort_new(g, NULL, &gc_type_node))
ROW(DEBUG, "gort_new", MISUSE, "sp is below the roots", gort_scope_open(g);
    gort_new(g, sp, &gc_type_node))
ROW(DEBUG, "gort_try_new", MISUSE, "ptrmask is NULL", gort_try_new(g, sp, &misuse_type_no_mask))
ROW(DEBUG, "gort_alloc_slow", MISUSE, "more bytes than any object can have",
    gort_alloc_slow(g, sp, &gc_type_node, UINTPTR_MAX / 8))
ROW(BOTH, "", OUT_OF_MEMORY, "out of memory", gort_new_bytes(g, sp, PTRDIFF_MAX / 2))
ROW(DEBUG, "gort_poll", MISUSE, "sp is misaligned", gort_poll(g, (void **)((char *)sp + 3)))
ROW(BOTH, "", STACK, "stack overflow", gort_slots_open(g, FIXTURE_TOO_MUCH))
ROW(DEBUG, "gort_slots_close", MISUSE, "they are closed", void **s = gort_slots_open(g, 2);
    gort_slots_close(g, s); gort_slots_close(g, s + 1))
ROW(DEBUG, "gort_slots_close", MISUSE, "not the innermost scope's",
    void **s = gort_slots_open(g, 2);
    gort_scope_open(g); gort_slots_close(g, s))
ROW(DEBUG, "gort_store", MISUSE, "an object of another runtime",
    gort_store(g, &w.node->left, w.foreign))
ROW(DEBUG, "gort_store", MISUSE, "memory of the heap that is free",
    gort_store(g, &w.node->left, misuse_freed_memory()))
ROW(DEBUG, "gort_store", MISUSE, "the slot is NULL", gort_store(g, NULL, w.node))
ROW(DEBUG, "gort_store", MISUSE, "the slot is misaligned",
    gort_store(g, (char *)&w.node->left + 1, w.node))
ROW(DEBUG, "gort_store_value", MISUSE, "the slot is NULL", gort_store_value(g, w.no_value, 1))
ROW(DEBUG, "gort_shade", MISUSE, "an object of another runtime", gort_shade(g, w.foreign))
ROW(DEBUG, "gort_typedmemmove", MISUSE, "the type is NULL",
    gort_typedmemmove(g, NULL, w.node, w.node))
ROW(DEBUG, "gort_typedslicemove", MISUSE, "misaligned",
    gort_typedslicemove(g, &gc_type_ptr, (char *)w.words + 1, w.words, 1))
ROW(DEBUG, "gort_typedmemclr", MISUSE, "misaligned",
    gort_typedmemclr(g, &gc_type_ptr, (char *)w.words + 4))

/* ---- The g ---------------------------------------------------------------------------------- */

CALL(BOTH, gort_g_reset, gort_g_reset(g, sp))
CALL(BOTH, gort_scope_open, gort_scope_open(g))
CALL(BOTH, gort_scope_open_at, gort_scope_open_at(g, sp))
CALL(BOTH, gort_scope_close, gort_scope s = {0}; gort_scope_close(g, s))
CALL(BOTH, gort_push, gort_push(g, NULL))
CALL(BOTH, gort_push_cell, gort_push_cell(g, &gc_type_node, &w.cell_memory))
CALL(BOTH, gort_push_value, gort_push_value(g, 1))
CALL(BOTH, gort_set_thread_roots, gort_set_thread_roots(g, NULL, NULL))
CALL(BOTH, gort_add_root, gort_add_root(g, &w.spare_root, &w.cell_memory, &gc_type_node, 1))
CALL(BOTH, gort_remove_root, gort_remove_root(g, &w.root))
CALL(BOTH, gort_safepoint, gort_safepoint(g, sp))
CALL(BOTH, gort_enter_blocking, gort_enter_blocking(g, sp))
CALL(BOTH, gort_gc, gort_gc(g, sp))
CALL(BOTH, gort_free_os_memory, gort_free_os_memory(g, sp))
CALL(BOTH, gort_set_gc_percent, gort_set_gc_percent(g, sp, 100))
CALL(BOTH, gort_set_memory_limit, gort_set_memory_limit(g, sp, -1))
CALL(BOTH, gort_cell_new, gort_cell_new(g, NULL))
CALL(BOTH, gort_cell_get, gort_cell_get(g, w.cell))
CALL(BOTH, gort_cell_set, gort_cell_set(g, w.cell, NULL))
CALL(BOTH, gort_cell_free, gort_cell_free(g, w.cell))
CALL(BOTH, gort_add_root_stack,
     gort_add_root_stack(g, &w.spare_stack, w.words, &w.words_top, &gc_type_ptr))
CALL(BOTH, gort_remove_root_stack, gort_remove_root_stack(g, &w.stack))
CALL(BOTH, gort_add_thread_roots, gort_add_thread_roots(g, &w.spare_callback, misuse_roots, NULL))
CALL(BOTH, gort_remove_thread_roots, gort_remove_thread_roots(g, &w.callback))
CALL(BOTH, gort_unregister_module, gort_unregister_module(g, sp, &w.module))
CALL(BOTH, gort_new_tail, gort_new_tail(g, sp, &w.tail.type, 3))
CALL(BOTH, gort_try_new_tail, gort_try_new_tail(g, sp, &w.tail.type, 3))
CALL(BOTH, gort_adjust_external, gort_adjust_external(g, sp, 1))
CALL(BOTH, gort_object_of, gort_object o; gort_object_of(g, w.node, &o))
CALL(BOTH, gort_stack_room, gort_stack_room(g, sp))
CALL(BOTH, gort_why_alive, gort_why_alive(g, sp, w.node, NULL, NULL))
CALL(BOTH, gort_heap_check, gort_heap_check(g, sp, NULL, NULL))
CALL(BOTH, gort_call_blocking, gort_call_blocking(g, sp, misuse_enters, NULL))
CALL(BOTH, gort_c_stack_new, gort_c_stack_new(g, NULL, 0))
CALL(BOTH, gort_c_stack_switch, gort_c_stack_switch(g, sp, w.other_g))
CALL(BOTH, gort_c_stack_free, gort_c_stack_free(g, NULL))
CALL(BOTH, gort_weak_new, gort_weak_new(g, NULL))
CALL(BOTH, gort_weak_get, gort_weak_get(g, w.weak))
CALL(BOTH, gort_weak_set, gort_weak_set(g, w.weak, NULL))
CALL(BOTH, gort_weak_free, gort_weak_free(g, w.weak))
CALL(BOTH, gort_ephemeron_new, gort_ephemeron_new(g, NULL, NULL))
CALL(BOTH, gort_ephemeron_key, gort_ephemeron_key(g, w.ephemeron))
CALL(BOTH, gort_ephemeron_value, gort_ephemeron_value(g, w.ephemeron))
CALL(BOTH, gort_ephemeron_set, gort_ephemeron_set(g, w.ephemeron, NULL))
CALL(BOTH, gort_ephemeron_free, gort_ephemeron_free(g, w.ephemeron))
CALL(BOTH, gort_weak_map_new, gort_weak_map_new(g, sp))
CALL(BOTH, gort_weak_map_get, gort_weak_map_get(g, sp, w.weak_map, w.node))
CALL(BOTH, gort_weak_map_set, gort_weak_map_set(g, sp, w.weak_map, w.node, w.node))
CALL(BOTH, gort_weak_map_delete, gort_weak_map_delete(g, sp, w.weak_map, w.node))
CALL(BOTH, gort_weak_map_len, gort_weak_map_len(g, sp, w.weak_map))
CALL(BOTH, gort_weak_map_each, gort_weak_map_each(g, sp, w.weak_map, misuse_entry, NULL))
CALL(BOTH, gort_weak_map_free, gort_weak_map_free(g, sp, w.weak_map))
CALL(BOTH, gort_set_finalizer, gort_set_finalizer(g, w.node, misuse_finalizer, NULL))
CALL(BOTH, gort_cleanup_new, gort_cleanup_new(g, w.node, misuse_cleanup, NULL))
CALL(BOTH, gort_cleanup_free, gort_cleanup_free(g, w.cleanup))
CALL(BOTH, gort_run_finalizers, gort_run_finalizers(g, sp, 1))
CALL(BOTH, gort_go_c, gort_go_c(g, sp, misuse_go, NULL))
CALL(DEBUG, gort_sleep, gort_sleep(g, sp, 1))
CALL(DEBUG, gort_makechan, gort_makechan(g, sp, &gc_type_node, 1))
CALL(DEBUG, gort_chansend1, gort_chansend1(g, sp, w.chan, &w.cell_memory))
CALL(DEBUG, gort_chanrecv1, gort_chanrecv1(g, sp, w.chan, &w.cell_memory))
CALL(DEBUG, gort_chanrecv2, gort_chanrecv2(g, sp, w.chan, &w.cell_memory))
CALL(DEBUG, gort_selectnbsend, gort_selectnbsend(g, sp, w.chan, &w.cell_memory))
CALL(DEBUG, gort_selectnbrecv, gort_selectnbrecv(g, sp, w.chan, &w.cell_memory, NULL))
CALL(DEBUG, gort_closechan, gort_closechan(g, sp, w.chan))
CALL(DEBUG, gort_selectgo, gort_selectgo(g, sp, NULL, 0, false, NULL))
CALL(BOTH, gort_read_mem_stats, gort_read_mem_stats(g, sp, &w.stats))
CALL(BOTH, gort_peek_mem_stats, gort_peek_mem_stats(g, &w.stats))
CALL(BOTH, gort_read_metrics, gort_read_metrics(g, NULL, 0))
CALL(DEBUG, gort_makemap, gort_makemap(g, sp, &w.map_types.map, 0, NULL))
CALL(DEBUG, gort_makemap_small, gort_makemap_small(g, sp, &w.map_types.map))
CALL(DEBUG, gort_mapaccess1, gort_mapaccess1(g, sp, &w.map_types.map, w.map, &w.key))
CALL(DEBUG, gort_mapaccess2, gort_mapaccess2(g, sp, &w.map_types.map, w.map, &w.key))
CALL(DEBUG, gort_mapassign, gort_mapassign(g, sp, &w.map_types.map, w.map, &w.key))
CALL(DEBUG, gort_mapdelete, gort_mapdelete(g, sp, &w.map_types.map, w.map, &w.key))
CALL(DEBUG, gort_mapclear, gort_mapclear(g, sp, &w.map_types.map, w.map))
CALL(DEBUG, gort_mapiterinit, gort_hiter it = {0};
     gort_mapiterinit(g, sp, &w.map_types.map, w.map, &it))
CALL(DEBUG, gort_map_set, gort_map_set(g, sp, &w.map_types.map, w.map, &w.key, &w.key))
CALL(DEBUG, gort_map_shrink, gort_map_shrink(g, sp, &w.map_types.map, w.map))
CALL(DEBUG, gort_mapaccess_many, gort_mapaccess_many(g, sp, &w.map_types.map, w.map, NULL, 0, NULL))
CALL(DEBUG, gort_map_step, gort_hiter it = {0}; gort_map_step(g, sp, &w.map_types.map, w.map, &it))
CALL(DEBUG, gort_new, gort_new(g, sp, &gc_type_node))
CALL(DEBUG, gort_new_fast, gort_new_fast(g, &gc_type_node))
CALL(DEBUG, gort_new_bytes, gort_new_bytes(g, sp, 8))
CALL(DEBUG, gort_try_new, gort_try_new(g, sp, &gc_type_node))
CALL(DEBUG, gort_try_alloc, gort_try_alloc(g, sp, &gc_type_node, 2))
CALL(DEBUG, gort_alloc_slow, gort_alloc_slow(g, sp, &gc_type_node, 2))
CALL(DEBUG, gort_poll, gort_poll(g, sp))
CALL(DEBUG, gort_slots_open, gort_slots_open(g, 1))
CALL(DEBUG, gort_slots_close, gort_slots_close(g, sp))
CALL(DEBUG, gort_store, gort_store(g, &w.cell_memory.left, NULL))
CALL(DEBUG, gort_store_value, gort_store_value(g, (uint64_t *)(void *)&w.cell_memory.left, 0))
CALL(DEBUG, gort_shade, gort_shade(g, NULL))
CALL(DEBUG, gort_typedmemmove, gort_typedmemmove(g, &gc_type_node, &w.cell_memory, &w.cell_memory))
CALL(DEBUG, gort_typedmemclr, gort_typedmemclr(g, &gc_type_node, &w.cell_memory))
CALL(DEBUG, gort_typedslicemove,
     gort_typedslicemove(g, &gc_type_node, &w.cell_memory, &w.cell_memory, 1))
CALL(DEBUG, gort_typedsliceclr, gort_typedsliceclr(g, &gc_type_node, &w.cell_memory, 1))
