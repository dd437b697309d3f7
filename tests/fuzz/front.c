/* front.c - fuzz target of the compile side: any bytes as a Go file, through every pass to C.
 *
 * Twice: as `gort escape -m=2` does it (whatever is valid Go is accepted) and as `gort emit` does.
 * Whatever the text, there is an answer: no crash, no undefined behaviour (the sanitizers see it),
 * no hang (libFuzzer's -timeout, replay.c's clock). A text that is refused has a diagnostic; the
 * same text has the same answer a second time. */
#include "../../escape/compile.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_BYTES = 1 << 15 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What the passes say: messages, diagnostics, C. The caller frees it. */
static char *compile(const char *text, size_t size, bool analysis_only)
{
    char *said = NULL;
    size_t said_bytes = 0;
    FILE *out = open_memstream(&said, &said_bytes);
    unit *u = gort__unit_new();
    if (!out || !u) abort();
    u->opt_m = analysis_only ? 2 : 0;
    u->opt_no_inline = true;
    u->opt_analysis_only = analysis_only;
    gort__unit_add_text(u, "fuzz.go", text, size);
    bool good = gort__compile(u);
    for (int i = 0; i < u->nmessages; i++)
        fprintf(out, "%s\n", u->messages[i]);
    if (good && !analysis_only) good = gort__emit(u, out);
    if (!good && u->ndiags == 0) abort();
    gort__unit_print_diags(u, out);
    gort__unit_free(u);
    fclose(out);
    return said;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > MAX_BYTES) return 0;
    /* A copy of exactly this size: reads past the end are seen. */
    char *text = malloc(size + 1);
    if (!text) abort();
    memcpy(text, data, size);
    text[size] = 0;
    char *analysed = compile(text, size, true);
    char *emitted = compile(text, size, false);
    if (size % 16 == 0) {
        char *again = compile(text, size, false);
        if (strcmp(emitted, again) != 0) abort();
        free(again);
    }
    free(analysed);
    free(emitted);
    free(text);
    return 0;
}
