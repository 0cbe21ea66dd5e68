"""Links: what may stand in content, and what is made of typed ones."""

import pytest

from contract import links


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)", "JAVASCRIPT:x", " javascript:x", "java\nscript:x", "data:x",
        "vbscript:x", "//evil.example", "/\\evil.example", "\\\\evil", "https:evil", "https://", "",
        "{attach}../../etc/passwd", "{static}../secret", "../../etc/passwd", "file:///etc/passwd",
        "page:1", "attachment:abc", "mailto:a@b:c", "https://a b", "https://a\x01", "ftp://a.example",
        "relative/path", "/a\u202eb",
        "https://user:pw@evil.example/", "https://bank.example@evil.example", "https://a@b?c", "//a@b",
        "https:///x", "https://a\\@b/", "mailto:a", "mailto:a@b.c?x=y", "mailto:a@b.c?subject",
        "mailto:a@b.c?subject=a b", "mailto:a@b.c?subject=x#y", "sms:+6675411", "line://ti/p/@x",
        "tel:+66 75 411", "tel:1;ext=2", "/a\u2066b",
    ],
)  # fmt: skip
def test_links_of_other_forms_are_refused(href):
    assert not links.allowed(href)


@pytest.mark.parametrize(
    "href",
    [
        "https://a.example", "http://a.example:8080/@x?a=b@c#d", "https://a.example/ทุ่งสง", "tel:+6675(411)",
        "mailto:office@example.go.th", "mailto:a@b.c,d@e.f?subject=x:y&body=z%20z", "/th/news/", "#a",
        "page:50d2888a-2458-5563-ad67-3433ba409392", f"attachment:{'a' * 64}",
    ],
)  # fmt: skip
def test_links_of_these_forms_are_allowed_and_stay_as_they_are(href):
    assert links.allowed(href)
    if href.isascii():
        assert links.tidied(href) == href


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("https://en.wikipedia.org/wiki/Hobson's_choice", "https://en.wikipedia.org/wiki/Hobson%27s_choice"),
        ('https://a.example/a b?q="c"', "https://a.example/a%20b?q=%22c%22"),
        ("https://a.example/ก%20ข", "https://a.example/%E0%B8%81%20%E0%B8%82"),
        (" HTTPS://A.example/\n", "https://A.example/"),
        ("tel:+66 75\u00a0411", "tel:+6675411"),
        ("mailto:a@b.c?subject=x: y&body='ก'", "mailto:a@b.c?subject=x:%20y&body=%27%E0%B8%81%27"),
    ],
)  # fmt: skip
def test_a_typed_link_is_encoded_once(typed, stored):
    assert links.tidied(typed) == stored
    assert links.tidied(stored) == stored
    assert links.allowed(stored)


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)", "java\nscript:alert(1)", "JavaScript:x", "data:text/html,x", "sms:+6675411",
        "line://ti/p/@x", "https://user:pw@evil.example/", "https://a b.example/", "https:\\\\evil.example",
        "https://a\\@evil.example", "//evil.example", "/\t/evil.example", "https://a.example/\\b", "",
        "\ud800javascript:x", "ftp://a.example/",
    ],
)  # fmt: skip
def test_no_tidying_makes_a_refused_link_pass(href):
    assert not links.allowed(links.tidied(href))
