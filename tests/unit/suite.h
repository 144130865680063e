/* suite.h: runs a Check suite as a program. */
#ifndef GCC_GRAPH_SUITE_H
#define GCC_GRAPH_SUITE_H

#include <check.h>
#include <stdlib.h>

/* Runs all tests; what main returns. CK_FORK=no in the environment keeps them
 * in one process, as sanitizers and debuggers like it. */
static inline int suite_run(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
