/* gemm.c: see gemm.h. */
#include "gemm.h"

#include <string.h>

enum { MR = 6, NR = 2 * LANES, KC = 256, MC = 12 * MR, NC = 64 * NR };

static real packed_A[MC * KC] __attribute__((aligned(64)));
static real packed_B[KC * NC] __attribute__((aligned(64)));

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

/* Panels of MR rows; what is missing of the last is 0. */
static void pack_A(int m, int k, Operand A)
{
    real *to = packed_A;
    int i, p, r;

    for (i = 0; i < m; i += MR)
        for (p = 0; p < k; p++)
            for (r = 0; r < MR; r++)
                *to++ = i + r < m ? A.data[(size_t)(i + r) * A.row
                                           + (size_t)p * A.column] : 0;
}

static void pack_B(int k, int n, Operand B)
{
    real *to = packed_B;
    int j, p, c;

    for (j = 0; j < n; j += NR)
        for (p = 0; p < k; p++, to += NR) {
            const real *from =
                B.data + (size_t)p * B.row + (size_t)j * B.column;

            if (B.column == 1 && j + NR <= n)
                memcpy(to, from, NR * sizeof *to);
            else
                for (c = 0; c < NR; c++)
                    to[c] = j + c < n ? from[(size_t)c * B.column] : 0;
        }
}

/* The tile of C at C, of which m × n are wanted. */
static void tile(int k, const real *a, const real *b, real *C, size_t row,
                 int m, int n, int add)
{
    vector c00 = {0}, c01 = {0}, c10 = {0}, c11 = {0}, c20 = {0}, c21 = {0},
           c30 = {0}, c31 = {0}, c40 = {0}, c41 = {0}, c50 = {0}, c51 = {0};
    real rest[MR * NR] __attribute__((aligned(64)));
    real *to = m == MR && n == NR ? C : rest;
    const size_t step = to == C ? row : NR;
    int p, i, j;

    for (p = 0; p < k; p++, a += MR, b += NR) {
        const vector x = *(const vector *)b, y = *(const vector *)(b + LANES);

        c00 += a[0] * x, c01 += a[0] * y, c10 += a[1] * x, c11 += a[1] * y;
        c20 += a[2] * x, c21 += a[2] * y, c30 += a[3] * x, c31 += a[3] * y;
        c40 += a[4] * x, c41 += a[4] * y, c50 += a[5] * x, c51 += a[5] * y;
    }
#define PUT(i, x, y)                                                           \
    do {                                                                       \
        loose *const at = (loose *)(to + (i) * step);                          \
        if (add && to == C)                                                    \
            at[0] += x, at[1] += y;                                            \
        else                                                                   \
            at[0] = x, at[1] = y;                                              \
    } while (0)
    PUT(0, c00, c01); PUT(1, c10, c11); PUT(2, c20, c21);
    PUT(3, c30, c31); PUT(4, c40, c41); PUT(5, c50, c51);
#undef PUT
    if (to == rest)
        for (i = 0; i < m; i++)
            for (j = 0; j < n; j++)
                C[(size_t)i * row + (size_t)j] =
                    (add ? C[(size_t)i * row + (size_t)j] : 0)
                    + rest[i * NR + j];
}

/* A block of A times a block of B, both packed. */
static void block(int m, int n, int k, real *C, size_t row, int add)
{
    int i, j;

    for (j = 0; j < n; j += NR)
        for (i = 0; i < m; i += MR)
            tile(k, packed_A + (size_t)i * (size_t)k,
                 packed_B + (size_t)j * (size_t)k,
                 C + (size_t)i * row + j, row, smaller(MR, m - i),
                 smaller(NR, n - j), add);
}

void gemm(int m, int n, int k, Operand A, Operand B, real *C, int add)
{
    int i, j, p;

    for (j = 0; j < n; j += NC)
        for (p = 0; p < k; p += KC) {
            const int some = smaller(KC, k - p), wide = smaller(NC, n - j);
            const Operand b = {B.data + (size_t)p * B.row
                                   + (size_t)j * B.column, B.row, B.column};

            pack_B(some, wide, b);
            for (i = 0; i < m; i += MC) {
                const int high = smaller(MC, m - i);
                const Operand a = {A.data + (size_t)i * A.row
                                       + (size_t)p * A.column, A.row, A.column};

                pack_A(high, some, a);
                block(high, wide, some, C + (size_t)i * (size_t)n + j,
                      (size_t)n, add || p > 0);
            }
        }
}
