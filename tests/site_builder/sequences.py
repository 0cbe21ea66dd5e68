"""Random sequences of what an office, its builder and its machine may do. After each build the
output is that of a clean one, byte for byte."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from tests.site_builder import children, clean, harm
from tests.site_builder.harm import Harm
from tests.site_builder.resident import Resident
from tests.site_builder.scenes import Stage
from tests.site_builder.sites import Site, tree
from tests.site_builder.town import Story

STEPS = 12
NAMES = st.integers(0, 8)
TEXTS = st.sampled_from(["ข้อความใหม่", "อีกข้อความ", "ข้อความแรก"])
DAYS = st.sampled_from(["2026-09-01", "2026-09-30", "2026-10-01", "2025-12-31", "2027-01-01"])
DEPARTMENTS = st.sampled_from([None, "engineering", "unknown"])
TOPICS = st.sampled_from([(), ("water",), ("roads", "water")])
PICTURES = st.sampled_from(["a.jpg", "b.jpg", "c.jpg"])
TYPES = st.sampled_from(["news", "policy", "award"])
TERMS = st.sampled_from(
    [("departments", "engineering"), ("topics", "water"), ("categories", "notice")]
)
OLD_ADDRESSES = st.sampled_from(
    [
        "/index.php?id=1",
        "/ข่าว.php?q=ก",
        "/%E0%B8%82%E0%B9%88%E0%B8%B2%E0%B8%A7.php?q=ก",
        "/old.html",
        "/?p=1",
    ]
)
VARIANTS = st.integers(0, 2)
WRITES = st.integers(1, 12) | st.integers(1, 60) | st.integers(1, 160)
HARMS = st.sampled_from([harm.remove, harm.empty, harm.garble, harm.replace_by_folder])
COMPONENT = "templates/components/card.html"


@dataclass
class Tally:
    """What was done, the shrinking of a failure included."""

    sequences: int = 0
    steps: int = 0
    builds: int = 0
    kills: int = 0


class Sequence(RuleBasedStateMachine):
    """Each begins with the same small town."""

    stage: Stage
    tally: Tally

    @classmethod
    def prepare(cls, folder: Path) -> None:
        """Builds the site with which each sequence starts."""
        cls.stage, cls.tally = Stage(folder), Tally()

    def __init__(self) -> None:
        super().__init__()
        self.tally.sequences += 1
        self.tally.steps -= 1  # before the first one they are checked, too
        self.doubles: list[str] = []
        self.town = self.stage.town()
        self.site = self.town.site
        self.resident = Resident(self.site)
        self.failed = False

    def teardown(self) -> None:
        if not self.failed:
            self.build()

    def check_invariants(self, *arguments: object) -> None:
        """After each step; a rule of its own would stand between the steps that are printed."""
        self.tally.steps += 1
        super().check_invariants(*arguments)

    # The builder

    @rule()
    def build(self) -> None:
        with self._noted():
            clean.build_as_clean(self.site)

    @rule()
    def build_again(self) -> None:
        """Nothing has changed since."""
        with self._noted():
            before = self.site.build("--quiet")
            again = clean.build_as_clean(self.site)
            assert clean.said(again) == clean.said(before)

    @rule()
    def build_resident(self) -> None:
        """By a builder that stays, and is told what has changed since its last build."""
        with self._noted():
            clean.build_as_clean(self.site, by=self.resident.build)

    @rule(resident=st.booleans())
    def build_text_first(self, resident: bool) -> None:
        with self._noted():
            if resident:
                built = self.resident.build(text_first=True)
            else:
                built = self.site.build("--quiet", "--text-first")
            assert built.code in (0, 3), built.stderr
            assert list(_dangling(self.site)) == []

    @rule()
    def build_clean(self) -> None:
        with self._noted():
            clean.build_as_clean(self.site, "--clean")

    @rule(number=NAMES, day=DAYS, at=WRITES, middle=st.booleans())
    def kill(self, number: int, day: str, at: int, middle: bool) -> None:
        """While a redated story is built, and whatever has changed since the last build."""
        self.redate(number, day)
        self._kill(at, middle, "--quiet")

    @rule(at=WRITES, number=NAMES, text_first=st.booleans())
    def delete_and_kill(self, number: int, at: int, text_first: bool) -> None:
        self.delete(number, "gone")
        self._kill(at, False, "--quiet", *(["--text-first"] if text_first else []))

    @rule(term=TERMS, first=WRITES, second=WRITES)
    def kill_twice(self, term: tuple[str, str], first: int, second: int) -> None:
        self.rename_term(term, first % 3)
        self._kill(first, True, "--quiet")
        self._kill(second, True, "--quiet")

    # Stories

    @rule(number=NAMES, day=DAYS, topics=TOPICS, cover=st.none() | PICTURES, type_=TYPES)
    def create(
        self, number: int, day: str, topics: tuple[str, ...], cover: str | None, type_: str
    ) -> None:
        name = f"story-{number + 5}"
        title = f"เรื่องใหม่ {number}"
        self.town.put(Story(name, name, title, day=day, type_=type_, topics=topics, cover=cover))

    @rule(number=NAMES, text=TEXTS)
    def edit_body(self, number: int, text: str) -> None:
        self._change(number, text=text)

    @rule(number=NAMES, title=TEXTS)
    def retitle(self, number: int, title: str) -> None:
        self._change(number, title=title)

    @rule(number=NAMES, day=DAYS)
    def redate(self, number: int, day: str) -> None:
        self._change(number, day=day)

    @rule(number=NAMES, department=DEPARTMENTS, topics=TOPICS)
    def classify(self, number: int, department: str | None, topics: tuple[str, ...]) -> None:
        self._change(number, department=department, topics=topics)

    @rule(number=NAMES, other=NAMES)
    def link(self, number: int, other: int) -> None:
        """To a story that is there, or not yet, or no more."""
        self._change(number, link=f"story-{other}")

    @rule(number=NAMES, file=st.sampled_from([None, "a.txt", "b.txt"]))
    def attach(self, number: int, file: str | None) -> None:
        self._change(number, file=file)

    @rule(number=NAMES, ending=st.sampled_from(["", "-moved", "-again"]))
    def rename(self, number: int, ending: str) -> None:
        if name := self._name(number):
            self.town.rename(name, name + ending)

    @rule(source=OLD_ADDRESSES, number=NAMES)
    def lead(self, source: str, number: int) -> None:
        """To a story that is there, or not yet, or no more."""
        self.town.lead(source, f"/th/news/story-{number}/")

    @rule(number=NAMES)
    def translate_or_not(self, number: int) -> None:
        if name := self._name(number):
            both = self.town.stories[name].locales == ("th", "en")
            self.town.change(name, locales=("th",) if both else ("th", "en"))

    @rule(number=NAMES, cover=st.none() | PICTURES)
    def replace_cover(self, number: int, cover: str | None) -> None:
        self._change(number, cover=cover)

    @rule(number=NAMES, tombstone=st.sampled_from(["", "gone", "redirect", "withdrawn"]))
    def delete(self, number: int, tombstone: str) -> None:
        if name := self._name(number):
            self.town.delete(name, tombstone)

    @rule(variant=VARIANTS)
    def edit_page(self, variant: int) -> None:
        """It stands in the menu of every page."""
        self.site.document("about", type_="page", menu_order=1, title=f"เกี่ยวกับ {variant}")

    @rule(variant=VARIANTS)
    def edit_section_front(self, variant: int) -> None:
        self.site.document("news", type_="section", title=f"ข่าวของเรา {variant}")

    # Two documents where there should be one

    @rule(number=NAMES, same=st.sampled_from(["key", "url"]), newer=st.booleans())
    def double(self, number: int, same: str, newer: bool) -> None:
        if name := self._name(number):
            self.doubles.append(self.town.double(name, same=same, newer=newer))

    @precondition(lambda self: self.doubles)
    @rule()
    def resolve_doubles(self) -> None:
        while self.doubles:
            self.town.remove(self.doubles.pop())

    # Pictures

    @rule(name=PICTURES, width=st.sampled_from([64, 80]))
    def replace_picture_under_its_name(self, name: str, width: int) -> None:
        self.town.put_picture(name, width)

    @rule(name=PICTURES, variant=VARIANTS)
    def describe_picture(self, name: str, variant: int) -> None:
        self.town.put_picture(name, 64, alt={"th": f"รูปที่ {variant}"})

    @rule(name=PICTURES, withdraw=st.booleans())
    def remove_picture(self, name: str, withdraw: bool) -> None:
        if withdraw:
            self.town.withdraw_picture(name)
        self.town.remove_picture(name)

    @rule(name=PICTURES)
    def withdraw_picture(self, name: str) -> None:
        self.town.withdraw_picture(name)

    @rule()
    def encode(self) -> None:
        """What pages await is made beside the builds."""
        assert children.command(self.site, "media", "--encode") == 0

    @rule()
    def prune(self) -> None:
        assert children.command(self.site, "media", "--prune") == 0

    @rule(name=PICTURES)
    def lose_renditions(self, name: str) -> None:
        shutil.rmtree(self.site.renditions / self.town.digest(name), ignore_errors=True)

    # Terms, theme, settings

    @rule(term=TERMS, variant=VARIANTS)
    def rename_term(self, term: tuple[str, str], variant: int) -> None:
        self.town.name_term(*term, f"ชื่อที่ {variant}")

    @rule(term=TERMS)
    def remove_term(self, term: tuple[str, str]) -> None:
        self.town.remove_term(*term)

    @rule(variant=VARIANTS)
    def edit_template(self, variant: int) -> None:
        self.town.edit_theme("templates/base.html", "<body>", f'<body data-v="{variant}">')

    @rule(variant=VARIANTS)
    def edit_component(self, variant: int) -> None:
        self.town.edit_theme(COMPONENT, '<article class="card', f'<article class="v{variant} card')

    @rule(variant=VARIANTS)
    def edit_style(self, variant: int) -> None:
        self.town.edit_theme("static/css/card.css", "{", f"{{ --v: {variant};")

    @rule(variant=VARIANTS)
    def configure(self, variant: int) -> None:
        self.town.configure(f"เมืองที่ {variant}", f"#1d4ed{variant}")

    # Faults

    @rule(number=NAMES)
    def break_story(self, number: int) -> None:
        if name := self._name(number):
            self.town.spoil(self.town.files[name][0])

    @rule(file=st.sampled_from(["redirects.json", "tombstones.json", "taxonomy/topics.json"]))
    def break_record(self, file: str) -> None:
        self.town.spoil(file)

    @rule()
    def mend(self) -> None:
        self.town.mend()

    @rule(number=st.integers(0, 300), harm=HARMS)
    def damage_output(self, number: int, harm: Harm) -> None:
        """All but the mark by which the builder knows the folder for its own."""
        files = sorted(path for path in tree(self.site.output) if not path.startswith("."))
        harm(self.site.output / files[number % len(files)])

    @rule(number=st.integers(0, 20))
    def put_stranger_into_output(self, number: int) -> None:
        (self.site.output / "th" / f"stranger-{number}.html").write_text("nobody's")

    @rule()
    def lose_state(self) -> None:
        """All but the last good versions, which are no cache."""
        for file in self.site.state.iterdir():
            if not file.name.startswith(clean.LAST_GOOD):
                harm.remove(file)

    # How

    def _name(self, number: int) -> str | None:
        """One of the stories that there are."""
        names = sorted(self.town.stories)
        return names[number % len(names)] if names else None

    def _change(self, number: int, **fields: object) -> None:
        if name := self._name(number):
            self.town.change(name, **fields)

    def _kill(self, at: int, middle: bool, *more: str) -> None:
        self.tally.kills += children.killed(self.site, at, *more, middle=middle)

    @contextmanager
    def _noted(self) -> Iterator[None]:
        """After a failure the last build of a sequence would only hide it."""
        self.tally.builds += 1
        self.failed = True
        yield
        self.failed = False


def _dangling(site: Site) -> Iterator[str]:
    """Pictures that a page names and that are not there."""
    for page in site.output.rglob("*.html"):
        for path in re.findall(r"/img/[0-9a-f][\w.-]+", page.read_text("utf-8")):
            if not site.exists(path.lstrip("/")):
                yield f"{page}: {path}"
