"""Whatever is wrong with one thing: one clear message, exit 3, and the rest of the site as ever."""

import hashlib
import io
import json
import os
import shutil
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from contract import documents, records
from contract.blocks import Block
from tests.contract import office_files
from tests.site_builder.sites import Site, document, picture_bytes, tree

BAD = "th/news/2026/bad.md"
MARK = "H0STILE"  # in whatever must not come out
SECONDS = 10  # of a build that takes 0.2 s; a machine under load included


@dataclass(frozen=True)
class Case:
    """`make` puts the bad thing into a site; the problem is to have this code, file and line."""

    name: str
    make: Callable[[Site], object]
    code: str
    file: str = BAD
    line: int = 0


def bad_text(site: Site, body: str = "ข้อความ", **front: object) -> str:
    made = document("bad", Block("text", "BODY"), **front)
    return documents.dump(made, site.site).replace("BODY", body)


def body(name: str, text: str, code: str, line: int = 13) -> Case:
    """A document whose body is bad. The body begins on line 13."""
    return Case(name, lambda site: site.write(BAD, bad_text(site, text)), code, line=line)


def front(name: str, old: str, new: str, code: str, line: int) -> Case:
    """A document whose front matter is bad."""

    def make(site: Site) -> None:
        text = bad_text(site)
        assert old in text
        site.write(BAD, text.replace(old, new, 1))

    return Case(name, make, code, line=line)


def raw(name: str, data: Callable[[Site], bytes], code: str, line: int = 0) -> Case:
    return Case(name, lambda site: site.write(BAD, data(site)), code, line=line)


BODIES = [
    body("script", f"a\n\n<script>{MARK}</script>", "markdown.raw_html", 15),
    body("script in html", f"::: html\n<p>a</p>\n<script>{MARK}</script>\n:::", "html.tag", 15),
    body("onerror", f"<img src=x onerror={MARK}>", "markdown.raw_html"),
    body("onclick in html", f'::: html\n<p onclick="{MARK}">a</p>\n:::', "html.attribute", 14),
    body("javascript link", f"[a](javascript:{MARK})", "link.target"),
    body("javascript by entity", f"[a](&#106;avascript:{MARK})", "link.target"),
    body("data link", f"[a](data:text/html,{MARK})", "link.target"),
    body("protocol-relative link", f"[a](//{MARK}.example)", "link.target"),
    body("attach", "[a]({attach}../../etc/passwd)", "link.target"),
    body("static", "![a]({static}/etc/passwd)", "markdown.picture"),
    body("path that leaves content", "[a](../../etc/passwd)", "link.target"),
    body("autolink", f"<javascript:{MARK}>", "markdown.raw_html"),
    body("unbalanced tag", "::: html\n<p><strong>a</p>\n:::", "html.unbalanced", 14),
    body("closing tag of the page", "::: html\n</main>\n:::", "html.tag", 14),
    body("comment", "::: html\n<!-- a -->\n:::", "html.tag", 14),
    body("unclosed block", "::: quote\ntext: a\nattribution: b", "block.unclosed"),
    body("unopened block", "a\n\n:::\n", "block.unopened", 15),
    body("unknown block", "::: embed\nurl: x\n:::", "block.kind"),
    body("nested block", "::: quote\n::: image\n:::\n", "block.nested", 14),
    body("broken yaml in a block", "::: quote\ntext: [a\n:::", "yaml.syntax", 15),
    body("unknown key in a block", "::: quote\ntext: a\nattribution: b\nclass: x\n:::", "key.unknown", 16),
    body("http video", "::: video\nurl: http://a.example/\ntitle: a\n:::", "value.form", 14),
    body("video with a tag", f"::: video\nurl: https://a.example/?<{MARK}>\ntitle: a\n:::", "value.form", 14),
    body("ragged table", "::: table\nrows:\n  - [a]\n  - [a, b]\n:::", "table.ragged", 14),
    body("10 MB paragraph", "x" * 10_000_000, "file.too_large", 0),
    body("long paragraph", "x" * 300_000, "block.too_long"),
    body("5,000 nested quotes", ">" * 5000 + " a", "markdown.too_deep"),
    body("5,000 nested quotes with spaces", "> " * 5000 + "a", "markdown.too_deep"),
    body("5,000 nested lists", "1. " * 5000 + "a", "markdown.too_deep"),
    body("quotes in a list", "- a\n\n    " + ">" * 1900 + " x", "markdown.too_deep", 15),
    body("lists in a list", "- a\n\n    " + "- " * 1900 + " x", "markdown.too_deep", 15),
    body("indented quotes", "   > " * 40 + " x", "markdown.too_deep"),
    body("links that never end", "::: text\n" + "[a](" * 390 + "a " * 98_000 + "\n:::", "markdown.work", 14),
    body("code that never ends", " ".join("`" * n for n in range(1, 615)), "markdown.work"),
    body("javascript link behind a blank", f"a\nb\nc\nd\n[x]( javascript:{MARK})", "link.target", 17),
    body("100,000 brackets", "[" * 100_000, "markdown.brackets"),
    body("100,000 stars", "a*" * 90_000, "markdown.crowded"),
    body("500,000 spaces in a fence", "::: a" + " " * 500_000 + "b", "block.kind"),
    body("many marks in many paragraphs", ("*a" * 990 + "\n\n") * 90, "markdown.marks"),
    body("long html", "::: html\n" + "a" * 300_000 + "\n:::", "block.too_long", 14),
    body("900,000 ampersands", "::: html\n<p>" + "&" * 900_000 + "</p>\n:::", "block.too_long", 14),
    body("100,000 ampersands", "::: html\n<p>" + "&" * 100_000 + "</p>\n:::", "html.references", 14),
    body("item outside a list", f"::: html\n<ul></ul><li>{MARK}</li>\n:::", "html.place", 14),
    body("indented fence", f"a\n ::: callout\ntext: {MARK}", "block.indented", 14),
    body("link title", f'[a](https://b.example "{MARK}")', "markdown.link_title"),
    body("link with a user name", f"[a](https://b.example@{MARK}.example)", "link.target"),
    body("link without words", f"[\u200b](https://{MARK}.example)", "link.words"),
    body("video with a user name", f"::: video\nurl: https://a:b@{MARK}.example\ntitle: a\n:::", "value.form", 14),
    body("isolate", f"a\u2066{MARK}", "file.control"),
    body("100,000 tags", "::: html\n" + "<p" * 100_000 + "\n:::", "html.tag", 14),
    body("5,000 nested tags", "::: html\n" + "<blockquote>" * 5000 + "\n:::", "html.depth", 14),
    body("2,000 blocks", "::: heading\ntext: a\nlevel: 2\n:::\n" * 2000, "block.many", 4014),
    body("control character by entity", "a&#x8;", "file.control"),
    body("NUL", "a\0b", "file.control"),
    body("RTL override", f"a\u202e{MARK}", "file.control"),
    body("YAML escape of NUL", '::: quote\ntext: "a\\0"\nattribution: b\n:::', "file.control", 14),
    body("unknown picture", f"a\n\n::: image\nimage: {'0' * 64}\n:::", "media.missing", 16),
    body("picture by path", "::: image\nimage: ../../etc/passwd\n:::", "value.form", 14),
    body("attachment by path", "::: attachments\nfiles:\n  - file: /etc/passwd\n:::", "value.form", 15),
]  # fmt: skip

FRONTS = [
    front("unknown key", "slug:", f"colour: {MARK}\nslug:", "key.unknown", 6),
    front("Save_as", "slug:", "Save_as: index.html\nslug:", "key.unknown", 6),
    front("wrong date", "2026-11-23T09:00:00+07:00", "23 พ.ย. 2569", "value.date", 7),
    front("impossible date", "2026-11-23T09:00:00+", "2026-02-30T09:00:00+", "value.date", 7),
    front("leap second", "T09:00:00+07:00", "T23:59:60+07:00", "value.date", 7),
    front("date without offset", "T09:00:00+07:00", "T09:00:00", "value.date", 7),
    front("offset beyond a day", "T09:00:00+07:00", "T09:00:00+99:00", "value.date", 7),
    front("Buddhist year", '"2026-11-23T09', '"2569-11-23T09', "value.buddhist_year", 7),
    front("slug with ../", "slug: bad", "slug: ../bad", "slug.form", 6),
    front("slug of a fixed word", "slug: bad", "slug: feed", "slug.reserved", 6),
    front("homoglyph slug", "slug: bad", "slug: b\u0430d", "slug.form", 6),
    front("zero-width slug", "slug: bad", "slug: b\u200bad", "slug.form", 6),
    front("slug of another file", "slug: bad", "slug: other", "file.place", 0),
    front("locale of another folder", "locale: th", "locale: en", "locale.unknown", 4),
    front("unknown type", "type: news", "type: blog", "value.choice", 3),
    front("type that is no text", "type: news", "type: [news]", "value.choice", 3),
    front("missing title", "title: เรื่อง bad\n", "", "key.missing", 2),
    front("number for a title", "เรื่อง bad", "12", "value.type", 5),
    front("huge integer", "slug:", "menu_order: " + "9" * 5000 + "\nslug:", "key.unknown", 6),
    front("newline in the title", "เรื่อง bad", f'"a\\n{MARK}"', "value.form", 5),
    front("NUL in the title", "เรื่อง bad", f'"a\\0{MARK}"', "file.control", 5),
    front("title of nothing", "เรื่อง bad", "\u200b\u3164", "value.invisible", 5),
    front(
        "year of another zone",
        "2026-11-23T09:00:00+07:00",
        "2026-12-31T23:00:00-05:00",
        "file.place",
        0,
    ),
    front(
        "year outside in the site's zone",
        "2026-11-23T09:00:00+07:00",
        "2399-12-31T23:59:59-12:00",
        "value.year",
        7,
    ),
    front(
        "updated before its date",
        "modified:",
        'updated: "2026-11-22T09:00:00+07:00"\nmodified:',
        "updated.order",
        8,
    ),
    front("surrogate in the title", "เรื่อง bad", '"\\ud800"', "yaml.syntax", 5),
    front("YAML tag", "เรื่อง bad", "!!python/object/apply:os.system [id]", "yaml.tag", 5),
    front("YAML bomb", "title:", "a: &a [x, x]\nb: &b [*a, *a]\ntitle:", "yaml.alias", 5),
    front("duplicate key", "slug:", "title: again\nslug:", "yaml.duplicate_key", 6),
    front("deep YAML", "เรื่อง bad", "[" * 50 + "]" * 50, "yaml.too_complex", 5),
    front("broken YAML", "เรื่อง bad", "a: b: c", "yaml.syntax", 5),
    front("no closing line", "\n---\n\n", "\n\n", "front_matter.unclosed", 1),
    front("no front matter", "---\nid", "id", "front_matter.missing", 1),
    front("repeated purpose", "  - service", "  - service\n  - service", "value.repeated", 9),
    front("a list for front matter", "id:", "- id\nid:", "yaml.syntax", 3),
]


def _symlinked_file(site: Site) -> None:
    outside = site.folder / "secret.md"
    outside.write_text(bad_text(site, MARK), encoding="utf-8")
    (site.content / BAD).symlink_to(outside)


def _symlinked_folder(site: Site) -> None:
    outside = site.folder / "secret"
    outside.mkdir()
    (outside / "bad.md").write_text(bad_text(site, MARK), encoding="utf-8")
    (site.content / "th/news/2025").symlink_to(outside)


def _device(site: Site) -> None:
    os.mkfifo(site.content / BAD)


def _picture(site: Site, data: bytes, name: str = "bad.jpg", **record: object) -> str:
    """A document with a picture of these bytes under their right digest."""
    digest = hashlib.sha256(data).hexdigest()
    site.write(f"media/{digest}/{name}", data)
    base = {"file": name, "height": 40, "width": 64}
    site.json(f"media/{digest}/image.json", {**base, **record})
    site.write(BAD, bad_text(site, f"::: image\nimage: {digest}\n:::"))
    return digest


def _bomb() -> bytes:
    """A PNG of a few hundred bytes that says that it has 40,000 × 40,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data).to_bytes(4, "big")
        return len(data).to_bytes(4, "big") + kind + data + crc

    size = (40_000).to_bytes(4, "big") * 2
    head = chunk(b"IHDR", size + bytes([8, 2, 0, 0, 0]))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000)))


def _wide() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (20, 20_000)).save(stream, "PNG")
    return stream.getvalue()


def _scans() -> bytes:
    """A progressive JPEG whose last scan comes 150 times."""
    stream = io.BytesIO()
    Image.new("RGB", (64, 40)).save(stream, "JPEG", progressive=True)
    raw = stream.getvalue()[:-2]
    return raw + raw[raw.rindex(b"\xff\xda") :] * 149 + b"\xff\xd9"


def _large() -> bytes:
    stream = io.BytesIO()
    Image.new("1", (6_001, 4_000)).save(stream, "PNG")
    return stream.getvalue()


def _attachment(
    site: Site, data: bytes = office_files.PDF, name: str = "bad.pdf", **record: object
) -> None:
    """A document with an attachment whose bytes or record may lie."""
    digest = site.attachment(name, data)
    file = f"media/{digest}/attachment.json"
    site.json(file, json.loads((site.content / file).read_bytes()) | record)
    site.write(BAD, bad_text(site, f"::: attachments\nfiles:\n  - file: {digest}\n:::"))


def _tombstone(site: Site, path: str, kind: str = "gone", **more: str) -> None:
    entry = {"deleted_at": "2026-01-01T09:00:00+07:00", "id": "50d2888a-2458-5563-ad67-3433ba409392",
             "kind": kind, "locale": "th", "path": path, **more}  # fmt: skip
    site.json("tombstones.json", {"documents": [entry]})


def _wrong_digest(site: Site) -> None:
    digest = site.picture("bad.jpg")
    site.write(f"media/{digest}/bad.jpg", picture_bytes("other.jpg", (64, 40)))
    site.write(BAD, bad_text(site, f"::: image\nimage: {digest}\n:::"))


def _wrong_attachment(site: Site) -> None:
    digest = site.attachment("bad.pdf")
    site.write(f"media/{digest}/bad.pdf", office_files.PDF.replace(b"small", b"SMALL"))
    site.write(BAD, bad_text(site, f"::: attachments\nfiles:\n  - file: {digest}\n:::"))


def _page_as_attachment(site: Site) -> None:
    digest = site.attachment("bad.html", MARK.encode())
    site.write(BAD, bad_text(site, f"::: attachments\nfiles:\n  - file: {digest}\n:::"))


def _wrong_linked_attachment(site: Site) -> None:
    digest = site.attachment("bad.pdf")
    site.write(f"media/{digest}/bad.pdf", office_files.PDF.replace(b"small", b"SMALL"))
    site.write(BAD, bad_text(site, f"[a](attachment:{digest})"))


def _symlinked_picture(site: Site) -> None:
    digest = site.picture("bad.jpg")
    file = site.content / f"media/{digest}/bad.jpg"
    file.rename(site.folder / "outside.jpg")
    file.symlink_to(site.folder / "outside.jpg")
    site.write(BAD, bad_text(site, f"::: image\nimage: {digest}\n:::"))


def _broken_record(site: Site) -> None:
    digest = site.picture("bad.jpg")
    site.write(f"media/{digest}/image.json", "{")
    site.write(BAD, bad_text(site, f"::: image\nimage: {digest}\n:::"))


def _picture_without_bytes(site: Site) -> None:
    digest = site.picture("bad.jpg")
    (site.content / f"media/{digest}/bad.jpg").unlink()
    site.write(BAD, bad_text(site, f"::: image\nimage: {digest}\n:::"))


def _attachment_as_picture(site: Site) -> None:
    digest = site.attachment()
    site.write(BAD, bad_text(site, f"::: image\nimage: {digest}\n:::"))


def _withdrawn(site: Site) -> None:
    digest = site.picture("bad.jpg")
    entry = {"deleted_at": "2026-11-23T09:00:00+07:00", "digest": digest, "kind": "withdrawn"}
    site.json("tombstones.json", {"media": [entry]})
    site.write(BAD, bad_text(site, f"::: image\nimage: {digest}\n:::"))


RECORD = f"media/{'0' * 64}/image.json"
FILES = [
    Case("symlink to a file", _symlinked_file, "file.symlink"),
    Case("symlink to a folder", _symlinked_folder, "file.symlink", "th/news/2025"),
    Case("named pipe", _device, "file.symlink"),
    raw("no UTF-8", lambda s: bad_text(s).encode() + b"\xff\xfe", "file.encoding", 14),
    raw("UTF-16", lambda s: bad_text(s).encode("utf-16"), "file.encoding", 1),
    raw("empty file", lambda s: b"", "front_matter.missing", 1),
    raw("only NUL", lambda s: bytes(5000), "file.control", 1),
    raw("old Mac line ends", lambda s: bad_text(s).encode().replace(b"\n", b"\r"), "file.control", 1),
    Case("newline in a name", lambda s: s.write("th/news/2026/a\nb.md", bad_text(s)), "file.unknown", "th/news/2026/a\\nb.md"),
    Case("RTL override in a name", lambda s: s.write("th/news/2026/a\u202eb.md", bad_text(s)), "file.unknown", "th/news/2026/a\\u202eb.md"),
    Case("zero-width space in a name", lambda s: s.write("th/news/2026/a\u200b.md", bad_text(s)), "file.unknown", "th/news/2026/a\\u200b.md"),
    Case("homoglyph in a name", lambda s: s.write("th/news/2026/b\u0430d.md", bad_text(s)), "file.place", "th/news/2026/b\u0430d.md"),
    Case("wrong folder", lambda s: s.write("th/blog/2026/bad.md", bad_text(s)), "file.unknown", "th/blog/2026/bad.md"),
    Case("unknown locale", lambda s: s.write("de/news/2026/bad.md", bad_text(s)), "file.unknown", "de/news/2026/bad.md"),
    Case("200 folders deep", lambda s: s.write("th/" + "a/" * 200 + "b.md", "x"), "file.unknown", "th/a/a/a/a/a"),
    Case("broken redirects", lambda s: s.write("redirects.json", '[{"from": '), "json.syntax", "redirects.json", 1),
    Case("hostile redirect", lambda s: s.json("redirects.json", [{"from": "/a/", "to": f"javascript:{MARK}"}]), "value.form", "redirects.json"),
    Case("redirect out of the output", lambda s: s.json("redirects.json", [{"from": f"/../../{MARK}/", "to": "/th/"}]), "redirect.path", "redirects.json"),
    Case("redirect in place of a file", lambda s: s.json("redirects.json", [{"from": "/th/feed.json/", "to": "/th/"}]), "redirect.path", "redirects.json"),
    Case("redirect in place of robots", lambda s: s.json("redirects.json", [{"from": "/robots.txt/", "to": "/th/"}]), "redirect.path", "redirects.json"),
    Case("redirect with a name too long", lambda s: s.json("redirects.json", [{"from": f"/{'ก' * 300}/", "to": "/th/"}]), "redirect.path", "redirects.json"),
    Case("redirect to itself", lambda s: s.json("redirects.json", [{"from": "/a/", "to": "/a/"}]), "redirect.loop", "redirects.json"),
    Case("tombstone out of the output", lambda s: _tombstone(s, f"/../../{MARK}/"), "tombstone.path", "tombstones.json"),
    Case("tombstone without a slash", lambda s: _tombstone(s, f"/th/{MARK}"), "tombstone.path", "tombstones.json"),
    Case("tombstone in place of a file", lambda s: _tombstone(s, "/th/feed.json"), "tombstone.path", "tombstones.json"),
    Case("tombstone that leads to itself", lambda s: _tombstone(s, "/a/", "redirect", to="/a/"), "redirect.loop", "tombstones.json"),
    Case("100,000 brackets in tombstones", lambda s: s.write("tombstones.json", "[" * 100_000), "json.syntax", "tombstones.json"),
    Case("broken tombstones", lambda s: s.write("tombstones.json", b"\xff"), "file.encoding", "tombstones.json", 1),
    Case("broken version", lambda s: s.write("version.json", "[]"), "value.type", "version.json"),
    Case("integer of 5,000 digits", lambda s: s.write("version.json", '{"content_version": ' + "9" * 5000 + "}"), "json.number", "version.json"),
    Case("100,000 brackets in JSON", lambda s: s.write("redirects.json", "[" * 100_000), "json.syntax", "redirects.json"),
    Case("duplicate key in JSON", lambda s: s.write("version.json", '{"state": "complete", "state": "writing"}'), "yaml.duplicate_key", "version.json"),
    Case("taxonomy with a hostile slug", lambda s: s.json("taxonomy/topics.json", {"../a": {"name": {"th": MARK}}}), "value.form", "taxonomy/topics.json"),
    Case("taxonomy without names", lambda s: s.json("taxonomy/topics.json", {"water": {"name": {}}}), "value.too_little", "taxonomy/topics.json"),
    Case("tombstone of an unknown kind", lambda s: s.json("tombstones.json", {"documents": [{"deleted_at": "2026-01-01T09:00:00+07:00", "id": "50d2888a-2458-5563-ad67-3433ba409392", "kind": "x", "locale": "th", "path": "/a/"}]}), "value.choice", "tombstones.json"),
    Case("record in no digest", lambda s: s.json("media/../media/xyz/image.json", {"file": "a.jpg", "height": 1, "width": 1}), "file.unknown", "media/xyz/image.json"),
    Case("record with ../ in its name", lambda s: s.json(RECORD, {"file": "../a.jpg", "height": 1, "width": 1}), "value.form", RECORD),
    Case("record with half a surrogate", lambda s: s.write(RECORD, '{"file": "a.jpg", "height": 1, "width": 1, "title": "\\ud800"}'), "file.control", RECORD),
    Case("page as an attachment", _page_as_attachment, "media.unusable", line=14),
    Case("picture that is none", lambda s: _picture(s, b"GIF89a" + MARK.encode()), "media.unreadable", line=14),
    Case("SVG as a picture", lambda s: _picture(s, f"<svg onload='{MARK}'/>".encode(), "a.svg"), "media.unusable", line=14),
    Case("truncated picture", lambda s: _picture(s, picture_bytes("x.jpg", (640, 400))[:-900], width=640, height=400), "media.unreadable", line=14),
    Case("picture bomb", lambda s: _picture(s, _bomb(), "bad.png", width=20_000, height=20_000), "media.unreadable", line=14),
    Case("picture of 24,004,000 pixels", lambda s: _picture(s, _large(), "bad.png", width=6_001, height=4_000), "media.unreadable", line=14),
    Case("JPEG of 150 scans", lambda s: _picture(s, _scans()), "media.unreadable", line=14),
    Case("attachment of another size", lambda s: _attachment(s, size=9_999), "media.unusable", line=14),
    Case("attachment of another type", lambda s: _attachment(s, type="text/html"), "media.unusable", line=14),
    Case("attachment of just bytes", lambda s: _attachment(s, type="application/octet-stream"), "media.unusable", line=14),
    Case("page as a PDF", lambda s: _attachment(s, f"<script>{MARK}</script>".encode()), "attachment.content", line=14),
    Case("page before a PDF", lambda s: _attachment(s, f"<script>{MARK}</script>".encode() + office_files.PDF), "attachment.content", line=14),
    Case("half a PDF", lambda s: _attachment(s, office_files.PDF[:-7]), "attachment.damaged", line=14),
    Case("half a document of Word", lambda s: _attachment(s, office_files.right("docx")[:-9], "bad.docx"), "attachment.damaged", line=14),
    Case("macros", lambda s: _attachment(s, office_files.compound("WordDocument", "Macros"), "bad.doc"), "attachment.macros", line=14),
    Case("locked document", lambda s: _attachment(s, office_files.compound("EncryptedPackage"), "bad.xlsx"), "attachment.locked", line=14),
    Case("empty attachment", lambda s: _attachment(s, b""), "attachment.empty", line=14),
    Case("document with macros by its ending", lambda s: _attachment(s, office_files.right("docx"), "bad.docm"), "media.unusable", line=14),
    Case("picture of another size", lambda s: _picture(s, picture_bytes("x.jpg", (64, 40)), width=6400, height=4000), "media.unreadable", line=14),
    Case("picture too high for WebP", lambda s: _picture(s, _wide(), "bad.png", width=20, height=20_000), "media.unreadable", line=14),
    Case("wrong digest", _wrong_digest, "media.digest", line=14),
    Case("wrong digest of an attachment", _wrong_attachment, "media.digest", line=14),
    Case("wrong digest of a linked attachment", _wrong_linked_attachment, "media.digest", line=13),
    Case("picture as a symlink", _symlinked_picture, "media.unusable", line=14),
    Case("broken picture record", _broken_record, "media.unusable", line=14),
    Case("picture without bytes", _picture_without_bytes, "media.unusable", line=14),
    Case("attachment as a picture", _attachment_as_picture, "media.missing", line=14),
    Case("withdrawn picture", _withdrawn, "media.withdrawn", line=14),
]  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, renditions: Path) -> Site:
    """A small site in order, built."""
    site = Site(tmp_path_factory.mktemp("good") / "site", renditions)
    digest = site.picture("good.jpg")
    site.document("good", cover={"image": digest}, department="engineering", topics=["water"])
    site.document("about", type_="page", menu_order=1)
    site.document(None, type_="home")
    assert site.build("--quiet").code == 0
    return site


@pytest.fixture
def good(built: Site, tmp_path: Path) -> Site:
    """A copy of it to spoil."""
    shutil.copytree(built.folder, tmp_path / "site")
    return Site(tmp_path / "site", built.renditions)


@pytest.fixture(scope="module")
def expected(built: Site) -> dict[str, str]:
    """The outputs of the good site."""
    return tree(built.output)


@pytest.mark.parametrize("case", BODIES + FRONTS + FILES, ids=lambda case: case.name)
def test_one_message_and_the_rest_of_the_site(
    good: Site, expected: dict[str, str], case: Case
) -> None:
    case.make(good)
    begun = time.monotonic()
    built = good.build("--quiet")
    seconds = time.monotonic() - begun

    assert [(p["code"], p["file"], p["line"]) for p in built.problems] == [
        (case.code, case.file, case.line)
    ]
    (problem,) = built.problems
    assert built.code == built.report["exit_code"] == 3
    assert problem["severity"] == "error"
    for language in (problem, problem["th"]):
        assert language["reason"].strip()
        assert language["mend"].strip()
    where = f"{case.file}:{case.line}" if case.line else case.file
    assert built.stderr == f"error: {where}: {case.code}: {problem['reason']} {problem['mend']}\n"
    assert tree(good.output) == expected
    assert _no_trace_of(MARK, good)
    assert seconds < SECONDS


def _no_trace_of(mark: str, site: Site) -> bool:
    files = [path for path in site.output.rglob("*") if path.is_file()]
    return not any(mark.encode() in path.read_bytes() for path in files)


def test_hostile_text_in_every_plain_field_is_shown_as_text(site: Site) -> None:
    hostile = (
        f"</title></script><script>{MARK}</script><img src=x onerror={MARK}>\"'&amp;{{{{ 7*7 }}}}"
    )
    picture = site.picture(alt={"th": hostile}, credit=hostile)
    blocks = [
        Block("heading", {"text": hostile, "level": 2}),
        Block("image", {"image": picture, "alt": hostile, "caption": hostile, "credit": hostile}),
        Block("gallery", {"title": hostile, "alt": hostile, "images": [{"image": picture}] * 2}),
        Block("quote", {"text": hostile, "attribution": hostile, "role": hostile}),
        Block("table", {"caption": hostile, "header_row": True, "rows": [[hostile], [hostile]]}),
        Block("video", {"url": f"https://a.example/?&quot;{MARK}={{{{7*7}}}}", "title": hostile}),
        Block("callout", {"tone": "info", "title": hostile, "text": hostile}),
        Block("facts", {"title": hostile, "items": [{"label": hostile, "value": hostile}]}),
    ]
    site.document(
        "hostile", *blocks, title=hostile, summary=hostile, source_note=hostile, change_note=hostile,
        updated="2026-11-24T09:00:00+07:00", cover={"image": picture, "caption": hostile},
        event={"start": "2026-11-24T09:00:00+07:00", "place": hostile}, topics=["water"],
    )  # fmt: skip
    site.json(
        "taxonomy/topics.json", {"water": {"name": {"th": hostile}, "description": {"th": hostile}}}
    )
    assert site.build("--quiet").code == 0
    for path in site.output.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert f"<script>{MARK}" not in text
        assert "<img src=x" not in text
    assert f'"https://a.example/?&amp;quot;{MARK}={{{{7*7}}}}"' in site.text(
        "th/news/hostile/index.html"
    )
    feed = json.loads(site.text("th/feed.json"))
    assert "<img src=x" not in feed["items"][0]["content_html"]
    assert feed["items"][0]["title"] == hostile


def test_files_that_only_disturb_are_warned_of(good: Site) -> None:
    good.write("th/news/2026/notes.txt", "x")
    built = good.build("--quiet")
    assert built.code == 0
    assert built.stderr.startswith("warning: th/news/2026/notes.txt: file.unknown: ")


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault(
    good: Site, expected: dict[str, str]
) -> None:
    file = good.content / "th/news/2026/good.md"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert good.build("--quiet").code == 0
    assert tree(good.output) == expected


def test_one_bad_redirect_takes_no_other_away(good: Site) -> None:
    good.json("redirects.json", [{"from": "/a/", "to": "/th/"}, {"from": "/b/", "to": "/th/"}])
    assert good.build("--quiet").code == 0
    good.json(
        "redirects.json", [{"from": "/c/", "to": "/th/"}, {"from": "/a/", "to": f"data:{MARK}"}]
    )
    built = good.build("--quiet")
    assert (built.code, built.codes) == (3, ["value.form"])
    assert all(good.exists(f"{name}/index.html") for name in "abc")


@pytest.mark.parametrize("source", ["/{}x", "/{}x/\t"], ids=["unusable", "malformed"])
def test_many_bad_redirects_are_told_in_a_few_lines(good: Site, source: str) -> None:
    entries = [{"from": source.format(n), "to": "/th/"} for n in range(10_000)]
    good.json("redirects.json", [*entries, {"from": "/a/", "to": "/th/"}])
    built = good.build("--quiet")
    assert built.code == 3
    assert len(built.problems) == 41
    assert built.problems[0]["code"] == "file.more"
    assert good.exists("a/index.html")


def test_a_redirect_from_a_page_is_warned_of(good: Site, expected: dict[str, str]) -> None:
    good.json("redirects.json", [{"from": "/th/about/", "to": "/th/"}])
    built = good.build("--quiet")
    assert built.code == 0
    assert built.stderr.startswith("warning: redirects.json: redirect.live: ")
    assert tree(good.output) == expected


def test_a_duplicate_address_goes_to_the_older_document(good: Site) -> None:
    good.document(
        "good", date="2027-01-01T09:00:00+07:00", id="11111111-1111-4111-8111-111111111111"
    )
    built = good.build("--quiet")
    assert (built.code, built.codes) == (3, ["conflict.url"])
    assert built.problems[0]["file"] == "th/news/2027/good.md"
    assert not good.exists("th/news/2027/index.html")


def test_of_two_files_with_one_identity_the_later_modified_wins(good: Site) -> None:
    good.document(
        "good", date="2027-01-01T09:00:00+07:00", modified="2027-01-01T09:00:00.000000+07:00"
    )
    built = good.build("--quiet")
    assert (built.code, built.codes) == (3, ["conflict.key"])
    assert built.problems[0]["file"] == "th/news/2026/good.md"
    assert good.exists("th/news/2027/index.html")


def test_many_faults_in_one_document_are_each_named(good: Site) -> None:
    text = bad_text(good, "<b>a</b>\n\n[x](data:y)\n\n::: image\nimage: z\n:::")
    good.write(BAD, text.replace("slug:", "colour: red\nslug:"))
    built = good.build("--quiet")
    assert sorted(built.codes) == ["key.unknown", "markdown.raw_html", "value.form"]


def test_many_bad_documents_are_each_left_out(good: Site, expected: dict[str, str]) -> None:
    for case in (*BODIES, *FRONTS):
        case.make(good)
        (good.content / BAD).rename(good.content / f"th/news/2026/bad-{abs(hash(case.name))}.md")
    built = good.build("--quiet", "--jobs", "2")
    assert built.code == 3
    assert {p["file"] for p in built.problems} >= {
        f"th/news/2026/{path.name}" for path in (good.content / "th/news/2026").glob("bad-*.md")
    }
    assert tree(good.output) == expected


def test_an_unexpected_fault_in_a_file_is_a_message_too(
    good: Site, expected: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    good.write(BAD, bad_text(good))
    load = documents.load

    def failing(raw: bytes, file: str, site: object) -> object:
        if file == BAD:
            raise RecursionError("too deep")
        return load(raw, file, site)

    monkeypatch.setattr(documents, "load", failing)
    built = good.build("--quiet")
    assert (built.code, built.codes) == (3, ["file.failed"])
    assert tree(good.output) == expected


def test_a_page_that_cannot_be_rendered_stops_no_other(
    good: Site, expected: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from site_builder.rendering import plans

    def failing(*args: object, **kwargs: object) -> bytes:
        raise ValueError("no")

    monkeypatch.setitem(plans.MAKERS, "page", failing)
    built = good.build("--quiet", "--clean")
    assert (built.code, built.codes) == (3, ["render.failed"])
    assert built.problems[0]["file"] == "th/pages/about.md"
    # What an old page shows may have been taken down since: it does not stay.
    assert tree(good.output) == {p: d for p, d in expected.items() if p != "th/about/index.html"}


def test_json_output_is_stable_and_readable(good: Site) -> None:
    good.write(BAD, bad_text(good, "[a](data:b)"))
    good.build("--quiet")
    report = json.loads((good.state / "last-build.json").read_text(encoding="utf-8"))
    assert report["problems"][0]["params"] == {"target": "data:b"}
    assert records.dump(report)


def test_a_link_to_a_document_that_is_not_there_is_warned_of_once_and_its_words_stay(
    good: Site,
) -> None:
    missing = "page:50d2888a-2458-5563-ad67-3433ba409392"
    good.write(BAD, bad_text(good, f"a [words]({missing}) b"))
    built = good.build("--quiet")
    assert built.code == 0
    assert [(p["code"], p["file"], p["severity"]) for p in built.problems] == [
        ("link.missing", BAD, "warning")
    ]
    assert "<p>a words b</p>" in good.text("th/news/bad/index.html")
