/* suite.h: runs a Check suite as a program. */
#ifndef GCC_GRAPH_SUITE_H
#define GCC_GRAPH_SUITE_H

#include <check.h>
#include <stdlib.h>

/* Check's own sends a note of each point passed through a pipe, which takes
 * longer than what most points compute. */
#undef ck_assert_msg
#define ck_assert_msg(condition, ...)                                          \
    do {                                                                       \
        if (!(condition))                                                      \
            ck_abort_msg(__VA_ARGS__);                                         \
    } while (0)

/* A build with sanitizers is slower, and its numbers are those of the others:
 * it looks at fewer of them. */
#ifdef __SANITIZE_ADDRESS__
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

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
