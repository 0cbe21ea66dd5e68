"""What pictures cost: CPU time for a photograph of 12 million pixels, by role."""

import time
from collections.abc import Callable
from io import BytesIO
from statistics import mean
from typing import Any

from PIL import Image

from cms.images.normalise import normalise
from site_builder.media import recipes
from site_builder.media.encode import decoded, encoded
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
        pictures, decoding = self._timed(lambda raw: decoded(raw, SIZE), kept)
        costs = {role: self._role(role, pictures) for role in recipes.ROLES}
        rows = [("upload, made plain", "", "", f"{upload_seconds:.2f}")]
        rows += [("decoding for a build", "", "", f"{decoding:.2f}")]
        for role, (seconds, sizes) in costs.items():
            rows.append((f"role {role}", len(sizes), _kb(sizes), f"{seconds:.2f}"))
        for use, roles in USES.items():
            seconds = decoding + sum(costs[role][0] for role in roles)
            rows.append(
                (f"**a picture {use}**: decoding, {' and '.join(roles)}", "", "", f"{seconds:.2f}")
            )
        head = ("what", "files", "kB each", "CPU s a picture")
        title = f"### Pictures of {SIZE[0]} × {SIZE[1]}"
        return f"{title}\n\n{table(head, rows)}"

    def _role(self, role: str, pictures: list[Image.Image]) -> tuple[float, list[float]]:
        """CPU seconds a picture, and the mean size of each rendition in bytes."""
        record = {"width": SIZE[0], "height": SIZE[1]}
        wanted = recipes.renditions("0" * 64, record, role)
        made, seconds = self._timed(lambda p: [len(encoded(p, r)) for r in wanted], pictures)
        return seconds, [mean(sizes) for sizes in zip(*made, strict=True)]

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
