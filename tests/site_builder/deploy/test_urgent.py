"""What cannot wait, while a large deploy runs: takedowns make it give way, alerts go beside it."""

import threading
import time
from contextlib import closing

import pytest

from site_builder.deploy.files import TakenDown
from site_builder.deploy.plan import Plan, Put, Remove
from site_builder.deploy.stores.directory import DirectoryStore
from site_builder.deploy.urgent import split
from site_builder.errors import GiveWay
from tests.site_builder.deploy.faults import FaultyStore
from tests.site_builder.deploy.test_alert_lane import lane, numbers, site, statement
from tests.site_builder.deploy.test_tree import entry
from tests.site_builder.deploy.towns import (
    Deployer,
    Town,
    broken_links,
    page_path,
    public_files,
    wanted_files,
)

__all__ = ["site"]
STORIES = {f"a{number}": f"story number {number}" for number in range(1000)}
SECRET = "a500"


class Street:
    """A directory with a thousand stories and their pictures, and a deploy of two thousand."""

    def __init__(self, folder):
        self.public = folder / "public"
        self.deployer = Deployer(folder / "site", self.open, threads=2)
        self.deployer.deploy(Town(STORIES))
        self.new = {slug: f"{text}, changed" for slug, text in STORIES.items()}
        self.deployer.build.build(Town(self.new, "new"))
        self.ticks = 0

    def open(self):
        return closing(DirectoryStore(self.public))

    def files(self):
        with self.open() as store:
            return public_files(store)

    def interrupt(self):
        """After some hundred files."""
        self.ticks += 1
        if self.ticks == 150:
            raise GiveWay("something was taken down")


@pytest.fixture
def street(tmp_path):
    return Street(tmp_path)


def secret_is_public(street):
    return any(
        b"story number 500" in path.read_bytes()
        for path in street.public.rglob("*")
        if path.is_file() and path.suffix in (".html", ".json", "")
    )


@pytest.mark.thorough
@pytest.mark.parametrize("knows", ["the build", "nobody"])
def test_a_takedown_goes_before_two_thousand_files(street, knows):
    street.deployer.between = street.interrupt
    with pytest.raises(GiveWay):
        street.deployer.deploy()
    assert 100 < sum(b", changed" in data for data in street.files().values()) < 1900
    street.deployer.between = lambda: None
    rest = {slug: text for slug, text in street.new.items() if slug != SECRET}
    if knows == "the build":
        street.deployer.build.build(Town(rest, "new", {SECRET}))
    else:
        street.deployer.build.pending = TakenDown(documents=frozenset({(SECRET, "th")}))
    counting = FaultyStore(DirectoryStore(street.public))
    street.deployer.store = lambda: closing(counting)
    began = time.monotonic()
    street.deployer.deploy()
    seconds = time.monotonic() - began
    writes = [call for call in counting.calls if call.startswith(("write", "remove"))]
    public = [call for call in writes if not call.split()[1].startswith(".newsroom")]
    places = [i for i, call in enumerate(public) if page_path(SECRET) in call]
    assert places[0] < 20  # before the two thousand
    assert not secret_is_public(street)
    street.deployer.store = street.open
    street.deployer.build.pending = TakenDown()
    street.deployer.deploy(Town(rest, "new", {SECRET}))
    files = street.files()
    assert {path: files[path] for path in wanted_files(Town(rest, "new", {SECRET}))} == (
        wanted_files(Town(rest, "new", {SECRET}))
    )
    assert broken_links(files) == []
    assert seconds < 60


def test_an_alert_goes_out_beside_two_thousand_files(street, site):
    finished = threading.Event()

    def deploy():
        street.deployer.deploy()
        finished.set()

    thread = threading.Thread(target=deploy)
    thread.start()
    time.sleep(0.3)
    began = time.monotonic()
    with closing(DirectoryStore(street.public, lane="-alerts")) as beside:
        lane(beside, site).publish([statement(site)])
        seconds, still_running = time.monotonic() - began, not finished.is_set()
        thread.join(120)
        assert numbers(beside) == [1]
    assert still_running
    assert seconds < 3
    assert finished.is_set()


def put(number, urgent=False, before=True, data=b""):
    found = entry(number)
    return Put(found.file, found if before else None, "x", urgent), data


def test_without_anything_urgent_the_order_is_that_of_the_plan():
    made = Plan([put(1)[0], put(2, before=False)[0]], [Remove(entry(3), "x")], [entry(4)])
    first, rest = split(made, {}, lambda file: b"", "https://x")
    assert not first
    assert rest == made


def test_what_an_urgent_file_leads_to_and_readers_lack_comes_with_it():
    urgent, new, far, other = put(1, urgent=True)[0], *(put(n, before=False)[0] for n in (2, 3, 4))
    bodies = {1: b'<a href="/th/2/">', 2: b'<a href="/th/3/">', 3: b"", 4: b""}
    fresh = {step.file.path: step.file for step in (new, far, other)}
    first, rest = split(
        Plan([other, far, new, urgent]),
        fresh,
        lambda file: bodies[int(file.path.split("/")[1])],
        "https://x",
    )
    assert {step.file.path for step in first.puts} == {s.file.path for s in (urgent, new, far)}
    assert rest.puts == [other]
