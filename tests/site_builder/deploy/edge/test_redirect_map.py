import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.old_addresses import NoSuchAddress
from site_builder.deploy.edge.moved import Entry
from site_builder.deploy.edge.redirect_map import redirect_map

# A quoted key without an unescaped quote in it; a value that leads somewhere, of signs that mean
# nothing to nginx, and then says for which spelling.
LINE = re.compile(
    r'"(?:[^"\\\n\r]|\\["\\]|\\[xz])+" "[A-Za-z0-9/:?#\[\]@!&()*+,=%~._-]+'
    r' (?:=|/(?:[^"\\\n\r$]|\\["\\])*)";\Z'
)


def test_the_lines_are_sorted_and_quoted():
    entries = [
        Entry("/th/ข่าว/", 301, "/th/news/"),
        Entry("/index.php?id=12", 301, "https://www.example.go.th/"),
        Entry("/a\"b'$c;{}.php", 410),
    ]
    assert redirect_map(entries).splitlines() == [
        '"~^/a\\x22b\\x27\\x24c\\x3b\\x7b\\x7d\\x2ephp\\z" "gone =";',
        '"/index.php?id=12" "https://www.example.go.th/ /index.php?id=12";',
        '"/th/ข่าว/" "/th/news/ /th/ข่าว/";',
    ]


def test_an_address_stands_once_however_it_is_spelt():
    spelt = [Entry("/%E0%B8%81/", 301, "/a/"), Entry("/ก/", 301, "/b/"), Entry("/%e0%b8%81/", 410)]
    assert redirect_map(spelt) == '"/ก/" "gone /ก/";\n'


def test_addresses_that_differ_in_case_alone_are_told_apart():
    found = redirect_map([Entry("/A.asp", 301, "/a/"), Entry("/a.asp", 301, "/b/")])
    assert found.splitlines() == ['"~^/A\\x2easp\\z" "/a/ =";', '"~^/a\\x2easp\\z" "/b/ =";']


def test_an_empty_map_is_an_empty_file():
    assert redirect_map([]) == ""


@pytest.mark.parametrize(
    "entry",
    [
        Entry("/a/", 301, "/b/\n"),
        Entry("/a/\n", 301, "/b/"),
        Entry("~^/.*", 301, "/b/"),
        Entry("default", 301, "/b/"),
        Entry("/a/", 301, "$request_uri"),
        Entry("/a/", 302, "/b/"),
        Entry("/" + "ก" * 700, 301, "/b/"),
        Entry("/a/", 301, "/" + "ก" * 200),
    ],
)
def test_what_cannot_stand_in_a_map_is_refused(entry):
    with pytest.raises(NoSuchAddress):
        redirect_map([entry])


@given(st.text(max_size=30), st.text(max_size=30), st.sampled_from([301, 410]))
def test_no_address_and_no_target_breaks_out_of_its_line(address, target, status):
    entry = Entry(f"/{address}", status, f"/{target}" if status == 301 else "")
    try:
        found = redirect_map([entry, Entry(entry.address.swapcase(), 410)])
    except NoSuchAddress:
        return
    for line in found.removesuffix("\n").split("\n"):
        assert LINE.match(line), line
