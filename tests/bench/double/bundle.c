/* bundle.c: the residuals of a bundle adjustment and the blocks of their
 * Jacobian that are not 0. */
#include "bench.h"

#ifdef MODEL
#include MODEL_HEADER

void M(_run)(void *const *in, void *const *out);

static M(_infer_work) work;

void M(_run)(void *const *in, void *const *out)
{
    M(_infer)(in[0], (const real (*)[2])in[1], in[2], in[3], out[0], out[1],
              out[2], out[3], out[4], &work);
}

#else
#include "fast.h"

#include <math.h>

enum { N = fast_observations };

static void cross(const real a[3], const real b[3], real c[3])
{
    c[0] = a[1] * b[2] - a[2] * b[1];
    c[1] = a[2] * b[0] - a[0] * b[2];
    c[2] = a[0] * b[1] - a[1] * b[0];
}

/* y: x turned about r (Rodrigues); its derivatives by x and by r. */
static void turn(const real r[3], const real x[3], real y[3], real by_x[3][3],
                 real by_r[3][3])
{
    const real t = r[0] * r[0] + r[1] * r[1] + r[2] * r[2];
    const real angle = sqrt(t), c = cos(angle), s = sin(angle) / angle;
    const real m = (1 - c) / t, d_s = (c - s) / t, d_m = (s - 2 * m) / t;
    const real along = r[0] * x[0] + r[1] * x[1] + r[2] * x[2];
    real rx[3];
    int i, j;

    cross(r, x, rx);
    for (i = 0; i < 3; i++)
        y[i] = c * x[i] + s * rx[i] + m * along * r[i];
    for (i = 0; i < 3; i++)
        for (j = 0; j < 3; j++) {
            by_x[i][j] = m * r[i] * r[j];
            by_r[i][j] = r[j] * (d_s * rx[i] + d_m * along * r[i] - s * x[i])
                       + m * x[j] * r[i];
        }
    for (i = 0; i < 3; i++) {
        const int j = (i + 1) % 3, k = (i + 2) % 3;

        by_x[i][i] += c;
        by_x[i][j] -= s * r[k];
        by_x[i][k] += s * r[j];
        by_r[i][i] += m * along;
        by_r[i][j] += s * x[k];
        by_r[i][k] -= s * x[j];
    }
}

/* One observation: its residual e and the derivatives. */
static void observe(const fast_params *p, int i, int cam, int pt,
                    const real seen[2], real e[2], real by_camera[2][11],
                    real by_point[2][3], real by_w[2])
{
    const real f = p->f[cam], w = p->w[i];
    const real k0 = p->kappa[cam][0], k1 = p->kappa[cam][1];
    real x[3], y[3], by_x[3][3], by_r[3][3], u[2], d[2][3], s, g, d_g;
    int a, b, j;

    for (j = 0; j < 3; j++)
        x[j] = p->X[pt][j] - p->o[cam][j];
    turn(p->r[cam], x, y, by_x, by_r);
    u[0] = y[0] / y[2];
    u[1] = y[1] / y[2];
    s = u[0] * u[0] + u[1] * u[1];
    g = 1 + k0 * s + k1 * s * s;
    d_g = k0 + 2 * k1 * s;
    for (a = 0; a < 2; a++) {       /* of w f g(s) u by y */
        real by_u[2];

        for (b = 0; b < 2; b++)
            by_u[b] = w * f * ((a == b ? g : 0) + 2 * d_g * u[a] * u[b]);
        d[a][0] = by_u[0] / y[2];
        d[a][1] = by_u[1] / y[2];
        d[a][2] = -(by_u[0] * u[0] + by_u[1] * u[1]) / y[2];
    }
    for (a = 0; a < 2; a++) {
        for (j = 0; j < 3; j++) {
            by_camera[a][j] = d[a][0] * by_r[0][j] + d[a][1] * by_r[1][j]
                            + d[a][2] * by_r[2][j];
            by_point[a][j] = d[a][0] * by_x[0][j] + d[a][1] * by_x[1][j]
                           + d[a][2] * by_x[2][j];
            by_camera[a][3 + j] = -by_point[a][j];
        }
        by_camera[a][6] = w * g * u[a];
        by_camera[a][7] = a == 0 ? w : 0;
        by_camera[a][8] = a == 1 ? w : 0;
        by_camera[a][9] = w * f * s * u[a];
        by_camera[a][10] = w * f * s * s * u[a];
        by_w[a] = f * g * u[a] + p->x0[cam][a] - seen[a];
        e[a] = w * by_w[a];
    }
}

static void hand(void *const *in, void *const *out)
{
    const real (*seen)[2] = in[1];
    const int32_t *cam = in[2], *pt = in[3];
    real (*e)[2] = out[1], (*by_camera)[2][11] = out[2];
    real (*by_point)[2][3] = out[3], (*by_w)[2] = out[4], J = 0;
    int i;

    for (i = 0; i < N; i++) {
        observe(in[0], i, cam[i], pt[i], seen[i], e[i], by_camera[i],
                by_point[i], by_w[i]);
        J += e[i][0] * e[i][0] + e[i][1] * e[i][1];
    }
    *(real *)out[0] = J / 2;
}

Run fast_run, strict_run;

int main(int argc, char **argv)
{
    static fast_params p;
    const Row row = {
        .tolerance = 1e-11,
        .in = {{.name = "params", .count = fast_NPARAMS, .data = &p},
               {.name = "seen", .count = 2 * N, .low = -1, .high = 1},
               {.name = "cam", .count = N, .index = fast_cameras},
               {.name = "pt", .count = N, .index = fast_points}},
        .out = {{.name = "J", .count = 1},
                {.name = "e", .count = 2 * N},
                {.name = "Jc", .count = 22 * N},
                {.name = "Jx", .count = 6 * N},
                {.name = "Jw", .count = 2 * N}},
        .contender = {{.name = "ours, -Ofast", .run = fast_run},
                      {.name = "ours, strict", .run = strict_run},
                      {.name = "hand, scalar", .run = hand}}};
    int i, j;

    fast_init(&p, 1);
    for (i = 0; i < fast_cameras; i++)
        for (j = 0; j < 2; j++)
            p.kappa[i][j] = bench_draw((uint64_t)(2 * i + j), -0.01, 0.01);
    return bench_row(&row, argc, argv);
}
#endif
