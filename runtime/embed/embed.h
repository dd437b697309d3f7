/* embed.h - what runtime.c needs of this room. */
#ifndef GORT__EMBED_H
#define GORT__EMBED_H

#include "../gort_embed.h"

/* Those that the program has not freed. The runtime ends. */
void gort__cells_free(gort_runtime *rt);
void gort__weak_maps_free(gort_runtime *rt);
void gort__hooks_free(gort_runtime *rt);

#endif
