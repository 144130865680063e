/* matrix_list.c: arrays that are written element by element. */
#include "matrix_term.h"

#include <string.h>

/* -- cross products -- */

/* The vector that the term is element `at` of, with its length. */
static TermRef vector_of(Arena *arena, TermRef t, const char *at)
{
    if (t->kind != TERM_CALL || !text_is(t->name, at) || t->count != 1)
        return NULL;
    TermRef of = t->of[0];
    if (of->rank != RANK_VECTOR)
        return NULL;
    return of->kind == TERM_NAME
             ? term_name(arena, of->name, RANK_VECTOR, 3, 1, of->batched) : of;
}

static TermRef element(Arena *arena, TermRef of, int at)
{
    static const char *const places[] = {"[0]", "[1]", "[2]"};
    if (of->kind == TERM_NAME)
        of = term_name(arena, of->name, RANK_VECTOR, -1, -1, of->batched);
    return term_call(arena, places[at], 1, &of, RANK_NUMBER, 1, 1);
}

/* Whether these are the elements of u × v. */
static bool is_cross(Arena *arena, const TermRef of[3], TermRef u, TermRef v)
{
    for (int i = 0; i < 3; i++) {
        int j = (i + 1) % 3, k = (i + 2) % 3;
        TermRef made = term_plus(
            arena, term_times(arena, element(arena, u, j), element(arena, v, k)),
            -1,
            term_times(arena, element(arena, u, k), element(arena, v, j)));
        if (!made || !term_equal(made, of[i]))
            return false;
    }
    return true;
}

TermRef term_cross(Arena *arena, TermRef u, TermRef v)
{
    TermRef numbers = term_number(arena, 1), of[] = {u, v};
    for (int i = 0; i < 2 && of[i]; i++)
        if (of[i]->kind == TERM_PRODUCT)
            numbers = term_times(arena, numbers,
                                 term_numbers_apart(arena, of[i], &of[i]));
    return term_times(arena, numbers,
                      term_call(arena, "×", 2, of, RANK_VECTOR, 3, 1));
}

/* u × v of three sums of products of elements. */
static TermRef cross_product(Arena *arena, const TermRef of[3])
{
    TermRef first = of[0]->kind == TERM_SUM ? of[0] : NULL;
    for (uint32_t i = 0; first && i < first->count; i++) {
        TermRef p = first->of[i];
        if (p->kind != TERM_PRODUCT || p->count != 2 || first->weights[i] < 0)
            continue;
        for (uint32_t k = 0; k < 2; k++) {
            TermRef both[] = {vector_of(arena, p->of[k], "[1]"),
                              vector_of(arena, p->of[1 - k], "[2]")};
            if (both[0] && both[1] && is_cross(arena, of, both[0], both[1]))
                return term_cross(arena, both[0], both[1]);
        }
    }
    return NULL;
}

/* -- lists -- */

TermRef term_list(Arena *arena, uint32_t count, const TermRef *of,
                  TermRank rank, int64_t rows, int64_t cols)
{
    bool same = true;
    for (uint32_t i = 0; i < count; i++)
        same &= term_equal(of[i], of[0]);
    if (same && rank == RANK_VECTOR)
        return term_times(arena, of[0], term_ones(arena, rows));
    TermRef cross = rank == RANK_VECTOR && count == 3
                  ? cross_product(arena, of) : NULL;
    return cross ? cross
                 : term_call(arena, "list", count, of, rank, rows, cols);
}
