#!/usr/bin/env python3
"""Times our sandboxed program runs and the ways others run programs, in turn; see Benchmarks/README.md."""

import argparse
import json
import os
import statistics
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path

from exercises import exercises
from run import HERE, PYTHON, ROOT, Worker, machine_alone, processor, save

SIDES = {
    "isolated": "one isolated interpreter a program",
    "pebble": "pebble, one at a time, as Absolute Zero asks it, not isolated",
    "pebble-batched": "pebble, all cores, whole list, not isolated",
}


def quantile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))] if values else None


def alternate(options, programs):
    shared = ["--programs", programs, "--workers", options.workers]
    commands = {"autodidact": [options.ours, "bench", "programs", *shared]}
    for side in SIDES:
        commands[side] = [options.python, HERE / "peer" / "run_programs.py", "--setting", side, *shared]
    workers, failures = [], {}
    try:
        for name, command in commands.items():
            try:
                workers.append(Worker(name, command, options.workers, options.patience))
            except (RuntimeError, OSError) as error:
                failures[name] = str(error).strip()
                print(f"  {name}: not measured: {failures[name]}", file=sys.stderr)
        for repetition in range(options.repetitions):
            for worker in workers if repetition % 2 == 0 else workers[::-1]:
                answer = worker.run()
                print(f"  {worker.name}: {answer['programs'] / answer['seconds']:,.0f} programs/s", file=sys.stderr)
        return {worker.name: worker.answers for worker in workers}, failures
    finally:
        for worker in workers:
            worker.close()


def summarise(answers, failures):
    ours = answers.get("autodidact")
    rows = []
    for name, runs in answers.items():
        rates = [run["programs"] / run["seconds"] for run in runs]
        latencies = [one for run in runs for one in run["milliseconds"]]
        wrong = sum(a != b for run in runs for a, b in zip(run["values"], runs[0]["values"]))
        rows.append({
            "side": name, "what": SIDES.get(name, "ours: isolated, a fork of a warm interpreter for each program"),
            "repetitions": len(runs), "programs": runs[0]["programs"], "median_per_second": statistics.median(rates),
            "min_per_second": min(rates), "max_per_second": max(rates), "p50_ms": quantile(latencies, 0.5),
            "p99_ms": quantile(latencies, 0.99), "unlike_the_first_run": wrong,
            "unlike_ours": sum(a != b for a, b in zip(runs[0]["values"], ours[0]["values"])) if ours else None,
            "ours_over_it": statistics.median(
                (own["programs"] / own["seconds"]) / rate for own, rate in zip(ours, rates)) if ours else None,
        })
    return rows + [{"side": name, "failure": text} for name, text in failures.items()]


def markdown(results):
    number = lambda value, form: "not measured" if value is None else format(value, form)
    lines = [
        f"Measured {results['time']} on {results['machine']['processor']}, {results['machine']['workers']} workers, "
        f"load {results['machine']['load_at_start']:.2f} at the start.", "",
        "| side | programs/s | min–max | p50 ms | p99 ms | ours over it |", "|---|---:|---:|---:|---:|---:|"]
    for row in results["rows"]:
        if "failure" in row:
            lines.append(f"| {row['side']} | not measured | | | | |")
            continue
        lines.append(
            f"| {row['what']} | {row['median_per_second']:,.0f} | {row['min_per_second']:,.0f}–{row['max_per_second']:,.0f} | "
            f"{number(row['p50_ms'], '.2f')} | {number(row['p99_ms'], '.2f')} | {number(row['ours_over_it'], '.2f')} |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=int, default=480, help="programs a repetition")
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--patience", type=float, default=300, help="seconds a worker may take for one answer")
    parser.add_argument("--ours", type=Path, default=ROOT / ".build" / "release" / "autodidact")
    parser.add_argument("--python", type=Path, default=PYTHON, help="an interpreter with pebble")
    parser.add_argument("--results", type=Path, default=HERE / "results")
    options = parser.parse_args()
    if not options.python.exists():
        sys.exit("programs.py: the peers are not installed; run Benchmarks/peer/setup")
    if options.repetitions < 1 or options.programs < 1:
        parser.error("--repetitions and --programs: 1 or more")
    lock, load = machine_alone()
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as programs:
        for one in exercises(options.programs):
            programs.write(json.dumps(one) + "\n")
        programs.flush()
        rows = summarise(*alternate(options, programs.name))
    now = datetime.now(timezone.utc)
    results = {
        "time": now.isoformat(timespec="seconds"), "benchmark": "programs", "rows": rows,
        "machine": {"processor": processor(), "cores": os.cpu_count(), "workers": options.workers, "load_at_start": load},
    }
    save(results, markdown(results), options.results / f"{now:%Y%m%d-%H%M%S}-programs")


if __name__ == "__main__":
    main()
