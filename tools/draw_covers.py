"""Draws the cover pictures of the starter content.

    python -m tools.draw_covers FOLDER [NAME ...]

writes FOLDER/<name>.jpg, and as FOLDER/<name>.json what its record says of the file itself. The
pictures in content/media/ were made by this program; they are the truth, because another version of
Pillow may write other bytes.
"""

import argparse
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image

from contract import pictures, records
from tools.covers import objects, places
from tools.covers.canvas import Canvas

SCENES: dict[str, Callable[[], Canvas]] = {
    "app-and-conversation": objects.phone,
    "town-at-sunrise": places.town,
    "rosette-and-laurel": objects.rosette,
    "river-and-drop": places.river,
    "market-stall": places.market,
    "lotus-pattern": objects.lotus,
    "checklist": objects.checklist,
    "open-book": objects.book,
    "bins-by-the-river": places.bins,
    "shophouses-and-train": places.railway,
    "linked-information": objects.network,
    "three-circles": objects.circles,
}


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Draw the cover pictures of the starter content.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these; all when left out")
    options = parser.parse_args(argv)
    if unknown := set(options.names) - set(SCENES):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(SCENES)}")
    options.folder.mkdir(parents=True, exist_ok=True)
    for name in options.names or SCENES:
        _write(options.folder / f"{name}.jpg", SCENES[name]().jpeg())
    return 0


def _write(file: Path, raw: bytes) -> None:
    file.write_bytes(raw)
    picture = pictures.pixels(Image.open(BytesIO(raw)))
    colour = pictures.mean_colour(picture)
    width, height = picture.size
    record = {"colour": colour, "file": file.name, "height": height, "width": width}
    file.with_suffix(".json").write_text(records.dump(record), "utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
