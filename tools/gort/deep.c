/* deep.c - room for source that nests deeply: the passes of the compile side recurse over the tree
 * (escape/base/unit.h), so they run on a thread with a large stack, of which only what is used
 * takes memory. Where there is no such stack to be had, they run on this one and the parser refuses
 * earlier. One piece of work at a time.
 */
#include "gort.h"

#include <pthread.h>

enum { DEEP_STACK_MB = 1024 };

typedef struct deep_work {
    int (*run)(void *arg, bool deep);
    void *arg;
    int status;
} deep_work;

static void *deep_main(void *arg)
{
    deep_work *w = arg;
    w->status = w->run(w->arg, true);
    return NULL;
}

int cli_run_deep(int (*run)(void *arg, bool deep), void *arg)
{
    deep_work w = {run, arg, CLI_FAILED};
    pthread_attr_t attr;
    pthread_t thread;
    if (pthread_attr_init(&attr) != 0) return run(arg, false);
    const bool made = pthread_attr_setstacksize(&attr, (size_t)DEEP_STACK_MB << 20) == 0 &&
                      pthread_create(&thread, &attr, deep_main, &w) == 0;
    pthread_attr_destroy(&attr);
    if (!made) return run(arg, false);
    pthread_join(thread, NULL);
    return w.status;
}
