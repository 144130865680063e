/* network.c: forward and backward of a network of dense layers, relu between
 * them, and cross-entropy: gradients of the mean loss by all params. */
#include "bench.h"

#ifdef MODEL
#include MODEL_HEADER

void M(_forward_run)(void *const *in, void *const *out);
void M(_backward_run)(void *const *in, void *const *out);
void M(_run)(void *const *in, void *const *out);

static M(_work) work;

void M(_forward_run)(void *const *in, void *const *out)
{
    M(_forward)(in[0], (const real (*)[M(_n)])in[1], in[2], out[0], &work);
}

void M(_backward_run)(void *const *in, void *const *out)
{
    real seed[M(_B)];
    int i;

    for (i = 0; i < M(_B); i++)
        seed[i] = (real)1 / M(_B);
    M(_backward)(in[0], (const real (*)[M(_n)])in[1], in[2], seed, out[1],
                 NULL, &work);
}

void M(_run)(void *const *in, void *const *out)
{
    M(_forward_run)(in, out);
    M(_backward_run)(in, out);
}

#else
#include "fast.h"
#include "gemm.h"

#include <math.h>
#ifdef BLAS
#include <cblas.h>
#endif

enum { B = fast_B, N = fast_n, H = fast_h, CLASSES = fast_classes };

/* The sizes of the layers, that of the input first. */
#ifdef DEEP
enum { LAYERS = 3 };
static const int size[LAYERS + 1] = {N, H, H, CLASSES};
#else
enum { LAYERS = 2 };
static const int size[LAYERS + 1] = {N, H, CLASSES};
#endif

typedef void Product(int m, int n, int k, Operand A, Operand B_, real *C,
                     int add);

static Operand plain(const real *data, int row)
{
    const Operand operand = {data, (size_t)row, 1};

    return operand;
}

static Operand transposed(const real *data, int row)
{
    const Operand operand = {data, 1, (size_t)row};

    return operand;
}

/* Where the matrix and then the bias of a layer begin. */
static size_t place(int layer)
{
    size_t at = 0;
    int l;

    for (l = 0; l < layer; l++)
        at += (size_t)size[l + 1] * (size_t)(size[l] + 1);
    return at;
}

static real unit[LAYERS + 1][B * H], slope[LAYERS + 1][B * H];

/* The losses, and in z their derivatives by the scores. */
static void losses(real *z, const int32_t *y, real *J)
{
    int i, j;

    for (i = 0; i < B; i++, z += CLASSES) {
        real most = z[0], sum = 0;
        const real score = z[y[i]];

        for (j = 1; j < CLASSES; j++)
            most = z[j] > most ? z[j] : most;
        for (j = 0; j < CLASSES; j++)
            sum += z[j] = expf(z[j] - most);
        J[i] = most + logf(sum) - score;
        for (j = 0; j < CLASSES; j++)
            z[j] *= 1 / (sum * B);
        z[y[i]] -= (real)1 / B;
    }
}

static void train(void *const *in, void *const *out, Product *product)
{
    const real *p = in[0];
    real *d_p = out[1];
    int l, i, j;

    for (l = 0; l < LAYERS; l++) {
        const int m = size[l + 1], n = size[l];
        const real *W = p + place(l), *b = W + (size_t)m * (size_t)n;
        real *u = l + 1 < LAYERS ? unit[l + 1] : slope[l + 1];

        for (i = 0; i < B; i++)
            for (j = 0; j < m; j++)
                u[i * m + j] = b[j];
        product(B, m, n, plain(l == 0 ? in[1] : unit[l], n), transposed(W, n),
                u, 1);
        if (l + 1 < LAYERS)
            for (i = 0; i < B * m; i++)
                u[i] = u[i] > 0 ? u[i] : 0;
    }
    losses(slope[LAYERS], in[2], out[0]);
    for (l = LAYERS - 1; l >= 0; l--) {
        const int m = size[l + 1], n = size[l];
        const real *d = slope[l + 1], *u = l == 0 ? in[1] : unit[l];
        real *d_W = d_p + place(l), *d_b = d_W + (size_t)m * (size_t)n;

        product(m, n, B, transposed(d, m), plain(u, n), d_W, 0);
        for (j = 0; j < m; j++)
            d_b[j] = 0;
        for (i = 0; i < B; i++)
            for (j = 0; j < m; j++)
                d_b[j] += d[i * m + j];
        if (l == 0)
            break;
        product(B, n, m, plain(d, m), plain(p + place(l), n), slope[l], 0);
        for (i = 0; i < B * n; i++)
            slope[l][i] = u[i] > 0 ? slope[l][i] : 0;
    }
}

static void hand(void *const *in, void *const *out)
{
    train(in, out, gemm);
}

#ifdef BLAS
static void product_blas(int m, int n, int k, Operand A, Operand C_, real *C,
                         int add)
{
    cblas_sgemm(CblasRowMajor, A.column == 1 ? CblasNoTrans : CblasTrans,
                C_.column == 1 ? CblasNoTrans : CblasTrans, m, n, k, 1, A.data,
                (int)(A.column == 1 ? A.row : A.column), C_.data,
                (int)(C_.column == 1 ? C_.row : C_.column), add ? 1 : 0, C, n);
}

static void hand_blas(void *const *in, void *const *out)
{
    train(in, out, product_blas);
}
#else
#define hand_blas NULL
#endif

Run fast_run, fast_forward_run, fast_backward_run;
Run strict_run, strict_forward_run, strict_backward_run;

int main(int argc, char **argv)
{
    static fast_params p;
    Row row = {
        .tolerance = 1e-5,
        .in = {{.name = "params", .count = fast_NPARAMS, .data = &p},
               {.name = "x", .count = (size_t)B * N, .low = 0, .high = 1},
               {.name = "y", .count = B, .index = CLASSES}},
        .out = {{.name = "J", .count = B},
                {.name = "d_p", .count = fast_NPARAMS}},
        .contender = {{"ours, -Ofast", fast_run, fast_forward_run,
                       fast_backward_run, NULL, NULL},
                      {"ours, strict", strict_run, strict_forward_run,
                       strict_backward_run, NULL, NULL},
                      {.name = "hand, tiled products", .run = hand},
                      {.name = "hand, OpenBLAS", .run = hand_blas}}};
    int l;

    fast_init(&p, 1);
    for (l = 0; l < LAYERS; l++)        /* forward, by W, and by the units */
        row.operations += (l == 0 ? 4.0 : 6.0) * B * size[l] * size[l + 1];
    return bench_row(&row, argc, argv);
}
#endif
