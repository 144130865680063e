/* matrix_contract.c: a sum of products as products of matrices.
 *
 * Factors of the same indices are multiplied element by element; then an index
 * that two factors have and that is summed is a product of matrices. A vector
 * between two matrices is a diagonal.
 */
#include "matrix_read.h"
#include "matrix_term.h"

static bool has_index(const Tensor *t, int index)
{
    for (int i = 0; i < t->count; i++)
        if (t->index[i] == index)
            return true;
    return false;
}

/* The tensor's matrix with this index along its rows. */
static TermRef with_rows(Arena *arena, const Tensor *t, int index)
{
    return t->index[0] == index ? t->term : term_transpose(arena, t->term);
}

static int other_index(const Tensor *t, int index)
{
    return t->index[0] == index ? t->index[1] : t->index[0];
}

static void drop(Tensors *list, uint32_t at)
{
    for (uint32_t i = at; i + 1 < list->count; i++)
        list->at[i] = list->at[i + 1];
    list->count--;
}

/* Those of the same indices become one. */
static void merge(Arena *arena, Tensors *list)
{
    for (uint32_t i = 0; i < list->count; i++)
        for (uint32_t j = i + 1; j < list->count;) {
            Tensor *a = &list->at[i], *b = &list->at[j];
            bool same = a->count == b->count;
            for (int k = 0; k < b->count && same; k++)
                same = has_index(a, b->index[k]);
            if (!same) {
                j++;
                continue;
            }
            TermRef other = a->count == 2 ? with_rows(arena, b, a->index[0])
                                          : b->term;
            a->term = term_times(arena, a->term, other);
            drop(list, j);
        }
}

static uint32_t count_of(const Tensors *list, int index, uint32_t at[3])
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < list->count; i++)
        if (has_index(&list->at[i], index)) {
            if (n < 3)
                at[n] = i;
            n++;
        }
    return n;
}

/* Σ over the index of the one factor that has it. */
static void total(Arena *arena, Tensors *list, uint32_t at, int index,
                  int64_t size)
{
    Tensor *t = &list->at[at];
    if (t->count == 1) {
        *t = (Tensor){term_total(arena, t->term), 0, {0, 0}};
        return;
    }
    int other = other_index(t, index);
    TermRef m = with_rows(arena, t, other);
    *t = (Tensor){term_chain(arena, m, term_ones(arena, size)), 1, {other, 0}};
}

/* Σ over the index of both factors that have it. */
static void multiply(Arena *arena, Tensors *list, const uint32_t at[2],
                     int index)
{
    Tensor a = list->at[at[0]], b = list->at[at[1]], made;
    if (a.count == 1) {
        Tensor t = a;
        a = b;
        b = t;
    }
    int i = other_index(&a, index);
    TermRef left = with_rows(arena, &a, i);
    if (b.count == 1) {
        made = (Tensor){term_chain(arena, left, b.term), 1, {i, 0}};
    } else {
        int j = other_index(&b, index);
        made = (Tensor){term_chain(arena, left, with_rows(arena, &b, index)),
                        2, {i, j}};
    }
    list->at[at[0]] = made;
    drop(list, at[1]);
}

/* A vector and two matrices: A diag(d) B. */
static bool through_diagonal(Arena *arena, Tensors *list, const uint32_t at[3],
                             int index)
{
    for (int k = 0; k < 3; k++) {
        Tensor *d = &list->at[at[k]];
        if (d->count != 1)
            continue;
        Tensor *m = &list->at[at[k == 0 ? 1 : 0]];
        int other = other_index(m, index);
        m->term = term_chain(arena, term_diagonal(arena, d->term),
                             with_rows(arena, m, index));
        m->index[0] = index;
        m->index[1] = other;
        drop(list, at[k]);
        return true;
    }
    return false;
}

/* Takes one summed index away; false if none can be. */
static bool eliminate(Arena *arena, Tensors *list, uint32_t *summed,
                      const int64_t *sizes)
{
    for (uint32_t most = 1; most <= 3; most++)
        for (int index = 0; index < MAX_INDICES; index++) {
            uint32_t at[3] = {0};
            if (!(*summed >> index & 1))
                continue;
            uint32_t n = count_of(list, index, at);
            if (n == 0) {
                Tensor number = {term_number(arena, (double)sizes[index]), 0,
                                 {0, 0}};
                list_push(arena, list, number);
                *summed &= ~(1u << index);
                return true;
            }
            bool vector = n == 2
                       && (list->at[at[0]].count == 1
                           || list->at[at[1]].count == 1);
            if (most == 1 && !vector)
                continue;
            if (most == 2 && n > 2)
                continue;
            if (n == 1)
                total(arena, list, at[0], index, sizes[index]);
            else if (n == 2)
                multiply(arena, list, at, index);
            else if (n == 3)
                return through_diagonal(arena, list, at, index);
            else
                return false;
            *summed &= ~(1u << index);
            return true;
        }
    return false;
}

static TermRef ones_or(Arena *arena, TermRef vector, int64_t size)
{
    return vector ? vector : term_ones(arena, size);
}

TermRef tensor_align(Arena *arena, const Tensor *t, int count,
                     const int *target, const int64_t *sizes)
{
    if (!t->term || t->count == 0)
        return t->term;
    if (t->count == 2)
        return with_rows(arena, t, target[0]);
    if (count == 1)
        return t->term;
    if (t->index[0] == target[0])
        return term_chain(arena, t->term,
                          term_transpose(arena,
                                         term_ones(arena, sizes[target[1]])));
    return term_chain(arena, term_ones(arena, sizes[target[0]]),
                      term_transpose(arena, t->term));
}

TermRef tensors_contract(Arena *arena, Tensors *list, int count,
                         const int *target, uint32_t summed,
                         const int64_t *sizes)
{
    for (merge(arena, list); summed; merge(arena, list)) {
        for (uint32_t i = 0; i < list->count; i++)
            if (!list->at[i].term)
                return NULL;
        if (!eliminate(arena, list, &summed, sizes))
            return NULL;
    }
    TermRef number = term_number(arena, 1), vector[2] = {NULL, NULL};
    TermRef matrix = NULL;
    for (uint32_t i = 0; i < list->count; i++) {
        const Tensor *t = &list->at[i];
        if (!t->term)
            return NULL;
        if (t->count == 0)
            number = t->term;
        else if (t->count == 1)
            vector[count == 2 && t->index[0] == target[1]] = t->term;
        else
            matrix = with_rows(arena, t, target[0]);
    }
    if (count == 0)
        return number;
    if (count == 1)
        return term_times(arena, number,
                          ones_or(arena, vector[0], sizes[target[0]]));
    TermRef mask = matrix && vector[0] && vector[1] && term_is_mask(matrix)
                 ? matrix : NULL;       /* (u vᵀ) ⊙ M */
    if (!matrix || mask) {
        matrix = term_chain(arena, ones_or(arena, vector[0], sizes[target[0]]),
                            term_transpose(arena,
                                           ones_or(arena, vector[1],
                                                   sizes[target[1]])));
    } else {
        if (vector[0])
            matrix = term_chain(arena, term_diagonal(arena, vector[0]),
                                matrix);
        if (vector[1])
            matrix = term_chain(arena, matrix,
                                term_diagonal(arena, vector[1]));
    }
    return term_times(arena, number,
                      mask ? term_times(arena, matrix, mask) : matrix);
}
