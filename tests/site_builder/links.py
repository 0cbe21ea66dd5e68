"""Reads built sites as a browser and a feed reader would: which addresses they name."""

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit
from xml.etree import ElementTree as tree


@dataclass
class Page:
    """One HTML file. `links` are all addresses it names, `sources` those of its media and styles."""

    lang: str | None = None
    canonical: str | None = None
    robots: str = ""
    links: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    alternates: dict[str, str] = field(default_factory=dict)
    hreflang_links: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        page = self.page
        if tag == "html":
            page.lang = values.get("lang")
        if "id" in values:
            page.ids.add(values["id"])
        if "href" in values:
            page.links.append(values["href"])
        if "src" in values:
            page.sources.append(values["src"])
        if "srcset" in values:
            page.sources += [part.split()[0] for part in values["srcset"].split(",")]
        if tag == "link" and values.get("rel") == "canonical":
            page.canonical = values["href"]
        if tag == "link" and values.get("rel") == "stylesheet":
            page.sources.append(values["href"])
        if tag == "link" and "hreflang" in values:
            page.alternates[values["hreflang"]] = values["href"]
        if tag == "a" and "hreflang" in values:
            page.hreflang_links.append((values["hreflang"], values.get("href", "")))
        if tag == "meta" and values.get("property") in ("og:image", "og:url"):
            page.links.append(values["content"])
        if tag == "meta" and values.get("name") == "robots":
            page.robots = values["content"]


def read(html: str) -> Page:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.page


class BuiltSite:
    """The output folder of a site whose address is `url`."""

    def __init__(self, output: Path, url: str) -> None:
        self.output, self.url = output, url
        self.files = {p.relative_to(output).as_posix() for p in output.rglob("*") if p.is_file()}
        self.pages = {
            name: read((output / name).read_text(encoding="utf-8"))
            for name in sorted(self.files)
            if name.endswith(".html")
        }

    def output_of(self, address: str) -> str | None:
        """The output that an address of this site stands for; None for one of another site."""
        address, _ = urldefrag(address)
        if address.startswith(self.url):
            address = address[len(self.url) :] or "/"
        if urlsplit(address).scheme or address.startswith("//"):
            return None
        path = unquote(urlsplit(address).path).lstrip("/")
        return path + "index.html" if path == "" or path.endswith("/") else path

    def dead(self, page: str, addresses: list[str]) -> list[str]:
        """Those of the addresses on a page that lead nowhere."""
        found = []
        for address in addresses:
            if address.startswith("#"):
                target = page
            elif address.startswith(("/", self.url)):
                target = self.output_of(address)
            elif urlsplit(address).scheme:
                continue
            else:
                found.append(address)  # relative addresses are not used
                continue
            fragment = unquote(urldefrag(address)[1])
            if target not in self.files or (
                fragment and target in self.pages and fragment not in self.pages[target].ids
            ):
                found.append(address)
        return found

    def feed_addresses(self) -> dict[str, list[str]]:
        """Every address in every feed and sitemap."""
        found: dict[str, list[str]] = {}
        for name in sorted(self.files):
            if name.endswith(".xml"):
                root = tree.fromstring((self.output / name).read_bytes())
                found[name] = [a for a in _xml_addresses(root) if a.startswith("http")]
            elif name.rpartition("/")[2].startswith("feed") and name.endswith(".json"):
                feed = json.loads((self.output / name).read_text(encoding="utf-8"))
                found[name] = list(_json_addresses(feed))
        return found


def _xml_addresses(root: tree.Element) -> list[str]:
    found = []
    for element in root.iter():
        found += [element.get("href", "")]
        if element.tag.endswith("}loc"):
            found.append(element.text or "")
        if element.tag.endswith("}content") and element.get("type") == "html":
            page = read(element.text or "")
            found += page.links + page.sources
    return found


def _json_addresses(value: object, key: str = "") -> list[str]:
    if isinstance(value, dict):
        return [a for k, v in value.items() if k != "_about" for a in _json_addresses(v, k)]
    if isinstance(value, list):
        return [a for v in value for a in _json_addresses(v, key)]
    if key == "content_html":
        page = read(str(value))
        return page.links + page.sources
    if key in ("version", "about"):
        return []
    return [value] if isinstance(value, str) and re.match(r"https?://\S+\Z", value) else []
