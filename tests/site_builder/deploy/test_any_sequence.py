"""Any sequence of edits, takedowns, rollbacks, faults and clocks, by two machines: readers miss
nothing, nothing of what was taken down is anywhere, and in the end it is as after a clean deploy."""

import hashlib
import json
import shutil
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from site_builder.deploy.files import TakenDown
from site_builder.deploy.plan import FILE_GRACE_SECONDS, PAGE_GRACE_SECONDS
from site_builder.deploy.pointer import LEASE_SECONDS
from tests.site_builder.deploy.faults import AFTER, BEFORE, Failed, FaultyStore
from tests.site_builder.deploy.towns import (
    Deployer,
    LaterStore,
    Town,
    broken_links,
    digest_of,
    public_files,
    wanted_files,
)

STAYS = ("a0",)  # so that the list of news is never empty; the one of a topic may be
FAULTS = st.none() | st.tuples(st.integers(3, 45), st.sampled_from([BEFORE, AFTER]))
MACHINES = st.sampled_from([0, 1])


class TellingStore(LaterStore):
    """A directory that tells digests, as a bucket does."""

    def look(self, key):
        found = super().look(key)
        return found and replace(found, sha256=hashlib.sha256(self.read(key)[0]).hexdigest())


class Deploys(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        LaterStore.ahead = 0.0
        self.folder = Path(tempfile.mkdtemp())
        self.public = self.folder / "public"
        self.turn = 0
        self.stories = {slug: self.words(slug) for slug in ("a0", "b0", "a1", "a2", "b1")}
        self.versions = {slug: {text} for slug, text in self.stories.items()}
        self.taken, self.withdrawn, self.left_out = set(), set(), set()
        self.style = "style 0"

    @initialize(store=st.sampled_from([LaterStore, TellingStore]))
    def begin(self, store):
        self.open = lambda: store(self.public)
        self.machines = [
            Deployer(self.folder / name, lambda: closing(self.open()), threads=1) for name in "xy"
        ]
        for machine in self.machines:
            machine.build.build(self.town())
            machine.heard_of = set(), set()
        self.machines[0].deploy()

    def words(self, slug):
        self.turn += 1
        return f"text-{slug}-{self.turn}."

    def town(self):
        return Town(
            dict(self.stories), self.style, set(self.taken), set(self.withdrawn), set(self.left_out)
        )

    def may_go(self):
        return sorted({*self.stories} - {*STAYS})

    def deploy(self, machine, fault, work=None, *, build=True, **wishes):
        """With a fault, the next deploy of whichever machine is to complete it."""
        machine = self.machines[machine]
        if build:
            machine.build.build(self.town())
            machine.heard_of = set(self.taken), set(self.withdrawn)
        stories, pictures = machine.heard_of
        news = frozenset((slug, "th") for slug in self.taken - stories)
        machine.build.pending = TakenDown(news, frozenset(self.withdrawn - pictures))
        before = self.shown()
        if fault:
            at, mode = fault
            machine.store = lambda: closing(FaultyStore(self.open(), at=at, mode=mode))
        try:
            work(machine) if work else machine.deploy(allow_deletes=True, **wishes)
        except Failed:
            self.check_links()
            LaterStore.ahead += LEASE_SECONDS + 1  # else the other machine waits so long
        else:
            self.check_links()
            # A rollback brings nothing back; what has yet to go the next deploy takes down.
            assert self.shown() <= (before if work else set())
        finally:
            machine.store = lambda: closing(self.open())

    def check_links(self):
        with closing(LaterStore(self.public, reading=True)) as store:
            assert broken_links(public_files(store)) == []

    def shown(self):
        """Where something is that was taken down, also in what only deploys read."""
        secrets = {text for slug in self.taken for text in self.versions[slug]}
        secrets |= {f"picture {s} " for s in self.versions if digest_of(s) in self.withdrawn}
        files = [path for path in self.public.rglob("*") if path.is_file()]
        return {
            (path.name, text) for path in files for text in secrets
            if text.encode() in path.read_bytes()
        }  # fmt: skip

    @rule(machine=MACHINES, fault=FAULTS, data=st.data())
    def changes(self, machine, fault, data):
        slug = data.draw(st.sampled_from(sorted(self.stories)))
        self.stories[slug] = self.words(slug)
        self.versions[slug].add(self.stories[slug])
        self.deploy(machine, fault)

    @rule(machine=MACHINES, fault=FAULTS, topic=st.sampled_from("ab"))
    def comes(self, machine, fault, topic):
        slug = f"{topic}{10 + self.turn}"
        self.stories[slug] = self.words(slug)
        self.versions[slug] = {self.stories[slug]}
        self.deploy(machine, fault)

    @rule(machine=MACHINES, fault=FAULTS)
    def gets_another_style(self, machine, fault):
        self.turn += 1
        self.style = f"style {self.turn}"
        self.deploy(machine, fault)

    @precondition(lambda self: self.may_go())
    @rule(machine=MACHINES, fault=FAULTS, data=st.data())
    def is_taken_down(self, machine, fault, data):
        self.take(data.draw(st.sampled_from(self.may_go())))
        self.deploy(machine, fault)

    @precondition(lambda self: self.may_go())
    @rule(machine=MACHINES, fault=FAULTS, data=st.data())
    def is_taken_down_before_a_build_knows(self, machine, fault, data):
        self.take(data.draw(st.sampled_from(self.may_go())))
        self.deploy(machine, fault, build=False)

    def take(self, slug):
        del self.stories[slug]
        self.left_out.discard(slug)
        self.taken.add(slug)

    @precondition(lambda self: self.may_go())
    @rule(machine=MACHINES, fault=FAULTS, data=st.data())
    def goes_without_a_tombstone(self, machine, fault, data):
        slug = data.draw(st.sampled_from(self.may_go()))
        del self.stories[slug]
        self.left_out.discard(slug)
        self.deploy(machine, fault)

    @precondition(lambda self: self.taken)
    @rule(machine=MACHINES, fault=FAULTS, data=st.data())
    def comes_back(self, machine, fault, data):
        slug = data.draw(st.sampled_from(sorted(self.taken)))
        self.taken.discard(slug)
        self.stories[slug] = self.words(slug)
        self.versions[slug] = {self.stories[slug]}
        self.deploy(machine, fault)

    @rule(machine=MACHINES, fault=FAULTS, data=st.data())
    def loses_its_picture(self, machine, fault, data):
        self.withdrawn.add(digest_of(data.draw(st.sampled_from(sorted(self.stories)))))
        self.deploy(machine, fault)

    @precondition(lambda self: self.may_go())
    @rule(machine=MACHINES, fault=FAULTS, data=st.data())
    def cannot_be_read(self, machine, fault, data):
        self.left_out ^= {data.draw(st.sampled_from(self.may_go()))}
        self.deploy(machine, fault)

    @rule(machine=MACHINES, fault=FAULTS, back=st.integers(0, 5))
    def is_rolled_back(self, machine, fault, back):
        now = json.loads((self.public / ".newsroom/release.json").read_bytes())["release"]
        self.deploy(machine, fault, lambda one: one.roll_back(max(1, now - back)))

    @rule(machine=MACHINES, fault=FAULTS, audit=st.booleans())
    def is_resumed(self, machine, fault, audit):
        self.deploy(machine, fault, resume=True, audit=audit)

    @rule(seconds=st.sampled_from([PAGE_GRACE_SECONDS + 60, FILE_GRACE_SECONDS + 60]))
    def time_goes_by(self, seconds):
        LaterStore.ahead += seconds

    def teardown(self):
        try:
            self.left_out.clear()
            for seconds in (LEASE_SECONDS + 1, FILE_GRACE_SECONDS + 60):
                LaterStore.ahead += seconds
                self.deploy(0, None, resume=True)
            with closing(LaterStore(self.public, reading=True)) as store:
                assert public_files(store) == wanted_files(self.town())
        finally:
            LaterStore.ahead = 0.0
            shutil.rmtree(self.folder)


@pytest.mark.thorough
@pytest.mark.parametrize("steps", [6, 10, 14, 18])
def test_any_sequence_ends_as_a_clean_deploy(steps):
    """The same ones in each run; for others, run it without `derandomize`."""
    run_state_machine_as_test(
        Deploys,
        settings=settings(
            max_examples=40, stateful_step_count=steps, deadline=None, derandomize=True
        ),
    )
