#!/usr/bin/env python3
"""What this machine can do at all: fp32 matrix products and memory bandwidth, best of several, through PyTorch."""

import time

import worker

chosen = worker.arguments(__doc__)

import torch


def best_seconds(work, repetitions):
    work()
    seconds = []
    for _ in range(repetitions):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def matmul_gflops(size, repetitions):
    a, b, out = torch.rand(size, size), torch.rand(size, size), torch.empty(size, size)
    return 2 * size**3 / best_seconds(lambda: torch.mm(a, b, out=out), repetitions) / 1e9


BYTES = 256 << 20
source, target = torch.rand(BYTES // 4), torch.empty(BYTES // 4)


def repetition():
    return {
        "matmul_gflops": {str(size): matmul_gflops(size, count) for size, count in ((512, 20), (1024, 10), (2048, 3))},
        "read_bytes_per_second": BYTES / best_seconds(source.sum, 5),
        "copy_bytes_per_second": 2 * BYTES / best_seconds(lambda: target.copy_(source), 5),
    }


worker.serve("limits", "", repetition, warm_ups=0)
