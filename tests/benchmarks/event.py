"""Forty photographs of an event: from the upload to the page, in a newsroom that runs."""

import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.office import PATIENCE_SECONDS, Editor, MeasuredOffice
from tests.benchmarks.photographs import AVERAGE, photograph
from tests.benchmarks.report import Aim, aims, table
from tests.office import wait

PICTURES = 40
SIZE = (4000, 3000)  # of a phone's photograph, in pixels
COLD_SECONDS, WARM_SECONDS = 15.0, 3.0
ALT = "ตลาดเช้า"


@dataclass(frozen=True)
class Story:
    """How long after its publication a story's text and all of its pictures were on the site."""

    label: str
    text_seconds: float
    pictures_seconds: float
    cpu_seconds: float

    def row(self) -> list[str]:
        times = (self.text_seconds, self.pictures_seconds, self.cpu_seconds)
        return [self.label, *(f"{seconds:.1f}" for seconds in times)]


class EventBenchmark:
    """Publishes three stories with the same pictures: right after their upload, again, and again
    without their renditions."""

    def __init__(self, folder: Path, *, seed: int) -> None:
        self.office = MeasuredOffice(folder)
        self.files = [_photograph(folder, seed * 1000 + number) for number in range(PICTURES)]

    def run(self) -> str:
        """The results in Markdown."""
        with self.office:
            self.editor = Editor(self.office)
            pictures, uploaded = self._upload()
            stories = [
                self._publish("right after the upload", "first", pictures),
                self._publish("renditions warm", "second", pictures),
                self._publish("renditions cold", "third", pictures, cold=True),
            ]
        size = sum(file.stat().st_size for file in self.files) / len(self.files) / 1e6
        return "\n\n".join([
            f"### A story with {PICTURES} photographs of 12 megapixels ({size:.1f} MB each)",
            f"Upload: {uploaded}.",
            table(("story", "text after s", "pictures after s", "CPU s"), [s.row() for s in stories]),
            aims([
                Aim("cold", stories[2].pictures_seconds, COLD_SECONDS, "s"),
                Aim("warm", stories[1].pictures_seconds, WARM_SECONDS, "s"),
            ]),
        ])  # fmt: skip

    def _upload(self) -> tuple[list[int], str]:
        self.starter = {*self._renditions()}
        started, before = time.monotonic(), self.office.cpu_seconds()
        found = [self.editor.upload(file.name, file.read_bytes()) for file in self.files]
        seconds, cpu = time.monotonic() - started, self.office.cpu_seconds() - before
        return found, f"{seconds:.1f} s, {cpu:.1f} s of CPU, the encoder beside it included"

    def _publish(self, label: str, slug: str, pictures: list[int], *, cold: bool = False) -> Story:
        if cold:
            for picture in {*self._renditions()} - self.starter:
                shutil.rmtree(picture)
        print(f"  {label} ...", file=sys.stderr)
        path = f"/th/news/{slug}/"
        started, before = time.monotonic(), self.office.cpu_seconds()
        self.editor.publish(f"งานประเพณี {slug}", slug, pictures, ALT)
        wait(lambda: self.office.page(path), PATIENCE_SECONDS, self.office.said)
        text = time.monotonic() - started
        wait(lambda: self._is_whole(path), PATIENCE_SECONDS, self.office.said)
        whole = time.monotonic() - started
        time.sleep(1)  # what still runs counts too
        return Story(label, text, whole, self.office.cpu_seconds() - before)

    def _renditions(self) -> Iterator[Path]:
        """The folders of the cache, one a picture."""
        return (self.office.data / "renditions").iterdir()

    def _is_whole(self, path: str) -> bool:
        """All pictures of the gallery, and the cover."""
        return self.office.page(path).count("<picture") > PICTURES


def _photograph(folder: Path, number: int) -> Path:
    file = folder / f"IMG_{number:04}.jpg"
    photograph(number, SIZE, AVERAGE).save(file, "JPEG", quality=90)
    return file
