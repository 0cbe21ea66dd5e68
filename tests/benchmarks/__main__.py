"""`python -m tests.benchmarks [build|export]`: measures, and prints what docs/benchmarks.md shows.

Scratch folders and encoded pictures stand in BENCHMARK_DIR (~/.cache/newsroom-benchmarks).
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks import report
from tests.benchmarks.build import BuildBenchmark
from tests.benchmarks.export import ExportBenchmark
from tests.benchmarks.pictures import DISTINCT, cache_folder

BENCHMARKS = {"build": BuildBenchmark, "export": ExportBenchmark}


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
    for name, benchmark in BENCHMARKS.items():
        if options.what in (None, name):
            print(f"measuring: {name} ...", file=sys.stderr)
            with tempfile.TemporaryDirectory(dir=cache, prefix=f"{name}-") as folder:
                sizes = {"stories": options.stories, "shown": options.pictures}
                measured = benchmark(Path(folder), seed=options.seed, **sizes)
                print(f"\n{measured.run()}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
