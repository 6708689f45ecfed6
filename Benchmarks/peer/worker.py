"""The workers' half of the protocol in Benchmarks/README.md, and the work that both sides agree on."""

import argparse
import json
import os
import resource
import sys
import time

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

GROUPS, GROUP_SIZE = 8, 8
PROMPT_TOKENS, COMPLETION_TOKENS = 64, 64
TEMPERATURE, BETA, LEARNING_RATE = 0.6, 0.001, 1e-6
TRAIN_ROWS, TRAIN_TOKENS = 16, 128
EOS = 2

# Whatever libraries print goes to stderr; stdout carries the protocol and nothing else.
_protocol = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)


def arguments(description, **choices):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--model", required=True, help="a folder made by make_models.py")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    for name, (values, default) in choices.items():
        parser.add_argument(f"--{name}", choices=values, default=default)
    chosen = parser.parse_args()
    import torch
    torch.set_num_threads(chosen.threads)
    torch.manual_seed(0)
    return chosen


def token(row, position, vocabulary):
    """Id of a position of a prompt or training row; the same arithmetic on every side. 0 to 2 are special."""
    return 3 + (row * 7919 + position * 104729) % (vocabulary - 3)


def rows(count, length, vocabulary):
    return [[token(row, position, vocabulary) for position in range(length)] for row in range(count)]


def say(**fields):
    print(json.dumps(fields), file=_protocol, flush=True)


def finished(device):
    """Waits until the device has done all it was asked to."""
    if device == "cuda":
        import torch
        torch.cuda.synchronize()


def peak_bytes(device):
    """Of the device's memory, or of the process's."""
    if device == "cuda":
        import torch
        return torch.cuda.max_memory_allocated()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def asked():
    """Waits for the next line; False when there are no more."""
    return sys.stdin.readline().strip() == "run"


def serve(task, setting, repetition, device="cpu", warm_ups=1):
    """Warms up, says so, then does one repetition a line. `repetition` returns the fields beside `seconds`."""
    for _ in range(warm_ups):
        repetition()
    say(ready=True, task=task, setting=setting)
    while asked():
        start = time.perf_counter()
        fields = repetition()
        finished(device)
        say(seconds=time.perf_counter() - start, peak_bytes=peak_bytes(device), **fields)
