#!/usr/bin/env python3
"""Times ours and the peers in turn on the same work; see Benchmarks/README.md. Standard library only."""

import argparse
import fcntl
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
from datetime import datetime, timezone
from pathlib import Path

import needed

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PYTHON = Path(os.environ.get("AUTODIDACT_BENCH_PYTHON", ROOT / ".venv-bench" / "bin" / "python"))
MODELS = ROOT / ".venv-bench" / "models"
TASKS = ["grpo-step", "generate-64", "generate-8", "generate-1", "train-step"]
LOCK = os.environ.get("AUTODIDACT_TIMING_LOCK", os.path.join(tempfile.gettempdir(), "autodidact-timing.lock"))


class Worker:
    """One process that does one repetition of its work a line."""

    def __init__(self, name, command, threads, patience):
        self.name, self.patience, self.answers = name, patience, []
        environment = dict(os.environ, OMP_NUM_THREADS=str(threads), MKL_NUM_THREADS=str(threads))
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True,
            bufsize=1, env=environment)
        self.ready = self._answer()
        if not self.ready.get("ready"):
            raise RuntimeError(f"{name}: expected a line with \"ready\": true, got {self.ready}")

    def run(self):
        self.process.stdin.write("run\n")
        self.process.stdin.flush()
        answer = self._answer()
        if "seconds" not in answer:
            raise RuntimeError(f"{self.name}: expected a line with \"seconds\", got {answer}")
        self.answers.append(answer)
        return answer

    def close(self):
        if self.process.poll() is None:
            self.process.stdin.close()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process.wait()
        self.log.close()

    def _answer(self):
        watch = threading.Timer(self.patience, self.process.kill)
        watch.start()
        try:
            line = self.process.stdout.readline()
        finally:
            watch.cancel()
        try:
            return json.loads(line)
        except json.JSONDecodeError:
            if line:
                raise RuntimeError(f"{self.name}: stdout must carry JSON lines only, got {line!r}") from None
            self.process.wait()
            self.log.seek(0)
            raise RuntimeError(f"{self.name}: ended with {self.process.returncode}\n{self.log.read()[-2000:]}") from None


def commands(task, model, options):
    """Name → command of every side of a task, ours first."""
    shared = ["--model", model, "--threads", options.threads, "--device", options.device]
    peer = lambda script, *more: [PYTHON, HERE / "peer" / script, *shared, *more]
    sides = {} if options.peers_only else {"autodidact": [options.ours, "bench", "worker", "--task", task, *shared]}
    if task == "grpo-step":
        for setting in options.settings:
            sides[f"TRL, {setting}"] = peer("grpo_step.py", "--setting", setting)
    elif task == "train-step":
        sides["transformers"] = peer("train_step.py")
    else:
        sides["transformers"] = peer("generate.py", "--task", task)
    return sides


def alternate(task, model, options):
    """Every side's answers, one repetition of each in turn; the order turns round from round to round."""
    workers, failures = [], {}
    try:
        for name, command in commands(task, model, options).items():
            try:
                workers.append(Worker(name, command, options.threads, options.patience))
            except (RuntimeError, OSError) as error:
                failures[name] = str(error).strip()
                print(f"  {name}: not measured: {failures[name]}", file=sys.stderr)
        for repetition in range(options.repetitions):
            for worker in workers if repetition % 2 == 0 else workers[::-1]:
                if worker.name in failures:
                    continue
                try:
                    print(f"  {worker.name}: {worker.run()['seconds']:.3f} s", file=sys.stderr)
                except (RuntimeError, OSError) as error:
                    failures[worker.name] = str(error).strip()
                    print(f"  {worker.name}: not measured: {failures[worker.name]}", file=sys.stderr)
        return {worker.name: worker.answers for worker in workers if worker.name not in failures}, failures
    finally:
        for worker in workers:
            worker.close()


def summarise(task, size, answers, failures, config, limits):
    """Medians, ratios to ours from pairs of one round, and the fraction of the limit."""
    limit = needed.limit_seconds(task, config, limits)
    ours = answers.get("autodidact")
    rows = []
    for name, runs in answers.items():
        seconds = [run["seconds"] for run in runs]
        median = statistics.median(seconds)
        rows.append({
            "task": task, "size": size, "side": name, "repetitions": len(runs), "median_seconds": median,
            "min_seconds": min(seconds), "max_seconds": max(seconds),
            "tokens_per_second": runs[0]["tokens"] / median if runs[0].get("tokens") else None,
            "peak_bytes": max((run.get("peak_bytes") or 0) for run in runs) or None,
            "limit_seconds": limit, "fraction_of_limit": limit / median,
            "times_ours": statistics.median(t / run["seconds"] for t, run in zip(seconds, ours)) if ours else None,
            "runs": runs,
        })
    return rows + [{"task": task, "size": size, "side": name, "failure": text} for name, text in failures.items()]


def machine_alone():
    """The lock that keeps other benchmarks away until it is closed, and the load that is there."""
    lock = open(LOCK, "a")
    print(f"waiting for {LOCK}", file=sys.stderr)
    fcntl.flock(lock, fcntl.LOCK_EX)
    load = os.getloadavg()[0]
    if load > 0.3:
        print(f"warning: the load is {load:.2f}; something else is running, so trust the ratios only", file=sys.stderr)
    return lock, load


def save(results, table, place):
    """The results as JSON and their table beside it; the table is printed too."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.with_suffix(".json").write_text(json.dumps(results, indent=1) + "\n")
    place.with_suffix(".md").write_text(table)
    print(table)
    print(place.with_suffix(".json"), file=sys.stderr)


def markdown(results):
    lines = [
        f"Measured {results['time']} on {results['machine']['processor']}, {results['machine']['threads']} threads, "
        f"device {results['machine']['device']}, "
        f"load {results['machine']['load_at_start']:.2f} at the start.",
        f"Limits: {max(results['limits']['matmul_gflops'].values()):.0f} GFLOP/s fp32, "
        f"{results['limits']['read_bytes_per_second'] / 1e9:.1f} GB/s read.", "",
        "| task | size | side | median s | min–max s | tokens/s | peak memory | of the limit | time over ours |",
        "|---|---|---|---:|---:|---:|---:|---:|---:|"]
    for row in results["rows"]:
        if "failure" in row:
            lines.append(f"| {row['task']} | {row['size']} | {row['side']} | not measured | | | | | |")
            continue
        memory = f"{row['peak_bytes'] / 1e9:.2f} GB" if row["peak_bytes"] else "not measured"
        ratio = f"{row['times_ours']:.2f}" if row["times_ours"] else "not measured"
        lines.append(
            f"| {row['task']} | {row['size']} | {row['side']} | {row['median_seconds']:.3f} | "
            f"{row['min_seconds']:.3f}–{row['max_seconds']:.3f} | {row['tokens_per_second'] or 0:,.0f} | {memory} | "
            f"{row['fraction_of_limit']:.0%} | {ratio} |")
    return "\n".join(lines) + "\n"


def processor():
    try:
        for line in open("/proc/cpuinfo"):
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", nargs="+", choices=TASKS, default=TASKS)
    parser.add_argument("--sizes", nargs="+", choices=["S0", "S1", "S2"], default=["S0", "S1"])
    parser.add_argument("--settings", nargs="+", choices=["defaults", "tuned", "micro8"], default=["defaults", "tuned", "micro8"])
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--patience", type=float, default=900, help="seconds a worker may take for one answer")
    parser.add_argument("--ours", type=Path, default=ROOT / ".build" / "release" / "autodidact")
    parser.add_argument("--peers-only", action="store_true")
    parser.add_argument("--results", type=Path, default=HERE / "results")
    options = parser.parse_args()
    if not PYTHON.exists():
        sys.exit("run.py: the peers are not installed; run Benchmarks/peer/setup")
    if options.repetitions < 1:
        parser.error(f"--repetitions {options.repetitions} measures nothing; use 1 or more")

    lock, load = machine_alone()
    absent = [size for size in options.sizes if not (MODELS / size / "model.safetensors").exists()]
    if absent:
        subprocess.run([PYTHON, HERE / "peer" / "make_models.py", MODELS, *absent], check=True)

    limiter = Worker(
        "limits", [PYTHON, HERE / "peer" / "limits.py", "--model", MODELS / options.sizes[0], "--threads", options.threads, "--device", options.device],
        options.threads, options.patience)
    limits = limiter.run()
    limiter.close()
    rows = []
    for size in options.sizes:
        config = json.loads((MODELS / size / "config.json").read_text())
        for task in options.tasks:
            print(f"{task}, {size}", file=sys.stderr)
            answers, failures = alternate(task, MODELS / size, options)
            rows += summarise(task, size, answers, failures, config, limits)

    now = datetime.now(timezone.utc)
    results = {
        "time": now.isoformat(timespec="seconds"), "limits": limits, "rows": rows,
        "machine": {"processor": processor(), "device": limits.get("device", "cpu"), "cores": os.cpu_count(), "threads": options.threads, "load_at_start": load},
    }
    save(results, markdown(results), options.results / f"{now:%Y%m%d-%H%M%S}")


if __name__ == "__main__":
    main()
