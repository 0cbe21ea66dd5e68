import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract import paths
from site_builder.index import redirects
from site_builder.index.redirects import Gone, Moved

PATHS = st.sampled_from([f"/{letter}/" for letter in "abcdef"])


def resolve(entries, tombstones=(), live=()):
    moved, gone, problems = redirects.resolve(
        [{"from": a, "to": b} for a, b in entries], list(tombstones), set(live)
    )
    return moved, gone, [problem.code for problem in problems]


def tombstone(path: str, kind: str = "gone", **more: str) -> dict[str, str]:
    return {"path": path, "kind": kind, "locale": "th", "deleted_at": "2026", **more}


def test_chains_are_flattened() -> None:
    moved, _, _ = resolve([("/a/", "/b/"), ("/b/", "/c/"), ("/c/", "https://d.example/")])
    assert {m.target for m in moved} == {"https://d.example/"}


def test_loops_are_dropped_and_reported() -> None:
    moved, _, codes = resolve([("/a/", "/b/"), ("/b/", "/a/"), ("/c/", "/a/"), ("/d/", "/e/")])
    assert moved == [Moved("/d/", "/e/")]
    assert set(codes) == {"redirect.loop"}


def test_a_live_document_beats_a_redirect_beats_a_tombstone() -> None:
    moved, gone, codes = resolve(
        [("/a/", "/x/"), ("/b/", "/a/")],
        [tombstone("/b/"), tombstone("/c/"), tombstone("/a/")],
        ["/a/"],
    )
    assert moved == [Moved("/b/", "/a/")]
    assert gone == [Gone("/c/", "th", "gone")]
    assert codes == ["redirect.live"]


def test_a_redirect_that_cannot_act_leads_nowhere_else() -> None:
    moved, _, codes = resolve(
        [
            ("/th/news/", "/th/awards/"),
            ("/static/", "/b/"),
            ("/a/", "/th/news/"),
            ("/c/", "/static/"),
        ],
        live=["/th/news/"],
    )
    assert moved == [Moved("/a/", "/th/news/"), Moved("/c/", "/static/")]
    assert codes == ["redirect.path", "redirect.live"]


def test_of_redirects_from_one_address_the_content_decides() -> None:
    entries = [("/a/", "/c/"), ("/a/", "/b/"), ("/d/", "/e/"), ("/d/", "/e/")]
    moved, _, codes = resolve(entries)
    assert moved == [Moved("/a/", "/b/"), Moved("/d/", "/e/")]
    assert codes == ["redirect.repeated"]
    assert resolve(entries[::-1]) == resolve(entries)


def test_of_tombstones_at_one_address_the_youngest_counts() -> None:
    old = tombstone("/a/", "redirect", to="/b/", deleted_at="2025")
    new = tombstone("/a/", "redirect", to="/a0/", deleted_at="2026")
    assert resolve([], [old, new])[0] == resolve([], [new, old])[0] == [Moved("/a/", "/a0/")]


def test_two_spellings_of_an_old_address_are_one_redirect() -> None:
    spellings = ["/%e0%b8%81.php?q=%e0%b8%82", "/ก.php?q=ข", "/%E0%B8%81.php?q=%E0%B8%82"]
    moved, _, codes = resolve([(spelt, "/th/") for spelt in spellings])
    assert moved == [Moved("/ก.php?q=%E0%B8%82", "/th/")]
    assert codes == []
    moved, _, codes = resolve([(spelt, f"/{n}x/") for n, spelt in enumerate(spellings)])
    assert moved == [Moved("/ก.php?q=%E0%B8%82", "/0x/")]
    assert codes == ["redirect.repeated"]


def test_chains_and_loops_are_seen_in_every_spelling() -> None:
    moved, _, codes = resolve(
        [("/a/", "/ก.php?id=1"), ("/%E0%B8%81.php?id=1", "/b.html"), ("/b.html", "/th/")]
    )
    assert {m.target for m in moved} == {"/th/"}
    assert codes == []
    assert resolve([("/ก.asp?a", "/%E0%B8%81.asp?a")]) == ([], [], ["redirect.loop"])


def test_a_query_counts_where_a_script_of_an_old_site_stood_and_nowhere_else() -> None:
    moved, _, codes = resolve([("/index.php?id=1", "/a/"), ("/index.php?id=2", "/b/")])
    assert [m.path for m in moved] == ["/index.php?id=1", "/index.php?id=2"]
    assert resolve([("/th/news/?id=1", "/a/"), ("/index.html", "/a/")])[2] == ["redirect.path"] * 2
    assert codes == []


def test_what_the_site_has_at_a_path_beats_an_old_address() -> None:
    assert resolve([("/old.html", "/a/")], live=["/old.html"]) == ([], [], ["redirect.live"])


@pytest.mark.parametrize(
    "path", ["/../../x/", "/a", "/th/feed.json", "/static/", "/a.php", "/a.php?b"]
)
@pytest.mark.parametrize("kind", ["gone", "redirect"])
def test_a_tombstone_where_no_page_can_stand_is_reported(path: str, kind: str) -> None:
    moved, gone, problems = redirects.resolve([], [tombstone(path, kind, to="/b/")], set())
    assert (moved, gone) == ([], [])
    assert [(p.code, p.file) for p in problems] == [("tombstone.path", "tombstones.json")]


def test_a_loop_is_reported_of_the_file_that_has_it() -> None:
    _, _, problems = redirects.resolve([], [tombstone("/a/", "redirect", to="/a/")], set())
    assert [(p.code, p.file) for p in problems] == [("redirect.loop", "tombstones.json")]


def test_many_problems_are_cut_short() -> None:
    _, _, codes = resolve([(f"/{n}", "/b/") for n in range(10_000)])
    assert codes == ["redirect.path"] * 40 + ["file.more"]


def test_a_tombstone_may_redirect() -> None:
    moved, gone, _ = resolve([], [tombstone("/a/", "redirect", to="/b/")])
    assert (moved, gone) == ([Moved("/a/", "/b/")], [])


@given(st.lists(st.tuples(PATHS, PATHS), max_size=8), st.sets(PATHS, max_size=2))
def test_every_redirect_ends_at_an_address_that_does_not_redirect(entries, live):
    moved, _, _ = resolve(entries, live=live)
    sources = {m.path for m in moved}
    assert not sources & {m.target for m in moved}
    assert not sources & live


def test_a_long_chain_takes_no_time() -> None:
    moved, _, _ = resolve([(f"/{n}x/", f"/{n + 1}x/") for n in range(50_000)])
    assert {m.target for m in moved} == {"/50000x/"}


@pytest.mark.parametrize(
    "path",
    ["/", "/a", "a/", "//a/", "/../a/", "/a/../b/", "/a//b/", "/./", "/.well-known/x/", "/static/x/",
     "/img/", "/files/x/", "/api/v1/", "/sitemaps/x/", "/th/feed.json/", "/robots.txt/", "/index.html/",
     "/a\\b/", "/%2e%2e/", "/a?b/", "/a#b/", "/a b/", "/a\n/", "/a\0/", "/" + "ก" * 100 + "/",
     "/<script>/", '/"/'],
)  # fmt: skip
def test_a_hostile_address_is_refused(path: str) -> None:
    assert not paths.may_redirect(path)


@pytest.mark.parametrize("path", ["/a/", "/th/ข่าว/เก่า/", "/old_site/News/1/", "/th/news/a-b/"])
def test_an_address_of_an_old_site_is_accepted(path: str) -> None:
    assert paths.may_redirect(path)
