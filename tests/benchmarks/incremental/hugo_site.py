"""Our content folder as a Hugo site: tests/benchmarks/hugo/ has its templates and settings."""

import json
import shutil
from pathlib import Path
from typing import Any

from contract import paths
from contract.documents import Document
from contract.site_config import SiteConfig
from tests.benchmarks.incremental.bodies import MarkdownBodies
from tests.benchmarks.incremental.content import write_new

TEMPLATES = Path(__file__).resolve().parents[1] / "hugo"
_FRONT = (
    "id", "title", "slug", "summary", "date", "updated", "change_note", "category", "topics",
    "purposes", "source_note", "event", "status", "awarding_body", "level", "fiscal_year",
    "policy_area", "menu_order",
)  # fmt: skip
# Never a page of their own, but each of their terms is one, in these forms.
_ARCHIVES: dict[str, dict[str, Any]] = {
    "years": {"outputs": ["html"], "layout": "year"},
    "months": {"outputs": ["html", "rss", "jsonfeed"], "layout": "month"},
    "departmentmonths": {"outputs": ["html", "jsonfeed"], "layout": "month"},
    "topicmonths": {"outputs": ["html"], "layout": "month"},
    "feedmonths": {"outputs": ["rss", "jsonfeed"]},
}


class HugoBodies(MarkdownBodies):
    def image(self, data: dict[str, Any]) -> str:
        return f'{{{{< image picture="{data["image"]}" caption="{_quoted(data.get("caption", ""))}" >}}}}'

    def gallery(self, data: dict[str, Any]) -> str:
        digests = " ".join(f'"{use["image"]}"' for use in data["images"])
        return f"{{{{< gallery {digests} >}}}}"

    def callout(self, data: dict[str, Any]) -> str:
        words = " ".join(f'{key}="{_quoted(data[key])}"' for key in ("tone", "title", "text"))
        return f"{{{{< callout {words} >}}}}"


class HugoSite:
    """Writes a site into `folder`: `frame` once, then `write` for every document."""

    def __init__(self, folder: Path, site: SiteConfig, taxonomy: dict[str, Any]) -> None:
        self.folder, self.site, self.taxonomy = folder, site, taxonomy
        self.bodies = HugoBodies(site.default_locale)
        self._terms: set[str] = set()

    def frame(self, static: Path) -> None:
        """Templates, settings, terms, and the files of our theme from `static`."""
        shutil.copytree(TEMPLATES, self.folder, dirs_exist_ok=True)
        shutil.copytree(static, self.folder / "static" / "static")
        self.data("taxonomy", _names(self.taxonomy))
        for locale in self.site.locale_codes:
            for kind in ("departments", "topics"):
                self._front(f"{locale}/{kind}/_index.md", {"title": kind})
                for slug, record in self.taxonomy[kind].items():
                    more = {"outputs": ["html", "jsonfeed"]} if kind == "departments" else {}
                    title = record["name"][locale]
                    self._front(f"{locale}/{kind}/{slug}/_index.md", {"title": title, **more})
            for kind, cascade in _ARCHIVES.items():
                hidden = {"render": "never", "list": "never"}
                index = {"title": kind, "build": hidden, "cascade": cascade}
                self._front(f"{locale}/{kind}/_index.md", index)
            self._front(f"{locale}/alerts.md", {"title": "Alerts", "slug": "alerts"})

    def data(self, name: str, value: object) -> None:
        """A file that templates read as hugo.Data.<name>."""
        write_new(self.folder / "data" / f"{name}.json", json.dumps(value, ensure_ascii=False))

    def write(self, document: Document) -> Path:
        """The file of the document."""
        self.bodies.add(document)
        front = {key: document.front[key] for key in _FRONT if key in document.front}
        front["lastmod"] = document.front["modified"]
        if document.type in paths.STORY_TYPES:
            front |= self._story(document)
        return self._front(self.file(document), front, self.bodies.text(document))

    @staticmethod
    def file(document: Document) -> str:
        """Where the document stands below content/."""
        if document.type == "section":
            return document.file.replace("index.md", "_index.md")
        if document.type == "home":
            return document.file.replace("home.md", "_index.md")
        return document.file.replace("/pages/", "/")

    def _story(self, document: Document) -> dict[str, Any]:
        front = document.front
        month, section = front["date"][:7], paths.SECTION_OF_TYPE[document.type]
        lists: dict[str, list[tuple[str, str]]] = {
            "years": [(section, month[:4])],
            "months": [(section, month)],
            "departmentmonths": [(front["department"], month)],
            "topicmonths": [(topic, month) for topic in front["topics"]],
            "feedmonths": [("all", month)],
        }
        for kind, terms in lists.items():
            for list_, period in terms:
                self._archive(front["locale"], kind, list_, period)
        more: dict[str, Any] = {
            kind: [f"{list_}--{period}" for list_, period in terms] for kind, terms in lists.items()
        }
        more |= {"layout": "story", "departments": [front["department"]]}
        if "cover" in front:
            more["cover"] = front["cover"]["image"]
        if "translation" in front:
            more["translation_state"] = front["translation"]["state"]
        if document.type == "award":
            more |= {"award_category": front["category"], "category": None}
        return more

    def _archive(self, locale: str, kind: str, list_: str, period: str) -> None:
        """The page of a month's or year's term, when the term is new: its title and its list."""
        file = f"{locale}/{kind}/{list_}--{period}/_index.md"
        if file in self._terms:
            return
        self._terms.add(file)
        place = {"departmentmonths": "departments/", "topicmonths": "topics/"}.get(kind, "")
        front = {"title": period, "list": list_, "list_title": self._title(kind, list_, locale)}
        self._front(file, {**front, "list_url": f"/{locale}/{place}{list_}/"})

    def _title(self, kind: str, list_: str, locale: str) -> str:
        terms = self.taxonomy.get(kind.replace("months", "s"), {})
        return str(terms[list_]["name"][locale]) if list_ in terms else list_

    def _front(self, file: str, front: dict[str, Any], body: str = "") -> Path:
        """Front matter in JSON is what Hugo reads quickest. The file is written in its place: one that
        is renamed into it makes Hugo's server render much more."""
        path = self.folder / "content" / file
        text = f"{json.dumps(front, ensure_ascii=False, indent=1)}\n\n{body}\n"
        write_new(path, text)
        return path


def _names(taxonomy: dict[str, Any]) -> dict[str, Any]:
    return {
        kind: {slug: record["name"] for slug, record in terms.items()}
        for kind, terms in taxonomy.items()
    }


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
