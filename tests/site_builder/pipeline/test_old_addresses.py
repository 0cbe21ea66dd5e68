"""What a build makes of redirects from addresses of the site before."""

import sqlite3
from contextlib import closing

import pytest

from contract import old_addresses
from site_builder.index import database
from site_builder.index.handover import Handover, Output
from tests.site_builder.clean import build_as_clean
from tests.site_builder.sites import Built, Site
from tests.site_builder.town import Town

STORY = "/th/news/story-1/"
ASKED = "/index.php?option=com_content&id=12"


def lead(town: Town, *moves: tuple[str, str]) -> Built:
    town.site.json("redirects.json", [{"from": source, "to": to} for source, to in moves])
    return build_as_clean(town.site)


def handed_over(site: Site) -> dict[str, Output]:
    connection: sqlite3.Connection = database.readable(site.state / "index.sqlite")
    with closing(connection):
        return {out.path: out for out in Handover(connection).outputs() if out.class_ == "redirect"}


@pytest.mark.parametrize(
    ("source", "address", "file"),
    [
        (ASKED, ASKED, old_addresses.moved_key(ASKED)),
        ("/index.php", "/index.php", "index.php"),
        ("/%E0%B8%81.aspx", "/ก.aspx", "ก.aspx"),
        ("/ก.php?q=ก", "/ก.php?q=%E0%B8%81", old_addresses.moved_key("/ก.php?q=ก")),
    ],
)
def test_the_page_that_leads_on_is_handed_over_with_its_address_and_target(
    office: Town, source: str, address: str, file: str
) -> None:
    assert lead(office, (source, STORY)).code == 0
    found = handed_over(office.site)
    assert [(out.of, out.location) for out in found.values()] == [(address, STORY)]
    assert f'href="https://www.example.go.th{STORY}"' in office.site.text(file)
    assert [*found] == [file]


def test_addresses_that_differ_in_their_query_lead_to_different_pages(office: Town) -> None:
    lead(office, ("/index.php?id=1", STORY), ("/index.php?id=2", "/th/news/story-2/"))
    found = {out.of: out.location for out in handed_over(office.site).values()}
    assert found == {"/index.php?id=1": STORY, "/index.php?id=2": "/th/news/story-2/"}


def test_spellings_of_one_address_are_one_redirect_and_contradictions_are_reported(
    office: Town,
) -> None:
    assert lead(office, ("/ก.php?a", STORY), ("/%e0%b8%81.php?a", STORY)).code == 0
    built = lead(office, ("/ก.php?a", STORY), ("/%e0%b8%81.php?a", "/th/"))
    assert (built.code, built.codes) == (3, ["redirect.repeated"])
    assert [out.location for out in handed_over(office.site).values()] == ["/th/"]


def test_a_query_elsewhere_is_refused_with_what_may_stand_there_instead(office: Town) -> None:
    built = lead(office, ("/th/news/?id=12", STORY), ("/index.php?id=12", STORY))
    assert (built.code, built.codes) == (3, ["redirect.path"])
    assert "/index.php?id=12" in built.problems[0]["mend"]
    assert [out.of for out in handed_over(office.site).values()] == ["/index.php?id=12"]


def test_a_wrong_entry_leaves_old_addresses_in_effect_once_in_whatever_spelling(
    office: Town,
) -> None:
    lead(office, ("/ก.php?a", STORY), ("/old.html", STORY))
    built = lead(office, ("/%e0%b8%81.php?a", "/th/"), ("/b.html", "no target"))
    assert "redirect.repeated" not in built.codes
    found = {out.of: out.location for out in handed_over(office.site).values()}
    assert found == {"/ก.php?a": "/th/", "/old.html": STORY}
