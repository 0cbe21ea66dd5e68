"""Hypothesis strategies for documents of every type and block kind, within the schemas' limits.

Front matter and YAML blocks are generated from contract/schema/*.json itself, so that a field
added there is generated at once. Prose is built from pieces that editors write.
"""

from typing import Any

from hypothesis import strategies as st

from contract import blocks, characters, documents, paths, slugs, thai, validation
from contract.blocks import Block
from contract.documents import Document
from contract.site_config import SiteConfig

_WORDS = (
    "เทศบาล เมือง ทุ่งสง น้ำท่วม ประกาศ ต่าง ๆ ปี 2569 the town council opens a new park road closed "
    "“quoted” (2026) 12.5% A&B it's: yes #tag - dash null true 007 * _ ` ~ > + 1. \\ [x] <y> | @ ! ?"
).split()
# Anything a text may hold: no control characters, nothing that turns direction.
_CHARACTERS = st.characters(
    codec="utf-8",
    categories=("L", "M", "N", "P", "S", "Zs"),
    exclude_characters="\ufeff",
)
_LIST_LIMIT = 4  # more would only be slower

words = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=8).map(" ".join)


def lines(limit: int) -> st.SearchStrategy[str]:
    """One line of text, in storage form, without space at its ends."""
    raw = words | st.text(_CHARACTERS, min_size=1, max_size=40)
    return raw.map(lambda text: thai.normalise(text[:limit]).strip()).filter(
        lambda text: characters.visible(text) and len(text) <= limit
    )


def texts(limit: int) -> st.SearchStrategy[str]:
    """Text that may have several lines."""
    joined = st.lists(lines(limit), min_size=1, max_size=3).map("\n".join)
    return joined.filter(lambda text: len(text) <= limit)


def slug() -> st.SearchStrategy[str]:
    part = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=8)
    return (
        st.lists(part, min_size=1, max_size=4)
        .map("-".join)
        .filter(lambda text: slugs.problem(text, ("th", "en")) is None)
    )


def moments(*, microseconds: bool = False) -> st.SearchStrategy[str]:
    """Points in time in canonical form, for a site whose zone is +07:00 at all times."""
    fields = st.tuples(
        st.integers(1990, 2399), st.integers(1, 12), st.integers(1, 28), st.integers(0, 23),
        st.integers(0, 59), st.integers(0, 59), st.integers(0, 999_999),
    )  # fmt: skip

    def written(value: tuple[int, ...]) -> str:
        year, month, day, hour, minute, second, fraction = value
        tail = f".{fraction:06d}" if microseconds else ""
        return f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}{tail}+07:00"

    return fields.map(written)


def from_schema(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that a schema of this project allows; it need not be a general generator."""
    if "$ref" in schema:
        return _of_definition(schema["$ref"].rpartition("/")[2])
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kind = schema["type"]
    if kind == "object":
        return _objects(schema)
    if kind == "array":
        return _lists(schema)
    if kind == "integer":
        return st.integers(schema.get("minimum", 0), schema.get("maximum", 10_000))
    if kind == "boolean":
        return st.booleans()
    limit = schema.get("maxLength", 100)
    if schema.get("pattern", "").startswith("^https://"):
        return slug().map(lambda text: f"https://video.example/{text}?v=1&t=2")
    if "pattern" in schema:
        return lines(limit)
    return texts(limit) if schema.get("minLength") else texts(limit) | st.just("")


def _objects(schema: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    properties, required = schema["properties"], set(schema.get("required", ()))
    return st.fixed_dictionaries(
        {key: from_schema(properties[key]) for key in properties if key in required},
        optional={key: from_schema(properties[key]) for key in properties if key not in required},
    ).map(lambda value: {key: value[key] for key in properties if key in value})


def _lists(schema: dict[str, Any]) -> st.SearchStrategy[list[Any]]:
    items = from_schema(schema["items"])
    unique = schema.get("uniqueItems", False)
    return st.lists(items, min_size=schema.get("minItems", 0), max_size=_LIST_LIMIT, unique=unique)


def _of_definition(name: str) -> st.SearchStrategy[Any]:
    if name == "time":
        return moments()
    if name == "modified":
        return moments(microseconds=True)
    if name == "slug":
        return slug()
    if name == "uuid":
        return st.uuids().map(str)
    if name == "digest":
        return st.text("0123456789abcdef", min_size=64, max_size=64)
    definition = validation.schema("common")["$defs"][name]
    if name == "picture_use":
        return from_schema(definition).map(without_contradiction)
    return from_schema(definition)


def without_contradiction(use: dict[str, Any]) -> dict[str, Any]:
    """A picture use that is not decorative and described at once."""
    return {k: v for k, v in use.items() if k != "decorative" or "alt" not in use}


# Blocks

_TARGETS = st.one_of(
    st.just("https://www.example.go.th/a?b=1"),
    st.just("/th/news/"),
    st.just("mailto:office@example.go.th"),
    st.uuids().map(lambda id_: f"page:{id_}"),
)


@st.composite
def markdown_text(draw: st.DrawFn) -> str:
    """Markdown as the exporter writes it: paragraphs, lists, headings, quotes, links."""
    plain = lines(120).map(_escaped)
    link = st.tuples(plain, _TARGETS).map(lambda pair: f"[{pair[0]}]({pair[1]})")
    bold = plain.map(lambda text: f"**{text}**")
    paragraph = st.lists(plain | link | bold, min_size=1, max_size=3).map(" ".join)
    bullet = st.lists(plain, min_size=1, max_size=3).map(lambda rows: "- " + "\n- ".join(rows))
    part = paragraph | bullet | plain.map(lambda t: f"## {t}") | plain.map(lambda t: f"> {t}")
    return "\n\n".join(draw(st.lists(part, min_size=1, max_size=3)))


def _escaped(text: str) -> str:
    signs = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_{}[]()#+-.!>~:<"})
    return text.translate(signs).replace("&", "&amp;").replace("\u00a0", " ")


@st.composite
def html_text(draw: st.DrawFn) -> str:
    escaped = lines(120).map(
        lambda t: t.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    )
    part = escaped.map(lambda t: f"<p>{t}</p>") | escaped.map(
        lambda t: f'<ol start="3"><li><strong>{t}</strong><br></li></ol>'
    )
    return "\n".join(draw(st.lists(part, min_size=1, max_size=3)))


def block(kind: str) -> st.SearchStrategy[Block]:
    if kind == "text":
        return markdown_text().map(lambda text: Block("text", text))
    if kind == "html":
        return html_text().map(lambda text: Block("html", text))
    data = from_schema(validation.schema(f"blocks/{kind}"))
    if kind == "table":
        data = _tables()
    if kind == "image":
        data = data.map(without_contradiction)
    return data.map(lambda value: Block(kind, value))


@st.composite
def _tables(draw: st.DrawFn) -> dict[str, Any]:
    data: dict[str, Any] = draw(from_schema(validation.schema("blocks/table")))
    width = draw(st.integers(1, 4))
    row = st.lists(texts(60) | st.just(""), min_size=width, max_size=width)
    return data | {"rows": draw(st.lists(row, min_size=1, max_size=4))}


any_block = st.sampled_from(blocks.KINDS).flatmap(block)


# Documents


@st.composite
def document(
    draw: st.DrawFn, site: SiteConfig, kinds: tuple[str, ...] = documents.TYPES
) -> Document:
    """A valid document whose file is the one that its front matter asks for."""
    type_ = draw(st.sampled_from(kinds))
    front = draw(from_schema(validation.schema(type_)))
    front["locale"] = draw(st.sampled_from(site.locale_codes))
    if "purposes" in front:
        front["purposes"] = [p for p in documents.PURPOSES if p in front["purposes"]]
    if "topics" in front:
        front["topics"] = sorted(front["topics"])
    if "updated" in front:
        front["date"], front["updated"] = sorted((front["date"], front["updated"]))
    if "end" in front.get("event", {}):
        event = front["event"]
        event["start"], event["end"] = sorted((event["start"], event["end"]))
    year = int(front["date"][:4])
    file = paths.document_file(type_, front["locale"], front.get("slug"), year)
    return Document(front, tuple(draw(st.lists(any_block, max_size=6))), file)


def at_home(
    document: Document,
    *,
    pictures: tuple[str, ...],
    attachments: tuple[str, ...],
    terms: dict[str, tuple[str, ...]],
) -> Document:
    """The document with every picture, attachment and term replaced by one that exists.

    `terms` holds slugs of departments, topics and categories by those words.
    """
    front = dict(document.front)
    places = [("department", "departments"), ("policy_area", "topics")]
    if document.type == "news":
        places.append(("category", "categories"))
    for key, kind in places:
        if key in front:
            front[key] = _one_of(terms[kind], front[key])
    if "topics" in front:
        front["topics"] = sorted({_one_of(terms["topics"], slug) for slug in front["topics"]})
    if "cover" in front:
        front["cover"] = front["cover"] | {"image": _one_of(pictures, front["cover"]["image"])}
    made = tuple(
        Block(b.kind, _with_media(b.data, pictures, attachments), b.line) for b in document.blocks
    )
    return Document(front, made, document.file)


def _with_media(data: Any, pictures: tuple[str, ...], attachments: tuple[str, ...]) -> Any:
    if isinstance(data, list):
        return [_with_media(item, pictures, attachments) for item in data]
    if not isinstance(data, dict):
        return data
    pools = {"image": pictures, "file": attachments}
    return {
        key: _one_of(pools[key], value)
        if key in pools
        else _with_media(value, pictures, attachments)
        for key, value in data.items()
    }


def _one_of(pool: tuple[str, ...], value: str) -> str:
    """The same one for the same value, whatever the hash seed."""
    return pool[sum(value.encode()) % len(pool)]
