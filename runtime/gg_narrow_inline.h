/* gg_narrow_inline.h: gg_narrow.h for the functions of gg_inline.h. */
#ifdef GG_NONE
#define gg_inline_exp gg_exp
#define gg_inline_expm1 gg_expm1
#define gg_inline_log gg_log
#define gg_inline_log1p gg_log1p
#define gg_inline_sigmoid gg_sigmoid
#define gg_inline_tanh gg_tanh
#define gg_inline_powi gg_powi
#define gg_inline_powh gg_powh
#define gg_inline_erf gg_erf
#define gg_inline_erff gg_erff
#define gg_inline_erfc gg_erfc
#define gg_inline_erfcf gg_erfcf
#endif
