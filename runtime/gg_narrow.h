/* gg_narrow.h: what is not to be had where double has 32 bits, as with avr-gcc.
 *
 * Functions of double, and those of float that compute in it: a call does not
 * compile. The runtime itself has them, and does not call them there. A part of
 * gg.h.
 */
#if defined(__SIZEOF_DOUBLE__) && __SIZEOF_DOUBLE__ < 8 && !defined(GG_RUNTIME)
#define GG_NONE(g)                                                             \
    extern __typeof__(g) g __attribute__((                                     \
        error("computes in double, which has 32 bits here")));
#define GG_NONE_2(g) GG_NONE(g) GG_NONE(g##f)
GG_NONE_2(gg_sinh) GG_NONE_2(gg_cosh) GG_NONE_2(gg_asinh) GG_NONE_2(gg_acosh)
GG_NONE_2(gg_atanh) GG_NONE_2(gg_sin) GG_NONE_2(gg_cos) GG_NONE_2(gg_tan)
GG_NONE_2(gg_asin) GG_NONE_2(gg_acos) GG_NONE_2(gg_atan) GG_NONE_2(gg_atan2)
GG_NONE_2(gg_pow) GG_NONE_2(gg_cbrt) GG_NONE_2(gg_hypot) GG_NONE_2(gg_erf)
GG_NONE_2(gg_erfc) GG_NONE_2(gg_lgamma) GG_NONE_2(gg_digamma)
GG_NONE_2(gg_trigamma) GG_NONE_2(gg_normal) GG_NONE_2(gg_fill_normal)
GG_NONE_2(gg_squares) GG_NONE_2(gg_clip)
GG_NONE(gg_exp) GG_NONE(gg_expm1) GG_NONE(gg_log) GG_NONE(gg_log1p)
GG_NONE(gg_sigmoid) GG_NONE(gg_tanh) GG_NONE(gg_sqrt_soft) GG_NONE(gg_floor)
GG_NONE(gg_ceil) GG_NONE(gg_round) GG_NONE(gg_powi) GG_NONE(gg_powh)
GG_NONE(gg_uniform) GG_NONE(gg_fill_uniform) GG_NONE(gg_fill_bernoulli) GG_NONE(gg_fill_dropout)
GG_NONE(gg_move) GG_NONE(gg_dominate) GG_NONE(gg_products)
GG_NONE(gg_sgd) GG_NONE(gg_momentum) GG_NONE(gg_nesterov)
GG_NONE(gg_adagrad) GG_NONE(gg_rmsprop) GG_NONE(gg_adam) GG_NONE(gg_adamw)
#endif
