"""Runs programs as others do; one repetition a line 'run' (Benchmarks/README.md).

--setting isolated: one interpreter started for each program, in bubblewrap, as careful harnesses do.
--setting pebble: a ProcessPool without isolation that execs each program, asked one at a time with one worker, as the
Absolute Zero release asks its own (its executor maps a list of one program, with a timeout).
--setting pebble-batched: the same pool at its best, with --workers workers and the whole list at once.
"""

import argparse
import concurrent.futures
import json
import signal
import subprocess
import sys
import time
from pathlib import Path


def too_late(number, frame):
    raise TimeoutError


def within(seconds, call, *arguments):
    """Under an alarm, as the release has each of its calls beside the pool's own deadline."""
    before = signal.signal(signal.SIGALRM, too_late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return call(*arguments)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def execute(text):
    """All lines but the last are executed and the last is evaluated, as the Absolute Zero release does."""
    head, _, last = text.rpartition("\n")
    names = {}
    within(10, exec, head, names)
    return within(10, eval, last, names)


ISOLATED = [
    "bwrap", "--unshare-user", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv",
    "--ro-bind", "/usr", "/usr", "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64", "--tmpfs", "/tmp",
    "--chdir", "/tmp", "/usr/bin/python3", "-I", "-S", "-B", "-c",
]


def isolated(text):
    head, _, last = text.rpartition("\n")
    started = time.perf_counter()
    done = subprocess.run([*ISOLATED, f"{head}\nprint({last})"], capture_output=True, text=True, timeout=10)
    return done.stdout.strip() or done.stderr[-200:], (time.perf_counter() - started) * 1e3


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs", type=Path, required=True)
    parser.add_argument("--setting", choices=["isolated", "pebble", "pebble-batched"], required=True)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    texts = []
    for line in options.programs.read_text().splitlines():
        one = json.loads(line)
        texts.append(f"{one['source']}\nrepr({one['function']}(*{one['arguments']}))")

    if options.setting == "isolated":
        pool = concurrent.futures.ThreadPoolExecutor(options.workers)
        run = lambda: list(pool.map(isolated, texts))
    else:
        from pebble import ProcessPool
        pool = ProcessPool(max_workers=1 if options.setting == "pebble" else options.workers)

        def run():
            if options.setting == "pebble-batched":
                return [(value, None) for value in pool.map(execute, texts, timeout=10).result()]
            results = []
            for text in texts:
                started = time.perf_counter()
                value = next(pool.map(execute, [text], timeout=10).result())
                results.append((value, (time.perf_counter() - started) * 1e3))
            return results

    run()
    print(json.dumps({"ready": True, "task": "programs", "setting": options.setting}), flush=True)
    for line in sys.stdin:
        if line.strip() != "run":
            break
        started = time.perf_counter()
        results = run()
        seconds = time.perf_counter() - started
        print(json.dumps({"seconds": seconds, "programs": len(results), "milliseconds": [ms for _, ms in results if ms is not None],
                          "values": [value for value, _ in results]}), flush=True)
    if options.setting != "isolated":
        pool.stop()
        pool.join()


if __name__ == "__main__":
    main()
