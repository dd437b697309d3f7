/* os.h - what the runtime asks of the operating system (os.c). Any thread. */
#ifndef GORT_OS_H
#define GORT_OS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

uint64_t gort__os_now_ns(void); /* monotonic */
uint64_t gort__os_walltime_ns(void);
uint64_t gort__os_thread_ns(void); /* the processor's time that the calling thread has had */
/* 64 bits that nobody outside of the process knows, another number each time: the system's for the
 * process, and when this is asked. */
uint64_t gort__os_secret(void);
int gort__os_processors(void);        /* that the process may run on; 1 at least */
void *gort__os_reserve(size_t bytes); /* NULL if there is no address space */
void *gort__os_reserve_at(uintptr_t wish, size_t bytes); /* the same, there if that is free */
/* Exactly these addresses, or none. */
typedef enum gort__zone {
    GORT__ZONE_HELD,
    GORT__ZONE_TAKEN, /* something lies there */
    GORT__ZONE_REFUSED
} gort__zone;
gort__zone gort__os_reserve_exactly(uintptr_t at, size_t bytes);
bool gort__os_commit(void *p, size_t bytes); /* false: out of memory */
/* Gives the pages back and keeps the addresses, which read as zero from now on. False: the system
 * refuses (locked memory); nothing has changed. */
bool gort__os_decommit(void *p, size_t bytes);
size_t gort__os_page_bytes(void);
void gort__os_release(void *p, size_t bytes);
void *gort__os_map(size_t bytes);             /* reserved and committed, zero; NULL: no memory */
void gort__os_huge(void *p, size_t bytes);    /* asks for huge pages where they fit */
void gort__os_no_huge(void *p, size_t bytes); /* asks for none */
void gort__os_protect(void *p, size_t bytes); /* any access to it traps from now on */
/* A full barrier in every running thread of the process, for gort__order_by_others. begin, once
 * before, while there are few threads: false: there is none to be had. */
bool gort__os_barrier_begin(void);
void gort__os_barrier_others(void);
void gort__os_write_stderr(const char *text, size_t bytes); /* whole, one write if possible */

#endif
