"""The build as a whole: what it writes, says and leaves alone."""

import json
import re
import shutil
import threading
import time
from pathlib import Path

import pytest

from contract.blocks import Block
from site_builder import cli
from site_builder.index.content.documents import Documents
from site_builder.pipeline import lock
from site_builder.progress import Reporter
from site_builder.rendering.engine import Renderer
from tests.site_builder.records import recorded
from tests.site_builder.sites import ROOT, Site


def test_the_summary_counts_and_goes_to_stderr(site: Site) -> None:
    site.document("story")
    built = site.build()
    assert built.stderr.startswith("Built 1 documents into ")
    assert built.report["counts"]["documents"] == 1
    assert built.report["counts"]["outputs"] == len(
        [p for p in site.output.rglob("*.*") if p.is_file() and p.name[0] != "."]
    )


def test_a_large_picture_that_only_a_gallery_uses_goes_out_in_pages_and_feeds(site: Site) -> None:
    digest = site.picture("large.jpg", (1800, 1200))
    site.document("story", Block("gallery", {"images": [{"image": digest}]}))
    built = site.build("--quiet")
    assert built.code == 0
    body = json.loads(site.text("th/feed.json"))["items"][0]["content_html"]
    shown = re.search(r'src="[^"]*?(/img/[^"]+-1280\.jpg)"', body)
    assert shown
    assert site.exists(shown[1].lstrip("/"))


def test_a_theme_may_show_a_picture_in_any_role(site: Site, tmp_path: Path) -> None:
    theme = tmp_path / "theme"
    shutil.copytree(ROOT / "themes" / "thungsong", theme)
    gallery = theme / "templates" / "components" / "feed_blocks" / "gallery.html"
    asking = gallery.read_text().replace('use.image, "gallery"', 'use.image, "inline"')
    gallery.write_text(asking)
    digest = site.picture("large.jpg", (1800, 1201))
    site.document("story", Block("gallery", {"images": [{"image": digest}]}))
    assert site.build("--quiet", "--theme", str(theme)).code == 0
    assert "-960.jpg" in site.text("th/feed.json")


def test_an_empty_content_folder_gives_a_site(site: Site) -> None:
    built = site.build("--quiet")
    assert built.code == 0
    assert site.exists("index.html")
    assert site.exists("th/news/feed.json")


def test_a_missing_content_folder_is_one_sentence(site: Site) -> None:
    site.build("--quiet")
    site.content.rename(site.folder / "elsewhere")
    built = site.build("--quiet")
    assert built.code == 1
    assert "There is no content folder" in built.stderr


def test_a_folder_with_other_files_is_never_taken_for_output(site: Site) -> None:
    site.build("--quiet")
    for path in (site.output / ".newsroom-output",):
        path.unlink()
    built = site.build("--quiet")
    assert built.code == 1
    assert "holds files that build.py did not write" in built.stderr


def test_what_no_build_wrote_is_swept_from_the_output(site: Site) -> None:
    site.build("--quiet")
    (site.output / "th" / "stranger").mkdir()
    (site.output / "th" / "stranger" / "x.html").write_text("x")
    (site.output / "link").symlink_to(site.folder)
    site.build("--quiet")
    assert not (site.output / "th" / "stranger").exists()
    assert not (site.output / "link").is_symlink()
    assert (site.folder / "site.toml").exists()


def test_every_output_is_recorded_with_what_it_shows(site: Site) -> None:
    digest = site.picture()
    site.document("story", Block("image", {"image": digest}))
    site.build("--quiet")
    found = recorded(site)
    files = {p.relative_to(site.output).as_posix() for p in site.output.rglob("*") if p.is_file()}
    assert set(found) == files - {".newsroom-output"}
    page = found["th/news/story/index.html"]
    assert [locale for _, locale in page.ids] == ["th"]
    assert [digest, "inline"] in page.media


def test_nothing_only_the_office_may_know_is_public(site: Site) -> None:
    digest = site.picture(consent="guardian_consent", minors=True, title="ชื่อภายใน")
    use = {"image": digest, "consent": "guardian_consent", "minors": True}
    shared = {"alt": "a", "consent": "guardian_consent", "minors": True}
    site.document("story", Block("gallery", {**shared, "images": [use]}), cover=use)
    assert site.build("--quiet").code == 0
    for path in [*site.output.rglob("*"), site.state / "index.sqlite"]:
        if path.is_file():
            data = path.read_bytes()
            assert b"guardian_consent" not in data, path
            assert b"minors" not in data, path


def test_only_pictures_that_a_page_shows_become_public(site: Site) -> None:
    site.picture("unused.jpg")
    site.attachment("unused.pdf")
    site.document("story")
    site.build("--quiet")
    assert not (site.output / "img").exists()
    assert not (site.output / "files").exists()


def test_a_build_during_an_export_waits_then_builds_what_is_valid(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.document("story")
    site.json("version.json", {"content_version": 4, "format": 1, "state": "writing"})
    monkeypatch.setattr("site_builder.config.BuildConfig.export_wait_seconds", 0.2, raising=False)
    monkeypatch.setattr(
        "site_builder.source.batch.time",
        type("Clock", (), {"monotonic": _Clock(), "sleep": lambda s: None}),
    )
    built = site.build("--quiet")
    assert (built.code, built.codes) == (3, ["content.writing"])
    assert site.exists("th/news/story/index.html")


class _Clock:
    """A clock on which every look costs ten seconds."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 10
        return self.now


def test_an_export_that_goes_on_meanwhile_is_gathered_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims, times = Documents.claims, []

    def claims_late(documents: Documents) -> object:
        if not times:
            site.document("late")
            site.json("version.json", {"content_version": 5, "format": 1, "state": "complete"})
        times.append(1)
        return claims(documents)

    site.json("version.json", {"content_version": 4, "format": 1, "state": "complete"})
    monkeypatch.setattr(Documents, "claims", claims_late)
    built = site.build("--quiet")
    assert len(times) == 2
    assert built.report["content_version"] == 5
    assert site.exists("th/news/late/index.html")


def test_an_office_that_publishes_all_the_time_sees_something_of_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from site_builder import pipeline

    gather, times = pipeline.gather, []

    def gather_late(*args: object, **options: object) -> object:
        times.append(1)
        version = {"content_version": 4 + len(times), "format": 1, "state": "complete"}
        site.json("version.json", version)
        return gather(*args, **options)

    site.document("story")
    monkeypatch.setattr(pipeline, "gather", gather_late)
    assert site.build("--quiet").code == 0
    assert len(times) == 3
    assert site.exists("th/news/story/index.html")


def test_one_build_at_a_time(tmp_path: Path) -> None:
    order: list[str] = []

    def second() -> None:
        with lock.held(tmp_path, Reporter(quiet=True)):
            order.append("second")

    with lock.held(tmp_path, Reporter(quiet=True)):
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.05)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--site-url", "javascript:x"], "url must be like"),
        (["--theme", "/nonexistent"], "is not a theme"),
    ],
)
def test_options_that_cannot_be_used_are_one_sentence(
    site: Site, options: list[str], words: str
) -> None:
    site.build("--quiet")
    built = site.build("--quiet", *options)
    assert built.code == 1
    assert words in built.stderr
    assert built.stderr.count("\n") == 1


def test_wrong_usage_exits_2(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], ["bogus"], ["build", "--jobs", "0"], ["build", "--bogus"]):
        with pytest.raises(SystemExit) as caught:
            cli.main(arguments)
        assert caught.value.code == 2
    assert "usage: build.py" in capsys.readouterr().err


def test_the_site_url_can_be_another(site: Site) -> None:
    site.document("story")
    site.build("--quiet", "--site-url", "https://preview.example/")
    assert 'href="https://preview.example/th/news/story/"' in site.text("th/news/story/index.html")
    feed = json.loads(site.text("th/feed.json"))
    assert feed["items"][0]["url"] == "https://preview.example/th/news/story/"
    assert feed["items"][0]["id"].startswith("tag:example.go.th,2026:")


def test_a_folder_that_cannot_be_written_is_one_sentence(site: Site) -> None:
    site.document("story", Block("image", {"image": site.picture()}))
    site.build("--quiet")
    (site.folder / "file").write_text("x")
    for option in ("--output", "--renditions"):
        built = site.build("--quiet", "--clean", option, str(site.folder / "file" / "below"))
        assert built.code == 1
        assert built.stderr.startswith("build.py: ")
        assert built.stderr.count("\n") == 1


def test_a_theme_without_texts_in_a_locale_is_one_sentence(site: Site) -> None:
    site.build("--quiet")
    site.configure(site.config.replace('code = "th"', 'code = "ms"'))
    built = site.build("--quiet")
    assert built.code == 1
    assert "no usable texts for locale 'ms'" in built.stderr
    assert built.stderr.count("\n") == 1


def test_no_page_names_a_file_that_is_not_there_yet(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = Block("attachments", {"files": [{"file": site.attachment()}]})
    gallery = Block("gallery", {"images": [{"image": site.picture("a.jpg")}]})
    site.document("story", files, gallery, cover={"image": site.picture("b.jpg")})
    render = Renderer.render

    def looked_at(*args, **kwargs):
        render(*args, **kwargs)
        page = site.text("th/news/story/index.html")
        named = re.findall(r"(?:img|files)/[0-9a-f]+[-/][^\" ,]+", page)
        assert len(named) > 10
        assert all(site.exists(name) for name in named)

    monkeypatch.setattr(Renderer, "render", looked_at)
    assert site.build("--quiet").code == 0
