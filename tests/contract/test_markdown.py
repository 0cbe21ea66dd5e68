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
        ("- a\n\n    " + ">" * 1900 + " x", "markdown.too_deep", 3),
        ("- a\n\n    " + "- " * 1900 + " x", "markdown.too_deep", 3),
        ("a\n\n" + "   > " * 40 + " x", "markdown.too_deep", 3),
        ("> " * 13 + "a", "markdown.too_deep", 1),
        ("- a\n" + "".join(" " * 4 * n + "- a\n" for n in range(1, 14)), "markdown.too_deep", 13),
        ("*a _b " * 450 + "c_ d* " * 450, "markdown.too_deep", 1),
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
        ("a\n[x]( javascript:y)", "link.target", 2),
        ("a\n[x](&#106;avascript:y)", "link.target", 2),
        ("(y)\n[x](\ny)", "link.target", 2),
        ("`[x](y)` \\[x](y)\n[x]( <./y>)", "link.target", 2),
        ("[x](/a)\n\n> [x](/b)\n> *[x](c)*", "link.target", 4),
        ("- [x](/a)\n    - [**x**](/b)\n    - [x](c)", "link.target", 3),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_named_once_with_its_line(text, code, line):
    assert [(p.code, p.line) for p in markdown.problems(text)] == [(code, line)]


def test_no_reference_definitions():
    assert "javascript" not in markdown.render("[a]: javascript:x\n\n[a]").split("href")[-1][:5]
    assert "href" not in markdown.render("[a]: https://b.example\n\n[a]")


def test_quotes_and_lists_may_stand_one_in_the_other_twelve_times():
    for text in (
        "> " * 12 + "a",
        "".join(" " * 4 * n + "- a\n" for n in range(12)),
        "\n".join(" " * 4 * n + "- a\n" for n in range(12)),
        "> - > 1. " * 3 + "a",
        "---\n\n" + "- " * 20 + "\n\na\n" + " " * 4000 + "- b",
    ):
        assert markdown.problems(text) == []


def test_a_text_that_is_too_deep_harms_no_other():
    assert markdown.problems("- a\n\n    " + "- " * 1900 + " x")
    assert markdown.problems("*a _b " * 450 + "c_ d* " * 450)
    assert markdown.render("- a\n\nb\n\nc") == "<ul>\n<li>a</li>\n</ul>\n<p>b</p>\n<p>c</p>"


def test_a_fault_of_the_parser_harms_no_other_text(monkeypatch):
    from markdown.blockprocessors import ParagraphProcessor

    def failing(self, parent, blocks):
        raise ValueError("no")

    with monkeypatch.context() as patched:
        patched.setattr(ParagraphProcessor, "run", failing)
        with pytest.raises(ValueError, match="no"):
            markdown.render("- a fault in a list")
    assert markdown.render("a fault before") == "<p>a fault before</p>"


def test_links_of_a_long_list_cost_what_their_words_do():
    text = "\n".join("- [" + "ก" * 200 + f"](/th/news/{n}/)" for n in range(390))
    assert markdown.check(text).problems == []
    assert markdown.check(text).work < markdown.MAX_WORK / 10
