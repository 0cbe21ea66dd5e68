"""A document: one file of the content folder, front matter and blocks.

`load` checks everything that can be known from the file alone and raises ContractError with every
problem it found. `dump` writes the canonical form.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from contract import (
    blocks,
    characters,
    dates,
    markdown,
    paths,
    sanitise,
    slugs,
    strict_yaml,
    validation,
)
from contract.blocks import Block, Fenced
from contract.problems import ContractError, Problem
from contract.site_config import SiteConfig

MAX_BYTES = 1024 * 1024
MAX_PROBLEMS = 40  # of one document
TYPES = ("news", "policy", "award", "page", "section", "home")
PURPOSES = ("knowledge", "service", "disaster")
TIME_KEYS = ("date", "updated", "modified")

_ATTACHMENT = re.compile(r"attachment:([0-9a-f]{64})")
_OFFICE_ONLY = ("consent", "minors")


@dataclass(frozen=True)
class Document:
    """Front matter as read (`front`, checked by the schema of its type) and the blocks.

    `lines` gives the line of the file where each key of a document that was loaded begins.
    """

    front: dict[str, Any]
    blocks: tuple[Block, ...]
    file: str = ""
    lines: validation.Lines = field(default_factory=dict, compare=False, repr=False)

    @property
    def type(self) -> str:
        return str(self.front["type"])

    @property
    def key(self) -> tuple[str, str]:
        return self.front["id"], self.front["locale"]

    @property
    def url(self) -> str:
        return paths.document_url(self.type, self.front["locale"], self.front.get("slug"))


def dump(document: Document, site: SiteConfig) -> str:
    """The canonical text of a document. Its front matter must be valid."""
    front = {
        key: document.front[key] for key in validation.keys(document.type) if key in document.front
    }
    for key in ("date", "updated"):
        if key in front:
            front[key] = dates.format_seconds(dates.parse(front[key]), site.zone)
    front["modified"] = dates.format_microseconds(dates.parse(front["modified"]), site.zone)
    body = blocks.join(document.blocks)
    return f"---\n{strict_yaml.dump(front)}---\n" + (f"\n{body}\n" if body else "")


def load(raw: bytes, file: str, site: SiteConfig) -> Document:
    """The document in `raw`, which stands at `file` (relative to the content folder)."""
    text = _decode(raw, file)
    head, body, body_line = _split(text, file)
    front, lines = _front_matter(head, file)
    found = validation.problems(front["type"], front, file, lines)
    if not found:
        found = list(_front_problems(front, file, lines, site))
    loaded, body_problems = _blocks(body, body_line, file)
    found += body_problems
    if found:
        raise ContractError(found[:MAX_PROBLEMS])
    return Document(front, loaded, file, lines)


def media_used(document: Document) -> Iterator[tuple[str, str]]:
    """(kind, digest) of every picture ("image") and attachment the document names or links to."""
    if cover := document.front.get("cover"):
        yield "image", cover["image"]
    for block in document.blocks:
        if block.kind == "image":
            yield "image", block.data["image"]
        elif block.kind == "gallery":
            yield from (("image", use["image"]) for use in block.data["images"])
        elif block.kind == "attachments":
            yield from (("attachment", item["file"]) for item in block.data["files"])
        elif block.kind in blocks.PROSE_KINDS:
            yield from (("attachment", digest) for digest in attachments_linked(block.data))


def attachments_linked(prose: str) -> Iterator[str]:
    """The digests of the attachments that a piece of Markdown or HTML links to."""
    yield from _ATTACHMENT.findall(prose)


def public_picture(use: dict[str, Any]) -> dict[str, Any]:
    """A picture use without what only the office may know."""
    return {key: value for key, value in use.items() if key not in _OFFICE_ONLY}


def _decode(raw: bytes, file: str) -> str:
    if len(raw) > MAX_BYTES:
        raise ContractError.of("file.too_large", file, size=len(raw), limit=MAX_BYTES)
    try:
        text = raw.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ContractError.of("file.encoding", file, line) from error
    if found := characters.forbidden(text):
        raise ContractError.of("file.control", file, found[1], character=found[0])
    return text


def _split(text: str, file: str) -> tuple[str, str, int]:
    if not text.startswith("---\n"):
        raise ContractError.of("front_matter.missing", file, 1)
    end = text.find("\n---\n", 3)
    if end < 0 and text.endswith("\n---"):
        end = len(text) - 4
    if end < 0:
        raise ContractError.of("front_matter.unclosed", file, 1)
    body = text[end + 5 :]
    return text[4 : end + 1], body, text.count("\n", 0, end) + 3


def _front_matter(head: str, file: str) -> tuple[dict[str, Any], validation.Lines]:
    try:
        front, lines = strict_yaml.load(head)
    except strict_yaml.YamlError as error:
        raise ContractError.of(error.code, file, error.line + 1, **error.params) from error
    if not isinstance(front, dict):
        raise ContractError.of("front_matter.form", file, 2)
    lines = {path: line + 1 for path, line in lines.items()}
    if front.get("type") not in TYPES:
        code = "value.choice" if "type" in front else "key.missing"
        raise ContractError.of(
            code,
            file,
            lines.get(("type",), 2),
            key="type",
            value=str(front.get("type"))[:30],
            wanted=", ".join(TYPES),
        )
    return front, lines


def _front_problems(
    front: dict[str, Any], file: str, lines: validation.Lines, site: SiteConfig
) -> Iterator[Problem]:
    """What no schema can say: of names first, so that a bad one is not also a bad place."""
    found = list(_name_problems(front, file, lines, site))
    moments, misdated = _moments(front, file, lines, site)
    yield from found + misdated
    if "date" in moments and not found:
        year, slug = moments["date"].astimezone(site.zone).year, front.get("slug")
        expected = paths.document_file(front["type"], front["locale"], slug, year)
        if file != expected:
            yield Problem("file.place", file, 0, {"expected": expected, "zone": site.timezone})
    if {"date", "updated"} <= moments.keys() and moments["updated"] < moments["date"]:
        yield Problem("updated.order", file, lines.get(("updated",), 0))
    if {"start", "end"} <= moments.keys() and moments["end"] < moments["start"]:
        yield Problem("event.order", file, lines.get(("event",), 0))
    yield from _picture_problems(front.get("cover"), file, lines.get(("cover",), 0))


def _moments(
    front: dict[str, Any], file: str, lines: validation.Lines, site: SiteConfig
) -> tuple[dict[str, datetime], list[Problem]]:
    """The points in time by the last part of their keys, without those that cannot be used."""
    moments, found = {}, []
    for path in (*((key,) for key in TIME_KEYS), ("event", "start"), ("event", "end")):
        value = (front.get("event", {}) if len(path) == 2 else front).get(path[-1])
        if value is None:
            continue
        where, params = lines.get(path, 0), {"key": ".".join(path), "value": value}
        try:
            moment = dates.parse(value)
        except ValueError:
            found.append(Problem("value.date", file, where, params))
            continue
        if dates.FIRST_YEAR <= moment.astimezone(site.zone).year <= dates.LAST_YEAR:
            moments[path[-1]] = moment
        else:
            params |= {"zone": site.timezone, "first": dates.FIRST_YEAR, "last": dates.LAST_YEAR}
            found.append(Problem("value.year", file, where, params))
    return moments, found


def _name_problems(
    front: dict[str, Any], file: str, lines: validation.Lines, site: SiteConfig
) -> Iterator[Problem]:
    if front["type"] not in ("section", "home"):
        slug = front["slug"]
        if code := slugs.problem(slug, site.locale_codes):
            yield Problem(code, file, lines.get(("slug",), 0), {"slug": slug})
    if front["locale"] not in site.locale_codes:
        params = {"locale": front["locale"], "known": ", ".join(site.locale_codes)}
        yield Problem("locale.unknown", file, lines.get(("locale",), 0), params)


def _blocks(body: str, line: int, file: str) -> tuple[tuple[Block, ...], list[Problem]]:
    loaded, found, marks, work = [], list[Problem](), 0, 0
    try:
        for fenced in blocks.split(body, line):
            if fenced.kind in blocks.PROSE_KINDS and not fenced.text.strip():
                continue
            block, problems, cost = _block(fenced, file)
            loaded.append(block)
            marks += markdown.marks(block.data) if block.kind == "text" else 0
            work += cost
            excess = _excess(len(loaded), marks, work)
            if excess and not problems:
                problems = [Problem(excess[0], file, fenced.line, {"limit": excess[1]})]
            found += problems
            if excess or len(found) >= MAX_PROBLEMS:
                break
    except blocks.FenceError as error:
        found.append(Problem(error.code, file, error.line, error.params))
    return tuple(loaded), found


def _excess(count: int, marks: int, work: int) -> tuple[str, int] | None:
    """The code and the limit of what a document has too much of."""
    if count > blocks.MAX_BLOCKS:
        return "block.many", blocks.MAX_BLOCKS
    if marks > markdown.MAX_MARKS:
        return "markdown.marks", markdown.MAX_MARKS
    if work > markdown.MAX_WORK:
        return "markdown.work", markdown.MAX_WORK
    return None


def _block(fenced: Fenced, file: str) -> tuple[Block, list[Problem], int]:
    """The block, what is wrong with it, and what it took of the Markdown parser's time."""
    if fenced.kind in blocks.PROSE_KINDS:
        block = Block(fenced.kind, fenced.text.strip("\n"), fenced.line)
        checked = (
            markdown.check(fenced.text)
            if fenced.kind == "text"
            else markdown.Checked(sanitise.problems(fenced.text))
        )
        found = [
            Problem(p.code, file, fenced.line + p.line - 1, p.params) for p in checked.problems
        ]
        return block, found, checked.work
    block, found = _yaml_block(fenced, file)
    return block, found, 0


def _yaml_block(fenced: Fenced, file: str) -> tuple[Block, list[Problem]]:
    try:
        data, lines = strict_yaml.load(fenced.text)
    except strict_yaml.YamlError as error:
        where = fenced.line + error.line - 1
        return Block(fenced.kind, {}, fenced.line), [Problem(error.code, file, where, error.params)]
    lines = {path: fenced.line + number - 1 for path, number in lines.items()}
    found = validation.problems(f"blocks/{fenced.kind}", data, file, lines)
    if not found:
        found = list(_data_problems(fenced.kind, data, file, fenced.line))
    return Block(fenced.kind, data, fenced.line), found


def _data_problems(kind: str, data: Any, file: str, line: int) -> Iterator[Problem]:
    if kind == "table" and len({len(row) for row in data["rows"]}) > 1:
        yield Problem("table.ragged", file, line)
    if kind == "image":
        yield from _picture_problems(data, file, line)
    if kind == "gallery":
        for picture in data["images"]:
            yield from _picture_problems(picture, file, line)


def _picture_problems(use: dict[str, Any] | None, file: str, line: int) -> Iterator[Problem]:
    if use and use.get("decorative") and "alt" in use:
        yield Problem("picture.decorative_alt", file, line)
