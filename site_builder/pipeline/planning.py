"""Which outputs there are to be, and which of them are due: those that a plan wants anew, and those
that asked a question whose answer has changed."""

from collections.abc import Iterable, Iterator

from contract import old_addresses
from contract.problems import Problem
from contract.site_config import SiteConfig
from site_builder.config import BuildConfig
from site_builder.feeds import plan as feeds
from site_builder.index import questions, redirects
from site_builder.index.content import notes as stages
from site_builder.index.content.addresses import Addresses
from site_builder.index.content.documents import Row
from site_builder.index.content.notes import Notes
from site_builder.index.database import Index
from site_builder.index.facade import Content
from site_builder.index.outputs import Target
from site_builder.index.outputs.answers import Answers
from site_builder.index.outputs.copied import CopiedFiles
from site_builder.index.outputs.due import Dues
from site_builder.index.outputs.outcomes import Outcomes
from site_builder.index.outputs.wants import Wants
from site_builder.index.recorder import Recorder
from site_builder.index.store import Store
from site_builder.index.traces import number_of
from site_builder.media import recipes
from site_builder.pipeline import opening
from site_builder.pipeline.gather import Gathered
from site_builder.pipeline.gather.data import REDIRECTS, TOMBSTONES, addresses
from site_builder.rendering import plans
from site_builder.rendering.assets import Assets
from site_builder.rendering.plans import Planner, documents, notices
from site_builder.rendering.templates import Templates

PLANS: dict[str, Planner] = plans.PLANS | {"feeds": feeds.feeds, "sitemaps": feeds.maps}
_OF_THE_THEME = ("template:", "asset:")
DOCUMENTS, ADDRESSES = "documents", "addresses"


class Planning:
    """Within a transaction of the index, after it was changed."""

    def __init__(
        self, config: BuildConfig, index: Index, gathered: Gathered, assets: Assets
    ) -> None:
        self.config, self.index, self.gathered = config, index, gathered
        self.theme = ThemeAnswers(Templates(config.theme / "templates"), assets)
        self.site: SiteConfig = config.site
        self.wants, self.answers, self.dues = Wants(index), Answers(index), Dues(index)
        self.addresses, self.notes = Addresses(index), Notes(index)
        store = Store(index.database)
        self.content = Content(store, self.site, self.site.default_locale, recipes.picture)

    def run(self, *, engine: str) -> None:
        """With another fingerprint of the `engine` than before everything is due."""
        anew = self._is_anew(engine)
        CopiedFiles(self.index).unsettle(self.gathered.media)
        moved = self._moved()
        paths_moved = self._plan_documents()
        for name, planner in PLANS.items():
            for locale in self.site.locale_codes:
                paths_moved |= self._plan(f"{name}/{locale}", planner, locale, moved, anew)
        moved |= self._plan_addresses(paths_moved, always=anew or self.index.fresh)
        self.dues.make_due(moved)
        if anew:
            self.dues.make_all_due("the code, the settings or the theme have changed")
        self.index.set_meta(opening.ENGINE, engine)

    def _is_anew(self, engine: str) -> bool:
        """A trial of an overlay asks what its content would change, and nothing else."""
        if self.index.fresh or self.config.overlay:
            return False
        return self.index.meta(opening.ENGINE) != engine

    # Questions

    def _moved(self) -> dict[str, str | None]:
        """The questions that have another answer than before, and that answer."""
        if self.index.fresh:
            return {}
        asked = self.answers.known(self.gathered.touched)
        content = ((key, before) for key, before in asked if not key.startswith(_OF_THE_THEME))
        moved = {key: now for key, before in content if (now := self._answer(key)) != before}
        moved |= self.theme.moved(self.answers.wide())
        self.answers.note(moved)
        return moved

    def _answer(self, key: str) -> str | None:
        return questions.answer(self.content, key)

    # Plans

    def _plan(
        self, name: str, planner: Planner, locale: str, moved: Iterable[str], anew: bool
    ) -> set[str]:
        before = self.wants.plan(name)
        if not anew and before is not None and before.isdisjoint(map(number_of, moved)):
            return set()
        recorder = Recorder()
        content = self.content.in_locale(locale).recorded_by(recorder)
        return self.wants.planned(name, planner(content), recorder)

    def _plan_documents(self) -> set[str]:
        if self.index.fresh:
            # By date: a page shows the stories next to its own, and is rendered next to theirs.
            sql = "SELECT id, locale, type, url FROM documents ORDER BY locale, moment, id"
            rows = self.index.database.execute(sql)
            targets = (documents.target(*row) for row in rows)
            return self.wants.want(DOCUMENTS, (target for target in targets if target))
        before = {t.path for old, _ in self.gathered.rows if old and (t := _page_of(old))}
        after = [target for _, new in self.gathered.rows if new and (target := _page_of(new))]
        gone = before - {target.path for target in after}
        self.wants.unwant(DOCUMENTS, gone)
        return self.wants.want(DOCUMENTS, after) | gone

    # Addresses that lead elsewhere or are gone

    def _plan_addresses(self, moved: set[str], *, always: bool) -> dict[str, str | None]:
        """Anew when redirects or tombstones have changed, or when a page came to or left an address
        of which they speak."""
        found = self.gathered.addresses
        if found is None:
            if not always and not self.addresses.noticed(map(_address, moved)):
                return {}
            found = addresses(self.config)
        entries = found.get(REDIRECTS, [])
        tombstones = found.get(TOMBSTONES, {}).get("documents", [])
        noticed = redirects.noticed(entries, tombstones)
        live = {path for path in noticed if self._is_live(path)}
        there, gone, problems = redirects.resolve(entries, tombstones, live)
        self.notes.clear(stages.REDIRECTS)
        self.notes.note(stages.REDIRECTS, problems)
        self.addresses.set_noticed(noticed)
        changed = self.addresses.replace("moved", {(m.path, m.target) for m in there})
        changed |= self.addresses.replace("gone", {(g.path, g.locale, g.kind) for g in gone})
        targets = notices.moved_and_gone(self.site, there, gone)
        self.wants.planned(ADDRESSES, targets, Recorder())
        keys = {f"{name}:{path}" for name in ("moved", "gone") for path in changed}
        asked = self.answers.known(keys)
        answers = {key: now for key, before in asked if (now := self._answer(key)) != before}
        self.answers.note(answers)
        return answers

    def _is_live(self, address: str) -> bool:
        """No page of the site has a query."""
        if "?" in address:
            return False
        return self.wants.is_live(old_addresses.file_of(address), besides=ADDRESSES)


class ThemeAnswers:
    """The answers to what outputs asked the theme: which templates and files they were made of."""

    def __init__(self, templates: Templates, assets: Assets) -> None:
        self.templates, self.assets = templates, assets

    def moved(self, asked: dict[str, str | None]) -> dict[str, str | None]:
        return {
            key: self._answer(key)
            for key, before in asked.items()
            if key.startswith(_OF_THE_THEME) and not self._stands(key, before)
        }

    def _answer(self, key: str) -> str | None:
        kind, _, name = key.partition(":")
        return self.assets.urls.get(name) if kind == "asset" else self.templates.made_of(name)

    def _stands(self, key: str, before: str | None) -> bool:
        kind, _, name = key.partition(":")
        if kind == "asset":
            return self.assets.urls.get(name) == before
        return self.templates.stands(before)


def problems(index: Index) -> Iterator[Problem]:
    """All that is wrong with the content, and with what was rendered of it."""
    notes = Notes(index)
    of_documents = notes.of(stages.LOAD, stages.USE, stages.CONFLICT, stages.TERMS)
    yield from of_documents
    told = {problem.params.get("digest") for problem in of_documents}
    for problem in notes.of(stages.SCAN, stages.MEDIA):
        if not (problem.file.startswith("media/") and problem.file.split("/")[1] in told):
            yield problem
    yield from notes.of(stages.REDIRECTS)
    yield from Outcomes(index).problems()


def _page_of(row: Row) -> Target | None:
    return documents.target(row.id, row.locale, row.type, row.url)


def _address(path: str) -> str:
    return f"/{path.removesuffix('index.html')}"
