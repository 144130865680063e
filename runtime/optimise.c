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
 * Each number is updated by itself, so that runs may be cut anywhere. The
 * square of a norm is summed in double from the first number to the last.
 */
#include "gg_optimise.h"

#define REAL float
#define RATE gg_ratef
#define NAME(g) g##f
#include "optimise_real.h"
#undef REAL
#undef RATE
#undef NAME

#define REAL double
#define RATE gg_rate
#define NAME(g) g
#include "optimise_real.h"
