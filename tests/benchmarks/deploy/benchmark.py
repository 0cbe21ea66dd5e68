"""Deploys: what a change costs, by its size and by that of the site, beside `aws s3 sync`.

Both send the same trees to the same server on this machine (moto), which is slower than Amazon's and
nearer: ratios say something, seconds little. awscli comes from PyPI into a folder of its own.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import measure, report
from tests.benchmarks.deploy.tree import Tree
from tests.benchmarks.measure import Cost
from tests.site_builder.deploy import buckets

CHANGES = (10, 100, 2000)
SIZES = (1_000, 10_000, 100_000)
SITE = 10_000  # files, for changes of several sizes
ONE_STORY = 12  # files


@dataclass(frozen=True)
class Deployed:
    seconds: float
    cpu: float
    requests: int
    sent: int
    files: int


class DeployBenchmark:
    def __init__(self, folder: Path, cache: Path, sizes: Sequence[int] = SIZES) -> None:
        self.folder, self.cache, self.sizes = folder, cache, sizes

    def run(self) -> str:
        os.environ.update(buckets.CREDENTIALS)
        return "\n\n".join((self._changes(), self._one_story(), self._one_story_in_a_bucket()))

    def _changes(self) -> str:
        server, aws = buckets.moto(), self._awscli()
        try:
            tree, bucket = self._tree(SITE, "changes"), server.bucket()
            ours, theirs = f"s3://{bucket}/ours", f"s3://{bucket}/theirs"
            rows = [self._row("all", tree, server.url, ours, theirs, aws)]
            rows.append(self._row("nothing", tree, server.url, ours, theirs, aws))
            for files in CHANGES:
                tree.change(files)
                rows.append(self._row(f"{files:,}", tree, server.url, ours, theirs, aws))
        finally:
            server.stop()
        head = (
            "changed files", "sent files", "deploy s", "CPU s", "requests", "MiB sent",
            "aws s3 sync s", "CPU s", "deploy : aws",
        )  # fmt: skip
        return f"A site of {SITE:,} files.\n\n{report.table(head, rows)}"

    def _row(
        self, what: str, tree: Tree, endpoint: str, ours: str, theirs: str, aws: Path
    ) -> list[str]:
        made = deployed(tree, ours, endpoint)
        other = synchronised(tree, theirs, endpoint, aws)
        return [
            what, f"{made.files:,}", f"{made.seconds:.1f}", f"{made.cpu:.1f}",
            f"{made.requests:,}", f"{made.sent / 2**20:.2f}", f"{other.wall_seconds:.1f}",
            f"{other.cpu_seconds:.1f}", f"{made.seconds / other.wall_seconds:.2f}",
        ]  # fmt: skip

    def _one_story(self) -> str:
        rows = []
        for size in self.sizes:
            tree = self._tree(size, f"{size}")
            target = f"file://{self.folder}/public-{size}"
            first = deployed(tree, target)
            again = []
            for _ in range(3):
                tree.change(ONE_STORY)
                again.append(deployed(tree, target))
            one = sorted(again, key=lambda made: made.seconds)[1]
            rows.append(
                [f"{size:,}", f"{first.seconds:.1f}", f"{one.files}", f"{one.seconds:.2f}",
                 f"{one.cpu:.2f}", f"{one.requests}", f"{one.sent / 1024:.0f}"]
            )  # fmt: skip
        head = (
            "files on the target", "first deploy s", "files of one story", "deploy s", "CPU s",
            "calls of the store", "KiB written",
        )  # fmt: skip
        return f"One story, to a directory.\n\n{report.table(head, rows)}"

    def _one_story_in_a_bucket(self) -> str:
        server, aws = buckets.moto(), self._awscli()
        try:
            rows = [self._story_row(size, server, aws) for size in self.sizes]
        finally:
            server.stop()
        head = (
            "files on the target", "deploy s", "CPU s", "requests", "KiB sent", "aws s3 sync s",
            "CPU s", "deploy : aws",
        )  # fmt: skip
        return f"One story, to a bucket.\n\n{report.table(head, rows)}"

    def _story_row(self, size: int, server: buckets.Server, aws: Path) -> list[str]:
        """The median of three, each beside the other."""
        tree, bucket = self._tree(size, f"bucket-{size}"), server.bucket()
        ours, theirs = f"s3://{bucket}/ours", f"s3://{bucket}/theirs"
        deployed(tree, ours, server.url)
        synchronised(tree, theirs, server.url, aws)
        pairs = []
        for _ in range(3):
            tree.change(ONE_STORY)
            made = deployed(tree, ours, server.url)
            pairs.append((made, synchronised(tree, theirs, server.url, aws)))
        made, other = sorted(pairs, key=lambda pair: pair[0].seconds)[1]
        return [
            f"{size:,}", f"{made.seconds:.2f}", f"{made.cpu:.2f}", f"{made.requests}",
            f"{made.sent / 1024:.0f}", f"{other.wall_seconds:.1f}", f"{other.cpu_seconds:.1f}",
            f"{made.seconds / other.wall_seconds:.2f}",
        ]  # fmt: skip

    def _tree(self, size: int, name: str) -> Tree:
        tree = Tree(self.folder / f"tree-{name}", size)
        tree.folder.mkdir()
        tree.make()
        return tree

    def _awscli(self) -> Path:
        """Another version of botocore than ours: never in our environment."""
        place = self.cache / "awscli"
        if not (place / "bin/aws").exists():
            subprocess.run([sys.executable, "-m", "venv", place], check=True)
            pip = [place / "bin/python", "-m", "pip", "install", "--quiet", "awscli"]
            subprocess.run(pip, check=True)
        return place / "bin/aws"


def deployed(tree: Tree, url: str, endpoint: str = "") -> Deployed:
    command = [sys.executable, "-m", "tests.benchmarks.deploy.run", str(tree.folder), url]
    cost = measure.run([*command, endpoint] if endpoint else command, cwd=report.ROOT)
    said = json.loads(cost.stdout)
    return Deployed(cost.wall_seconds, cost.cpu_seconds, said["calls"], said["sent"], said["files"])


def synchronised(tree: Tree, url: str, endpoint: str, aws: Path) -> Cost:
    command = [str(aws), "s3", "sync", str(tree.output), url, "--delete", "--only-show-errors"]
    return measure.run([*command, "--endpoint-url", endpoint], cwd=report.ROOT)
