"""math-verify on the rows of a file: the peer of `autodidact bench verdicts`."""

import argparse
import json
import logging
import time

import worker

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--pairs", required=True)
options = parser.parse_args()

logging.disable(logging.CRITICAL)
from math_verify import parse, verify  # noqa: E402

rows = [json.loads(line) for line in open(options.pairs, encoding="utf-8")]


def repetition():
    milliseconds, right = [], 0
    for row in rows:
        start = time.perf_counter()
        right += verify(parse("$" + row["label"] + "$"), parse(row["completion"])) is True
        milliseconds.append((time.perf_counter() - start) * 1e3)
    milliseconds.sort()
    return {"verdicts": len(rows), "right": right, "p50_ms": milliseconds[len(rows) // 2], "p99_ms": milliseconds[len(rows) * 99 // 100]}


worker.serve("verdicts", "math-verify", repetition)
