/* math_gamma.c: log |gamma(x)| and its first two derivatives.
 *
 * Positive x: polynomials about the zeros 1 and 2 of lgamma and about the
 * minimum between them, which is the zero of digamma; the recurrences
 * gamma(x + 1) = x gamma(x) and their derivatives; and Stirling's series
 * (Abramowitz & Stegun 6.1.41, 6.3.18, 6.4.12), its tail as a polynomial in
 * 1 / x^2.  Negative x: the reflection formulas (6.1.17, 6.3.7, 6.4.7).
 * Polynomials from tests/accuracy/minimax.py.
 *
 * For negative x both have zeros between poles. Near one of lgamma it is the
 * integral of its derivative from there; near one of digamma the error is small
 * against 1, not against the result.
 * The float functions are the double ones, rounded.
 */
#include "gg_math.h"

GG_STRICT_BEGIN

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

/* d(log |gamma(d - n)|) / dd; its terms cancel. */
static gg_dd gg_lgamma_slope(double d, int n)
{
    const gg_dd one = {1.0, 0.0}, minus_one = {-1.0, 0.0};
    gg_dd y = gg_reciprocal(-d);

    y = gg_dd_add(y, gg_dd_div(minus_one, gg_two_sum(1.0, d)));
    y = gg_dd_add(y, gg_two_sum(gg_digamma(2.0 + d), 0.0));
    for (; n > 0; n--)
        y = gg_dd_add(y, gg_dd_div(one, gg_two_sum((double)n, -d)));
    return y;
}

/* log |gamma(d - n)| near its zero on that side of the pole -n: the integral of
 * the slope from the zero, by the rule of Gauss and Legendre with 8 points. */
static double gg_lgamma_near_zero(double d, int n)
{
    /* The zeros' distances from their poles: left of -2, right and left of -3,
     * ..., of -17.  Those beyond are no numbers any more. */
    static const gg_dd zeros[31] = {
        {-4.5702473822080064e-01, 1.8435540415744561e-17},
        {2.5231735327258742e-01, -2.0468899169132499e-17},
        {-1.4358088834998006e-01, 3.8628064017141518e-18},
        {4.4705715141402071e-02, 8.2239779425820532e-19},
        {-3.9361839740536878e-02, 3.2731379225891636e-18},
        {8.4553594399522768e-03, 8.2317519573500359e-19},
        {-8.2181683225935210e-03, -5.5826659159564054e-19},
        {1.3925199191243706e-03, -7.0904412306465310e-20},
        {-1.3852944531550972e-03, -2.6295731811446077e-20},
        {1.9849210936230210e-04, 6.2639099784921748e-21},
        {-1.9833340732475162e-04, 1.1820573401560963e-20},
        {2.4802904179335845e-05, 3.1539771359596300e-22},
        {-2.4800270681959699e-05, 1.0083974251164085e-21},
        {2.7557490225318057e-06, -6.5003004086547245e-23},
        {-2.7557148226503463e-06, -5.6244598714320793e-23},
        {2.7557337083353163e-07, 1.4502658434955713e-23},
        {-2.7557301364660023e-07, -2.4472526783403563e-23},
        {2.5052109918476226e-08, -6.8073948641897928e-25},
        {-2.5052106852407546e-08, 1.2924868620853802e-24},
        {2.0876757097960810e-09, -8.6588392158849815e-26},
        {-2.0876756877775390e-09, -4.8496848772361719e-26},
        {1.6059043843534355e-10, 6.4651419364974671e-27},
        {-1.6059043830108875e-10, 7.0464499831960745e-27},
        {1.1470745598081611e-11, -7.8303402180012362e-28},
        {-1.1470745597377840e-11, 4.1940561161053662e-28},
        {7.6471637318358461e-13, -3.8035184915187745e-29},
        {-7.6471637318037878e-13, 4.8861541876414472e-29},
        {4.7794773323880258e-14, -9.3199233312291288e-31},
        {-4.7794773323867447e-14, -1.8118334332166510e-30},
        {2.8114572543455435e-15, -8.7131804402664687e-32},
        {-2.8114572543454981e-15, -2.2878206410005478e-32}
    };
    static const gg_dd rule[4] = {  /* places in [0, 1], and weights */
        {4.0828267875217511e-01, 1.8134189168918100e-01},
        {2.3723379504183550e-01, 1.5685332293894363e-01},
        {1.0166676129318664e-01, 1.1119051722668724e-01},
        {1.9855071751231884e-02, 5.0614268145188129e-02}
    };
    const gg_dd zero = zeros[2 * (n - 2) - (d > 0.0 ? 1 : 0)];
    const gg_dd h = gg_fast_sum(d - zero.hi, -zero.lo);
    const gg_dd slope = gg_lgamma_slope(d, n);
    const double turn =
        (slope.hi - gg_lgamma_slope(zero.hi, n).hi) / h.hi;
    gg_dd product;
    double y = 0.0;

    /* What the rounding of a place leaves out is made up for by the turn. */
    for (int i = 0; i < 4; i++) {
        const gg_dd a = gg_fast_sum(zero.hi, rule[i].hi * h.hi);
        const gg_dd b = gg_fast_sum(d, -rule[i].hi * h.hi);

        const gg_dd p = gg_lgamma_slope(a.hi, n);
        const gg_dd q = gg_lgamma_slope(b.hi, n);

        y += rule[i].lo * (((p.hi - slope.hi) + (q.hi - slope.hi))
                           + ((p.lo - slope.lo) + (q.lo - slope.lo))
                           + (a.lo + zero.lo + b.lo) * turn);
    }
    product = gg_dd_mul(h, gg_fast_sum(slope.hi, slope.lo + y));
    return product.hi + product.lo;
}

/* log |gamma(-a)|, 0.3 <= a <= 50 not an integer: with n an integer near it and
 * d = n - a, gamma(-a) = gamma(1 + d) / (d (d - 1) ... (d - n)). */
static double gg_lgamma_negative(double a)
{
    /* The zero at -2.457 belongs to the pole -2, also beyond -2.5. */
    const double whole = a > 2.0 && a < 2.6 ? 2.0 : gg_round(a);
    const double d = whole - a;
    const int n = (int)whole;
    gg_dd p = {gg_abs(d), 0.0};
    double f = d, y;

    for (int k = 1; k <= n; k++)
        p = gg_dd_mul(p, gg_two_sum((double)k, -d));
    if (d < -0.25) {
        p = gg_dd_mul(p, gg_two_sum(1.0, d));
        f = 1.0 + d;
    }
    p = gg_log_dd(p);
    y = (gg_lgamma_middle(f) - p.hi) - p.lo;
    return n >= 2 && n <= 17 && gg_abs(y) < 0.08 ? gg_lgamma_near_zero(d, n) : y;
}

/* log |gamma(x)|; +infinity at the poles 0, -1, -2, ...
 * Worst error measured: 1.80, near the zero at -2.75. */
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
    if (a <= 50.0)
        return gg_lgamma_negative(a);
    /* gamma(-a) gamma(a) = -pi / (a sin pi a). */
    s = gg_dd_div(pi, gg_two_product(a, gg_abs(gg_sin_pi(gg_pi_fraction(a)))));
    s = gg_log_dd(s);
    return (s.hi - gg_lgamma_positive(a)) + s.lo;
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

GG_STRICT_END
