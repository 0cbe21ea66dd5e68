"""Our builder, a new process for each build: clean, without a change, and after one."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from contract.documents import Document
from tests.benchmarks.incremental import snapshot, tasks
from tests.benchmarks.incremental.builder import Builder
from tests.benchmarks.incremental.content import ContentFolder, page_of
from tests.benchmarks.incremental.edits import Editor
from tests.benchmarks.incremental.measurement import Measurement, middle, of_cost
from tests.benchmarks.incremental.templates import EDITION, edit_template

# Template of our theme, and what its edit stands behind.
TEMPLATES = {
    tasks.STORY_TEMPLATE: ("article.html", '<article class="story wrap"'),
    tasks.EVERY_TEMPLATE: ("base.html", '<main class="main" id="main"'),
}


class WrongPage(Exception):
    """A build ended, but its page does not say what it should."""


def check(page: Path, words: str) -> None:
    """Raises WrongPage: a figure of a build that did not do its work is none."""
    if not page.is_file() or words not in page.read_text(encoding="utf-8"):
        raise WrongPage(f"{page} does not say {words!r}")


class FreshBuilds:
    """`story_changed` is what the last new story changed in the output folder."""

    def __init__(
        self, builder: Builder, content: ContentFolder, editor: Editor, stories: int, runs: int
    ) -> None:
        self.builder, self.content, self.editor = builder, content, editor
        self.stories, self.runs = stories, runs
        self.story_changed: list[str] = []

    def measure(self, *, templates: bool) -> Iterator[Measurement]:
        yield self._clean()
        yield middle([self._built(tasks.NOTHING) for _ in range(self.runs)])
        yield middle([self._edited() for _ in range(self.runs)])
        self._new_story()  # it may be the first of its month, which changes more
        yield middle([self._new_story() for _ in range(self.runs)])
        if templates:
            for task, (template, place) in TEMPLATES.items():
                yield self._template(task, template, place)

    def _clean(self) -> Measurement:
        self.builder.forget()
        return self._built(tasks.CLEAN, more=("--clean",))

    def _edited(self) -> Measurement:
        document = self.editor.edited()
        self.content.publish([document])
        return self._built(tasks.EDIT, self._says(document))

    def _new_story(self) -> Measurement:
        story = self.editor.new_story()
        self.content.publish(story)
        return self._built(tasks.STORY, self._says(*story))

    def _template(self, task: str, template: str, place: str) -> Measurement:
        edit_template(self.builder.folders["theme"] / "templates" / template, place)
        page = page_of(self.builder.output, self.editor.edited())
        return self._built(task, lambda: check(page, EDITION))

    def _says(self, *documents: Document) -> Callable[[], None]:
        words = self.editor.last_words

        def look() -> None:
            for document in documents:
                check(page_of(self.builder.output, document), words)

        return look

    def _built(
        self, task: str, look: Callable[[], None] = lambda: None, more: tuple[str, ...] = ()
    ) -> Measurement:
        output = self.builder.output
        before = snapshot.take(output)
        cost = self.builder.build(*more)
        look()
        changed = snapshot.written(before, snapshot.take(output))
        if task == tasks.STORY:
            self.story_changed = changed
        figures: dict[str, Any] = self.builder.figures() | {"files": len(changed)}
        return of_cost(tasks.NEWSROOM, task, self.stories, cost, **figures)
