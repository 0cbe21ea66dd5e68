"""`python -m tests.benchmarks [build|export|pictures|weight|event|deploy|incremental]`: measures, and
prints what docs/benchmarks.md shows. `incremental` runs only when it is named: it takes an hour.

Scratch folders, encoded pictures and Hugo stand in BENCHMARK_DIR (~/.cache/newsroom-benchmarks).
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from tests.benchmarks import report
from tests.benchmarks.build import BuildBenchmark
from tests.benchmarks.deploy.benchmark import SIZES as DEPLOYED
from tests.benchmarks.deploy.benchmark import DeployBenchmark
from tests.benchmarks.event import EventBenchmark
from tests.benchmarks.export import ExportBenchmark
from tests.benchmarks.incremental.benchmark import ENGINES, SIZES, IncrementalBenchmark
from tests.benchmarks.pictures import DISTINCT, cache_folder
from tests.benchmarks.renditions import RenditionsBenchmark
from tests.benchmarks.weight import WeightBenchmark

BENCHMARKS = ("build", "export", "pictures", "weight", "event", "deploy")
INCREMENTAL = "incremental"
STORIES = 10_000
PLOT = report.ROOT / "docs" / "benchmarks-incremental.svg"


class Benchmark(Protocol):
    def run(self) -> str: ...


def main(argv: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(argv)
    cache = cache_folder()
    cache.mkdir(parents=True, exist_ok=True)
    print(report.machine(), flush=True)
    for name in (*BENCHMARKS, INCREMENTAL):
        if options.what == name or (options.what is None and name in BENCHMARKS):
            print(f"measuring: {name} ...", file=sys.stderr)
            with tempfile.TemporaryDirectory(dir=cache, prefix=f"{name}-") as folder:
                print(f"\n{_benchmark(name, Path(folder), options).run()}", flush=True)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tests.benchmarks", description=__doc__)
    known = (*BENCHMARKS, INCREMENTAL)
    parser.add_argument("what", nargs="?", choices=known, help=f"all but {INCREMENTAL} by default")
    parser.add_argument(
        "--stories", type=int, nargs="+", metavar="N", help="in each locale; several of incremental"
    )
    parser.add_argument("--pictures", type=int, default=DISTINCT, metavar="N", help="distinct ones")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--files", type=int, nargs="+", default=DEPLOYED, metavar="N", help="on a target"
    )
    only = parser.add_argument_group(INCREMENTAL)
    only.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    only.add_argument(
        "--whole", type=int, default=STORIES, metavar="N",
        help="the largest size with edited templates and Pelican, which take long",
    )  # fmt: skip
    only.add_argument(
        "--beside", type=int, default=max(SIZES), metavar="N",
        help="the largest size with Hugo, which takes hours there",
    )  # fmt: skip
    only.add_argument("--plot", type=Path, default=PLOT, metavar="FILE", help="an SVG")
    return parser


def _benchmark(name: str, folder: Path, options: argparse.Namespace) -> Benchmark:
    if name == "pictures":
        return RenditionsBenchmark()
    if name == "weight":
        return WeightBenchmark(folder)
    if name == "event":
        return EventBenchmark(folder, seed=options.seed)
    if name == "deploy":
        return DeployBenchmark(folder, cache_folder(), options.files)
    if name == INCREMENTAL:
        return IncrementalBenchmark(
            folder,
            sizes=options.stories or SIZES,
            seed=options.seed,
            shown=options.pictures,
            engines=options.engines,
            whole=options.whole,
            beside=options.beside,
            plot_file=options.plot,
        )
    corpus = BuildBenchmark if name == "build" else ExportBenchmark
    (stories,) = options.stories or (STORIES,)
    return corpus(folder, stories=stories, shown=options.pictures, seed=options.seed)


if __name__ == "__main__":
    raise SystemExit(main())
