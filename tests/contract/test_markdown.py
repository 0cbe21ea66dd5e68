import pytest

from contract import markdown


def test_the_dialect_gives_paragraphs_lists_headings_and_links():
    html = markdown.render(
        "## A\n\nb **c** *d*\n\n- e\n- f\n\n1. g\n\n> h\n\n[i](https://j.example/)"
    )
    assert html == (
        "<h2>A</h2>\n<p>b <strong>c</strong> <em>d</em></p>\n<ul>\n<li>e</li>\n<li>f</li>\n</ul>\n"
        "<ol>\n<li>g</li>\n</ol>\n<blockquote>\n<p>h</p>\n</blockquote>\n"
        '<p><a href="https://j.example/">i</a></p>'
    )


def test_escaped_signs_stand_for_themselves():
    assert (
        markdown.render(r"\::: image, \<b\>, \~, 1\. x") == "<p>::: image, &lt;b&gt;, ~, 1. x</p>"
    )


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a\n\n<script>alert(1)</script>", "markdown.raw_html", 3),
        ("<img src=x onerror=alert(1)>", "markdown.raw_html", 1),
        ("<https://a.example>", "markdown.raw_html", 1),
        ("![a](b.png)", "markdown.picture", 1),
        ("a\n[b](javascript:alert)", "link.target", 2),
        ("[b](data:text/html,x)", "link.target", 1),
        ("[b]({attach}../../etc/passwd)", "link.target", 1),
        ("[b]({static}../secret)", "link.target", 1),
        (">" * 5000 + " a", "markdown.too_deep", 1),
        ("> " * 5000 + "a", "markdown.too_deep", 1),
        ("1. " * 5000 + "a", "markdown.too_deep", 1),
        ("- > " * 5000 + "a", "markdown.too_deep", 1),
        ("a\n" + " " * 4000 + "- b", "markdown.too_deep", 2),
        ("a\n\n" + "[" * 100_000, "markdown.brackets", 3),
        ("a\n\n" + "*_" * 50_000, "markdown.crowded", 3),
        ("a\n===\n" * 20_000, "markdown.crowded", 1),
        ("x" * 300_000, "block.too_long", 1),
        ("*a*\n\n" * 5_000, "markdown.marks", 1),
        ('a\n\n[x](https://a.example "b")', "markdown.link_title", 3),
        ("a\n[](#b)", "link.words", 2),
        ("[*\u200b*&#x3164;](#b)", "link.words", 1),
        ("[a](https://b@c.example/)", "link.target", 1),
        ("a\n&#8;", "file.control", 2),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_named_once_with_its_line(text, code, line):
    assert [(p.code, p.line) for p in markdown.problems(text)] == [(code, line)]


def test_no_reference_definitions():
    assert "javascript" not in markdown.render("[a]: javascript:x\n\n[a]").split("href")[-1][:5]
    assert "href" not in markdown.render("[a]: https://b.example\n\n[a]")
