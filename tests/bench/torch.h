/* torch.h: a contender in PyTorch, in a process of its own. */
#ifndef TORCH_H
#define TORCH_H

#include "bench.h"

typedef struct Torch Torch;

/* Starts the program that BENCH_TORCH names, gives it the inputs, and has it
 * compute once; NULL if there is none. */
Torch *torch_start(const Row *row, void *const *in);

/* What it computed as array k. */
void torch_result(Torch *torch, int k, void *data, size_t bytes);

/* The seconds that it takes to compute so many times. */
double torch_run(Torch *torch, int times);

#endif
