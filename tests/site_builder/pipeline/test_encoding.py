"""The encoder: what pages await goes first, uploads go ahead, and what fails ends no run."""

import json
from pathlib import Path

import pytest

from site_builder import config as configuration
from site_builder.config import BuildConfig
from site_builder.media import recipes
from site_builder.media.cache import Job, RenditionCache
from site_builder.pipeline import encoding, wanted
from tests.site_builder.sites import Site


@pytest.fixture
def config(site: Site, tmp_path: Path, monkeypatch) -> BuildConfig:
    monkeypatch.setenv("SITE_TOML", str(site.folder / "site.toml"))
    monkeypatch.setattr(encoding.os, "nice", lambda _increment: 0)
    return configuration.load(
        content=site.content, output=site.output, state=site.state,
        renditions=tmp_path / "renditions", jobs=1,
    )  # fmt: skip


@pytest.fixture
def order(monkeypatch) -> list[Job]:
    """The jobs in the order in which they were taken up."""
    taken: list[Job] = []
    make_next = encoding.cache.make_next

    def noted(renditions, take, *, processes):
        def note():
            job = take()
            taken.extend([job] if job else [])
            return job

        return make_next(renditions, note, processes=processes)

    monkeypatch.setattr(encoding.cache, "make_next", noted)
    return taken


def lacks(config: BuildConfig, digest: str, role: str) -> bool:
    wanted_ = recipes.renditions(digest, {"width": 64, "height": 40}, role)
    return bool(RenditionCache(config.renditions).lacks(digest, wanted_))


def test_what_pages_await_is_made_before_uploads(config, site, order) -> None:
    uploads = [site.picture(f"{number}.jpg") for number in range(9)]
    awaited = site.picture("z.jpg")
    wanted.set_ahead(config, uploads)
    wanted.set_awaited(config, [(awaited, "cover")])
    assert encoding.encode_wanted(config) == 10
    assert order[0].digest == awaited
    assert [job.digest for job in order].count(awaited) == 1
    assert not lacks(config, awaited, "cover")


def test_a_series_is_made_for_a_gallery_only(config, site) -> None:
    series = [site.picture(f"{number}.jpg") for number in range(5)]
    wanted.set_ahead(config, series)
    encoding.encode_wanted(config)
    assert not any(lacks(config, digest, "gallery") for digest in series)
    assert all(lacks(config, digest, "cover") for digest in series)


def test_a_picture_that_comes_alone_is_made_for_every_place(config, site) -> None:
    digest = site.picture()
    wanted.set_ahead(config, [digest])
    encoding.encode_wanted(config)
    assert not any(lacks(config, digest, role) for role in recipes.ROLES)


def test_what_is_wanted_meanwhile_is_taken_up(config, site, monkeypatch) -> None:
    first, second = site.picture("a.jpg"), site.picture("b.jpg")
    wanted.set_awaited(config, [(first, "gallery")])
    make_next = encoding.cache.make_next

    def meanwhile(*args, **kwargs):
        for fault in make_next(*args, **kwargs):
            wanted.set_awaited(config, [(first, "gallery"), (second, "gallery")])
            yield fault

    monkeypatch.setattr(encoding.cache, "make_next", meanwhile)
    assert encoding.encode_wanted(config) == 2
    assert not lacks(config, second, "gallery")


def test_what_was_taken_down_is_not_made_again(config, site) -> None:
    digest = site.picture()
    entry = {"deleted_at": "2026-11-24T09:00:00+07:00", "digest": digest, "kind": "withdrawn"}
    site.json("tombstones.json", {"media": [entry]})
    wanted.set_ahead(config, [digest])
    assert encoding.encode_wanted(config) == 0


def test_a_damaged_and_a_missing_picture_end_no_run(config, site) -> None:
    damaged, good = site.picture("a.jpg"), site.picture("b.jpg")
    (site.content / "media" / damaged / "a.jpg").write_bytes(b"x")
    wanted.set_ahead(config, [damaged, "a" * 64, good])
    encoding.encode_wanted(config)
    assert not lacks(config, good, "gallery")


@pytest.mark.parametrize(
    "content", ["[", "{}", '[1, ["x"], ["a", "b"]]', '[["%s", "no"]]' % ("a" * 64)]
)
def test_a_damaged_note_asks_for_nothing(config, content) -> None:
    config.state.mkdir(exist_ok=True)
    for name in ("awaited.json", "ahead.json"):
        (config.state / name).write_text(content)
    assert (wanted.awaited(config), wanted.ahead(config)) == ([], [])
    assert encoding.encode_wanted(config) == 0


def test_notes_come_back_as_they_were_made(config) -> None:
    wanted.set_awaited(config, {("b" * 64, "cover"), ("a" * 64, "gallery")})
    wanted.set_ahead(config, ["c" * 64, "a" * 64])
    assert wanted.awaited(config) == [("a" * 64, "gallery"), ("b" * 64, "cover")]
    assert wanted.ahead(config) == ["c" * 64, "a" * 64]
    assert json.loads((config.state / "ahead.json").read_text()) == ["c" * 64, "a" * 64]
