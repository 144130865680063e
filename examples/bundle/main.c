/* bundle: finds cameras and points from where the points were seen, by
 * Levenberg and Marquardt's method, which needs all derivatives of all
 * residuals: the blocks Jc and Jx of bundle.g.
 *
 * With e' the change of e that the blocks foresee, a step s minimises
 * ‖e + e'(s)‖² + λ Σ d s², d the diagonal of JᵀJ; λ falls while this succeeds.
 */
#include "bundle.h"
#include "gg_host.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    K = bundle_cameras, M = bundle_points, N = bundle_observations,
    PER_CAMERA = 11, CAMERAS = K * PER_CAMERA, UNKNOWNS = CAMERAS + M * 3
};

typedef struct Problem {
    bundle_params p;
    double observed[N][2];
    const double (*seen)[2];        /* observed */
    int32_t cam[N], pt[N];
    double J, e[N][2], Jc[N][2][PER_CAMERA], Jx[N][2][3], Jw[N][2];
    bundle_work work;
} Problem;

static int report(int fine, const char *format, double a, double b)
{
    printf("  %-4s ", fine ? "ok" : "FAIL");
    printf(format, a, b);
    printf("\n");
    return !fine;
}

static void forward(Problem *at)
{
    if (bundle_forward(&at->p, at->seen, at->cam, at->pt, &at->J, at->e,
                       at->Jc, at->Jx, at->Jw, &at->work) != GG_OK) {
        fprintf(stderr, "%s\n", gg_status_text(GG_INDEX));
        exit(1);
    }
}

/* Unknown u: those of a camera are r, o, f, x₀, κ, those of a point its
 * place. */
static double *unknown(bundle_params *p, int u)
{
    const int k = u / PER_CAMERA, i = u % PER_CAMERA;

    if (u >= CAMERAS)
        return &p->X[(u - CAMERAS) / 3][(u - CAMERAS) % 3];
    return i < 3 ? &p->r[k][i] : i < 6 ? &p->o[k][i - 3]
         : i < 7 ? &p->f[k] : i < 9 ? &p->x0[k][i - 7] : &p->kappa[k][i - 9];
}

/* -- data -- */

static gg_table read_table(const char *path, size_t rows, size_t columns)
{
    gg_table table;
    gg_error error;

    if (gg_table_read(&table, path, 0, &error) != 0) {
        fprintf(stderr, "%s\n", error.text);
        exit(1);
    }
    if (table.rows != rows || table.columns != columns) {
        fprintf(stderr, "%s: not %u lines of %u numbers\n", path,
                (unsigned)rows, (unsigned)columns);
        exit(1);
    }
    return table;
}

static void problem_read(Problem *at)
{
    gg_table scene = read_table("scene.csv", N, 4);
    gg_table cameras = read_table("cameras.csv", K, PER_CAMERA);
    gg_table points = read_table("points.csv", M, 3);
    int i;

    for (i = 0; i < N; i++) {
        at->cam[i] = (int32_t)scene.data[4 * i];
        at->pt[i] = (int32_t)scene.data[4 * i + 1];
        memcpy(at->observed[i], scene.data + 4 * i + 2, sizeof at->observed[i]);
        at->p.w[i] = 1.0;
    }
    for (i = 0; i < UNKNOWNS; i++)
        *unknown(&at->p, i) = i < CAMERAS ? cameras.data[i]
                                          : points.data[i - CAMERAS];
    at->seen = (const double (*)[2])at->observed;
    gg_table_free(&scene);
    gg_table_free(&cameras);
    gg_table_free(&points);
}

/* -- the blocks -- */

/* Element (i, d) of ∂e/∂u: of the block if it lies in one, else 0. */
static double derivative(const Problem *at, int i, int d, int u)
{
    if (u < CAMERAS)
        return u / PER_CAMERA == at->cam[i] ? at->Jc[i][d][u % PER_CAMERA] : 0.0;
    u -= CAMERAS;
    return u / 3 == at->pt[i] ? at->Jx[i][d][u % 3] : 0.0;
}

/* All of the Jacobian, 0 where it has no block, against differences; and with
 * it the gradient, ∂J/∂u = Σ e ∂e/∂u. */
static int check_blocks(const Problem *start)
{
    static Problem at, up, down;
    static bundle_params d_p;
    static const double d_e[N][2];
    const double h = 1e-5;
    double worst = 0.0, largest = 0.0, gradient = 0.0, weights = 0.0;
    int u, i, d, failed;

    at = *start;
    for (i = 0; i < N; i++)
        at.p.w[i] = 1.0 + 0.5 * sin(i);
    forward(&at);
    (void)bundle_backward(&at.p, at.seen, at.cam, at.pt, 1.0, d_e, &d_p, NULL,
                          &at.work);
    for (u = 0; u < UNKNOWNS; u++) {
        double sum = -*unknown(&d_p, u);

        up = down = at;
        *unknown(&up.p, u) += h;
        *unknown(&down.p, u) -= h;
        forward(&up);
        forward(&down);
        for (i = 0; i < N; i++)
            for (d = 0; d < 2; d++) {
                const double given = derivative(&at, i, d, u);
                const double measured = (up.e[i][d] - down.e[i][d]) / (2.0 * h);

                largest = gg_max(largest, gg_abs(given));
                worst = gg_max(worst, gg_abs(given - measured));
                sum += at.e[i][d] * given;
            }
        gradient = gg_max(gradient, gg_abs(sum));
    }
    for (i = 0; i < N; i++)         /* e is w times what does not depend on w */
        for (d = 0; d < 2; d++)
            weights = gg_max(weights, gg_abs(at.Jw[i][d]
                                             - at.e[i][d] / at.p.w[i]));

    printf("the Jacobian: %d rows, %d columns, in blocks\n", 2 * N,
           (int)UNKNOWNS);
    failed = report(largest > 1.0 && worst < 1e-8, "derivatives up to %.1f, "
                    "largest difference to two-sided differences %.0e",
                    largest, worst);
    failed += report(weights < 1e-15, "by the weights: largest difference to "
                     "e/w %.0e", weights, 0.0);
    failed += report(gradient < 1e-12, "the gradient that bundle_backward has "
                     "is eᵀ times it, to %.0e", gradient, 0.0);
    return failed;
}

/* -- the step -- */

/* Solves A s = b for a positive definite A, which is overwritten. */
static void solve(double A[UNKNOWNS][UNKNOWNS], double b[UNKNOWNS])
{
    int i, j, k;

    for (k = 0; k < UNKNOWNS; k++)
        for (i = k + 1; i < UNKNOWNS; i++) {
            const double factor = A[i][k] / A[k][k];

            for (j = k; j < UNKNOWNS && (factor < 0.0 || factor > 0.0); j++)
                A[i][j] -= factor * A[k][j];
            b[i] -= factor * b[k];
        }
    for (i = UNKNOWNS - 1; i >= 0; i--) {
        for (j = i + 1; j < UNKNOWNS; j++)
            b[i] -= A[i][j] * b[j];
        b[i] /= A[i][i];
    }
}

/* The unknown of column j of observation i: of its camera, then its point. */
static int column(const Problem *at, int i, int j)
{
    return j < PER_CAMERA ? at->cam[i] * PER_CAMERA + j
                          : CAMERAS + at->pt[i] * 3 + j - PER_CAMERA;
}

/* s of (JᵀJ + λ diag(JᵀJ)) s = -Jᵀe, made block by block. */
static void step_at(const Problem *at, double lambda, double s[UNKNOWNS])
{
    static double A[UNKNOWNS][UNKNOWNS];
    int i, d, j, k;

    memset(A, 0, sizeof A);
    memset(s, 0, UNKNOWNS * sizeof *s);
    for (i = 0; i < N; i++)
        for (d = 0; d < 2; d++)
            for (j = 0; j < PER_CAMERA + 3; j++) {
                const int u = column(at, i, j);
                const double by_u = derivative(at, i, d, u);

                s[u] -= by_u * at->e[i][d];
                for (k = 0; k < PER_CAMERA + 3; k++) {
                    const int v = column(at, i, k);

                    A[u][v] += by_u * derivative(at, i, d, v);
                }
            }
    for (j = 0; j < UNKNOWNS; j++)
        A[j][j] += lambda * A[j][j] + 1e-12;
    solve(A, s);
}

/* The root of the mean square of e. */
static double error_of(const Problem *at)
{
    return sqrt(2.0 * at->J / (2.0 * N));
}

static void adjust(Problem *at)
{
    static Problem next;
    double s[UNKNOWNS], lambda = 1e-2;
    int step, u;

    forward(at);
    printf("  start     error %.6f\n", error_of(at));
    for (step = 1; step <= 20; step++) {
        step_at(at, lambda, s);
        next = *at;
        for (u = 0; u < UNKNOWNS; u++)
            *unknown(&next.p, u) += s[u];
        forward(&next);
        if (next.J < at->J) {
            *at = next;
            lambda *= 0.2;
        } else {
            lambda *= 5.0;
        }
        if (step % 4 == 0)
            printf("  step %3d  error %.6f\n", step, error_of(at));
    }
}

int main(void)
{
    static Problem at;
    int failed;

    problem_read(&at);
    failed = check_blocks(&at);
    printf("\n%d cameras and %d points, seen with an error of 0.0005\n", (int)K,
           (int)M);
    adjust(&at);
    failed += report(error_of(&at) < 0.0005, "they explain what was seen with "
                     "an error of %.6f", error_of(&at), 0.0);
    return failed != 0;
}
