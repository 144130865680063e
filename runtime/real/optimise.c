/* optimise.c: one step of each optimiser on a run of numbers.
 *
 * The formulas stand in gg.h, and the loops in gg_optimise_real.h. They are
 *
 *   gradient descent   Robbins & Monro, Ann. Math. Stat. 22, 1951;
 *   momentum           Polyak, USSR Comp. Math. Math. Phys. 4, 1964;
 *   nesterov           Nesterov, Sov. Math. Dokl. 27, 1983, with the velocity
 *                      taken at the weights, as in Sutskever et al., ICML 2013;
 *   adagrad            Duchi, Hazan & Singer, JMLR 12, 2011;
 *   rmsprop            Tieleman & Hinton, Neural Networks for Machine
 *                      Learning, lecture 6.5, 2012;
 *   adam               Kingma & Ba, ICLR 2015, algorithm 1;
 *   adamw              Loshchilov & Hutter, ICLR 2019, algorithm 2.
 *
 * Each number is updated by itself, so that runs may be cut anywhere.
 */
#include "gg_math.h"
#include "gg_optimise.h"
#include "real.h"

GG_STRICT_BEGIN

void GG_NAME(gg_sgd)(size_t n, GG_REAL *w, const GG_REAL *d, GG_RATE r)
{
    GG_NAME(gg_inline_sgd)(n, w, d, r);
}

void GG_NAME(gg_momentum)(size_t n, GG_REAL *w, const GG_REAL *d, GG_REAL *m,
                          GG_RATE r, GG_REAL momentum)
{
    GG_NAME(gg_inline_momentum)(n, w, d, m, r, momentum);
}

void GG_NAME(gg_nesterov)(size_t n, GG_REAL *w, const GG_REAL *d, GG_REAL *m,
                          GG_RATE r, GG_REAL momentum)
{
    GG_NAME(gg_inline_nesterov)(n, w, d, m, r, momentum);
}

void GG_NAME(gg_adagrad)(size_t n, GG_REAL *w, const GG_REAL *d, GG_REAL *v,
                         GG_RATE r, GG_REAL eps)
{
    GG_NAME(gg_inline_adagrad)(n, w, d, v, r, eps);
}

void GG_NAME(gg_rmsprop)(size_t n, GG_REAL *w, const GG_REAL *d, GG_REAL *v,
                         GG_RATE r, GG_REAL rho, GG_REAL eps)
{
    GG_NAME(gg_inline_rmsprop)(n, w, d, v, r, rho, eps);
}

void GG_NAME(gg_adam)(size_t n, GG_REAL *w, const GG_REAL *d, GG_REAL *m,
                      GG_REAL *v, GG_RATE r, GG_REAL beta1, GG_REAL beta2,
                      GG_REAL eps, uint64_t t)
{
    GG_NAME(gg_inline_adam)(n, w, d, m, v, &r, beta1, beta2, eps,
                       GG_NAME(gg_bias)(beta1, t), GG_NAME(gg_bias)(beta2, t));
}

void GG_NAME(gg_adamw)(size_t n, GG_REAL *w, const GG_REAL *d, GG_REAL *m,
                       GG_REAL *v, GG_RATE r, GG_REAL beta1, GG_REAL beta2,
                       GG_REAL eps, uint64_t t)
{
    GG_NAME(gg_inline_adamw)(n, w, d, m, v, &r, beta1, beta2, eps,
                        GG_NAME(gg_bias)(beta1, t), GG_NAME(gg_bias)(beta2, t));
}

GG_STRICT_END
