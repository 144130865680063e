/* mixture: three normal distributions are fitted to Fisher's iris, by going up
 * the posterior of mixture.g. Which flower is of which species it is not told;
 * that is compared afterwards.
 */
#include "gg_host.h"
#include "mixture.h"

#include <math.h>
#include <string.h>

enum {
    N = mixture_n, D = mixture_d, K = mixture_components, P = mixture_NPARAMS,
    STARTS = 6, STEPS = 400
};

typedef struct Flowers {
    double x[N][D];
    int32_t species[N];
} Flowers;

/* What a call takes and gives; x points to const, as the prototypes have it. */
typedef struct Fit {
    mixture_vector p;
    const double (*x)[D];
    int32_t component[N];
    mixture_work work;
    mixture_infer_work infer_work;
} Fit;

static int report(int fine, const char *format, double a, double b)
{
    printf("  %-4s ", fine ? "ok" : "FAIL");
    printf(format, a, b);
    printf("\n");
    return !fine;
}

/* Four features of mean 0 and variance 1, and a species. */
static int flowers_read(Flowers *flowers, const char *path)
{
    gg_table table;
    gg_error error;
    size_t i, j;

    if (gg_table_read(&table, path, 1, &error) != 0) {
        fprintf(stderr, "%s\n", error.text);
        return -1;
    }
    if (table.rows != N || table.columns != D + 1) {
        fprintf(stderr, "%s: not %d lines of %d numbers\n", path, (int)N, D + 1);
        gg_table_free(&table);
        return -1;
    }
    for (j = 0; j < D; j++) {
        double mean = 0.0, variance = 0.0;

        for (i = 0; i < N; i++)
            mean += table.data[i * (D + 1) + j] / N;
        for (i = 0; i < N; i++) {
            flowers->x[i][j] = table.data[i * (D + 1) + j] - mean;
            variance += flowers->x[i][j] * flowers->x[i][j] / N;
        }
        for (i = 0; i < N; i++)
            flowers->x[i][j] /= sqrt(variance);
    }
    for (i = 0; i < N; i++)
        flowers->species[i] = (int32_t)table.data[i * (D + 1) + D];
    gg_table_free(&table);
    return 0;
}

/* The posterior and, by its derivative 1, those by the params. */
static double gradient(Fit *fit, mixture_vector *d_p)
{
    double posterior = 0.0;

    (void)mixture_forward(&fit->p.params, fit->x, &posterior, fit->component,
                          &fit->work);
    (void)mixture_backward(&fit->p.params, fit->x, 1.0, &d_p->params, NULL,
                           &fit->work);
    return posterior;
}

static double value(void *context)
{
    Fit *fit = context;
    double posterior = 0.0;

    (void)mixture_infer(&fit->p.params, fit->x, &posterior, fit->component,
                        &fit->infer_work);
    return posterior;
}

/* -- the gradient -- */

static int check_gradient(Fit *fit, const char *path)
{
    mixture_vector d_p;
    gg_gradient_report differences;
    gg_table reference;
    gg_error error;
    double posterior, largest = 0.0, worst = 0.0;
    int i, failed;

    if (gg_table_read(&reference, path, 0, &error) != 0) {
        fprintf(stderr, "%s\n", error.text);
        return 1;
    }
    for (i = 0; i < P; i++)
        fit->p.values[i] = sin(i + 1.0) / 2.0;
    posterior = gradient(fit, &d_p);
    failed = report(reference.rows == P + 1
                        && gg_abs(posterior - reference.data[0]) < 1e-10,
                    "log-posterior %.6f; the reference less that: %.0e",
                    posterior, reference.data[0] - posterior);
    for (i = 0; failed == 0 && i < P; i++) {
        largest = gg_max(largest, gg_abs(d_p.values[i]));
        worst = gg_max(worst, gg_abs(d_p.values[i] - reference.data[1 + i]));
    }
    failed += report(largest > 1.0 && worst < 1e-12 * largest,
                     "derivatives up to %.1f, largest difference to the "
                     "reference %.0e", largest, worst);
    differences = gg_check_gradient(value, fit, fit->p.values, d_p.values, P);
    failed += report(differences.worst < 1e-7, "two-sided differences of all "
                     "%.0f, largest relative error %.0e", P,
                     differences.worst);
    gg_table_free(&reference);
    return failed;
}

/* -- the fit -- */

/* A start: as means flowers drawn at random, and all else as mixture_init
 * has it. */
static void start(Fit *fit, uint32_t seed)
{
    int k;

    mixture_init(&fit->p.params, seed);
    for (k = 0; k < K; k++) {
        const double u = gg_uniform(seed, 100, (uint64_t)k);

        memcpy(fit->p.params.mu[k], fit->x[(int)(u * N)], sizeof *fit->x);
    }
}

/* Uphill by Adam (Kingma and Ba 2015), with steps that get shorter; the largest
 * slope at the end. */
static double ascend(Fit *fit, int steps)
{
    static const double b1 = 0.9, b2 = 0.999, rate = 0.05;
    mixture_vector d_p;
    double m[P] = {0.0}, v[P] = {0.0}, slope = 0.0;
    int step, i;

    for (step = 1; step <= steps; step++) {
        const double length = rate * (steps + 1 - step) / steps
                            * sqrt(1.0 - pow(b2, step)) / (1.0 - pow(b1, step));

        (void)gradient(fit, &d_p);
        for (slope = 0.0, i = 0; i < P; i++) {
            const double g = d_p.values[i];

            m[i] += (1.0 - b1) * (g - m[i]);
            v[i] += (1.0 - b2) * (g * g - v[i]);
            fit->p.values[i] += length * m[i] / (sqrt(v[i]) + 1e-8);
            slope = gg_max(slope, gg_abs(g));
        }
    }
    return slope;
}

/* The posterior has several tops: the highest of those that a few starts lead
 * to is taken. */
static double climb(Fit *fit)
{
    mixture_vector best = {{{0.0}, {{0.0}}, {{0.0}}, {{0.0}}}};
    double highest = -HUGE_VAL;
    uint32_t seed;

    for (seed = 1; seed <= STARTS; seed++) {
        double posterior;

        start(fit, seed);
        (void)ascend(fit, STEPS);
        posterior = value(fit);
        printf("  start %u: log-posterior %.4f\n", (unsigned)seed, posterior);
        if (posterior > highest) {
            highest = posterior;
            best = fit->p;
        }
    }
    fit->p = best;
    return ascend(fit, 10 * STEPS);
}

/* Each component is taken for the species that most of its flowers are of. */
static int purity(const Fit *fit, const Flowers *flowers)
{
    static const char *const name[3] = {"setosa", "versicolor", "virginica"};
    int count[K][3] = {{0}}, i, k, s, pure = 0;

    for (i = 0; i < N; i++)
        count[fit->component[i]][flowers->species[i]]++;
    printf("\n  component");
    for (s = 0; s < 3; s++)
        printf("%12s", name[s]);
    printf("\n");
    for (k = 0; k < K; k++) {
        int most = 0;

        printf("  %9d", k);
        for (s = 0; s < 3; s++) {
            printf("%12d", count[k][s]);
            most = count[k][s] > most ? count[k][s] : most;
        }
        printf("\n");
        pure += most;
    }
    return pure;
}

int main(void)
{
    static Flowers flowers;
    static Fit fit;
    double slope;
    int failed, pure;

    if (flowers_read(&flowers, "../regression/iris.csv") != 0)
        return 1;
    fit.x = (const double (*)[D])flowers.x;
    printf("the posterior of %d params, and its gradient\n", (int)P);
    failed = check_gradient(&fit, "reference.csv");

    printf("\nuphill, from flowers drawn at random\n");
    slope = climb(&fit);
    pure = purity(&fit, &flowers);
    printf("\n");
    failed += report(slope < 1e-6, "at the top: largest slope %.0e, "
                     "log-posterior %.6f", slope, value(&fit));
    failed += report(pure >= 140, "%.0f of %.0f flowers are in the component "
                     "of their species", pure, N);
    return failed != 0;
}
