"""What pictures cost: CPU time for a photograph of 12 million pixels, by role."""

import time
from collections.abc import Callable
from io import BytesIO
from statistics import mean
from typing import Any

from PIL import Image

from cms.images.normalise import normalise
from site_builder.media import recipes
from site_builder.media.encode import renditions
from tests.benchmarks.photographs import photograph
from tests.benchmarks.report import table

SIZE = (4000, 3000)  # the largest that the newsroom keeps
COUNT = 3
USES = {
    "a cover": ("cover", "share"),
    "of a gallery": ("gallery", "tile"),
    "in a text": ("inline",),
}


class RenditionsBenchmark:
    """Each figure is the mean of `COUNT` photographs, made one after the other by one process."""

    def __init__(self) -> None:
        self.uploads = [_jpeg(photograph(number, SIZE)) for number in range(COUNT)]

    def run(self) -> str:
        """The results in Markdown."""
        kept, upload_seconds = self._timed(lambda raw: normalise(raw, max_side=max(SIZE)).raw)
        rows = [("upload, made plain", "", "", f"{upload_seconds:.2f}")]
        for role in recipes.ROLES:
            seconds, sizes = self._made(kept, role)
            rows.append((f"role {role}", len(sizes), _kb(sizes), f"{seconds:.2f}"))
        for use, roles in USES.items():
            seconds, sizes = self._made(kept, *roles)
            said = f"**a picture {use}**: {' and '.join(roles)}"
            rows.append((said, len(sizes), "", f"{seconds:.2f}"))
        head = ("what, decoding included", "files", "kB each", "CPU s a picture")
        title = f"### Pictures of {SIZE[0]} × {SIZE[1]}"
        return f"{title}\n\n{table(head, rows)}"

    def _made(self, pictures: list[bytes], *roles: str) -> tuple[float, list[float]]:
        """CPU seconds a picture, and the mean size of each rendition in bytes."""
        record = {"width": SIZE[0], "height": SIZE[1]}
        wanted = [r for role in roles for r in recipes.renditions("0" * 64, record, role)]

        def sizes(raw: bytes) -> list[int]:
            made = dict(renditions(raw, SIZE, wanted))
            return [len(made[rendition.name]) for rendition in wanted]

        made, seconds = self._timed(sizes, pictures)
        return seconds, [mean(of_one) for of_one in zip(*made, strict=True)]

    def _timed(
        self, work: Callable[[Any], Any], given: list[Any] | None = None
    ) -> tuple[list[Any], float]:
        """What the work makes of all, and its CPU seconds for one. By default of the uploads."""
        given = self.uploads if given is None else given
        since = time.process_time()
        made = [work(one) for one in given]
        return made, (time.process_time() - since) / len(given)


def _jpeg(picture: Image.Image) -> bytes:
    """As a phone writes it: with metadata, so that the newsroom encodes it anew."""
    exif = Image.Exif()
    exif[0x010F] = "Phone"
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=92, exif=exif)
    return stream.getvalue()


def _kb(sizes: list[float]) -> str:
    return ", ".join(f"{size / 1000:.0f}" for size in sizes)
