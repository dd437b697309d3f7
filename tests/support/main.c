/* main.c - the main function of every test program. */
#include "testing.h"
#include <stdlib.h>

int main(void)
{
    SRunner *r = srunner_create(test_suite());
    srunner_set_tap(r, "-");
    srunner_run_all(r, CK_SILENT);
    const int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
