#!/usr/bin/env python3
"""Self-play on the seed model: validated tasks a second, steps an hour, and where the time goes.

    python3 Benchmarks/self_play.py [--steps 20]

Prints a table; writes JSON and the table to Benchmarks/results/. No peer runs on such a machine: the release of Absolute Zero
wants two GPUs of 80 GB for its smallest model.
"""
import argparse
import datetime
import json
import pathlib
import statistics
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=20)
    steps = parser.parse_args().steps
    with tempfile.TemporaryDirectory() as runs:
        subprocess.run(
            [ROOT / ".build/release/autodidact", "train", "absolute-zero", "--recipe", "recipes/absolute-zero-seed.yaml",
             "--name", "bench", "--runs", runs, "--controls", "none", "--set", f"training.max_steps={steps}",
             "--set", "training.eval_steps=0", "--set", "data.heldout=null"],
            cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        rows = [json.loads(line)["metrics"] for line in (pathlib.Path(runs) / "bench/metrics.jsonl").open()]
    median = lambda name: statistics.median(row[name] for row in rows)
    step = median("step_time")
    result = {
        "measured": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "steps": steps,
        "step_seconds": step,
        "steps_per_hour": 3600 / step,
        "valid_tasks_per_second": median("tasks/valid") / step,
        "programs_per_second": median("execution/programs") / step,
        "share_sampling": (median("time/sampling") - median("time/execution_wait")) / step,
        "share_waiting_for_interpreter": (median("time/execution_wait") + median("time/verification")) / step,
        "share_update": median("time/update") / step,
        "interpreter_worker_seconds_per_step": median("time/execution_workers"),
    }
    table = "\n".join(
        [f"Measured {result['measured']}, self-play on the seed model, medians of {steps} steps.", "", "| figure | value |", "|---|---:|"]
        + [f"| {name.replace('_', ' ')} | {value:.3g} |" for name, value in result.items() if isinstance(value, float)])
    place = ROOT / "Benchmarks/results" / f"self-play-{datetime.datetime.now():%Y%m%d-%H%M%S}"
    place.with_suffix(".json").write_text(json.dumps(result, indent=2) + "\n")
    place.with_suffix(".md").write_text(table + "\n")
    print(table)


if __name__ == "__main__":
    main()
