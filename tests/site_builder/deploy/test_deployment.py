"""Deploys of a made-up town: what goes out, what stays, what is refused."""

import json
import shutil
from contextlib import closing

import pytest

from site_builder.deploy import invalidation, pointer
from site_builder.deploy.files import RELEASE_NOTE
from site_builder.deploy.invalidation import Invalidations
from site_builder.deploy.plan import FILE_GRACE_SECONDS, PAGE_GRACE_SECONDS
from site_builder.deploy.stores.directory import DirectoryStore
from site_builder.deploy.target import Target
from site_builder.deploy.uploads import private
from site_builder.errors import DeployError, ForeignFile
from tests.site_builder.deploy.faults import Failed, FaultyStore
from tests.site_builder.deploy.towns import (
    URL,
    Deployer,
    LaterStore,
    Town,
    digest_of,
    leads_to,
    page_path,
    picture_path,
    public_files,
    wanted_files,
)

OLD = Town({"a1": "one", "a2": "two", "b1": "three"})
LATER = Town({"a1": "one", "a2": "changed", "b1": "three"})


def files(folder):
    with closing(DirectoryStore(folder)) as store:
        return public_files(store)


def counted(folder):
    """A store that counts, and the list of its calls."""
    stores = []

    def opened():
        stores.append(FaultyStore(DirectoryStore(folder)))
        return closing(stores[-1])

    return opened, stores


def test_everything_goes_out_the_first_time(deployer, folder):
    outcome = deployer.deploy(OLD)
    assert files(folder) == wanted_files(OLD)
    assert outcome.release.number == outcome.pointer.release == 1
    assert {put.reason for put in outcome.plan.puts} == {"new"}


def test_nothing_goes_out_when_nothing_changed(deployer, folder):
    deployer.deploy(OLD)
    before = {p: p.stat().st_mtime_ns for p in folder.rglob("*.html")}
    outcome = deployer.deploy(OLD)
    assert outcome.release is None
    assert {p: p.stat().st_mtime_ns for p in folder.rglob("*.html")} == before


def test_a_changed_story_costs_what_it_changed(tmp_path, folder):
    stories = {f"{letter}{n}": "text" for letter in "abcdefgh" for n in range(40)}
    deployer = Deployer(tmp_path / "site", lambda: closing(DirectoryStore(folder)))
    deployer.deploy(Town(stories))
    deployer.store, stores = counted(folder)
    deployer.deploy(Town({**stories, "a5": "other"}))
    written = [call for call in stores[0].calls if call.startswith("write") and "." not in call[:8]]
    assert len(stores[0].calls) < 45
    assert sum(page_path("a5") in call for call in written) == 1
    assert not any(call.startswith("keys ") and call == "keys " for call in stores[0].calls)


def test_each_upload_has_a_reason(deployer):
    deployer.deploy(OLD)
    new = Town({"a1": "one", "a2": "two!", "b1": "three", "c1": "new"}, taken={"b1"})
    del new.stories["b1"]
    reasons = {put.file.path: put.reason for put in deployer.deploy(new).plan.puts}
    assert reasons[page_path("c1")] == "new"
    assert reasons[page_path("a2")] == "changed"
    assert reasons[page_path("b1")] == "shows what was taken down"


def test_what_was_superseded_stays_for_those_who_hold_an_older_page(deployer, folder):
    deployer.deploy(OLD)
    new = Town({"a1": "one", "a2": "other", "b1": "three"}, "new")
    deployer.deploy(new)
    old_picture = folder / picture_path("a2", "two")
    assert old_picture.exists()
    LaterStore.ahead = FILE_GRACE_SECONDS - 60
    deployer.deploy()
    assert old_picture.exists()
    LaterStore.ahead = FILE_GRACE_SECONDS + 60
    deployer.deploy()
    assert not old_picture.exists()
    assert files(folder) == wanted_files(new)


def test_what_comes_back_in_time_stays_for_good(deployer, folder):
    deployer.deploy(OLD)
    deployer.deploy(Town({"a1": "one", "a2": "two", "b1": "three"}, "new"))
    deployer.deploy(OLD)
    LaterStore.ahead = FILE_GRACE_SECONDS + 60
    deployer.deploy()
    assert files(folder) == wanted_files(OLD)


def test_a_page_without_a_tombstone_leaves_after_a_while(deployer, folder):
    deployer.deploy(OLD)
    deployer.deploy(Town({"a1": "one", "b1": "three"}))
    assert (folder / page_path("a2")).exists()
    LaterStore.ahead = PAGE_GRACE_SECONDS + 60
    outcome = deployer.deploy()
    assert not (folder / page_path("a2")).exists()
    assert [r.before.file.path for r in outcome.plan.removes] == [page_path("a2")]


def test_a_story_that_was_taken_down_is_nowhere_at_once(deployer, folder):
    deployer.deploy(OLD)
    deployer.deploy(Town({"a1": "one", "b1": "three!!"}))
    deployer.deploy(Town({"a1": "one", "b1": "three!!", "a2": "two"}))
    deployer.deploy(Town({"a1": "one", "b1": "three!!"}, taken={"a2"}))
    everything = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert [p for p, data in everything.items() if b"picture a2" in data or b"two" in data] == []
    assert b"gone" in (folder / page_path("a2")).read_bytes()


def test_a_picture_that_was_taken_down_is_nowhere_at_once(deployer, folder):
    deployer.deploy(OLD)
    outcome = deployer.deploy(Town(dict(OLD.stories), withdrawn={digest_of("a2")}))
    everything = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert [p for p, data in everything.items() if b"picture a2" in data] == []
    (removed,) = outcome.plan.removes
    assert removed.urgent


def test_what_was_saved_for_a_way_back_goes_with_a_takedown(deployer, folder):
    deployer.deploy(OLD)
    deployer.deploy(Town({"a1": "one", "a2": "mended", "b1": "three"}))
    saved = [p for p in (folder / ".newsroom/blobs").rglob("*") if p.is_file()]
    assert any(b"two" in p.read_bytes() for p in saved)
    deployer.deploy(Town({"a1": "one", "b1": "three"}, taken={"a2"}))
    saved = [p for p in (folder / ".newsroom/blobs").rglob("*") if p.is_file()]
    assert not any(b"two" in p.read_bytes() or b"mended" in p.read_bytes() for p in saved)


def test_many_removals_without_a_reason_are_refused(deployer, folder):
    stories = {f"a{n}": "text" for n in range(30)}
    deployer.deploy(Town({**stories, "b1": "stays"}))
    before = files(folder)
    with pytest.raises(DeployError, match="--allow-deletes") as caught:
        deployer.deploy(Town({"b1": "stays"}))
    assert "31 files" in str(caught.value)
    assert files(folder) == before
    deployer.deploy(Town({"b1": "stays"}), allow_deletes=True)


def test_few_removals_without_a_reason_pass(deployer):
    deployer.deploy(Town({**{f"a{n}": "text" for n in range(19)}, "b1": "stays"}))
    outcome = deployer.deploy(Town({"b1": "stays"}))
    assert len(outcome.plan.unexplained) == 20


def test_many_removals_by_takedown_pass(deployer, folder):
    stories = {f"a{n}": "text" for n in range(30)}
    deployer.deploy(Town({**stories, "b1": "stays"}))
    now = Town({"b1": "stays"}, taken={*stories})
    outcome = deployer.deploy(now)
    assert outcome.plan.unexplained == []
    assert {*files(folder)} - {*wanted_files(now)} == {"th/topics/a/index.html"}


def test_the_page_of_a_document_that_was_left_out_stays(deployer, folder):
    deployer.deploy(OLD)
    outcome = deployer.deploy(Town(dict(OLD.stories), left_out={"a2"}))
    assert page_path("a2") in outcome.plan.held
    LaterStore.ahead = 10 * FILE_GRACE_SECONDS
    deployer.deploy()
    assert b"two" in (folder / page_path("a2")).read_bytes()


def test_the_page_of_a_document_that_was_left_out_goes_with_a_tombstone(deployer, folder):
    deployer.deploy(OLD)
    deployer.deploy(Town(dict(OLD.stories), left_out={"a2"}))
    deployer.deploy(Town(dict(OLD.stories), left_out={"a2"}, taken={"a2"}))
    assert b"two" not in (folder / page_path("a2")).read_bytes()


def test_a_page_that_could_not_be_rendered_stays(deployer, folder):
    deployer.deploy(OLD)
    deployer.build.fails_to_render = {page_path("a2")}
    deployer.deploy(Town({"a1": "one!", "a2": "two!", "b1": "three"}, "new"))
    LaterStore.ahead = 10 * FILE_GRACE_SECONDS
    deployer.deploy()
    assert b"two" in (folder / page_path("a2")).read_bytes()


def test_a_file_of_others_is_never_written_over(deployer, folder):
    (folder / "th/news").mkdir(parents=True)
    (folder / "th/news/index.html").write_text("mine")
    with pytest.raises(ForeignFile, match=r"th/news/index\.html"):
        deployer.deploy(OLD)
    assert set(files(folder)) == {"th/news/index.html"}
    assert (folder / "th/news/index.html").read_text() == "mine"


def test_files_of_others_elsewhere_stay_and_are_told(deployer, folder):
    folder.mkdir()
    (folder / "google1234.html").write_text("mine")
    assert deployer.deploy(OLD).strangers == ["google1234.html"]
    assert (folder / "google1234.html").read_text() == "mine"


def test_a_file_that_was_changed_on_the_target_stops_the_deploy(deployer, folder):
    deployer.deploy(OLD)
    (folder / page_path("a1")).unlink()
    (folder / page_path("a1")).write_text("tampered")
    with pytest.raises(DeployError, match="--audit"):
        deployer.deploy(Town({**OLD.stories, "a1": "one!"}))


def test_an_audit_puts_right_what_was_changed_or_removed(deployer, folder):
    deployer.deploy(OLD)
    (folder / page_path("a1")).unlink()
    (folder / page_path("a1")).write_text("tampered")
    (folder / "sitemap.xml").unlink()
    assert deployer.deploy().release is None
    outcome = deployer.deploy(audit=True)
    assert files(folder) == wanted_files(OLD)
    assert len(outcome.plan.puts) == 2
    assert deployer.deploy(audit=True).release is None


def test_another_installation_goes_on_from_the_manifest(tmp_path, deployer, folder):
    deployer.deploy(OLD)
    other = Deployer(tmp_path / "other", lambda: closing(DirectoryStore(folder)))
    outcome = other.deploy(Town({**OLD.stories, "a1": "one!"}))
    assert outcome.release.number == 2
    assert page_path("b1") not in {put.file.path for put in outcome.plan.puts}
    outcome = deployer.deploy(OLD)
    assert outcome.release.number == 3
    assert files(folder)[page_path("a1")] == wanted_files(OLD)[page_path("a1")]


def test_a_lost_mirror_is_read_again(tmp_path, deployer):
    deployer.deploy(OLD)
    (tmp_path / "site/mirror.sqlite").write_bytes(b"damaged" * 1000)
    assert deployer.deploy().release is None


def test_the_site_of_this_machine_goes_to_no_bucket(deployer, folder):
    deployer.build.build(OLD)
    deployer.target = Target("s3://town/site", "http://127.0.0.1:8001", bucket="town")
    with pytest.raises(DeployError, match=f"built for {URL}"):
        deployer.deploy()
    assert files(folder) == {}


def test_the_site_of_another_address_goes_to_no_bucket(deployer, folder):
    deployer.build.build(OLD)
    deployer.target = Target("s3://town/site", URL, bucket="town")
    deployer.deploy()
    with closing(DirectoryStore(folder)) as store:
        data, etag = store.read(pointer.KEY)
        moved = data.replace(URL.encode(), b"https://other.example.go.th")
        store.write(pointer.KEY, private(moved), etag)
    with pytest.raises(DeployError, match=r"holds the site of https://other"):
        deployer.deploy()


def test_what_the_build_did_not_write_does_not_go_out(deployer, folder):
    deployer.build.build(OLD)
    (deployer.build.output / page_path("a1")).write_text("by hand")
    with pytest.raises(DeployError, match="not what the build wrote"):
        deployer.deploy()
    assert not (folder / page_path("a1")).exists()


def test_the_note_of_the_last_release_is_no_stranger(deployer, folder):
    deployer.deploy(OLD)
    (folder / ".well-known").mkdir()
    (folder / RELEASE_NOTE).write_text(json.dumps({"release": 1}))
    assert deployer.deploy(audit=True).strangers == []


def private_files(folder, name):
    return sorted(p for p in (folder / ".newsroom" / name).iterdir() if p.is_file())


def test_a_damaged_manifest_is_told_and_an_audit_makes_it_anew(tmp_path, deployer, folder):
    deployer.deploy(OLD)
    (tmp_path / "site/mirror.sqlite").unlink()
    for node in private_files(folder, "manifest"):
        node.write_bytes(node.read_bytes()[:-5])
    with pytest.raises(DeployError, match="--audit"):
        deployer.deploy()
    assert files(folder) == wanted_files(OLD)
    deployer.deploy(audit=True)
    assert files(folder) == wanted_files(OLD)
    assert deployer.deploy(audit=True).release is None


@pytest.mark.parametrize(
    "hostile",
    [
        b"{damaged",
        b"[]",
        b'{"../../etc/passwd": []}',
        b'{"a/index.html": [["../x", "", 1, "page", "short", [], [], "", ""]]}',
        b'{"a/index.html": [[1]]}',
    ],
)
def test_what_others_wrote_into_a_journal_is_not_believed(deployer, folder, hostile):
    deployer.store = lambda: closing(FaultyStore(LaterStore(folder), at=20))
    with pytest.raises(Failed):
        deployer.deploy(OLD)
    deployer.store = lambda: closing(LaterStore(folder))
    (journal_,) = private_files(folder, "attempts")
    journal_.write_bytes(hostile)
    with pytest.raises(DeployError, match="attempts"):
        deployer.deploy()
    assert not (folder.parent / "x").exists()
    deployer.deploy(audit=True)
    assert files(folder) == wanted_files(OLD)


@pytest.mark.parametrize("hostile", [b"", b"[]", b'{"format": 2}', b'{"format": 1, "claim": 5}'])
def test_a_pointer_of_others_is_told(deployer, folder, hostile):
    deployer.deploy(OLD)
    (folder / ".newsroom/release.json").write_bytes(hostile)
    with pytest.raises(DeployError, match=r"release\.json"):
        deployer.deploy()
    assert files(folder) == wanted_files(OLD)


def test_notes_for_the_cdn_that_cannot_be_read_tell_of_everything(folder):
    with closing(DirectoryStore(folder)) as store:
        invalidations = Invalidations(store)
        invalidations.note(1, 1, ["a/index.html"])
        (note,) = private_files(folder, "invalidations")
        note.write_bytes(b"{damaged")
        assert invalidations.pending(1) == {invalidation.FOLDER + "00000001-00000001": ["*"]}


def test_an_audit_sweeps_what_no_release_needs(deployer, folder):
    deployer.deploy(OLD)
    for path in ("manifest/0.json", "blobs/ab/abcd"):
        (folder / ".newsroom" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / ".newsroom" / path).write_text("left over")
    deployer.deploy(Town({**OLD.stories, "a1": "mended"}), audit=True)
    everything = [p.read_bytes() for p in (folder / ".newsroom").rglob("*") if p.is_file()]
    assert b"left over" not in everything
    deployer.roll_back(1)
    assert files(folder)[page_path("a1")] == wanted_files(OLD)[page_path("a1")]


@pytest.mark.parametrize("how", ["left out", "not rendered"])
def test_a_page_that_stays_keeps_what_it_is_made_of(deployer, folder, how):
    deployer.deploy(OLD)
    if how == "left out":
        new = Town(dict(OLD.stories), "new", left_out={"a2"})
    else:
        deployer.build.fails_to_render = {page_path("a2")}
        new = Town({**OLD.stories, "a2": "newer"}, "new")
    deployer.deploy(new)
    LaterStore.ahead = 2 * FILE_GRACE_SECONDS
    deployer.deploy()
    found = files(folder)
    parts = {
        part for part in leads_to(found[page_path("a2")]) if part.startswith(("static", "img"))
    }
    assert parts
    assert parts <= found.keys()


def test_an_audit_mends_a_manifest_that_this_machine_still_knows(tmp_path, deployer, folder):
    deployer.deploy(OLD)
    (node,) = private_files(folder, "manifest")
    node.write_bytes(b"")  # what a power cut may leave
    deployer.deploy(audit=True)
    (tmp_path / "site/mirror.sqlite").unlink()
    assert deployer.deploy().release is None


def test_a_disk_without_links_is_no_hindrance(deployer, folder, monkeypatch):
    def no_link(*_):
        raise OSError(1, "not permitted")

    monkeypatch.setattr("os.link", no_link)
    deployer.deploy(OLD)
    deployer.deploy(Town({**OLD.stories, "a1": "mended"}))
    deployer.roll_back(1)
    assert files(folder)[page_path("a1")] == wanted_files(OLD)[page_path("a1")]


def test_a_target_whose_pointer_was_removed_goes_by_its_last_release(deployer, folder):
    deployer.deploy(OLD)
    outcome = deployer.deploy(LATER)
    (folder / ".newsroom/release.json").unlink()
    with pytest.raises(DeployError, match=r"deploy .*--audit.* goes by the last release, 2"):
        deployer.deploy()
    assert deployer.deploy(audit=True).pointer.release in (2, 3)
    assert deployer.deploy().pointer.root == outcome.pointer.root
    deployer.roll_back(1)
    assert files(folder).items() >= wanted_files(OLD).items()


def test_another_machine_believes_the_target_and_not_its_own_notes(tmp_path, folder):
    """Of a target that was put back from a backup, and went on from there."""
    one, two = (Deployer(tmp_path / n, lambda: closing(DirectoryStore(folder))) for n in "ab")
    one.deploy(OLD)
    shutil.copytree(folder, tmp_path / "backup")
    two.deploy(LATER)
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "backup", folder)
    one.deploy(Town({"a1": "another"}), allow_deletes=True)
    one.deploy(OLD)
    two.roll_back(2)
    assert b"another" in (folder / page_path("a1")).read_bytes()


def test_what_others_call_as_we_do_is_no_other_site(deployer, folder):
    deployer.deploy(OLD)
    stray = folder / "th/.newsroom/note.txt"
    stray.parent.mkdir()
    stray.write_text("x")
    assert deployer.deploy(audit=True).strangers == ["th/.newsroom/note.txt"]
    assert files(folder).items() >= wanted_files(OLD).items()


def test_what_stands_beside_a_file_that_was_removed_is_ours(deployer, folder):
    deployer.deploy(OLD)
    (folder / page_path("a1")).unlink()
    assert deployer.deploy(audit=True).strangers == []
    assert files(folder) == wanted_files(OLD)
