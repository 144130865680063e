/* regression: two models on Fisher's iris, each with its gradient against the
 * closed form, and then trained with it.
 *
 *     linear      ∂J/∂w = 2/n Xᵀ(X w - y)     minimum: XᵀX w = Xᵀy
 *     logistic    ∂J/∂w = Xᵀ(p - y) / n       minimum: where this is 0
 *
 * The features are brought to mean 0 and variance 1, which makes gradient
 * descent short.
 */
#include "gg_host.h"
#include "linear.h"
#include "logistic.h"

#include <math.h>

enum { N = linear_n, K = linear_k, M = logistic_n, L = logistic_k };

typedef struct Linear {
    double X[N][K], y[N];
} Linear;

typedef struct Logistic {
    double X[M][L], y[M];
} Logistic;

static int report(int fine, const char *format, double a, double b)
{
    printf("  %-4s ", fine ? "ok" : "FAIL");
    printf(format, a, b);
    printf("\n");
    return !fine;
}

/* Column `feature` of the rows from `first` on, with mean 0 and variance 1;
 * element i of it is at[i * stride]. */
static void standardized(const gg_table *table, size_t first, size_t feature,
                         size_t n, double *at, size_t stride)
{
    double mean = 0.0, variance = 0.0;
    size_t i;

    for (i = 0; i < n; i++) {
        at[i * stride] = table->data[(first + i) * table->columns + feature];
        mean += at[i * stride] / (double)n;
    }
    for (i = 0; i < n; i++)
        variance += (at[i * stride] - mean) * (at[i * stride] - mean)
                  / (double)n;
    for (i = 0; i < n; i++)
        at[i * stride] = (at[i * stride] - mean) / sqrt(variance);
}

/* -- linear -- */

/* 2/n Xᵀ(X w - y) */
static void linear_closed_form(const Linear *data, const double w[K],
                               double g[K])
{
    int i, j;

    for (j = 0; j < K; j++)
        g[j] = 0.0;
    for (i = 0; i < N; i++) {
        double r = -data->y[i];

        for (j = 0; j < K; j++)
            r += data->X[i][j] * w[j];
        for (j = 0; j < K; j++)
            g[j] += 2.0 / N * r * data->X[i][j];
    }
}

/* Solves XᵀX w = Xᵀy by elimination. */
static void normal_equations(const Linear *data, double w[K])
{
    double a[K][K + 1] = {{0.0}};
    int i, j, k;

    for (i = 0; i < N; i++)
        for (j = 0; j < K; j++) {
            for (k = 0; k < K; k++)
                a[j][k] += data->X[i][j] * data->X[i][k];
            a[j][K] += data->X[i][j] * data->y[i];
        }
    for (k = 0; k < K; k++)
        for (i = k + 1; i < K; i++) {
            const double factor = a[i][k] / a[k][k];

            for (j = k; j <= K; j++)
                a[i][j] -= factor * a[k][j];
        }
    for (i = K - 1; i >= 0; i--) {
        w[i] = a[i][K];
        for (j = i + 1; j < K; j++)
            w[i] -= a[i][j] * w[j];
        w[i] /= a[i][i];
    }
}

static double linear_gradient(const Linear *data, const linear_params *p,
                              linear_params *d_p)
{
    linear_work work;
    double J = 0.0;

    (void)linear_forward(p, data->X, data->y, &J, &work);
    (void)linear_backward(p, data->X, data->y, 1.0, d_p, NULL, NULL, &work);
    return J;
}

static int regress_linear(const gg_table *iris)
{
    static Linear data;
    linear_params p, d_p;
    double w[K], closed[K], J = 0.0, error = 0.0;
    size_t i, j;
    int step, failed = 0;

    for (i = 0; i < N; i++) {
        data.X[i][K - 1] = 1.0;
        data.y[i] = iris->data[i * iris->columns + 3];
    }
    for (j = 0; j + 1 < K; j++)
        standardized(iris, 0, j, N, &data.X[0][j], K);

    printf("linear: the width of a petal in cm, of %d flowers\n", (int)N);
    gg_fill_normal(p.w, K, 1, 0, 0.0, 1.0);         /* any point will do */
    (void)linear_gradient(&data, &p, &d_p);
    linear_closed_form(&data, p.w, closed);
    for (j = 0; j < K; j++)
        error = gg_max(error, gg_abs(d_p.w[j] - closed[j]));
    failed += report(error < 1e-13, "∂J/∂w = 2/n Xᵀ(X w - y): largest "
                     "difference %.1e of %.3f", error, gg_abs(closed[K - 1]));

    linear_init(&p, 1);
    for (step = 0; step < 3000; step++) {
        J = linear_gradient(&data, &p, &d_p);
        for (j = 0; j < K; j++)
            p.w[j] -= 0.3 * d_p.w[j];
    }
    normal_equations(&data, w);
    for (error = 0.0, j = 0; j < K; j++)
        error = gg_max(error, gg_abs(p.w[j] - w[j]));
    printf("       width = %.4f  %+.4f sepal length  %+.4f sepal width  "
           "%+.4f petal length\n", p.w[3], p.w[0], p.w[1], p.w[2]);
    failed += report(error < 1e-10, "XᵀX w = Xᵀy, solved directly: largest "
                     "difference %.1e, root of J %.4f cm", error, sqrt(J));
    return failed;
}

/* -- logistic -- */

static double logistic_gradient(const Logistic *data, const logistic_params *p,
                                double probability[M], logistic_params *d_p)
{
    logistic_work work;
    double J = 0.0;

    (void)logistic_forward(p, data->X, data->y, &J, probability, &work);
    (void)logistic_backward(p, data->X, data->y, 1.0, d_p, NULL, NULL, &work);
    return J;
}

/* Xᵀ(p - y) / n with p = 1 / (1 + exp(-X w)) */
static void logistic_closed_form(const Logistic *data, const double w[L],
                                 double g[L])
{
    int i, j;

    for (j = 0; j < L; j++)
        g[j] = 0.0;
    for (i = 0; i < M; i++) {
        double z = 0.0;

        for (j = 0; j < L; j++)
            z += data->X[i][j] * w[j];
        for (j = 0; j < L; j++)
            g[j] += (1.0 / (1.0 + exp(-z)) - data->y[i]) * data->X[i][j] / M;
    }
}

static int regress_logistic(const gg_table *iris)
{
    static Logistic data;
    logistic_params p, d_p;
    double probability[M], closed[L], J = 0.0, error = 0.0, slope = 0.0;
    size_t i, j;
    int step, right = 0, failed = 0;

    /* The rows from 50 on are versicolor, those from 100 on virginica. */
    for (i = 0; i < M; i++) {
        data.X[i][L - 1] = 1.0;
        data.y[i] = iris->data[(50 + i) * iris->columns + 4] - 1.0;
    }
    for (j = 0; j + 1 < L; j++)
        standardized(iris, 50, j, M, &data.X[0][j], L);

    printf("\nlogistic: virginica or versicolor, of %d flowers\n", (int)M);
    gg_fill_normal(p.w, L, 1, 0, 0.0, 1.0);
    (void)logistic_gradient(&data, &p, probability, &d_p);
    logistic_closed_form(&data, p.w, closed);
    for (j = 0; j < L; j++)
        error = gg_max(error, gg_abs(d_p.w[j] - closed[j]));
    failed += report(error < 1e-14, "∂J/∂w = Xᵀ(p - y) / n: largest "
                     "difference %.1e of %.3f", error, gg_abs(closed[L - 1]));

    logistic_init(&p, 1);
    for (step = 0; step < 20000; step++) {
        J = logistic_gradient(&data, &p, probability, &d_p);
        for (j = 0; j < L; j++)
            p.w[j] -= 4.0 * d_p.w[j];
    }
    for (j = 0; j < L; j++)
        slope = gg_max(slope, gg_abs(d_p.w[j]));
    for (i = 0; i < M; i++)
        right += (probability[i] > 0.5) == (data.y[i] > 0.5);
    printf("       z = %.3f  %+.3f sepal length  %+.3f sepal width  "
           "%+.3f petal length  %+.3f petal width\n", p.w[4], p.w[0], p.w[1],
           p.w[2], p.w[3]);
    failed += report(slope < 1e-8, "at the minimum: largest slope %.1e, "
                     "J %.6f", slope, J);
    failed += report(right >= 95, "%.0f of %.0f flowers right", right, M);
    return failed;
}

int main(void)
{
    gg_table iris;
    gg_error error;
    int failed = 1;

    if (gg_table_read(&iris, "iris.csv", 1, &error) != 0) {
        fprintf(stderr, "%s\n", error.text);
        return 1;
    }
    if (iris.rows == N && iris.columns == 5)
        failed = regress_linear(&iris) + regress_logistic(&iris);
    else
        fprintf(stderr, "iris.csv: not 150 lines of 5 numbers\n");
    gg_table_free(&iris);
    return failed != 0;
}
