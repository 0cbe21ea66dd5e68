from contract import paths


def test_addresses_follow_the_url_map():
    assert paths.document_url("home", "th", None) == "/th/"
    assert paths.document_url("section", "th", "news") == "/th/news/"
    assert paths.document_url("page", "en", "about") == "/en/about/"
    assert paths.document_url("policy", "en", "park") == "/en/policies/park/"
    assert paths.period_url("/th/news/", 2026) == "/th/news/2026/"
    assert paths.period_url("/th/topics/water/", 2026, 3) == "/th/topics/water/2026/03/"


def test_files_carry_the_year_addresses_do_not():
    assert paths.document_file("award", "th", "a", 2026) == "th/awards/2026/a.md"
    assert paths.document_file("page", "th", "about", 2026) == "th/pages/about.md"


def test_a_path_that_leaves_its_folder_has_no_place(tmp_path):
    inner = tmp_path / "content"
    inner.mkdir()
    (tmp_path / "secret").write_text("x")
    (inner / "link").symlink_to(tmp_path / "secret")
    assert paths.inside(inner, "a/b.md") == inner.resolve() / "a/b.md"
    for hostile in ("../secret", "/etc/passwd", "a/../../secret", "link", "a\0b"):
        assert paths.inside(inner, hostile) is None
