"""Receipts, notes for caches, the map of redirects: owed until they are given, whoever dies."""

import hashlib
import json
from contextlib import closing
from dataclasses import replace

import pytest

from site_builder.deploy import pointer, receipt
from site_builder.deploy.afterwards import MAP, Afterwards
from site_builder.deploy.deployment import Deployment, Wishes
from site_builder.deploy.files import RELEASE_NOTE, TakenDown
from site_builder.deploy.live import Answer
from site_builder.deploy.rollback import Rollback
from site_builder.deploy.stores.directory import DirectoryStore
from site_builder.errors import DeployError, Refusal
from tests.site_builder.deploy.faults import AFTER, Failed, FaultyStore
from tests.site_builder.deploy.towns import Town, page_path, picture_path

TOWN = Town({"a1": "one", "a2": "two", "b1": "three"})
OTHER = Town({"a1": "one", "a2": "changed", "b1": "three"})


class Cdn:
    def __init__(self):
        self.told = []

    def invalidate(self, paths, reference):
        self.told += paths


def nobody(path):
    return Answer(0)


def public(folder):
    def ask(path):
        file = folder / path
        if not file.exists():
            return Answer(404)
        is_gone = (folder / f"{path}.gone").exists()
        return Answer(410 if is_gone else 200, hashlib.sha256(file.read_bytes()).hexdigest())

    return ask


def publish(deployer, ask, town=None, cdn=None):
    """A deploy with all that comes after it."""

    def work(session):
        outcome = Deployment(session, deployer.build, Wishes()).run()
        Afterwards(session, cdn, ask, lambda seconds: None).run(outcome)
        return outcome

    if town:
        deployer.build.build(town)
    return deployer.opened(work)


def states(folder):
    note = json.loads((folder / RELEASE_NOTE).read_text())
    return {told["id"]: told["state"] for told in note["documents"]}


def test_what_the_public_got_is_told(deployer, folder):
    publish(deployer, public(folder), TOWN)
    assert states(folder) == {"a1": "live", "a2": "live", "b1": "live"}
    record = json.loads((folder / ".newsroom/releases/1.json").read_text())
    assert record["receipt"]["release"] == 1
    assert record["owed"] is None


def test_what_nobody_saw_is_told_when_it_is_seen(deployer, folder):
    publish(deployer, nobody, TOWN)
    assert {*states(folder).values()} == {"unverified"}
    publish(deployer, public(folder))
    assert {*states(folder).values()} == {"live"}


def test_the_next_release_takes_over_what_nobody_saw(deployer, folder):
    publish(deployer, nobody, TOWN)
    publish(deployer, public(folder), OTHER)
    assert states(folder) == {"a1": "live", "a2": "live", "b1": "live"}


def test_a_receipt_is_written_by_the_next_one_when_a_deploy_dies_at_its_commit(deployer, folder):
    publish(deployer, nobody, TOWN)

    class Dies(FaultyStore):
        def write(self, key, upload, expected):
            if key == pointer.KEY and b'"claim": null' in upload.data():
                self.at, self.mode = len(self.calls) + 1, AFTER
            return super().write(key, upload, expected)

    deployer.store = lambda: closing(Dies(DirectoryStore(folder)))
    with pytest.raises(Failed):
        publish(deployer, nobody, OTHER)
    deployer.store = lambda: closing(DirectoryStore(folder))
    publish(deployer, public(folder))
    assert json.loads((folder / RELEASE_NOTE).read_text())["release"] == 2


def test_housekeeping_that_fails_is_a_warning(deployer, folder):
    class KeepsAll(FaultyStore):
        def remove(self, key, etag):
            if key.startswith(".newsroom/attempts"):
                raise DeployError("The credentials may not DeleteObject")
            return super().remove(key, etag)

    publish(deployer, nobody, TOWN)
    deployer.store = lambda: closing(KeepsAll(DirectoryStore(folder)))
    cdn = Cdn()
    outcome = publish(deployer, public(folder), OTHER, cdn)
    assert outcome.warnings == ["The credentials may not DeleteObject"]
    assert "/th/news/a2/" in cdn.told
    assert states(folder)["a2"] == "live"


def test_claims_of_idle_deploys_leave_nothing_to_look_for(deployer, folder):
    deployer.deploy(TOWN)
    deployer.store = lambda: closing(FaultyStore(DirectoryStore(folder), at=3))
    with pytest.raises(Failed):
        deployer.deploy()
    deployer.store = lambda: closing(DirectoryStore(folder))
    for _ in range(5):
        deployer.deploy()
    with closing(DirectoryStore(folder)) as store:
        assert len(pointer.read(store)[0].unsettled) < 3


def test_a_note_never_takes_the_place_of_that_of_a_later_release(deployer, folder):
    publish(deployer, nobody, TOWN)
    key = folder / ".newsroom/release.json"

    def another_machine_deploys(path):
        if path == "index.html":
            key.write_text(json.dumps({**json.loads(key.read_text()), "release": 99}))
            (folder / RELEASE_NOTE).write_text('{"release": 99}')
        return Answer(0)

    publish(deployer, another_machine_deploys, OTHER)
    assert json.loads((folder / RELEASE_NOTE).read_text()) == {"release": 99}


@pytest.mark.parametrize("number", [2, 41])
def test_a_note_of_an_earlier_life_of_the_folder_is_written_over(deployer, folder, number):
    (folder / RELEASE_NOTE).parent.mkdir(parents=True)
    (folder / RELEASE_NOTE).write_text(json.dumps({"release": number, "documents": []}))
    publish(deployer, public(folder), TOWN)
    assert json.loads((folder / RELEASE_NOTE).read_text())["release"] == 1


def test_the_last_good_version_that_stands_in_is_told_as_such(deployer, folder):
    publish(deployer, public(folder), TOWN)
    again = Town(OTHER.stories, kept={"b1"})
    publish(deployer, public(folder), again)
    assert states(folder) == {"a2": "live", "b1": "kept_last_good"}
    assert publish(deployer, public(folder), again).release is None


def test_whoever_reads_later_is_told_of_it_too(deployer, folder):
    publish(deployer, public(folder), Town(TOWN.stories, kept={"b1"}))
    publish(deployer, public(folder), Town(OTHER.stories, kept={"b1"}))
    assert states(folder) == {"a2": "live", "b1": "kept_last_good"}


def test_a_document_that_goes_bad_is_told_though_no_file_changes(deployer, folder):
    publish(deployer, public(folder), TOWN)
    outcome = publish(deployer, public(folder), Town(TOWN.stories, kept={"b1"}))
    assert (outcome.release.written, outcome.release.removed) == (0, 0)
    assert states(folder) == {"b1": "kept_last_good"}


def modified(folder):
    note = json.loads((folder / RELEASE_NOTE).read_text())
    return {told["id"]: (told["modified"], told["state"]) for told in note["documents"]}


def test_a_rollback_tells_which_version_is_public_again(deployer, folder):
    publish(deployer, public(folder), TOWN)
    before = modified(folder)["a2"]
    publish(deployer, public(folder), Town({**OTHER.stories, "c1": "new"}, since="2026-11-25"))
    assert modified(folder)["a2"] != before

    def work(session):
        outcome = Rollback(session, deployer.build, 1).run()
        Afterwards(session, None, public(folder), lambda seconds: None).run(outcome)

    deployer.opened(work)
    assert {"a2": before, "c1": ("", "gone")}.items() <= modified(folder).items()


def test_what_went_out_before_the_rest_was_refused_is_told_and_asked_for(deployer, folder):
    stories = {f"c{n}": "text" for n in range(30)}
    publish(deployer, public(folder), Town({**stories, "a2": "secret", "b1": "stays"}))
    deployer.build.build(Town({"b1": "stays"}, taken={"a2"}))
    cdn = Cdn()

    def work(session):
        with pytest.raises(Refusal):
            Deployment(session, deployer.build, Wishes()).run()
        Afterwards(session, cdn, public(folder), lambda seconds: None).of_what_went_out()

    deployer.opened(work)
    assert "/th/news/a2/" in cdn.told
    assert states(folder)["a2"] == "gone"


def test_what_an_older_version_noted_stops_no_deploy(deployer, folder):
    publish(deployer, nobody, TOWN)

    def age(session):
        release = session.releases.get(1)
        changed = [{**each, "kept": False} for each in release.owed["changed"]]
        session.releases.keep(replace(release, owed={**release.owed, "changed": changed}))
        session.mirror.commit()

    deployer.opened(age)
    publish(deployer, public(folder), OTHER)
    assert states(folder)["a2"] == "live"


def asking(folder, asked):
    ask = public(folder)

    def noted(path):
        asked.append(path)
        return ask(path)

    return noted


MANY = {f"s{n:04}": "x" for n in range(600)}


def test_of_very_many_changed_documents_each_is_asked_for(deployer, folder):
    publish(deployer, public(folder), Town({"s0000": "x"}))
    outcome = publish(deployer, public(folder), Town(MANY))
    assert {*states(folder).values()} == {"live"}
    assert outcome.release.number == 2
    assert json.loads((folder / ".newsroom/releases/2.json").read_text())["owed"] is None


def test_what_was_taken_down_is_asked_for_before_what_else_changes(deployer, folder):
    publish(deployer, public(folder), Town(MANY))
    asked = []
    left = {slug: text for slug, text in MANY.items() if slug != "s0300"}
    town = Town(left, style="new", taken={"s0300"})
    publish(deployer, asking(folder, asked), town)
    first = {page_path("s0300"), picture_path("s0300", "x")}
    before = asked.index(page_path("s0100"))
    assert first <= {*asked[:before]}
    assert states(folder)["s0300"] == "gone"


def test_what_is_too_much_for_one_receipt_is_told_to_be_and_no_more_is_kept(
    deployer, folder, monkeypatch
):
    monkeypatch.setattr(receipt, "MOST", 20)
    publish(deployer, nobody, Town({f"s{n}": "x" for n in range(30)}, kept={"s7", "s29"}))
    publish(deployer, nobody, Town({f"s{n}": "y" for n in range(30)}, kept={"s7", "s29"}))
    owed = json.loads((folder / ".newsroom/releases/2.json").read_text())["owed"]
    assert (len(owed["expected"]), owed["complete"]) == (20, False)
    assert {"s7", "s29"} <= {*states(folder)}
    publish(deployer, public(folder))
    assert sorted({*states(folder).values()}) == ["kept_last_good", "live"]
    assert publish(deployer, public(folder)).seen == {}


def test_what_was_not_asked_in_time_is_asked_with_the_next_deploy(deployer, folder):
    publish(deployer, public(folder), TOWN)
    ask = public(folder)
    publish(deployer, lambda path: ask(path) if "a2" not in path else Answer(0), OTHER)
    assert states(folder) == {"a2": "unverified"}
    asked = []
    publish(deployer, asking(folder, asked))
    assert (asked, states(folder)) == ([page_path("a2")], {"a2": "live"})


def test_a_takedown_alone_still_tells_of_last_good_versions(deployer, folder):
    publish(deployer, public(folder), Town(TOWN.stories, kept={"b1"}))
    before = modified(folder)["b1"]
    deployer.build.pending = TakenDown(frozenset({("a2", "th")}))
    publish(deployer, public(folder))
    assert modified(folder) == {"a2": ("", "gone"), "b1": before}
    assert before[1] == "kept_last_good"


def test_what_nobody_saw_of_a_page_that_a_takedown_cuts_is_still_told(deployer, folder):
    publish(deployer, nobody, TOWN)
    deployer.build.pending = TakenDown(frozenset({("a1", "th")}))
    publish(deployer, public(folder))
    assert states(folder) == {"a1": "gone", "a2": "live", "b1": "live"}


def test_a_document_that_was_left_out_is_told_while_its_page_stands(deployer, folder):
    publish(deployer, public(folder), TOWN)
    stood = modified(folder)["a2"][0]
    town = Town(TOWN.stories, left_out={"a2"}, since="2026-11-25")
    publish(deployer, public(folder), town)
    assert modified(folder)["a2"] == (stood, "kept_last_good")
    publish(deployer, public(folder), replace(town, stories={**TOWN.stories, "b1": "new"}))
    assert modified(folder)["a2"] == (stood, "kept_last_good")
    publish(deployer, public(folder), replace(town, left_out=set()))
    assert "kept_last_good" not in states(folder).values()


def test_a_page_that_could_not_be_rendered_is_told_while_the_old_one_stands(deployer, folder):
    publish(deployer, public(folder), TOWN)
    stood = modified(folder)["a2"][0]
    deployer.build.fails_to_render = {page_path("a2")}
    town = Town(OTHER.stories, since="2026-11-25")
    publish(deployer, public(folder), town)
    assert modified(folder)["a2"] == (stood, "kept_last_good")
    assert publish(deployer, public(folder), town).release is None


def test_a_left_out_page_that_a_takedown_cuts_is_told_as_what_it_is(deployer, folder):
    publish(deployer, public(folder), TOWN)
    town = Town({"a2": "two", "b1": "three"}, left_out={"b1"}, taken={"a1"})
    publish(deployer, public(folder), town)
    assert states(folder) == {"a1": "gone", "a2": "live", "b1": "kept_last_good"}


def test_nobody_knows_what_stands_after_a_release_that_could_not_tell_all(
    deployer, folder, monkeypatch
):
    publish(deployer, public(folder), TOWN)
    monkeypatch.setattr(receipt, "MOST", 1)
    later = Town(dict.fromkeys(TOWN.stories, "later"), since="2026-11-25")
    publish(deployer, public(folder), later)
    monkeypatch.setattr(receipt, "MOST", 20)
    publish(deployer, public(folder), replace(later, left_out={"b1"}))
    assert modified(folder)["b1"] == ("", "kept_last_good")


def test_of_too_many_last_good_versions_no_deploy_after_the_first_makes_a_release(
    deployer, folder, monkeypatch
):
    monkeypatch.setattr(receipt, "MOST", 2)
    town = Town(TOWN.stories, kept={*TOWN.stories})
    assert publish(deployer, public(folder), town).release.number == 1
    assert publish(deployer, public(folder), town).release is None


def test_after_a_release_that_could_not_tell_all_a_document_that_goes_bad_is_told(
    deployer, folder, monkeypatch
):
    monkeypatch.setattr(receipt, "MOST", 2)
    publish(deployer, public(folder), TOWN)
    publish(deployer, public(folder), replace(TOWN, kept={"b1"}))
    assert states(folder) == {"b1": "kept_last_good"}


def test_the_map_of_redirects_is_there_before_the_public_is_asked(deployer, folder):
    """A web server that still leads away would be told as a page that is not live."""
    seen = []

    def ask(path):
        seen.append((folder / MAP).exists())
        return Answer(0)

    deployer.build.build(TOWN)

    def work(session):
        outcome = Deployment(session, deployer.build, Wishes()).run()
        Afterwards(session, None, ask, lambda seconds: None).run(outcome)

    deployer.opened(work)
    assert seen
    assert all(seen)
