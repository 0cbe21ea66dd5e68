"""The program behind the cover pictures. It is run as a user runs it: it is no part of the site."""

import json
import subprocess
import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-B", "-m", "tools.draw_covers"]


def draw(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_drawing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        assert draw(str(tmp_path / folder), "checklist").returncode == 0

    first, second = tmp_path / "one" / "checklist.jpg", tmp_path / "two" / "checklist.jpg"
    assert first.read_bytes() == second.read_bytes()
    with Image.open(first) as picture:
        assert picture.size == (1600, 1000)


def test_every_cover_of_the_starter_content_can_be_drawn(tmp_path: Path) -> None:
    kept = {file.stem for file in (ROOT / "content").glob("media/*/*.jpg")}

    assert draw(str(tmp_path)).returncode == 0
    assert {file.stem for file in tmp_path.glob("*.jpg")} == kept
    for file in (ROOT / "content").glob("media/*/image.json"):
        record = json.loads(file.read_text("utf-8"))
        drawn = json.loads((tmp_path / record["file"]).with_suffix(".json").read_text("utf-8"))
        assert record == record | drawn


def test_unknown_name_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    result = draw(str(tmp_path), "no-such-scene")

    assert result.returncode == 2
    assert "no-such-scene" in result.stderr
    assert "checklist" in result.stderr
