"""Verify finds every byte that is not a clean build's, and explain says what an output stands on."""

import io
from contextlib import redirect_stderr, redirect_stdout

import pytest

from site_builder import cli
from site_builder.index.recorder import Recorder
from site_builder.pipeline import rendered
from tests.site_builder.sites import Site

PAGE = "th/news/story-3/index.html"


@pytest.fixture
def town(make_site, monkeypatch: pytest.MonkeyPatch) -> Site:
    site: Site = make_site(bilingual=True)
    for number in range(6):
        site.document(f"story-{number}", date=f"2026-{number + 1:02d}-05T09:00:00+07:00")
    site.build("--quiet")
    monkeypatch.setenv("SITE_TOML", str(site.folder / "site.toml"))
    return site


def run(site: Site, *words: str) -> tuple[int, list[str]]:
    """The exit code and the lines that a command prints."""
    stdout = io.StringIO()
    with redirect_stdout(stdout), redirect_stderr(io.StringIO()) as stderr:
        code = cli.main([words[0], *site.arguments("--jobs", "1")[1:], *words[1:]])
    return code, stdout.getvalue().splitlines() or stderr.getvalue().splitlines()


def test_a_site_that_equals_a_clean_build_is_verified(town: Site) -> None:
    town.document("story-3", title="ชื่อใหม่", date="2026-04-05T09:00:00+07:00")
    town.build("--quiet")
    assert run(town, "verify", "--quiet") == (0, [])
    assert not (town.state / "verify").exists()


def test_a_broken_file_with_a_last_good_version_is_no_difference(town: Site) -> None:
    town.write("th/news/2026/story-3.md", "---\n")
    town.build("--quiet")
    assert run(town, "verify", "--quiet") == (0, [])


def test_every_other_byte_is_found(town: Site) -> None:
    (town.output / PAGE).write_bytes((town.output / PAGE).read_bytes() + b" ")
    (town.output / "th/feed.json").unlink()
    (town.output / "strange.html").write_text("x")
    code, lines = run(town, "verify", "--quiet")
    assert code == 3
    assert [line.split(":")[0] for line in lines] == [
        "strange strange.html", "missing th/feed.json", f"differs {PAGE}",
    ]  # fmt: skip
    assert "was changed after it was written" in lines[-1]


@pytest.mark.parametrize("words", [["explain", PAGE], ["verify"]], ids=["explain", "verify"])
def test_a_damaged_index_is_named_with_its_mend(town: Site, words: list[str]) -> None:
    (town.state / "index.sqlite").write_bytes(b"no database at all " * 100)
    code, lines = run(town, *words)
    assert code == 1
    assert "index.sqlite cannot be read" in lines[-1]
    assert "makes it anew" in lines[-1]


def test_the_trace_that_should_have_seen_it_is_named(
    town: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendered, "CHECKED", 0)
    read = Recorder.read

    def forgetful(self: Recorder, query: str, digest: str | None) -> None:
        if not query.startswith("card:"):
            read(self, query, digest)

    with monkeypatch.context() as patch:
        patch.setattr(Recorder, "read", forgetful)
        town.build("--quiet", "--clean")
    town.document("story-3", title="ชื่อใหม่", date="2026-04-05T09:00:00+07:00")
    town.build("--quiet")
    code, lines = run(town, "verify", "--quiet")
    assert code == 3
    found = dict(line.split(": ", 1) for line in lines)
    assert "card:" in found["differs th/news/index.html"]


def test_a_site_that_was_not_built_cannot_be_verified(site: Site) -> None:
    code, lines = run(site, "verify")
    assert (code, len(lines)) == (1, 1)


@pytest.mark.parametrize(
    "place", [PAGE, "/th/news/story-3/", "https://www.example.go.th/th/news/story-3/"]
)
def test_explain_says_why_and_what_a_page_depends_on(town: Site, place: str) -> None:
    town.document("story-3", title="ชื่อใหม่", date="2026-04-05T09:00:00+07:00")
    town.build("--quiet")
    code, lines = run(town, "explain", place)
    assert code == 0
    assert lines[0] == f"{PAGE} (story, th)"
    assert "last build" in lines[2]
    assert any(line.strip().startswith("neighbours:") for line in lines)
    assert any(line.strip() == "template:article.html" for line in lines)


def test_explain_says_why_a_page_was_not_rendered(town: Site) -> None:
    town.document("story-3", title="ชื่อใหม่", date="2026-04-05T09:00:00+07:00")
    town.build("--quiet")
    _, lines = run(town, "explain", "/th/news/story-0/")
    assert "build 1 of 2" in lines[2]
    assert lines[3].startswith("Not since")


def test_explain_knows_old_addresses_by_their_query(town: Site) -> None:
    town.json("redirects.json", [{"from": "/index.php?id=1", "to": "/th/"}])
    town.build("--quiet")
    _, lines = run(town, "explain", "https://www.example.go.th/index.php?id=1&fbclid=x")
    assert lines[0].endswith("(redirect, th)")
    assert run(town, "explain", "/index.php?id=2")[0] == 1


def test_explain_tells_of_files_that_are_copied(town: Site) -> None:
    style = next((town.output / "static").glob("site.*.css"))
    assert run(town, "explain", f"static/{style.name}")[0] == 0


@pytest.mark.parametrize("place", ["/th/nothing/", "../etc/passwd"])
def test_explain_of_what_no_build_made_is_one_sentence(town: Site, place: str) -> None:
    code, lines = run(town, "explain", place)
    assert (code, len(lines)) == (1, 1)
