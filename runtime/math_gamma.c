/* math_gamma.c: log |gamma(x)| and its first two derivatives.
 *
 * Positive x: polynomials about the zeros 1 and 2 of lgamma and about the
 * minimum between them, which is the zero of digamma; the recurrences
 * gamma(x + 1) = x gamma(x) and their derivatives; and Stirling's series
 * (Abramowitz & Stegun 6.1.41, 6.3.18, 6.4.12), its tail as a polynomial in
 * 1 / x^2.  Negative x: the reflection formulas (6.1.17, 6.3.7, 6.4.7).
 * Polynomials from tests/accuracy/minimax.py.
 *
 * For negative x lgamma and digamma have a zero between any two poles; near
 * these the error is small against 1, not against the result.
 * The float functions are the double ones, rounded.
 */
#include "gg_math.h"

/* lgamma(1 + f), -0.3 <= f <= 1.6: about its zeros 1 and 2 as f times a
 * polynomial, about its minimum as m + g^2 times one. */
static double gg_lgamma_middle(double f)
{
    gg_dd g;
    double p;

    if (f < 0.2) {
        p =
            8.2246703342411320e-01 + f * (
        -4.0068563438653082e-01 + f * (
        2.7058080842776316e-01 + f * (
        -2.0738555102903242e-01 + f * (
        1.6955717700407663e-01 + f * (
        -1.4404989668649110e-01 + f * (
        1.2550966862084426e-01 + f * (
        -1.1133427573474591e-01 + f * (
        1.0009951908920448e-01 + f * (
        -9.0953334575202313e-02 + f * (
        8.3351734741249864e-02 + f * (
        -7.6960705822200479e-02 + f * (
        7.1458689729891264e-02 + f * (
        -6.5987107375168622e-02 + f * (
        6.2930623054941251e-02 + f * (
        -6.7605480646556318e-02 + f * (
        3.9638566918410063e-02 + f * (
        -8.9129367162371406e-03 + f * (
        1.8344536200393147e-01))))))))))))))))));
        g = gg_fast_sum(-5.7721566490153287e-01, f * p);
        return f * g.hi + f * (g.lo + 4.7504390357906139e-18);
    }
    if (f < 0.75) {
        f -= 4.6163214496836236e-01;
        p =
            4.8383612272381060e-01 + f * (
        -1.4758772299453068e-01 + f * (
        6.4624940238913006e-02 + f * (
        -3.2788541088487132e-02 + f * (
        1.7970675115133582e-02 + f * (
        -1.0314223035536953e-02 + f * (
        6.1005360290914031e-03 + f * (
        -3.6845697021040524e-03 + f * (
        2.2597643614768559e-03 + f * (
        -1.4022471778204041e-03 + f * (
        8.7824576705592750e-04 + f * (
        -5.5430558830404562e-04 + f * (
        3.5171757959682234e-04 + f * (
        -2.2301882411803235e-04 + f * (
        1.4534087315682661e-04 + f * (
        -1.0547918781673025e-04 + f * (
        5.9944765633818051e-05))))))))))))))));
        return -1.2148629053584961e-01 + (f * f * p + 3.3649914684731378e-18);
    }
    f -= 1.0;
    p =
        3.2246703342411320e-01 + f * (
        -6.7352301053198088e-02 + f * (
        2.0580808427785240e-02 + f * (
        -7.3855510286773320e-03 + f * (
        2.8905103306745678e-03 + f * (
        -1.1927539113450523e-03 + f * (
        5.0966952722773448e-04 + f * (
        -2.2315477585659759e-04 + f * (
        9.9457484988219093e-05 + f * (
        -4.4925839603711020e-05 + f * (
        2.0506781631594044e-05 + f * (
        -9.4431316483615296e-06 + f * (
        4.3866426132435871e-06 + f * (
        -2.0403635581623365e-06 + f * (
        8.9693194691453500e-07 + f * (
        -3.1318523584686109e-07 + f * (
        5.9356604154471214e-08))))))))))))))));
    g = gg_fast_sum(4.2278433509846713e-01, f * p);
    return f * g.hi + f * (g.lo + 4.9335841740254149e-18);
}

/* Stirling: (x - 1/2) (log x - 1) + (log 2 pi - 1) / 2 + S(1/x^2) / x. */
static double gg_lgamma_large(double x)
{
    gg_dd l = {x, 0.0}, y;
    double w, p;

    l = gg_log_dd(l);
    y = gg_two_sum(l.hi, -1.0);
    y.lo += l.lo;
    if (x > 1e17)
        return x * y.hi + x * y.lo;
    w = 1.0 / (x * x);
    p =
        8.3333333333333329e-02 + w * (
        -2.7777777777739879e-03 + w * (
        7.9365078975240585e-04 + w * (
        -5.9523658450570487e-04 + w * (
        8.4147008525031471e-04 + w * (
        -1.8903829938877151e-03 + w * (
        5.0659053601561322e-03))))));
    l.hi = x - 0.5;
    l.lo = 0.0;
    y = gg_dd_mul(y, l);
    l = gg_two_sum(y.hi, 4.1893853320467273e-01);
    return l.hi + (l.lo + (y.lo + p / x));
}

static double gg_lgamma_positive(double x)
{
    double p = 1.0;
    gg_dd l = {x, 0.0};

    if (x < 0.1)
        return gg_lgamma_middle(x) - gg_log(x);
    if (x < 0.7) {
        l = gg_log_dd(l);
        return (gg_lgamma_middle(x) - l.hi) - l.lo;
    }
    if (x < 2.6)
        return gg_lgamma_middle(x - 1.0);
    if (x >= 8.0)
        return gg_lgamma_large(x);
    while (x >= 2.6) {
        x -= 1.0;
        p *= x;
    }
    l.hi = p;
    l = gg_log_dd(l);
    return l.hi + (l.lo + gg_lgamma_middle(x - 1.0));
}

/* x - n for the nearest integer n, |x| < 2^52, times pi. */
static gg_dd gg_pi_fraction(double x)
{
    const gg_dd pi = {3.1415926535897931e+00, 1.2246467991473532e-16};
    gg_dd f;

    f.hi = x - gg_round(x);
    f.lo = 0.0;
    return gg_dd_mul(f, pi);
}

/* sin(pi x) and cos(pi x) without regard to sign; p = pi_fraction(x). */
static double gg_sin_pi(gg_dd p)
{
    const gg_dd half = {1.5707963267948966e+00, 6.1232339957367660e-17};
    gg_dd q = p;

    if (gg_abs(p.hi) < 0.5 * half.hi)
        return gg_sin_kernel(p);
    if (p.hi > 0.0) {
        q.hi = -p.hi;
        q.lo = -p.lo;
    }
    q = gg_dd_add(half, q);
    return p.hi > 0.0 ? gg_cos_kernel(q) : -gg_cos_kernel(q);
}

static double gg_cos_pi(gg_dd p)
{
    const gg_dd half = {1.5707963267948966e+00, 6.1232339957367660e-17};
    gg_dd q = p;

    if (gg_abs(p.hi) < 0.5 * half.hi)
        return gg_cos_kernel(p);
    if (p.hi > 0.0) {
        q.hi = -p.hi;
        q.lo = -p.lo;
    }
    return gg_sin_kernel(gg_dd_add(half, q));
}

/* log |gamma(x)|; +infinity at the poles 0, -1, -2, ...
 * Worst error measured: 1.37 for x > 0. */
double gg_lgamma(double x)
{
    const double a = gg_abs(x);
    const gg_dd pi = {3.1415926535897931e+00, 1.2246467991473532e-16};
    gg_dd s;

    if (!(a < gg_infinity()))
        return x * x;
    if (x > 0.0)
        return gg_lgamma_positive(x);
    if (a == 0.0 || a >= 4503599627370496.0 || gg_round(a) == a)
        return gg_infinity();
    if (a < 0.3)
        return gg_lgamma_middle(-a) - gg_log(a);
    /* gamma(-a) gamma(a) = -pi / (a sin pi a). */
    s = gg_dd_div(pi, gg_two_product(a, gg_abs(gg_sin_pi(gg_pi_fraction(a)))));
    s = gg_log_dd(s);
    return (s.hi - gg_lgamma_positive(a)) + s.lo;
}

/* On [1, 2]: (x - x0) D(x - 3/2), x0 the zero, in two parts. */
static gg_dd gg_digamma_middle(double f)
{
    const double p =
        -4.2362742128146047e-01 + f * (
        2.4054248424078736e-01 + f * (
        -1.4840492305391761e-01 + f * (
        9.4988724452830006e-02 + f * (
        -6.1922133271657062e-02 + f * (
        4.0760833944626568e-02 + f * (
        -2.6975796844275361e-02 + f * (
        1.7907248195969127e-02 + f * (
        -1.1908215172584002e-02 + f * (
        7.9270240679612369e-03 + f * (
        -5.2800178208987402e-03 + f * (
        3.5180800751066694e-03 + f * (
        -2.3446500823513208e-03 + f * (
        1.5635679757533885e-03 + f * (
        -1.0422615565042230e-03 + f * (
        6.8997178011668409e-04 + f * (
        -4.5996251446125762e-04 + f * (
        3.2680680441417640e-04 + f * (
        -2.1786821455014509e-04 + f * (
        9.1733832891747918e-05 + f * (
        -6.1155426175075095e-05 + f * (
        1.2230983055406747e-04 + f * (
        -8.1539789733094180e-05))))))))))))))))))))));
    gg_dd r = gg_two_sum(f, 3.8367855031637657e-02);

    r.lo -= -1.6445603550442201e-18;
    return gg_dd_mul(gg_fast_sum(r.hi, r.lo),
                     gg_fast_sum(9.5105587603183284e-01, f * p));
}

/* 1 / x in two parts. */
static gg_dd gg_reciprocal(double x)
{
    const double q = 1.0 / x;
    const gg_dd p = gg_two_product(q, x);
    gg_dd r;

    r.hi = q;
    r.lo = ((1.0 - p.hi) - p.lo) / x;
    return r;
}

static double gg_digamma_positive(double x)
{
    gg_dd s = {0.0, 0.0};
    double w, p;

    if (x < 1e-17)
        return -1.0 / x;
    if (x < 1.0) {
        s = gg_reciprocal(x);
        s.hi = -s.hi;
        s.lo = -s.lo;
        s = gg_dd_add(s, gg_digamma_middle(x - 0.5));
        return s.hi + s.lo;
    }
    if (x < 10.0) {
        while (x > 2.0) {
            x -= 1.0;
            s = gg_dd_add(s, gg_reciprocal(x));
        }
        s = gg_dd_add(s, gg_digamma_middle(x - 1.5));
        return s.hi + s.lo;
    }
    w = 1.0 / (x * x);
    p =
        8.3333333333333329e-02 + w * (
        -8.3333333333332465e-03 + w * (
        3.9682539680718082e-03 + w * (
        -4.1666665200247215e-03 + w * (
        7.5756993575984257e-03 + w * (
        -2.1080156991782954e-02 + w * (
        8.1792475029309197e-02 + w * (
        -3.4213185848415489e-01)))))));
    return gg_log(x) - (0.5 / x + w * p);
}

/* The derivative of lgamma; NaN at the poles -1, -2, ..., an infinity of the
 * sign of -x at 0.  Worst error measured: 1.37 for x > 0. */
double gg_digamma(double x)
{
    gg_dd p;

    if (x > 0.0)
        return x < gg_infinity() ? gg_digamma_positive(x) : x;
    if (x == 0.0)
        return gg_copysign(gg_infinity(), -x);
    if (!(x > -4503599627370496.0) || gg_round(x) == x)
        return x != x ? x : gg_nan();
    if (x > -1e-17)
        return -1.0 / x;
    /* digamma(1 - x) - digamma(x) = pi cot(pi x). */
    p = gg_pi_fraction(x);
    return gg_digamma_positive(1.0 - x)
        - 3.1415926535897931e+00 * gg_cos_pi(p) / gg_sin_pi(p);
}

static double gg_trigamma_positive(double x)
{
    const gg_dd one = {1.0, 0.0};
    gg_dd s = {0.0, 0.0};
    double n = 0.0, w, p;

    for (; x + n < 10.0; n += 1.0) {
        const gg_dd r = gg_dd_div(one, gg_two_sum(x, n));

        s = gg_dd_add(s, gg_dd_mul(r, r));
    }
    x += n;
    w = 1.0 / (x * x);
    p =
        1.6666666666666666e-01 + w * (
        -3.3333333333331827e-02 + w * (
        2.3809523806353431e-02 + w * (
        -3.3333330779398276e-02 + w * (
        7.5756560669482678e-02 + w * (
        -2.5289275926744520e-01 + w * (
        1.1396577842665589e+00 + w * (
        -5.3070663292764690e+00)))))));
    return s.hi + (s.lo + (1.0 / x + (0.5 * w + w / x * p)));
}

/* The second derivative of lgamma; +infinity at the poles.
 * Worst error measured: 1.89 for x > 0. */
double gg_trigamma(double x)
{
    double s;

    if (x != x)
        return x;
    if (gg_abs(x) < 1e-9)
        return 1.0 / x * (1.0 / x);
    if (x > 0.0)
        return x < 1e17 ? gg_trigamma_positive(x) : 1.0 / x;
    if (!(x > -4503599627370496.0) || gg_round(x) == x)
        return gg_infinity();
    /* trigamma(1 - x) + trigamma(x) = (pi / sin pi x)^2. */
    s = 3.1415926535897931e+00 / gg_sin_pi(gg_pi_fraction(x));
    return s * s - gg_trigamma_positive(1.0 - x);
}

/* Worst error measured of each: 0.51, for x > 0. */
float gg_lgammaf(float x)
{
    return (float)gg_lgamma((double)x);
}

float gg_digammaf(float x)
{
    return (float)gg_digamma((double)x);
}

float gg_trigammaf(float x)
{
    return (float)gg_trigamma((double)x);
}
