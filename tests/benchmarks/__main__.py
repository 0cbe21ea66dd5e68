"""`python -m tests.benchmarks [build|export|pictures|weight|event]`: measures, and prints what docs/benchmarks.md shows.

Scratch folders and encoded pictures stand in BENCHMARK_DIR (~/.cache/newsroom-benchmarks).
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from tests.benchmarks import report
from tests.benchmarks.build import BuildBenchmark
from tests.benchmarks.event import EventBenchmark
from tests.benchmarks.export import ExportBenchmark
from tests.benchmarks.pictures import DISTINCT, cache_folder
from tests.benchmarks.renditions import RenditionsBenchmark
from tests.benchmarks.weight import WeightBenchmark

BENCHMARKS = ("build", "export", "pictures", "weight", "event")


class Benchmark(Protocol):
    def run(self) -> str: ...


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="tests.benchmarks", description=__doc__)
    parser.add_argument("what", nargs="?", choices=BENCHMARKS, help="everything by default")
    parser.add_argument("--stories", type=int, default=10_000, metavar="N", help="in each locale")
    parser.add_argument("--pictures", type=int, default=DISTINCT, metavar="N", help="distinct ones")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    cache = cache_folder()
    cache.mkdir(parents=True, exist_ok=True)
    print(report.machine(), flush=True)
    for name in BENCHMARKS:
        if options.what in (None, name):
            print(f"measuring: {name} ...", file=sys.stderr)
            with tempfile.TemporaryDirectory(dir=cache, prefix=f"{name}-") as folder:
                print(f"\n{_benchmark(name, Path(folder), options).run()}", flush=True)
    return 0


def _benchmark(name: str, folder: Path, options: argparse.Namespace) -> Benchmark:
    if name == "pictures":
        return RenditionsBenchmark()
    if name == "weight":
        return WeightBenchmark(folder)
    if name == "event":
        return EventBenchmark(folder, seed=options.seed)
    corpus = BuildBenchmark if name == "build" else ExportBenchmark
    sizes = {"stories": options.stories, "shown": options.pictures, "seed": options.seed}
    return corpus(folder, **sizes)


if __name__ == "__main__":
    raise SystemExit(main())
