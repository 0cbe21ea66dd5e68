"""A dry run tells exactly what a build changes, and writes nothing."""

import io
import json
import shutil
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

import pytest

from contract.blocks import Block
from site_builder import cli
from tests.site_builder.sites import Site, tree


@pytest.fixture
def town(make_site, monkeypatch: pytest.MonkeyPatch) -> Site:
    site: Site = make_site(bilingual=True)
    for number in range(8):
        site.document(
            f"story-{number}", date=f"2026-{number + 1:02d}-05T09:00:00+07:00", topics=["water"]
        )
    site.build("--quiet")
    monkeypatch.setenv("SITE_TOML", str(site.folder / "site.toml"))
    return site


@pytest.fixture
def overlay(town: Site) -> Site:
    """A site of which only the content counts: what would be exported."""
    made = Site(town.folder.parent / "overlay", town.renditions, bilingual=True)
    shutil.rmtree(made.content)
    return made


def dry_run(site: Site, overlay: Site | None = None) -> tuple[int, dict[str, Any]]:
    over = ["--overlay", str(overlay.content)] if overlay else []
    stdout, stderr = io.StringIO(), io.StringIO()
    with redirect_stdout(stdout), redirect_stderr(stderr):
        code = cli.main(site.arguments("--dry-run", *over))
    return code, json.loads(stdout.getvalue()) if stdout.getvalue() else {
        "error": stderr.getvalue()
    }


def changes(site: Site) -> dict[str, str]:
    """What a real build changes."""
    before = tree(site.output)
    site.build("--quiet")
    after = tree(site.output)
    moved = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    return {
        path: "added" if path not in before else "removed" if path not in after else "changed"
        for path in moved
    }


def foretold(found: dict[str, Any]) -> dict[str, str]:
    return {output["path"]: output["change"] for output in found["outputs"]}


def export(overlay: Site, site: Site) -> None:
    shutil.copytree(overlay.content, site.content, dirs_exist_ok=True)


def body(overlay: Site) -> None:
    overlay.document(
        "story-3", Block("text", "แก้แล้ว"), date="2026-04-05T09:00:00+07:00", topics=["water"]
    )


def new_story_with_a_picture(overlay: Site) -> None:
    gallery = Block("gallery", {"images": [{"image": overlay.picture("new.jpg"), "alt": "ป้าย"}]})
    overlay.document("new", gallery, date="2026-10-05T09:00:00+07:00", topics=["roads"])


def translation(overlay: Site) -> None:
    overlay.document("story-3", locale="en", date="2026-04-05T09:00:00+07:00")


def other_address(overlay: Site) -> None:
    overlay.document("fresh", date="2026-04-05T09:00:00+07:00", id=id_of("story-3"),
                     modified="2026-11-24T09:00:00.000001+07:00")  # fmt: skip
    overlay.json("redirects.json", [{"from": "/th/news/story-3/", "to": "/th/news/fresh/"}])


def renamed_topic(overlay: Site) -> None:
    overlay.json("taxonomy/topics.json", {"water": {"name": {"th": "น้ำและคลอง"}}})


def id_of(slug: str) -> str:
    from tests.site_builder.sites import document

    return str(document(slug).front["id"])


@pytest.mark.parametrize(
    "edit", [body, new_story_with_a_picture, translation, other_address, renamed_topic],
    ids=lambda edit: edit.__name__,
)  # fmt: skip
def test_it_foretells_what_the_build_after_the_export_changes(
    town: Site, overlay: Site, edit
) -> None:
    edit(overlay)
    before = tree(town.folder)
    code, found = dry_run(town, overlay)
    assert code == 0, found["problems"]
    assert {p: d for p, d in tree(town.folder).items() if "sqlite" not in p} == {
        p: d for p, d in before.items() if "sqlite" not in p
    }
    export(overlay, town)
    assert foretold(found) == changes(town)


def test_without_an_overlay_it_foretells_the_next_build(town: Site) -> None:
    town.document("story-3", title="ชื่อใหม่", date="2026-04-05T09:00:00+07:00")
    (town.content / "th/news/2026/story-5.md").unlink()
    _, found = dry_run(town)
    assert foretold(found) == changes(town)


def test_a_second_dry_run_finds_the_same(town: Site, overlay: Site) -> None:
    new_story_with_a_picture(overlay)
    assert dry_run(town, overlay) == dry_run(town, overlay)


def test_what_would_be_left_out_is_told(town: Site, overlay: Site) -> None:
    overlay.write("th/news/2026/bad.md", "---\n")
    overlay.document("lost", Block("image", {"image": "a" * 64, "alt": "ป้าย"}))
    code, found = dry_run(town, overlay)
    assert code == 3
    assert {problem["file"] for problem in found["problems"]} == {
        "th/news/2026/bad.md", "th/news/2026/lost.md",
    }  # fmt: skip
    assert found["outputs"] == []


def test_a_broken_story_keeps_its_last_good_version_after_a_dry_run(
    town: Site, overlay: Site
) -> None:
    """Nothing of a trial stays in the store of last good versions either."""
    overlay.document("story-3", title="จากการทดลอง", date="2026-04-05T09:00:00+07:00")
    dry_run(town, overlay)
    town.write("th/news/2026/story-3.md", "---\n")
    town.build("--quiet")
    assert "จากการทดลอง" not in town.text("th/news/story-3/index.html")


@pytest.mark.parametrize("state", ["nothing was built", "no such folder"])
def test_a_trial_that_cannot_be_is_one_sentence(town: Site, overlay: Site, state: str) -> None:
    if state == "nothing was built":
        body(overlay)
        shutil.rmtree(town.state)
    code, found = dry_run(town, overlay)
    assert code == 1
    assert found["error"].count("\n") == 1


def test_an_overlay_is_never_built(town: Site) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["build", *town.arguments()[1:], "--overlay", str(town.content)])
    assert ended.value.code == 2
