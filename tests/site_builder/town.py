"""A small town's site, and what its office may do to it: each edit by its name.

The town knows what its content is to be, so that any file can be broken, hidden and mended.
"""

import hashlib
import shutil
from dataclasses import dataclass, replace
from typing import Any

from contract import paths
from contract.blocks import Block
from tests.site_builder import sites
from tests.site_builder.sites import CONFIG, ENGLISH, TAXONOMY, Site

THEME = sites.ROOT / "themes" / "thungsong"
DELETED_AT = "2026-12-01T09:00:00+07:00"


@dataclass(frozen=True)
class Story:
    """`name` is what its id hangs on; `cover` is the name of a picture, shown in the body, too;
    `link` the name of a story that the text leads to, `file` that of an attachment."""

    name: str
    slug: str
    title: str
    text: str = "ข้อความแรก"
    day: str = "2026-09-01"
    type_: str = "news"
    department: str | None = None
    topics: tuple[str, ...] = ()
    cover: str | None = None
    link: str | None = None
    file: str | None = None
    locales: tuple[str, ...] = ("th",)

    @property
    def id(self) -> str:
        return str(sites.document(self.name).front["id"])

    def url(self, locale: str = "th") -> str:
        return paths.document_url(self.type_, locale, self.slug)

    def page(self, locale: str = "th") -> str:
        """Its place in the output folder."""
        return f"{self.url(locale).strip('/')}/index.html"


class Town:
    """A site of two languages with its stories, pictures, terms, redirects and tombstones."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.stories: dict[str, Story] = {}
        self.files: dict[str, list[str]] = {}
        self.sizes: dict[str, int] = {}
        self.terms = {kind: dict(terms) for kind, terms in TAXONOMY.items()}
        self.redirects: dict[str, str] = {}
        self.tombstones: dict[str, list[dict[str, str]]] = {"documents": [], "media": []}
        self.broken: set[str] = set()

    # Stories

    def put(self, story: Story) -> None:
        """Writes it in all its languages, and removes files that it had before."""
        before = self.files.get(story.name, [])
        self.stories[story.name] = story
        self.files[story.name] = [self._write(story, locale) for locale in story.locales]
        for file in {*before} - {*self.files[story.name]}:
            (self.site.content / file).unlink(missing_ok=True)

    def change(self, name: str, **fields: Any) -> None:
        self.put(replace(self.stories[name], **fields))

    def rename(self, name: str, slug: str) -> None:
        """With a redirect from each address that it had."""
        story = self.stories[name]
        self.change(name, slug=slug)
        for locale in story.locales:
            self.redirects[story.url(locale)] = self.stories[name].url(locale)
        self.site.json("redirects.json", _entries(self.redirects))

    def lead(self, source: str, target: str) -> None:
        """From an address of the site before this one."""
        self.redirects[source] = target
        self.site.json("redirects.json", _entries(self.redirects))

    def delete(self, name: str, tombstone: str = "") -> None:
        """With a tombstone of that kind for each of its addresses, or without one."""
        story = self.stories.pop(name)
        for file in self.files.pop(name):
            (self.site.content / file).unlink(missing_ok=True)
        for locale in story.locales if tombstone else ():
            entry = {
                "deleted_at": DELETED_AT,
                "id": story.id,
                "kind": tombstone,
                "locale": locale,
                "path": story.url(locale),
            }
            if tombstone == "redirect":
                entry["to"] = f"/{locale}/news/"
            self.tombstones["documents"].append(entry)
        self._write_tombstones()

    def double(self, name: str, *, same: str, newer: bool) -> str:
        """Writes another document of the `same` "key" or "url"; gives its file. A newer one wins
        by its key; the older of two wins an address."""
        story = self.stories[name]
        modified = f"2026-11-{25 if newer else 2:02d}T09:00:00.000001+07:00"
        day = "2027-03-01" if newer else "2025-03-01"
        text, purpose = Block("text", f"เรื่องซ้ำของ {name}"), _purposes(story)
        more = {"title": f"ซ้ำ {name}", "date": _time(day), "modified": modified, **purpose}
        if same == "key":
            slug, more["id"] = f"{story.slug}-double", story.id
        else:
            slug, more["id"] = story.slug, Story(f"{name} other", "", "").id
        return self.site.document(slug, text, type_=story.type_, **more)

    def remove(self, file: str) -> None:
        (self.site.content / file).unlink(missing_ok=True)

    def _write(self, story: Story, locale: str) -> str:
        blocks = [Block("text", f"{story.text} {locale}")]
        front: dict[str, Any] = {"title": f"{story.title} {locale}", "date": _time(story.day)}
        if story.link:
            blocks.append(Block("text", f"[อ่านต่อ](page:{Story(story.link, '', '').id})"))
        if story.file:
            digest = self.site.attachment(story.file, f"text of {story.file}\n".encode())
            blocks.append(Block("attachments", {"files": [{"file": digest}]}))
        if story.cover:
            front["cover"] = {"image": self.picture(story.cover)}
            blocks.append(Block("image", dict(front["cover"])))
        return self.site.document(
            story.slug, *blocks, type_=story.type_, locale=locale, id=story.id,
            department=story.department, topics=sorted(story.topics) or None, **front,
            **_purposes(story),
        )  # fmt: skip

    # Pictures

    def picture(self, name: str) -> str:
        """Its digest. Puts it into the content folder the first time."""
        if name not in self.sizes:
            self.put_picture(name, 64)
        return self.digest(name)

    def digest(self, name: str) -> str:
        return hashlib.sha256(sites.picture_bytes(name, (self.sizes.get(name, 64), 40))).hexdigest()

    def put_picture(self, name: str, width: int, **record: Any) -> None:
        """Another width is another picture under the same name: whoever shows it follows."""
        self.sizes[name] = width
        self.site.picture(name, (width, 40), **record)
        for story in [s for s in self.stories.values() if s.cover == name]:
            self.put(story)

    def remove_picture(self, name: str) -> None:
        shutil.rmtree(self.site.content / "media" / self.digest(name), ignore_errors=True)

    def withdraw_picture(self, name: str) -> None:
        """The stories that show it stay as they are: it is for the builder to leave it out."""
        entry = {"deleted_at": DELETED_AT, "digest": self.digest(name), "kind": "withdrawn"}
        self.tombstones["media"].append(entry)
        self._write_tombstones()

    # Terms

    def name_term(self, kind: str, slug: str, name: str) -> None:
        self.terms[kind][slug] = {"name": {"th": name, "en": f"{name} in English"}}
        self.site.json(f"taxonomy/{kind}.json", self.terms[kind])

    def remove_term(self, kind: str, slug: str) -> None:
        """Documents go on naming it."""
        self.terms[kind].pop(slug, None)
        self.site.json(f"taxonomy/{kind}.json", self.terms[kind])

    # Theme and settings

    def edit_theme(self, file: str, old: str, new: str) -> None:
        """Replaces `old` once, in a copy of the theme; the first edit makes the copy. An edit takes
        the place of an earlier one in the same file."""
        if self.site.theme is None:
            self.site.theme = self.site.folder / "thungsong"
            if not self.site.theme.exists():
                shutil.copytree(THEME, self.site.theme)
        text = (THEME / file).read_text("utf-8")
        assert old in text
        (self.site.theme / file).write_text(text.replace(old, new, 1), "utf-8")

    def configure(
        self, name: str = "เมืองตัวอย่าง", brand: str = "#1d4ed8", english: str = ENGLISH
    ) -> None:
        text = (CONFIG + english).replace("เมืองตัวอย่าง", name)
        self.site.configure(f'{text}[colours]\nbrand = "{brand}"\n')

    # Faults

    def spoil(self, file: str) -> None:
        self.broken.add(file)
        self.site.write(file, "---\n: {" if file.endswith(".md") else "{")

    def mend(self) -> None:
        """Every file is as it should be again."""
        for story in list(self.stories.values()):
            self.put(story)
        for kind, terms in self.terms.items():
            self.site.json(f"taxonomy/{kind}.json", terms)
        self.site.json("redirects.json", _entries(self.redirects))
        self._write_tombstones()
        wanted = {file for files in self.files.values() for file in files}
        for file in self.broken - wanted:
            if file.endswith(".md"):
                self.remove(file)
        self.broken.clear()

    def _write_tombstones(self) -> None:
        self.site.json("tombstones.json", self.tombstones)


def small(site: Site) -> Town:
    """Eight stories in seven months of two years, two of them translated, one policy; pictures,
    terms, a page in the menu."""
    town = Town(site)
    site.document(None, type_="home", title="หน้าแรก")
    site.document("about", type_="page", menu_order=1)
    for number in range(7):
        day = f"2026-{number + 4:02d}-{number + 3:02d}" if number else "2025-12-31"
        town.put(
            Story(
                f"story-{number}", f"story-{number}", f"เรื่องที่ {number}", day=day,
                department="engineering" if number % 2 else None,
                topics=(("water",), ("roads", "water"), ())[number % 3],
                cover=f"{'ab'[number % 2]}.jpg" if number in (1, 2, 4) else None,
                locales=("th", "en") if number in (2, 5) else ("th",),
            )
        )  # fmt: skip
    town.put(Story("plan", "plan", "แผน", day="2026-10-01", type_="policy"))
    return town


def _purposes(story: Story) -> dict[str, list[str]]:
    return {"purposes": ["disaster" if story.name.endswith("3") else "service"]}


def _time(day: str) -> str:
    return f"{day}T09:00:00+07:00"


def _entries(redirects: dict[str, str]) -> list[dict[str, str]]:
    return [{"from": source, "to": target} for source, target in sorted(redirects.items())]
