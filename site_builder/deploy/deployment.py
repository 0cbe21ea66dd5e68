"""A deploy of the last build: what of it is not on the target yet."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

from site_builder.deploy import build, journal, receipt, tree
from site_builder.deploy.build import LastBuild
from site_builder.deploy.comparison import Comparison
from site_builder.deploy.cut_out import CutOut
from site_builder.deploy.files import Entry, File, TakenDown
from site_builder.deploy.outcome import Outcome
from site_builder.deploy.plan import Plan
from site_builder.deploy.pointer import Pointer
from site_builder.deploy.receipt import About
from site_builder.deploy.session import Session
from site_builder.deploy.target import is_loopback
from site_builder.deploy.told import Telling
from site_builder.deploy.urgent import split
from site_builder.errors import DeployError, Refusal
from site_builder.index.handover import Handover


@dataclass(frozen=True)
class Wishes:
    """What the caller asked for."""

    audit: bool = False
    allow_deletes: bool = False
    resume: bool = False


class Deployment:
    """`bring_alerts` is given the pages of alerts as they were built, by locale; `tell_caches` is
    called when a takedown is out and the rest is not."""

    def __init__(
        self,
        session: Session,
        last_build: LastBuild,
        wishes: Wishes,
        bring_alerts: Callable[[dict[str, bytes]], None] = lambda shells: None,
        tell_caches: Callable[[], None] = lambda: None,
    ) -> None:
        self.session, self.last_build, self.wishes = session, last_build, wishes
        self.bring_alerts, self.tell_caches = bring_alerts, tell_caches
        self.mirror, self.known = session.mirror, session.known

    def run(self) -> Outcome:
        """Raises DeployError."""
        self._check_address(self.last_build.site_url())
        with self.session.holding(audit=self.wishes.audit):
            if pending := self.last_build.pending_takedowns():
                return self._take_down_only(pending)
            return self._run()

    def _take_down_only(self, pending: TakenDown) -> Outcome:
        """The last build shows what was taken down since: nothing of it may go out. What it knows
        of goes as well: the deploy that was to bring it may have died."""
        with self.last_build.peeked() as handover:
            taken = pending | build.taken_down(handover)
        outcome = CutOut(self.session, taken, self.last_build.built).run()
        if outcome is None:
            self.mirror.roll_back()  # what was found out is no release's
            outcome = Outcome(Plan(), replace(self.session.found, claim=None))
        outcome.awaits_build = True
        return outcome

    def _run(self) -> Outcome:
        session, found = self.session, self.session.found
        compared = Comparison(
            session, self.last_build, is_pinned=self.is_pinned, audit=self.wishes.audit
        )
        with self.last_build.opened() as handover:
            self._check_site(handover)
            made = compared.plan(handover)
            fresh = compared.fresh(handover, made)
            files = [*fresh.values(), *(put.file for put in made.puts)]
            self.last_build.put_aside(file for file in files if compared.is_of_build(file))
            urgent, rest = split(made, fresh, compared.source, handover.site_url)
            telling = self._telling(made, handover)
            about = telling.about(urgent, is_all=False)
            about_rest = telling.about(rest, is_all=not self.is_pinned)
            shells = {} if self.is_pinned else self._shells(handover)
        outcome = Outcome(made, found, strangers=sorted(self.known.strangers))
        outcome.needs_consent = made.exceeds(tree.count(self.mirror))
        if urgent:
            session.release(
                urgent, compared.source, replace(found, claim=None), "takedown", about, more=True
            )
            self.tell_caches()
            rest = replace(rest, puts=[*session.left, *rest.puts])
        rest = replace(rest, marks=[*rest.marks, *self._going(rest)])
        self._refuse(rest)
        before = session.hold.pointer
        now = self._pointer(handover, before)
        if self._is_worth_a_release(rest, before, now, about_rest):
            session.release(
                rest, compared.source, now, "deploy", about_rest,
                before_pages=lambda: self._bring_alerts(shells),
            )  # fmt: skip
        else:
            self._bring_alerts(shells)
            session.releases.purge(made.news)
            session.end(replace(before, claim=None))
        self._remember(handover, made)
        outcome.pointer, outcome.releases = session.hold.pointer, tuple(session.made)
        return outcome

    def _is_worth_a_release(self, made: Plan, before: Pointer, now: Pointer, about: About) -> bool:
        differs = replace(now, claim=None) != replace(before, claim=None)
        last = self.session.releases.get(before.release)
        is_news = not self.is_pinned and receipt.is_news(last, about)
        return bool(made or self.mirror.deltas or self.known.touched or differs or is_news)

    def _telling(self, made: Plan, handover: Handover) -> Telling:
        releases = self.session.releases.all() if made.held else ()
        public = receipt.modified_in(releases, self.session.found.release)

        def standing(path: str) -> File | None:
            entry = self.mirror.entry(path)
            return entry.file if entry else None

        return Telling(made, handover, standing, public)

    def _going(self, made: Plan) -> list[Entry]:
        """What lost what was taken down goes in its time, like whatever nobody wants any more."""
        left = {put.file.path for put in self.session.left}
        entries = ((self.mirror.entry(path), until) for path, until in made.going.items())
        return [
            replace(entry, until=until)
            for entry, until in entries
            if entry is not None and entry.file.path not in left
        ]

    def _bring_alerts(self, shells: dict[str, bytes]) -> None:
        with self.session.warning():
            self.bring_alerts(shells)

    def _check_address(self, site_url: str) -> None:
        """What must not happen to the public by a mistake in a setting."""
        target = self.session.target
        if target.folder is None and is_loopback(site_url):
            raise DeployError(
                f"The site was built for {site_url}, which only this machine reads: set url in"
                " site.toml to the public address, build, and deploy then."
            )
        if target.folder is None and site_url != target.public_url:
            raise DeployError(
                f"The site was built for {site_url}, but the public reads {target.url} at"
                f" {target.public_url}: build with that url, or correct public_url in site.toml."
            )

    def _check_site(self, handover: Handover) -> None:
        site_url, target = handover.site_url, self.session.target
        there = self.session.found.site_url
        if target.folder is None and there not in ("", site_url) and not target.is_declared:
            raise DeployError(
                f"{target.url} holds the site of {there}, and this one is {site_url}: correct the"
                " target. If the site has moved, write the target with its public_url into"
                " site.toml."
            )

    @property
    def is_pinned(self) -> bool:
        return self.session.found.pin is not None and not self.wishes.resume

    def _shells(self, handover: Handover) -> dict[str, bytes]:
        pages = handover.outputs_of("alerts")
        return {code: self.last_build.read(build.file_of(page)) for code, page in pages.items()}

    def _refuse(self, made: Plan) -> None:
        foreign = sorted(
            put.file.path
            for put in made.puts
            if put.before is None and put.file.path in self.known.strangers
        )
        if foreign:
            raise journal.foreign(*foreign)
        if made.exceeds(tree.count(self.mirror)) and not self.wishes.allow_deletes:
            some, target = ", ".join(made.unexplained[:3]), self.session.target
            raise Refusal(
                f"{len(made.unexplained):,} files would be removed that no tombstone and no"
                f" redirect explains ({some}, ...). None was. Look at"
                f" {target.command('deploy', '--dry-run')}; if they are to go:"
                f" {target.command('deploy', '--allow-deletes')}"
            )

    def _pointer(self, handover: Handover, before: Pointer) -> Pointer:
        if self.is_pinned:
            return before
        return replace(
            before,
            site_url=handover.site_url,
            content_version=handover.content_version,
            pin=None,
        )

    def _remember(self, handover: Handover, made: Plan) -> None:
        """For the next deploy from here; one that dies before this compares more."""
        mirror = self.mirror
        if not self.is_pinned:
            mirror.set_meta("build", f"{handover.name} {handover.number}")
            mirror.set_meta("held", json.dumps(sorted(made.held)))
        taken = made.taken
        mirror.set_meta("taken", json.dumps([sorted(taken.documents), sorted(taken.media)]))
        mirror.commit()
