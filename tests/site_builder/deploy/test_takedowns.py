"""What was taken down is not public, is in no way back, and waits for nothing else."""

import shutil
from contextlib import closing, suppress

import pytest

from site_builder.deploy.files import TakenDown
from site_builder.deploy.plan import FILE_GRACE_SECONDS, PAGE_GRACE_SECONDS
from site_builder.deploy.stores.directory import DirectoryStore
from site_builder.errors import DeployError, GiveWay
from tests.site_builder.deploy import buckets
from tests.site_builder.deploy.faults import AFTER, BEFORE, Failed, FaultyStore
from tests.site_builder.deploy.towns import (
    Deployer,
    LaterStore,
    Town,
    broken_links,
    digest_of,
    page_path,
    picture_path,
    public_files,
)

TOWN = Town({"a1": "the first of all", "a2": "the secret one", "b1": "the third of all"})
WITHOUT = Town({"a1": "the first of all", "b1": "the third of all"}, taken={"a2"})
PICTURE = b"picture a2"
STORY = TakenDown(documents=frozenset({("a2", "th")}))


def holding(folder, *words):
    """Files, also of what only deploys read, that hold one of these."""
    return [
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and any(word in path.read_bytes() for word in words)
    ]


def without_picture(town, slug):
    """The same town, but the story shows no picture."""
    real, picture = town.outputs, picture_path(slug, town.stories[slug])

    def outputs():
        made = real()
        made.pop(picture, None)
        page = made[page_path(slug)]
        page.media = ()
        page.data = page.data.replace(f'<img src="/{picture}">'.encode(), b"")
        return made

    town.outputs = outputs
    return town


def test_a_guard_for_other_files_does_not_stop_it(deployer, folder):
    stories = {f"c{n}": "text" for n in range(30)}
    deployer.deploy(Town({**stories, "a2": "the secret one", "b1": "stays"}))
    with pytest.raises(DeployError, match="--allow-deletes"):
        deployer.deploy(Town({"b1": "stays"}, taken={"a2"}))
    assert holding(folder, b"secret") == []
    assert (folder / page_path("c7")).exists()


def test_a_file_of_others_does_not_stop_it(deployer, folder):
    deployer.deploy(TOWN)
    (folder / "th/news/z9").mkdir(parents=True)
    (folder / page_path("z9")).write_text("mine")
    with pytest.raises(DeployError, match="z9"):
        deployer.deploy(Town({**WITHOUT.stories, "z9": "new"}, taken={"a2"}))
    assert holding(folder, b"secret") == []
    assert (folder / page_path("z9")).read_text() == "mine"


def test_whoever_changed_the_page_does_not_stop_it(deployer, folder):
    deployer.deploy(TOWN)
    page = folder / page_path("a2")
    data = page.read_bytes()
    page.unlink()
    page.write_bytes(data + b"<!-- touched -->")
    deployer.deploy(WITHOUT)
    assert holding(folder, b"secret") == []


@pytest.mark.parametrize("kind", ["directory", "bucket"])
def test_what_a_deploy_that_died_put_away_goes_too(tmp_path, moto, kind):
    for at in range(8, 20, 3):
        folder, target = tmp_path / f"{at}-public", moto.target()

        def store(folder=folder, target=target):
            return DirectoryStore(folder) if kind == "directory" else buckets.S3Store(target)

        deployer = Deployer(tmp_path / f"{at}", lambda s=store: closing(s()), threads=1)
        deployer.deploy(TOWN)
        well = deployer.store
        deployer.store = lambda s=store, at=at: closing(FaultyStore(s(), at=at))
        with suppress(Failed):
            deployer.deploy(Town({**TOWN.stories, "a2": "mended since"}))
        deployer.store = well
        deployer.deploy()
        deployer.deploy(WITHOUT)
        with well() as found:
            blobs = [found.read(each.key)[0] for each in found.keys(".newsroom/blobs/")]
        assert not any(b"secret" in data for data in blobs), at


def test_a_picture_that_an_older_version_showed_does_not_come_back(deployer, folder):
    deployer.deploy(TOWN)
    deployer.deploy(without_picture(Town({**TOWN.stories, "a2": "plain enough"}), "a2"))
    LaterStore.ahead = FILE_GRACE_SECONDS + 60
    deployer.deploy()
    deployer.deploy(WITHOUT)
    assert holding(folder, b"picture a2") == []
    deployer.roll_back(1)
    assert holding(folder, b"picture a2") == []


def test_a_picture_that_an_editor_removed_before_goes_at_once_too(deployer, folder):
    deployer.deploy(TOWN)
    deployer.deploy(without_picture(Town({**TOWN.stories, "a2": "plain enough"}), "a2"))
    assert (folder / picture_path("a2", "the secret one")).exists()
    deployer.deploy(WITHOUT)
    assert holding(folder, b"picture a2") == []


def test_a_picture_that_another_story_shows_stays(deployer, folder):
    shared = Town(dict(TOWN.stories))
    real, picture = shared.outputs, picture_path("a2", "the secret one")

    def outputs():
        made = real()
        made[page_path("b1")].media += made[page_path("a2")].media
        return made

    shared.outputs = outputs
    deployer.deploy(shared)
    deployer.build.pending = STORY
    deployer.deploy()
    assert (folder / picture).exists()


@pytest.mark.parametrize("knows", ["the build", "nobody"])
def test_one_that_dies_at_its_end_is_completed(deployer, folder, knows):
    deployer.deploy(TOWN)
    deployer.deploy(Town({**TOWN.stories, "a2": "another secret"}))

    class Dies(FaultyStore):
        def remove(self, key, etag):
            if key.startswith(".newsroom/blobs"):
                self.at = len(self.calls) + 1
            super().remove(key, etag)

    deployer.store = lambda: closing(Dies(LaterStore(folder)))
    if knows == "nobody":
        deployer.build.pending = STORY
    else:
        deployer.build.build(WITHOUT)
    with pytest.raises(Failed):
        deployer.deploy()
    deployer.build.pending = TakenDown()
    deployer.store = lambda: closing(LaterStore(folder))
    deployer.deploy(WITHOUT)
    deployer.roll_back(1)
    assert holding(folder, b"secret", b"picture a2") == []


def test_a_second_try_without_a_build_still_knows_the_title(tmp_path):
    for at in range(8, 24, 3):
        folder = tmp_path / f"{at}-public"
        deployer = Deployer(
            tmp_path / f"{at}", lambda f=folder: closing(DirectoryStore(f)), threads=1
        )
        deployer.deploy(TOWN)
        deployer.build.pending = STORY
        well = deployer.store
        deployer.store = lambda f=folder, at=at: closing(FaultyStore(DirectoryStore(f), at=at))
        with suppress(Failed):
            deployer.deploy()
        deployer.store = well
        deployer.deploy()
        assert holding(folder, b"the secret one") == [], at


def test_what_another_installation_took_down_is_in_no_way_back_either(tmp_path, folder):
    one, other = (
        Deployer(tmp_path / name, lambda: closing(DirectoryStore(folder))) for name in ("1", "2")
    )
    one.deploy(TOWN)
    other.deploy(Town({**TOWN.stories, "a2": "another secret"}))
    one.deploy(WITHOUT)
    other.deploy(WITHOUT)
    assert holding(folder, b"secret") == []


def test_a_rollback_brings_back_nothing_that_waits_for_a_build(deployer, folder):
    deployer.deploy(TOWN)
    deployer.deploy(Town({**TOWN.stories, "a2": "anodyne text"}))
    deployer.build.pending = STORY
    deployer.roll_back(1)
    assert b"secret" not in (folder / page_path("a2")).read_bytes()


def test_what_was_put_away_by_a_deploy_that_gave_way_to_it_goes_too(deployer, folder):
    stories = {f"c{n}": "text" for n in range(20)}
    deployer.threads = 1
    deployer.deploy(Town({**stories, "a2": "the secret one"}))

    def between():
        if b"mended" in (folder / page_path("a2")).read_bytes():
            raise GiveWay("something was taken down")

    deployer.between = between
    with pytest.raises(GiveWay):
        deployer.deploy(Town({**dict.fromkeys(stories, "new"), "a2": "mended since"}, "new"))
    deployer.between = lambda: None
    deployer.deploy(Town(dict.fromkeys(stories, "new"), "new", taken={"a2"}))
    assert holding(folder, b"secret", b"picture a2") == []


def test_a_picture_that_only_a_way_back_holds_goes_though_nothing_else_changes(deployer, folder):
    deployer.deploy(TOWN)
    plain = {**TOWN.stories, "a2": "plain enough"}
    deployer.deploy(without_picture(Town(plain), "a2"))
    LaterStore.ahead = FILE_GRACE_SECONDS + 60
    deployer.deploy()
    assert holding(folder, b"picture a2") != []
    outcome = deployer.deploy(without_picture(Town(plain, withdrawn={digest_of("a2")}), "a2"))
    assert outcome.release is None
    assert holding(folder, b"picture a2") == []


def test_bytes_of_a_story_that_is_public_no_more_go_before_a_build_knows(deployer, folder):
    deployer.deploy(TOWN)
    deployer.deploy(Town(WITHOUT.stories))
    LaterStore.ahead = FILE_GRACE_SECONDS + 60
    deployer.deploy()
    assert holding(folder, b"secret") != []
    deployer.build.pending = STORY
    deployer.deploy()
    assert holding(folder, b"secret", b"picture a2") == []


@pytest.mark.thorough
@pytest.mark.parametrize("knows", ["the build", "nobody"])
@pytest.mark.parametrize("kind", ["directory", "bucket"])
@pytest.mark.parametrize("first", [10, 11, 12, 13])
def test_one_that_dies_while_a_release_is_held_is_completed(tmp_path, moto, kind, knows, first):
    bucket = moto.bucket()
    for at in range(first, 60, 4):
        folder, target = tmp_path / f"{at}-public", moto.target(bucket, f"{at}")

        def store(folder=folder, target=target):
            return LaterStore(folder) if kind == "directory" else buckets.S3Store(target)

        well, after = (lambda s=store: closing(s())), Town(WITHOUT.stories, "new", taken={"a2"})
        deployer = Deployer(tmp_path / f"{at}", well, threads=1)
        deployer.deploy(TOWN)
        deployer.deploy(Town({**TOWN.stories, "a2": "the secret, again"}, "new"))
        deployer.roll_back(1)
        if knows == "the build":
            deployer.build.build(after)
        else:
            deployer.build.pending = STORY
        deployer.store = lambda s=store, at=at: closing(FaultyStore(s(), at=at))
        try:
            deployer.deploy()
            return
        except Failed:
            pass
        deployer.store, deployer.build.pending = well, TakenDown()
        deployer.deploy(after)
        with well() as found:
            public, private = public_files(found), [*found.keys(".newsroom/")]
            kept = [found.read(each.key)[0] for each in private]
        told = [data for data in (*public.values(), *kept) if b"secret" in data or PICTURE in data]
        assert told == [], at
        assert broken_links(public) == [], at


def test_the_page_of_a_left_out_document_stays_without_a_picture_that_goes(deployer, folder):
    deployer.deploy(TOWN)
    deployer.deploy(Town(TOWN.stories, left_out={"a2"}))
    gone = Town(TOWN.stories, left_out={"a2"}, withdrawn={digest_of("a2")})
    for _ in range(2):
        deployer.deploy(gone)
        page = (folder / page_path("a2")).read_bytes()
        assert b"the secret one" in page
        assert b"<img" not in page
        assert holding(folder, PICTURE) == []
    deployer.deploy(Town(TOWN.stories, withdrawn={digest_of("a2")}))
    with deployer.store() as store:
        assert broken_links(public_files(store)) == []


def test_a_list_that_cannot_be_rendered_stays_without_the_card(deployer, folder):
    deployer.deploy(TOWN)
    deployer.build.fails_to_render = {"th/news/index.html"}
    deployer.deploy(WITHOUT)
    front = (folder / "th/news/index.html").read_bytes()
    assert b"/th/news/a1/" in front
    assert b"secret" not in front
    assert holding(folder, b"secret", PICTURE) == []


def test_what_is_held_and_in_no_build_any_more_stays_without_it(deployer, folder):
    deployer.deploy(TOWN)
    deployer.deploy(Town({"c1": "another town"}), allow_deletes=True)
    deployer.roll_back(1)
    deployer.deploy(Town({"c1": "another town"}, taken={"a2"}))
    with deployer.store() as store:
        found = public_files(store)
    assert b"/th/news/a1/" in found["th/topics/a/index.html"]
    assert broken_links(found) == []
    assert holding(folder, b"secret", PICTURE) == []


def test_one_of_what_was_never_public_forgets_no_deploy_that_died(tmp_path):
    for at in range(8, 24):
        folder = tmp_path / f"{at}"
        one, two = (
            Deployer(tmp_path / f"{n}{at}", lambda f=folder: closing(LaterStore(f))) for n in "ab"
        )
        one.deploy(TOWN)
        one.threads, one.lease = 1, 0.0
        one.store = lambda at=at, f=folder: closing(FaultyStore(LaterStore(f), at=at))
        with pytest.raises(Failed):
            one.deploy(Town({**TOWN.stories, "a1": "changed", "c1": "new"}, "new"))
        two.build.build(TOWN)
        two.build.pending = TakenDown(documents=frozenset({("never", "th")}))
        assert two.deploy().release is None
        one.store = two.store
        one.deploy(Town({**TOWN.stories, "c1": "new"}, "new"))
        with two.store() as store:
            assert broken_links(public_files(store)) == [], at


def test_a_list_that_it_empties_stands_without_the_card_for_its_hour(deployer, folder):
    deployer.deploy(TOWN)
    outcome = deployer.deploy(Town({"a1": "the first of all"}, taken={"a2", "b1"}))
    assert [*outcome.plan.later] == ["th/topics/b/index.html"]
    emptied = folder / "th/topics/b/index.html"
    assert b"/th/news/b1/" not in emptied.read_bytes()
    LaterStore.ahead = PAGE_GRACE_SECONDS + 1
    deployer.deploy()
    assert not emptied.exists()


@pytest.mark.parametrize("mode", [BEFORE, AFTER])
def test_a_page_that_goes_without_a_tombstone_loses_its_picture_and_keeps_its_hour(
    deployer, folder, mode
):
    """Lists lead there until they are replaced: by the deploy after this one, should it die."""
    without = Town(
        {"a1": "the first of all", "b1": "the third of all"}, withdrawn={digest_of("a2")}
    )
    for at in range(4, 60):
        shutil.rmtree(folder, ignore_errors=True)
        deployer = Deployer(folder.parent / f"site{at}", lambda: closing(LaterStore(folder)))
        deployer.deploy(TOWN)
        deployer.store = lambda at=at: closing(FaultyStore(LaterStore(folder), at=at, mode=mode))
        with suppress(Failed):
            deployer.deploy(without)
            break
        with closing(DirectoryStore(folder)) as store:
            assert broken_links(public_files(store)) == [], at
    else:
        pytest.fail("the deploy never came to its end")
    assert at > 20
    assert holding(folder, PICTURE) == []
    page = folder / page_path("a2")
    assert b"the secret one" in page.read_bytes()
    assert b"<img" not in page.read_bytes()
    LaterStore.ahead = PAGE_GRACE_SECONDS + 1
    deployer.store = lambda: closing(LaterStore(folder))
    deployer.deploy()
    assert not page.exists()


def test_a_page_whose_hour_is_over_goes_with_its_picture(deployer, folder):
    deployer.deploy(TOWN)
    deployer.deploy(Town({"a2": "the secret one", "b1": "the third of all"}))
    LaterStore.ahead = FILE_GRACE_SECONDS + 1
    deployer.deploy(Town({"b1": "the third of all"}, taken={"a2"}))
    assert not (folder / page_path("a1")).exists()
    with closing(LaterStore(folder, reading=True)) as store:
        assert broken_links(public_files(store)) == []


def test_many_pages_that_go_without_a_tombstone_ask_for_consent_also_with_a_picture(
    deployer, folder
):
    stories = {f"a{n}": f"text {n}" for n in range(25)}
    deployer.deploy(Town({**stories, "b1": "stays"}))
    pictures = {digest_of(slug) for slug in stories}
    with pytest.raises(DeployError, match="--allow-deletes"):
        deployer.deploy(Town({"b1": "stays"}, withdrawn=pictures))
    assert holding(folder, b"picture a") == []
    assert b"text 7" in (folder / page_path("a7")).read_bytes()
    deployer.deploy(allow_deletes=True)
    LaterStore.ahead = PAGE_GRACE_SECONDS + 1
    deployer.deploy()
    assert not (folder / page_path("a7")).exists()
