from pathlib import Path

import pytest

from site_builder.errors import ContentError
from site_builder.source import scan


def test_files_are_sorted_by_what_they_are(tmp_path: Path) -> None:
    digest = "a" * 64
    files = ["th/home.md", "th/news/index.md", "th/news/2026/a.md", "th/pages/b.md", "README.md",
             "taxonomy/topics.json", "redirects.json", f"media/{digest}/image.json",
             f"media/{digest}/a.jpg", ".git/config", "th/news/2026/.a.md.swp"]  # fmt: skip
    for file in files:
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    found = scan.scan(tmp_path, ("th",))
    kinds = {file: scan.kind_of(file, ("th",)) for file in found.files}
    assert kinds == {
        **dict.fromkeys(files[:4], "document"), "README.md": None,
        **dict.fromkeys(files[5:7], "data"), **dict.fromkeys(files[7:9], "media"),
    }  # fmt: skip
    assert scan.records_of_media(found.files) == [f"media/{digest}/image.json"]
    assert found.problems == []


@pytest.mark.parametrize(
    ("file", "severity"),
    [("th/blog/a.md", "error"), ("th/news/26/a.md", "error"), ("extra.json", "error"),
     ("th/news/2026/a.txt", "warning"), ("Thumbs.db", "warning")],
)  # fmt: skip
def test_strangers_are_reported(tmp_path: Path, file: str, severity: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    (problem,) = scan.scan(tmp_path, ("th",)).problems
    assert (problem.code, problem.file, problem.severity) == ("file.unknown", file, severity)


def test_no_content_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ContentError):
        scan.scan(tmp_path / "nowhere", ("th",))
