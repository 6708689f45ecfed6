#!/usr/bin/env python3
"""Times our native maths grader and math-verify on the same completions, in turn, one core each; see Benchmarks/README.md."""

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path

import run

FILLER = (
    "Let us work it out step by step. We first write down what is known, $a = {a}$ and $b = {b}$, so that $a + b = {c}$. "
    "Then we use the identity $(a+b)^2 = a^2 + 2ab + b^2$ and simplify. Nothing else is needed, since every other case is symmetric. ")


def pairs(count):
    """Label and completion, right and wrong in turn: numbers, fractions, roots, formulas, tuples, sets, intervals, matrices, words."""
    draw = random.Random(7)
    kinds = [
        lambda a, b: (str(a), str(a), str(a + 1)),
        lambda a, b: (f"{a}.5", f"\\frac{{{2 * a + 1}}}{{2}}", f"\\frac{{{2 * a + 3}}}{{2}}"),
        lambda a, b: (f"\\frac{{{a}}}{{{a * b + 1}}}", f"{a}/{a * b + 1}", f"{a}/{a * b + 2}"),
        lambda a, b: (f"{a}\\sqrt{{{b}}}", f"\\sqrt{{{a * a * b}}}", f"\\sqrt{{{a * a * b + 1}}}"),
        lambda a, b: (f"x^2+{a + b}x+{a * b}", f"(x+{a})(x+{b})", f"(x+{a})(x-{b})"),
        lambda a, b: (f"({a},{b})", f"\\left({a}, {b}\\right)", f"({b + a},{a})"),
        lambda a, b: (f"\\{{{a},{a + b}\\}}", f"\\{{{a + b},{a}\\}}", f"\\{{{a},{b + a + 1}\\}}"),
        lambda a, b: (f"[{a},{a + b})", f"\\left[{a}, {a + b}\\right)", f"({a},{a + b})"),
        lambda a, b: (f"\\begin{{pmatrix}}{a}&{b}\\\\0&1\\end{{pmatrix}}", f"\\begin{{bmatrix}}{a} & {b} \\\\ 0 & 1\\end{{bmatrix}}", f"\\begin{{pmatrix}}{b}&{a + 1}\\\\0&1\\end{{pmatrix}}"),
        lambda a, b: (f"{a}\\pi", f"\\pi \\cdot {a}", f"{a + 1}\\pi"),
        lambda a, b: (f"y={a}x+{b}", f"y-{a}x={b}", f"y={b}x+{a + b}"),
        lambda a, b: (f"{a}\\%", f"{a}\\%", f"{a + 1}\\%"),
    ]
    rows = []
    for index in range(count):
        a, b = draw.randint(2, 30), draw.randint(2, 30)
        label, right, wrong = kinds[index % len(kinds)](a, b)
        answer = right if (index // len(kinds)) % 2 == 0 else wrong
        rows.append({"label": label, "completion": FILLER.format(a=a, b=b, c=a + b) * 2 + f"Therefore the answer is $\\boxed{{{answer}}}$."})
    return rows


def peer_python(options):
    """The peers' own environment, else any Python beside the copy that `scripts/setup` unpacked."""
    unpacked = run.ROOT / ".deps" / "math-verify"
    if run.PYTHON.exists():
        return run.PYTHON
    if (unpacked / "math_verify").exists():
        os.environ["PYTHONPATH"] = str(unpacked)
        return sys.executable
    sys.exit("verdicts.py: math-verify is not installed; run Benchmarks/peer/setup or scripts/setup")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=240)
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--patience", type=float, default=900, help="seconds a worker may take for one answer")
    parser.add_argument("--ours", type=Path, default=run.ROOT / ".build" / "release" / "autodidact")
    parser.add_argument("--results", type=Path, default=run.HERE / "results")
    options = parser.parse_args()
    if options.rows < 1 or options.repetitions < 1:
        parser.error("--rows and --repetitions must be 1 or more")
    python = peer_python(options)
    lock, load = run.machine_alone()
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for row in pairs(options.rows):
            file.write(json.dumps(row) + "\n")
        file.flush()
        workers = []
        try:
            workers.append(run.Worker("autodidact, native", [options.ours, "bench", "verdicts", "--pairs", file.name], 1, options.patience))
            workers.append(run.Worker("math-verify", [python, run.HERE / "peer" / "verdicts.py", "--pairs", file.name], 1, options.patience))
            for repetition in range(options.repetitions):
                for worker in workers if repetition % 2 == 0 else workers[::-1]:
                    print(f"  {worker.name}: {worker.run()['seconds']:.4f} s", file=sys.stderr)
        finally:
            for worker in workers:
                worker.close()

    ours = workers[0].answers
    rows = []
    for worker in workers:
        runs = worker.answers
        median = statistics.median(answer["seconds"] for answer in runs)
        rows.append({
            "side": worker.name, "repetitions": len(runs), "median_seconds": median, "verdicts": runs[0]["verdicts"],
            "right": runs[0]["right"], "verdicts_per_second": runs[0]["verdicts"] / median,
            "p50_ms": statistics.median(answer["p50_ms"] for answer in runs), "p99_ms": statistics.median(answer["p99_ms"] for answer in runs),
            "peak_bytes": max(answer["peak_bytes"] for answer in runs),
            "times_ours": statistics.median(answer["seconds"] / own["seconds"] for answer, own in zip(runs, ours)), "runs": runs,
        })
    now = datetime.now(timezone.utc)
    results = {
        "time": now.isoformat(timespec="seconds"), "task": "verdicts", "rows": rows,
        "machine": {"processor": run.processor(), "cores": os.cpu_count(), "threads": 1, "load_at_start": load},
    }
    lines = [
        f"Measured {results['time']} on {results['machine']['processor']}, one core a side, load {load:.2f} at the start.", "",
        "| side | verdicts/s | p50 ms | p99 ms | right | peak memory | time over ours |", "|---|---:|---:|---:|---:|---:|---:|"]
    for row in rows:
        lines.append(
            f"| {row['side']} | {row['verdicts_per_second']:,.0f} | {row['p50_ms']:.4f} | {row['p99_ms']:.4f} | {row['right']} of {row['verdicts']} | "
            f"{row['peak_bytes'] / 1e6:.0f} MB | {row['times_ours']:.1f} |")
    run.save(results, "\n".join(lines) + "\n", options.results / f"{now:%Y%m%d-%H%M%S}-verdicts")


if __name__ == "__main__":
    main()
