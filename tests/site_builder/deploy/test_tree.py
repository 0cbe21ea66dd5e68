"""The manifest as a tree: whatever is done to it, it is the tree of its entries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.deploy import tree
from site_builder.deploy.files import Entry, File
from site_builder.deploy.mirror import Mirror
from site_builder.errors import DeployError


def entry(number: int, version: str = "a") -> Entry:
    file = File(f"th/{number}/index.html", version * 64, 7, "page", "short", (("id", "th"),))
    return Entry(file, f'"{version}"')


class Objects:
    """What a target holds of trees; counts what is read."""

    def __init__(self):
        self.held, self.reads = {}, 0

    def fetch(self, digest):
        self.reads += 1
        return self.held.get(digest)

    def update(self, mirror):
        change = tree.update(mirror)
        self.held |= change.came
        return change


@pytest.fixture
def objects():
    return Objects()


@pytest.fixture
def mirror(tmp_path):
    made = Mirror(tmp_path / "a.sqlite")
    yield made
    made.close()


def filled(path, numbers):
    made = Mirror(path)
    for number in numbers:
        made.put(entry(number))
    return made


def test_few_entries_are_one_leaf(mirror, objects):
    mirror.put(entry(1))
    mirror.put(entry(2))
    change = objects.update(mirror)
    assert list(change.came) == [change.root]
    assert change.went == set()


def test_no_entries_have_no_root(mirror, objects):
    mirror.put(entry(1))
    objects.update(mirror)
    mirror.drop("th/1/index.html")
    assert objects.update(mirror).root == ""


def test_a_change_costs_a_leaf_and_what_is_above_it(tmp_path, objects):
    mirror = filled(tmp_path / "many.sqlite", range(5000))
    whole = objects.update(mirror)
    mirror.put(entry(77, "b"))
    change = objects.update(mirror)
    assert 2 <= len(change.came) <= 3 < len(whole.came)
    assert len(change.went) == len(change.came)
    assert sum(map(len, change.came.values())) < sum(map(len, whole.came.values())) / 10


def test_another_mirror_reads_only_what_differs(tmp_path, objects):
    one, other = filled(tmp_path / "1.sqlite", range(5000)), Mirror(tmp_path / "2.sqlite")
    tree.load(other, objects.update(one).root, objects.fetch, threads=2)
    assert list(other.entries()) == list(one.entries())
    one.put(entry(77, "b"))
    one.drop("th/78/index.html")
    objects.reads = 0
    tree.load(other, objects.update(one).root, objects.fetch, threads=2)
    assert list(other.entries()) == list(one.entries())
    assert objects.reads <= 6


def test_the_difference_names_what_changed_came_and_went(tmp_path, objects):
    mirror = filled(tmp_path / "1.sqlite", range(3000))
    before = objects.update(mirror).root
    mirror.put(entry(5, "b"))
    mirror.put(entry(9999))
    mirror.drop("th/6/index.html")
    objects.update(mirror)
    found = tree.difference(mirror, before, objects.fetch, threads=2)
    assert found["th/5/index.html"] == entry(5)
    assert found["th/9999/index.html"] is None
    assert found["th/6/index.html"] == entry(6)
    assert len(found) < 1000


def test_an_entry_is_found_in_an_old_tree(tmp_path, objects):
    mirror = filled(tmp_path / "1.sqlite", range(3000))
    before = objects.update(mirror).root
    mirror.put(entry(5, "b"))
    objects.update(mirror)
    assert tree.at(before, "th/5/index.html", objects.fetch) == entry(5)
    assert tree.at(before, "th/none/index.html", objects.fetch) is None


def test_a_damaged_node_is_not_believed(tmp_path, objects):
    root = objects.update(filled(tmp_path / "1.sqlite", range(3))).root
    objects.held[root] = objects.held[root].replace(b"th/1", b"th/9")
    with pytest.raises(DeployError, match="--audit"):
        tree.load(Mirror(tmp_path / "2.sqlite"), root, objects.fetch, threads=1)


def test_a_path_out_of_the_site_is_refused(tmp_path, objects):
    mirror = Mirror(tmp_path / "1.sqlite")
    mirror.put(Entry(File("../x", "a" * 64, 1, "page", "short"), "e"))
    root = objects.update(mirror).root
    with pytest.raises(DeployError, match="no path"):
        tree.load(Mirror(tmp_path / "2.sqlite"), root, objects.fetch, threads=1)


@given(st.lists(st.tuples(st.integers(0, 60), st.sampled_from("abx"), st.booleans()), max_size=120))
def test_the_tree_depends_on_the_entries_alone(tmp_path_factory, steps):
    """x drops; a true third says that the tree is brought up to date there."""
    folder, objects = tmp_path_factory.mktemp("tree"), Objects()
    leaf, tree.LEAF = tree.LEAF, 4
    try:
        mirror = Mirror(folder / "1.sqlite")
        for number, version, update in steps:
            if version == "x":
                mirror.drop(entry(number).file.path)
            else:
                mirror.put(entry(number, version))
            if update:
                objects.update(mirror)
        root = objects.update(mirror).root
        fresh = Mirror(folder / "2.sqlite")
        for found in mirror.entries():
            fresh.put(found)
        assert objects.update(fresh).root == root
        read = Mirror(folder / "3.sqlite")
        tree.load(read, root, objects.fetch, threads=1)
        assert list(read.entries()) == list(mirror.entries())
    finally:
        tree.LEAF = leaf


@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from("abx")), max_size=60))
def test_what_a_tree_needs_no_more_is_told(tmp_path_factory, steps):
    folder, objects = tmp_path_factory.mktemp("tree"), Objects()
    leaf, tree.LEAF = tree.LEAF, 3
    try:
        mirror, reader = Mirror(folder / "1.sqlite"), Mirror(folder / "2.sqlite")
        for number, version in steps:
            if version == "x":
                mirror.drop(entry(number).file.path)
            else:
                mirror.put(entry(number, version))
            change = objects.update(mirror)
            for digest in change.went:
                del objects.held[digest]
            tree.load(reader, change.root, objects.fetch, threads=1)
            assert list(reader.entries()) == list(mirror.entries())
        assert (
            len(objects.held) == mirror.database.execute("SELECT count(*) FROM nodes").fetchone()[0]
        )
    finally:
        tree.LEAF = leaf
