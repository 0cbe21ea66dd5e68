"""Our builder as a process that stays (`build --watch`): from the writing of a file to its page."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from contract.documents import Document
from tests.benchmarks.incremental import snapshot, tasks, waiting
from tests.benchmarks.incremental.builder import Builder
from tests.benchmarks.incremental.content import ContentFolder, page_of
from tests.benchmarks.incremental.edits import Editor
from tests.benchmarks.incremental.measurement import Measurement, middle
from tests.benchmarks.incremental.resident import Resident
from tests.benchmarks.pictures import Picture
from tests.benchmarks.report import ROOT

PATIENCE_SECONDS = 900.0
FIRST_PATIENCE_SECONDS = 20.0
PAUSE_SECONDS = 1.0  # between two edits: the watcher is to be at rest
BESIDE_SECONDS = 0.1  # how long after the story with pictures another edit comes


class WatchedBuilds:
    def __init__(
        self, builder: Builder, content: ContentFolder, editor: Editor, stories: int, runs: int
    ) -> None:
        self.builder, self.content, self.editor = builder, content, editor
        self.stories, self.runs = stories, runs

    def measure(self, log: Path, pictures: Sequence[Picture] = ()) -> Iterator[Measurement]:
        """With `pictures`, a story that shows them too. The output folder must be built before."""
        before = waiting.stamp_of(self.builder.last_build)
        with Resident(self.builder.command("--watch"), ROOT, log) as process:
            self.process = process
            waiting.until_written(self.builder.last_build, before, PATIENCE_SECONDS)
            self._until_it_watches()
            yield middle([self._edited() for _ in range(self.runs)])
            if pictures:
                yield from self._with_pictures(pictures)

    def _until_it_watches(self) -> None:
        """A watcher that has just been started may miss the first edits."""
        for _ in range(5):
            time.sleep(PAUSE_SECONDS)
            document = self.editor.edited()
            self.content.publish([document])
            try:
                self._seen(document, FIRST_PATIENCE_SECONDS)
            except waiting.NeverCame:
                continue
            self._until_built()
            return
        raise waiting.NeverCame(f"the watcher takes no notice of edits\n{self.process.said()}")

    def _edited(self) -> Measurement:
        document = self.editor.edited()

        def act() -> float:
            started = self.content.publish([document])
            return self._seen(document) - started

        return self._measured(tasks.EDIT_RESIDENT, act)

    def _with_pictures(self, pictures: Sequence[Picture]) -> Iterator[Measurement]:
        """The story, and an edit of another page that comes right after it."""
        story = self.editor.new_story(pictures)
        edited, words, beside = self.editor.edited(), self._words(), list[float]()

        def act() -> float:
            with ThreadPoolExecutor(len(story)) as pool:
                started = self.content.publish(story, pictures)
                shown = [pool.submit(self._shows, page, len(pictures)) for page in story]
                time.sleep(BESIDE_SECONDS)
                edit_started = self.content.publish([edited])
                beside.append(waiting.until_it_says(self._page(edited), words, PATIENCE_SECONDS))
                beside.append(edit_started)
                return max(moment.result() for moment in shown) - started

        yield self._measured(tasks.FORTY_PICTURES, act)
        seen, edit_started = beside
        yield Measurement(tasks.NEWSROOM, tasks.EDIT_BESIDE, self.stories, seen - edit_started)

    def _measured(self, task: str, act: Callable[[], float]) -> Measurement:
        """`act` gives the seconds until pages were seen; CPU and files are those of the whole
        build. Pauses before it."""
        time.sleep(PAUSE_SECONDS)
        before, (user, system) = snapshot.take(self.builder.output), self.process.cpu_times()
        seconds = act()
        self._until_built()
        user_after, system_after = self.process.cpu_times()
        return Measurement(
            tasks.NEWSROOM,
            task,
            self.stories,
            seconds,
            user_after - user,
            system_after - system,
            self.process.peak_mib,
            len(snapshot.written(before, snapshot.take(self.builder.output))),
            **self.builder.figures(),
        )

    def _until_built(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.builder.said()["content_version"] < self.content.version:
            if time.monotonic() > deadline:
                raise waiting.NeverCame(f"the last batch was not built\n{self.process.said()}")
            time.sleep(0.01)

    def _words(self) -> bytes:
        return self.editor.last_words.encode()

    def _page(self, document: Document) -> Path:
        return page_of(self.builder.output, document)

    def _seen(self, document: Document, patience_seconds: float = PATIENCE_SECONDS) -> float:
        return waiting.until_it_says(self._page(document), self._words(), patience_seconds)

    def _shows(self, story: Document, pictures: int) -> float:
        page = self._page(story)
        return waiting.until_it_says(page, b"<picture", PATIENCE_SECONDS, times=pictures)
