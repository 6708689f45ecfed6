#!/usr/bin/env python3
"""Writes Tests/Fixtures/parquet and the fuzzer's seeds: tiny Parquet files of every kind that the import must read or refuse.

    PYTHONPATH=.deps/parquet /usr/bin/python3 -B scripts/make-parquet-fixtures.py

The problems in them are ours. The same pyarrow writes the same bytes.
"""

import datetime
import decimal
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "Tests" / "Fixtures" / "parquet"
SEEDS = ROOT / "Fuzzing" / "Seeds" / "parquet"


def write(name, table, **options):
    settings = dict(compression="none", store_schema=False, write_statistics=False, use_dictionary=False)
    pq.write_table(table, FIXTURES / f"{name}.parquet", **{**settings, **options})


def verl():
    """verl's columns; the first row twice, as files that fill a batch have it."""
    sums = [("1 + 1 = ?", "2", 7), ("1 + 1 = ?", "2", 7), ("3 + 4 = ?", "7", 8)]
    chat = pa.list_(pa.struct([("content", pa.string()), ("role", pa.string())]))
    return pa.table({
        "data_source": pa.array(["sums"] * 3),
        "prompt": pa.array([[{"role": "system", "content": "Add."}, {"role": "user", "content": q}] for q, _, _ in sums], chat),
        "reward_model": pa.array([{"ground_truth": a, "style": "rule"} for _, a, _ in sums]),
        "extra_info": pa.array([{"index": i, "split": "train"} for _, _, i in sums]),
    })


def types():
    """A value of each type that is read, and a row of nulls."""
    half_past = datetime.datetime(2024, 2, 29, 12, 30, 0, 250000)
    columns = {
        "question": (pa.string(), "a\u2028b\u00e9\U0001F600\n\"\\"),
        "flag": (pa.bool_(), True),
        "long": (pa.int64(), 2**53 + 1),
        "least": (pa.int64(), -(2**63)),
        "huge": (pa.uint64(), 2**64 - 1),
        "ratio": (pa.float64(), 0.1),
        "single": (pa.float32(), 0.1),
        "nan": (pa.float64(), float("nan")),
        "endless": (pa.float64(), float("-inf")),
        "price": (pa.decimal128(38, 2), decimal.Decimal("123456789012345678901234567890.10")),
        "count": (pa.decimal128(38, 0), decimal.Decimal("123456789012345678901234567890")),
        "day": (pa.date32(), datetime.date(1969, 12, 31)),
        "moment": (pa.timestamp("us"), half_past),
        "instant": (pa.timestamp("ms", "UTC"), half_past),
        "fine": (pa.timestamp("ns"), 1),
        "clock": (pa.time64("us"), datetime.time(23, 59, 59, 1)),
        "raw": (pa.binary(), b"\xff\x00"),
        "list": (pa.list_(pa.list_(pa.int32())), [[1, None], [], None]),
        "map": (pa.map_(pa.string(), pa.int32()), [("b", 1), ("a", None)]),
        "nest": (pa.struct([("x", pa.struct([("y", pa.string())])), ("z", pa.int8())]), {"x": {"y": "deep"}, "z": None}),
    }
    return pa.table({name: pa.array([value, None], kind) for name, (kind, value) in columns.items()})


def arc():
    """ARC's columns as the Hugging Face hub has them: one object with two lists."""
    choices = [{"text": ["ice", "fire"], "label": ["A", "B"]}, {"text": ["one", "two", "three"], "label": ["1", "2", "3"]}]
    kind = pa.struct([("text", pa.list_(pa.string())), ("label", pa.list_(pa.string()))])
    return pa.table({
        "id": ["hot", "most"], "question": ["What is hot?", "Which is most?"], "choices": pa.array(choices, kind), "answerKey": ["B", "3"],
    })


def main():
    for folder in (FIXTURES, SEEDS):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    pair = {"question": ["1 + 1 = ?", "2 + 2 = ?"], "answer": ["2", "4"]}
    write("pair", pa.table(pair))
    write("snappy", pa.table({"question": [f"{n} + 1 = ?" for n in range(40)], "answer": list(range(1, 41))}), compression="snappy", use_dictionary=True)
    write("verl", verl())
    write("types", types())
    write("arc", arc())
    write("scored", pa.table({"label": ["1/2", "3"], "completion": ["\\boxed{0.5}", "\\boxed{4}"], "correct": [True, False]}))
    write("empty", pa.table({"question": pa.array([], pa.string()), "answer": pa.array([], pa.string())}))
    write("unlabelled", pa.table({"question": ["a", "b"], "answer": ["1", None]}))
    # What is refused, each with its place.
    numbered = pa.map_(pa.int32(), pa.string())
    write("numbered-map", pa.table({"question": ["a"], "extra": pa.array([[(1, "x")]], numbered)}))
    write("repeated-name", pa.table({"question": ["a", "b"], "extra": pa.array([[("k", 1)], [("k", 1), ("k", 2)]], pa.map_(pa.string(), pa.int32()))}))
    write("far-date", pa.table({"question": ["a", "b"], "when": pa.array([0, 2**30], pa.int32()).view(pa.date32())}))
    write("not-utf8", pa.table({"question": pa.array([b"a", b"\xff"], pa.binary()).view(pa.string())}))
    duplicated = pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["question", "question"])
    write("two-columns-of-a-name", duplicated)
    # A few hundred bytes that are gigabytes when unpacked: rows without end, a list without end, text without end.
    write("many-rows", pa.table({"question": pa.nulls(10_000_001, pa.string())}), compression="zstd", use_dictionary=True, data_page_size=1 << 30, row_group_size=20_000_000, write_batch_size=1 << 24, max_rows_per_page=1 << 30)
    write("long-list", pa.table({"question": ["a"], "extra": pa.array([[None] * 50_000_000], pa.list_(pa.int8()))}), compression="zstd", data_page_size=1 << 30)
    text = pa.DictionaryArray.from_arrays(pa.array([0] * 20_000, pa.int32()), ["x" * 999])
    write("much-text", pa.table({"question": text}), use_dictionary=True, compression="zstd")
    for name in ("pair", "snappy", "verl", "types", "numbered-map", "empty"):
        shutil.copy(FIXTURES / f"{name}.parquet", SEEDS / name)
    for file in sorted(FIXTURES.iterdir()):
        print(file.stat().st_size, file.name)


if __name__ == "__main__":
    main()
