"""One deploy of a made tree, as a process of its own: `python -m tests.benchmarks.deploy.run FOLDER
URL [ENDPOINT]`. Says as JSON how long the deploy itself took, what it asked of the store, and what
it sent."""

import json
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from site_builder.deploy.deployment import Deployment, Wishes
from site_builder.deploy.mirror import Mirror
from site_builder.deploy.pointer import Hold
from site_builder.deploy.session import Session
from site_builder.deploy.stores.directory import DirectoryStore
from site_builder.deploy.stores.s3 import S3Store
from site_builder.deploy.target import Target
from tests.benchmarks.deploy.tree import URL
from tests.site_builder.deploy.towns import QUIET, MadeBuild


class Counting:
    """A store that counts its calls and the bytes that are sent."""

    def __init__(self, store: Any) -> None:
        self.store, self.calls, self.sent = store, 0, 0

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.store, name)
        if name not in ("read", "look", "write", "copy", "remove", "keys"):
            return found

        def call(*arguments: Any) -> Any:
            self.calls += 1
            if name == "write":
                self.sent += arguments[1].size
            return found(*arguments)

        return call


def main(folder: str, url: str, endpoint: str = "") -> None:
    started, cpu = time.monotonic(), time.process_time()
    with closing(Mirror(Path(folder, "mirror.sqlite"))) as mirror:
        target, inner = _opened(url, endpoint)
        with closing(inner):
            store = Counting(inner)
            hold = Hold(store, "benchmark/1")
            session = Session(target, store, mirror, hold, QUIET)
            outcome = Deployment(session, MadeBuild(Path(folder)), Wishes()).run()
    json.dump(
        {
            "seconds": time.monotonic() - started,
            "cpu": time.process_time() - cpu,
            "calls": store.calls,
            "sent": store.sent,
            "files": len(outcome.plan.puts),
        },
        sys.stdout,
    )


def _opened(url: str, endpoint: str) -> tuple[Target, Any]:
    if url.startswith("file://"):
        folder = Path(url.removeprefix("file://"))
        return Target(url, URL, folder=folder), DirectoryStore(folder)
    bucket, _, prefix = url.removeprefix("s3://").partition("/")
    target = Target(url, URL, bucket=bucket, prefix=prefix, endpoint_url=endpoint)
    return target, S3Store(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
