"""Hugo on the same corpus: cold builds, and its server after an edit."""

import os
import re
import shutil
import socket
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from contract.documents import Document
from tests.benchmarks import measure
from tests.benchmarks.incremental import snapshot, tasks, waiting
from tests.benchmarks.incremental.content import page_of
from tests.benchmarks.incremental.edits import Editor
from tests.benchmarks.incremental.fresh_builds import check
from tests.benchmarks.incremental.hugo_site import HugoSite
from tests.benchmarks.incremental.measurement import Measurement, middle, of_cost
from tests.benchmarks.incremental.resident import Resident
from tests.benchmarks.incremental.templates import EDITION, edit_template

PATIENCE_SECONDS = 900.0
PAUSE_SECONDS = 1.0
COLD_RUNS, COMPLETE_RUNS = 2, 3  # each renders the whole site
_READY, _TOTAL = "Web Server is available", re.compile(r"Total in (\d+) ms")
_TEMPLATE, _PLACE = "baseof.html", '<main class="main" id="main"'


class HugoBuilds:
    """`output` is on no disk; Hugo's own cache stands in `folder`."""

    def __init__(
        self, binary: Path, site: HugoSite, editor: Editor, folder: Path, output: Path,
        *, stories: int, runs: int,
    ) -> None:  # fmt: skip
        self.binary, self.site, self.editor = binary, site, editor
        self.output, self.stories, self.runs = output, stories, runs
        self.log = folder / "hugo-server.log"
        self.env = {"HUGO_CACHEDIR": str(folder / "hugo-cache")}

    def measure(self, *, templates: bool) -> Iterator[Measurement]:
        yield middle([self._cold() for _ in range(COLD_RUNS)])
        yield self._built(tasks.NOTHING)
        yield self._edited()
        yield from self._served()
        if templates:
            yield from self._served_complete()

    # In a process of its own

    def _cold(self) -> Measurement:
        shutil.rmtree(self.output, ignore_errors=True)
        return self._built(tasks.CLEAN)

    def _edited(self) -> Measurement:
        document = self.editor.edited()
        self.site.write(document)
        found = self._built(tasks.EDIT)
        check(page_of(self.output, document), self.editor.last_words)
        return found

    def _built(self, task: str) -> Measurement:
        before = snapshot.take(self.output)
        command = [self.binary, "--quiet", "--destination", self.output]
        cost = measure.run(command, cwd=self.site.folder, env=self.env)
        files = len(snapshot.written(before, snapshot.take(self.output)))
        return of_cost(tasks.HUGO, task, self.stories, cost, files=files)

    # As a server

    def _served(self) -> Iterator[Measurement]:
        """In its default mode, which renders what was edited and what was visited lately."""
        with self._server() as process:
            self._seen_edit(process, tasks.EDIT_RESIDENT)
            runs = [self._seen_edit(process, tasks.EDIT_RESIDENT) for _ in range(self.runs)]
            yield middle(runs)

    def _served_complete(self) -> Iterator[Measurement]:
        with self._server("--disableFastRender") as process:
            yield middle(
                [self._seen_edit(process, tasks.EDIT_COMPLETE) for _ in range(COMPLETE_RUNS)]
            )
            yield self._seen_template(process)

    def _server(self, *more: str) -> "_Server":
        port = _free_port()
        command = [self.binary, "server", "--port", str(port), "--destination", self.output, *more]
        env = {**os.environ, **self.env}
        return _Server(command, self.site.folder, self.log, env, f"http://127.0.0.1:{port}")

    def _seen_edit(self, process: "_Server", task: str) -> Measurement:
        document = self.editor.edited()
        words = self.editor.last_words.encode()
        process.fetch(document)  # whoever edits a page looks at it: it is among the visited

        def act() -> float:
            started = time.monotonic()
            self.site.write(document)
            waiting.until_it_says(page_of(self.output, document), words, PATIENCE_SECONDS)
            while words not in process.fetch(document):
                time.sleep(waiting.EVERY_SECONDS)
            return time.monotonic() - started

        return self._measured(process, task, act)

    def _seen_template(self, process: "_Server") -> Measurement:
        def act() -> float:
            done, started = process.builds(), time.monotonic()
            edit_template(self.site.folder / "layouts" / _TEMPLATE, _PLACE)
            process.until_built(done)
            return time.monotonic() - started

        found = self._measured(process, tasks.TEMPLATE_COMPLETE, act)
        check(page_of(self.output, self.editor.edited()), EDITION)
        return found

    def _measured(self, process: "_Server", task: str, act: Callable[[], float]) -> Measurement:
        time.sleep(PAUSE_SECONDS)
        before, (user, system) = snapshot.take(self.output), process.cpu_times()
        done = process.builds()
        seconds = act()
        process.until_built(done)
        user_after, system_after = process.cpu_times()
        return Measurement(
            tasks.HUGO,
            task,
            self.stories,
            seconds,
            user_after - user,
            system_after - system,
            process.peak_mib,
            len(snapshot.written(before, snapshot.take(self.output))),
            own_seconds=process.last_build_seconds(),
        )


class _Server(Resident):
    def __init__(
        self, command: list[str | Path], cwd: Path, log: Path, env: dict[str, str], address: str
    ) -> None:
        super().__init__(command, cwd, log, env)
        self.address = address

    def __enter__(self) -> "_Server":
        super().__enter__()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while _READY not in self.said():
            if time.monotonic() > deadline or self.process.poll() is not None:
                self.__exit__(None, None, None)
                raise waiting.NeverCame(f"Hugo's server does not start\n{self.said()}")
            time.sleep(0.05)
        return self

    def fetch(self, document: Document) -> bytes:
        with urllib.request.urlopen(self.address + document.url) as answer:
            page: bytes = answer.read()
            return page

    def builds(self) -> int:
        """How many it has made so far."""
        return len(_TOTAL.findall(self.said()))

    def until_built(self, before: int) -> None:
        """Until there are more than `before`."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.builds() <= before:
            if time.monotonic() > deadline:
                raise waiting.NeverCame(f"Hugo's server does not build\n{self.said()}")
            time.sleep(waiting.EVERY_SECONDS)

    def last_build_seconds(self) -> float:
        return int(_TOTAL.findall(self.said())[-1]) / 1000


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
