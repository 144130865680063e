/* matrix_reduce.c: sums of scalar expressions over bound indices, and their kin,
 * as terms.
 */
#include "matrix_read.h"

#include <math.h>

/* An exponential, which may be infinite, is chosen where the mask of its indices
 * is 1: exp(S) if M else 0. There it says the mask. */
static bool choose_masked(Body *b, Tensor *t, bool *said)
{
    Arena *arena = b->r->arena;
    for (uint32_t i = 0; i < b->masks.count && t->count == 2; i++) {
        const Tensor *mask = &b->masks.at[i];
        bool same = mask->index[0] == t->index[0]
                 && mask->index[1] == t->index[1];
        bool turned = mask->index[0] == t->index[1]
                   && mask->index[1] == t->index[0];
        if (!term_exponent(t->term) || (!same && !turned))
            continue;
        TermRef all = tensor_align(arena, t, 2, mask->index, b->sizes);
        t->term = term_choose(arena, mask->term, all, term_number(arena, 0));
        t->index[0] = mask->index[0];
        t->index[1] = mask->index[1];
        said[i] = true;
        return t->term != NULL;
    }
    return false;
}

static TermRef contracted(Body *b, Tensors *list, int count,
                          const int *target, uint32_t summed)
{
    bool *said = NEW_ARRAY(b->r->arena, bool, b->masks.count + 1);
    for (uint32_t i = 0; i < b->units.count; i++)
        list_push(b->r->arena, list, b->units.at[i]);
    for (uint32_t i = 0; i < list->count && b->masks.count; i++)
        if (!list->at[i].term
            || (!term_is_tame(list->at[i].term)
                && !choose_masked(b, &list->at[i], said)))
            return NULL;        /* 0 times no number */
    for (uint32_t i = 0; i < b->masks.count; i++)
        if (!said[i])
            list_push(b->r->arena, list, b->masks.at[i]);
    return tensors_contract(b->r->arena, list, count, target, summed,
                            b->sizes);
}

/* What the sum is of. */
typedef struct Summed {
    int        count;
    const int *target;
    uint32_t   over;
} Summed;

/* Σ of the product. A factor that is a sum and has no term is multiplied out:
 * r[i, k] (x[i, j] - μ[k, j]). */
static TermRef read_products(Body *b, const Factors *factors, double sign,
                             const Summed *summed)
{
    enum { MOST = 3 };
    Arena *arena = b->r->arena;
    Tensors list = {0};
    Tensor number = {term_number(arena, sign), 0, {0, 0}};
    list_push(arena, &list, number);
    for (uint32_t i = 0; i < factors->count; i++) {
        Factor f = factors->at[i];
        const Expr *node = expr_at(&b->r->graph->exprs, f.id);
        Tensor t = read_expr(b, f.id);
        t.term = term_power(arena, t.term, f.weight);
        if (t.term) {
            list_push(arena, &list, t);
            continue;
        }
        bool difference = node->kind == APPLY && node->function == F_SUB;
        if (f.weight != 1 || node->kind != APPLY
            || (!difference && node->function != F_ADD)
            || b->part->index_count > 3 || ++b->multiplied > MOST)
            return NULL;
        TermRef of[2];
        for (uint32_t k = 0; k < 2; k++) {
            Factors others = {0};
            for (uint32_t j = 0; j < factors->count; j++)
                if (j != i)
                    list_push(arena, &others, factors->at[j]);
            double own = find_factors(b, node->as.operand[k], 1, &others);
            of[k] = read_products(b, &others, sign * own, summed);
        }
        return of[0] && of[1]
                 ? term_plus(arena, of[0], difference ? -1 : 1, of[1]) : NULL;
    }
    return contracted(b, &list, summed->count, summed->target, summed->over);
}

/* The sum of the body over the indices, as a tensor of the target's. */
static TermRef read_sum(Body *b, ExprId id, int count, const int *target,
                        uint32_t summed)
{
    Arena *arena = b->r->arena;
    const Expr *node = expr_at(&b->r->graph->exprs, id);
    if (node->kind == APPLY
        && (node->function == F_ADD || node->function == F_SUB)) {
        TermRef x = read_sum(b, node->as.operand[0], count, target, summed);
        TermRef y = read_sum(b, node->as.operand[1], count, target, summed);
        return x && y ? term_plus(arena, x, node->function == F_ADD ? 1 : -1,
                                  y) : NULL;
    }
    Factors factors = {0};
    double sign = find_factors(b, id, 1, &factors);
    Summed of = {count, target, summed};
    return read_products(b, &factors, sign, &of);
}

/* Of a sum, that of all of it or of its terms, which is shorter. */
static TermRef read_sum_or_terms(Body *b, int count, const int *target,
                                 uint32_t summed)
{
    ExprId id = b->part->body;
    const Expr *node = expr_at(&b->r->graph->exprs, id);
    TermRef terms = read_sum(b, id, count, target, summed), all = NULL;
    if (node->kind == APPLY
        && (node->function == F_ADD || node->function == F_SUB)) {
        Tensor t = read_expr(b, id);
        Tensors list = {0};
        if (t.term)
            list_push(b->r->arena, &list, t);
        all = t.term ? contracted(b, &list, count, target, summed) : NULL;
    }
    return all && (!terms || all->text.length < terms->text.length) ? all
                                                                    : terms;
}

/* max[j](A[i, j]) */
static TermRef read_of_rows(Body *b, const char *name, int count,
                            const int *target)
{
    bool fixed = b->fixed < MAX_INDICES;
    if (count != 1 || b->part->index_count != 2u + fixed || b->units.count)
        return NULL;
    int other = 0;
    while (other == target[0] || (uint32_t)other == b->fixed)
        other++;
    int both[] = {target[0], other};
    Tensor t = read_expr(b, b->part->body);
    TermRef of = t.count == 2
               ? tensor_align(b->r->arena, &t, 2, both, b->sizes) : NULL;
    for (uint32_t i = 0; i < b->masks.count; i++)
        of = term_choose(b->r->arena,
                         tensor_align(b->r->arena, &b->masks.at[i], 2, both,
                                      b->sizes),
                         of, term_number(b->r->arena, -INFINITY));
    return of ? term_by_rows(b->r->arena, name, 1, &of, RANK_VECTOR, of->rows,
                             1) : NULL;
}

/* min(x), or min(A[i]) for each row. */
static TermRef read_whole(Body *b, const char *name, int count,
                          const int *target)
{
    if (count || b->part->index_count != 1u + (b->fixed < MAX_INDICES))
        return read_of_rows(b, name, count, target);
    TermRef t = read_expr(b, b->part->body).term;
    return t && t->rank == RANK_VECTOR
             ? term_call(b->r->arena, name, 1, &t, RANK_NUMBER, 1, 1) : NULL;
}

TermRef read_plain(Body *b, int count, const int *target)
{
    MatrixReader *r = b->r;
    uint32_t summed = 0;
    for (uint32_t i = 0; i < b->part->index_count; i++)
        summed |= i == b->fixed ? 0 : 1u << i;
    for (int i = 0; i < count; i++)
        if (target[i] < MAX_INDICES)
            summed &= ~(1u << target[i]);
    switch ((Combine)b->part->combine) {
    case SET:
        return read_sum_or_terms(b, count, target,
                                 b->units.count ? summed : 0);
    case SUM:
        return read_sum_or_terms(b, count, target, summed);
    case MAX:
        if (count == 0 && b->part->index_count > (b->fixed < MAX_INDICES))
            return term_largest(r->arena, read_expr(b, b->part->body).term);
        return read_of_rows(b, "max", count, target);
    case PROD:
        return read_whole(b, "prod", count, target);
    case MIN:
        return read_whole(b, "min", count, target);
    case ARGMAX:
        return read_whole(b, "argmax", count, target);
    case ARGMIN:
        return read_whole(b, "argmin", count, target);
    }
    return NULL;
}
