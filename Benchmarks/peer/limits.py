#!/usr/bin/env python3
"""What this machine can do at all: fp32 matrix products and memory bandwidth, best of several, through PyTorch."""

import sys
import time
from pathlib import Path

import worker

sys.path.append(str(Path(__file__).resolve().parents[1]))
import needed

chosen = worker.arguments(__doc__)

import torch


def best_seconds(work, repetitions):
    work()
    worker.finished(chosen.device)
    seconds = []
    for _ in range(repetitions):
        start = time.perf_counter()
        work()
        worker.finished(chosen.device)
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def matmul_gflops(size, repetitions):
    a, b, out = (torch.rand(size, size, device=chosen.device) for _ in range(3))
    return 2 * size**3 / best_seconds(lambda: torch.mm(a, b, out=out), repetitions) / 1e9


ON_CPU = chosen.device == "cpu"
BYTES = 256 << 20 if ON_CPU else 4 << 30
SIZES = ((512, 20), (1024, 10), (2048, 3)) if ON_CPU else ((2048, 20), (4096, 10), (8192, 5))
source, target = (torch.rand(BYTES // 4, device=chosen.device) for _ in range(2))


def repetition():
    return {
        "matmul_gflops": {str(size): matmul_gflops(size, count) for size, count in SIZES},
        "read_bytes_per_second": BYTES / best_seconds(source.sum, 5),
        "copy_bytes_per_second": 2 * BYTES / best_seconds(lambda: target.copy_(source), 5),
        "device": "cpu" if ON_CPU else torch.cuda.get_device_name(0),
        "cache_bytes": needed.cache_bytes() if ON_CPU else torch.cuda.get_device_properties(0).L2_cache_size,
    }


worker.serve("limits", "", repetition, chosen.device, warm_ups=0)
