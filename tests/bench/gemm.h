/* gemm.h: a matrix product as an expert writes it by hand: both operands are
 * packed into panels, tiles of 6 × 2 vectors stay in registers (Goto and van
 * de Geijn 2008). */
#ifndef GEMM_H
#define GEMM_H

#include "bench.h"

/* A matrix that is read: element i, j is at data[i * row + j * column]. */
typedef struct Operand {
    const real *data;
    size_t row, column;
} Operand;

/* C[m, n] = A[m, k] B[k, n], or C += A B if `add`; C has rows of n. */
void gemm(int m, int n, int k, Operand A, Operand B, real *C, int add);

#endif
