"""What components promise: rendered alone, with a small stand-in for the content."""

import re
from types import SimpleNamespace
from typing import Any

import jinja2
import pytest
from markupsafe import Markup, escape

from tests.themes.theme_files import STATIC, TEMPLATES, block_kinds, texts

PICTURE = SimpleNamespace(
    sources=(SimpleNamespace(type="image/webp", srcset="/img/a-480.webp 480w"),),
    src="/img/a-960.jpg", width=960, height=640, full="/img/a-1600.jpg", alt="วัดท่ายาง",
    credit="กองคลัง", alt_lang=None, focal_x=50, focal_y=50, tone="103",
)  # fmt: skip
FILE = SimpleNamespace(
    url="/files/b/plan.pdf", name="plan.pdf", title="แผน", type="application/pdf", size=1,
    language="en", extension="PDF",
)  # fmt: skip
USE = {"image": "a" * 64, "alt": None, "decorative": False, "caption": None, "credit": None}
PARAMS: dict[str, dict[str, Any]] = {
    "text": {"html": "<p>ก</p>"},
    "html": {"html": "<p>ก</p>"},
    "heading": {"text": "ก", "level": 3},
    "image": USE,
    "gallery": {"title": None, "alt": None, "caption": None, "credit": None, "images": [USE] * 40},
    "quote": {"text": "บรรทัดหนึ่ง\nบรรทัดสอง", "attribution": "ก", "role": None},
    "table": {
        "caption": "ก", "header_row": True, "header_column": True, "rows": [["", "ข"], ["ค", "ง"]],
    },
    "attachments": {
        "title": None, "files": [{"file": "b", "title": None}, {"file": "gone", "title": None}],
    },
    "video": {"url": "https://video.example/1", "title": "ก", "description": None},
    "callout": {"tone": "warning", "title": "ก", "text": "ข"},
    "facts": {"title": None, "items": [{"label": "<b>", "value": "ข"}]},
}  # fmt: skip


def component(path: str, *args: object, **context: object) -> str:
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True,
        undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    for name in ("number", "filesize", "date", "short_date", "year"):
        env.filters[name] = str
    env.filters["isodate"] = str
    env.filters["lang_attr"] = lambda text: ""
    env.filters["whole_words"] = lambda text: Markup(f"<i>{escape(text)}</i>")
    env.filters["absolute"] = lambda url: "https://city.example" + url if url[0] == "/" else url
    words = texts("en")
    content = SimpleNamespace(
        picture=lambda digest, role: PICTURE if digest == USE["image"] else None,
        attachment=lambda digest: FILE if digest == "b" else None,
        topic=lambda slug: None,
    )
    given = {"t": lambda key, **p: words[key].format(**p), "content": content, "LOCALE": "th"}
    env.globals |= {**given, **context}
    module = env.get_template(f"components/{path}.html").module
    return str(getattr(module, path.rpartition("/")[2].replace("-", "_"))(*args))


def block(kind: str, folder: str = "blocks", content: object = None, **changes: object) -> str:
    params = {**PARAMS[kind], "page_url": "/th/x/", **changes}
    return component(f"{folder}/{kind}", params, **({"content": content} if content else {}))


@pytest.mark.parametrize("kind", sorted(block_kinds()))
@pytest.mark.parametrize("folder", ["blocks", "feed_blocks"])
def test_every_block_renders_and_escapes(folder: str, kind: str) -> None:
    html = block(kind, folder)
    assert html.strip()
    assert "<b>" not in html
    assert "None" not in html


@pytest.mark.parametrize("kind", sorted(block_kinds()))
def test_a_feed_block_is_plain_html_with_absolute_addresses(kind: str) -> None:
    html = block(kind, "feed_blocks")
    assert 'class="' not in html
    assert "<picture" not in html
    assert '="/' not in html


def test_a_gallery_shows_eight_and_keeps_the_rest_behind_details() -> None:
    seen, _, hidden = block("gallery").partition("<details")
    assert seen.count("<img") == 8
    assert hidden.count("<img") == 32
    assert "40 pictures" in seen
    assert 'href="/img/a-1600.jpg"' in seen


def test_a_small_gallery_has_no_details_and_no_skip_link() -> None:
    html = block("gallery", images=[USE] * 3)
    assert "<details" not in html
    assert "skip-link" not in html


@pytest.mark.parametrize("folder", ["blocks", "feed_blocks"])
def test_a_gallery_whose_pictures_have_gone_leaves_nothing(folder: str) -> None:
    assert block("gallery", folder, images=[]).strip() == ""


def test_a_gallery_shows_tiles_and_leads_to_whole_pictures() -> None:
    def picture(digest: str, role: str) -> SimpleNamespace:
        srcset = f"/img/{role}.webp 480w"
        source = SimpleNamespace(type="image/webp", srcset=srcset)
        named = {"sources": (source,), "src": f"/img/{role}", "full": f"/img/{role}-full"}
        return SimpleNamespace(**{**vars(PICTURE), **named})

    html = block("gallery", images=[USE], content=SimpleNamespace(picture=picture))
    assert '<a class="gallery__link" href="/img/gallery-full"' in html
    assert 'data-srcset="/img/gallery.webp 480w" data-width="960" data-height="640"' in html
    assert '<source type="image/webp" srcset="/img/tile.webp 480w"' in html
    assert 'src="/img/tile" width="960" height="640"' in html


def test_each_link_of_a_gallery_says_what_it_opens() -> None:
    html = block("gallery", images=[USE, {**USE, "decorative": True}])
    words = re.findall(r'<span class="visually-hidden">(.*?)</span>', html)
    assert words == [" (Open the large picture)", "Picture 2 of 2 (Open the large picture)"]


def test_the_lists_of_a_gallery_stay_lists_and_have_its_name() -> None:
    html = block("gallery")
    name = re.search(r'<h2 [^>]*id="([^"]+)"', html)
    assert name
    assert html.count(f'<ul class="gallery__list" role="list" aria-labelledby="{name[1]}"') == 2


def test_pictures_of_a_gallery_load_when_near_and_a_cover_at_once() -> None:
    html = block("gallery")
    assert html.count('loading="lazy" decoding="async"') == 40
    assert "fetchpriority" not in html
    cover = component("figure", SimpleNamespace(**USE), "cover", True)
    assert 'fetchpriority="high" decoding="async"' in cover
    assert "loading=" not in cover


def test_a_picture_has_the_classes_of_its_tone() -> None:
    assert '<img class="tone tone--r1 tone--g0 tone--b3" ' in block("image")
    untoned = SimpleNamespace(**{**vars(PICTURE), "tone": None})
    content = SimpleNamespace(picture=lambda digest, role: untoned)
    assert "<img src=" in component("figure", SimpleNamespace(**USE), "inline", content=content)


def test_the_viewer_comes_with_a_gallery_only() -> None:
    def viewer(body: str) -> str:
        return component("viewer", body, asset=lambda name: f"/static/{name}")

    html = viewer(block("gallery"))
    assert '<script src="/static/js/gallery.js" defer></script>' in html
    assert 'data-position="Picture {number} of {total}" data-digits="0123456789"' in html
    assert viewer("<p>a gallery</p>").strip() == ""


def test_the_script_finds_what_it_looks_for() -> None:
    """Every class that the script names is in the components."""
    script = (STATIC / "js" / "gallery.js").read_text(encoding="utf-8")
    parts = {f"viewer__{name}" for name in re.findall(r'part\("([\w-]+)"\)', script)}
    named = set(re.findall(r"\.((?:gallery|figure)__\w+)", script)) | parts
    uses = [{**USE, "caption": "ก", "credit": "ข"}]
    html = block("gallery", images=uses, caption="ก", credit="ข")
    html += component("viewer", html, asset=str)
    classes = {name for words in re.findall(r'class="([^"]+)"', html) for name in words.split()}
    assert named - classes == set()
    assert len(parts) == 7


def test_the_skip_link_of_a_gallery_leads_past_it() -> None:
    html = block("gallery")
    target = html.split('href="#', 1)[1].split('"', 1)[0]
    assert f'id="{target}"' in html.rpartition("</details>")[2]


def test_a_gallery_in_a_feed_shows_eight_and_leads_to_the_page() -> None:
    html = block("gallery", "feed_blocks")
    assert html.count("<img") == 8
    assert 'href="https://city.example/th/x/"' in html


def test_a_decorative_picture_has_an_empty_alt_and_any_other_has_words() -> None:
    assert 'alt=""' in block("image", decorative=True)
    assert 'alt="วัดท่ายาง"' in block("image")
    assert 'alt="ภาพของเรา"' in block("image", alt="ภาพของเรา")


@pytest.mark.parametrize("folder", ["blocks", "feed_blocks"])
def test_a_picture_that_has_gone_leaves_nothing(folder: str) -> None:
    assert block("image", folder, image="gone").strip() == ""


def test_a_file_that_has_gone_is_left_out() -> None:
    html = block("attachments")
    assert html.count("<li") == 1
    assert 'hreflang="en"' in html


@pytest.mark.parametrize(
    ("title", "saved"),
    [
        (None, ' download="แผน.pdf">แผน<'),
        ('มติ "1/2569"', ' download="มติ &#34;1/2569&#34;.pdf">มติ &#34;1/2569&#34;<'),
        ("plan.pdf", " download>plan.pdf<"),
        ("ก" * 500, f' download="{"ก" * 80}.pdf">{"ก" * 500}<'),
    ],
)
def test_a_file_is_saved_under_its_title(title: str | None, saved: str) -> None:
    html = block("attachments", files=[{"file": "b", "title": title}])
    assert saved in html


def test_table_headers_have_a_scope_and_empty_corners_are_no_headers() -> None:
    html = block("table")
    assert '<th scope="col">ข</th>' in html
    assert '<th scope="row">ค</th>' in html
    assert "<td></td>" in html
    assert 'role="region" tabindex="0"' in html


def switch(bilingual: bool = True, **other: object) -> str:
    target = {"locale": "en", "label": "English", "url": "/en/x/", "state": "current", **other}
    page = SimpleNamespace(language_switch=[SimpleNamespace(**target)])
    return component("language-switch", site=SimpleNamespace(bilingual=bilingual), page=page)


def test_a_missing_translation_is_said_and_leads_to_the_home_page() -> None:
    html = switch(url=None)
    assert 'href="/en/"' in html
    assert texts("en")["language_missing"] in html


def test_the_language_switch_leads_to_the_translation_and_tells_when_it_is_old() -> None:
    assert 'href="/en/x/" hreflang="en"' in switch()
    assert "languages__note" not in switch()
    assert texts("en")["language_outdated"] in switch(state="outdated")


def test_a_site_of_one_language_has_no_switch() -> None:
    assert switch(bilingual=False).strip() == ""


def test_the_status_of_an_award_is_shown_in_words() -> None:
    html = component("status", SimpleNamespace(type="award", status="assessed"))
    assert "Assessed" in html
    assert "eceived" not in html
    assert component("status", SimpleNamespace(type="award", status=None)).strip() == ""


@pytest.mark.parametrize(
    ("path", "arguments"),
    [
        ("card", (SimpleNamespace(
            type="news", url="/th/x/", title="ก", summary="บูรณาการ", cover=None, purposes=(),
            date="2569", updated=None, status=None),)),
        ("article-header", (SimpleNamespace(
            type="news", title="ก", summary="บูรณาการ", purposes=(), date="2569", updated=None,
            status=None, category=None, department=None),)),
        ("page-header", ("ก", "บูรณาการ")),
        ("hero", ("ก", "บูรณาการ")),
        ("section-teaser", (SimpleNamespace(title="ก", summary="บูรณาการ", url="/th/x/"), [])),
    ],
)  # fmt: skip
def test_summaries_keep_their_words_whole(path: str, arguments: tuple[object, ...]) -> None:
    assert "<i>บูรณาการ</i>" in component(path, *arguments)


def test_a_date_is_marked_so_that_it_is_never_broken() -> None:
    assert '<time class="day"' in component("date", "2569", "short")
    assert '<time class="day"' in component("date", "2569")
