"""contender.py: a contender in PyTorch, which torch.c starts.

Inputs come as files in0, in1, … of the folder that is the argument, results go
to out0, out1, …; then each line of the standard input is a number of times to
compute, and the answer is the seconds that took.
"""
import re
import sys
import time

import torch

torch.set_num_threads(1)
folder = sys.argv[1]
size = {name: int(value) for name, value in re.findall(
    r"^ +fast_(\w+) = (\d+),?$", open(folder + "/fast.h").read(), re.M)}


def array(number, *shape, kind=torch.float32):
    """Input `number` as a tensor."""
    data = open(f"{folder}/in{number}", "rb").read()
    return torch.frombuffer(bytearray(data), dtype=kind).reshape(shape)


def params(data, *shapes):
    """The flat vector of params as tensors that are differentiated by."""
    at, found = 0, []
    for shape in shapes:
        count = int(torch.Size(shape).numel())
        part = data[at:at + count].reshape(shape).clone()
        found.append(part.requires_grad_())
        at += count
    return found


def serve(compute, results=None):
    """Answers: compute() is what is measured, results() gives the arrays of the
    results in their order; without it, compute() does."""
    for number, result in enumerate((results or compute)()):
        with open(f"{folder}/out{number}", "wb") as file:
            file.write(result.detach().contiguous().numpy().tobytes())
    for line in sys.stdin:
        start = time.thread_time()
        for _ in range(int(line)):
            compute()
        print(time.thread_time() - start, flush=True)
