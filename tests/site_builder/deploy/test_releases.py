"""What releases keep, and what is put away with the oldest."""

from contextlib import closing

from site_builder.deploy import releases, tree
from site_builder.deploy.files import Entry, File
from site_builder.deploy.mirror import Mirror
from site_builder.deploy.releases import Release, Releases
from site_builder.deploy.stores.s3 import S3Store
from tests.site_builder.deploy import buckets
from tests.site_builder.deploy.towns import Deployer, Town, public_files


class Objects:
    """A store of objects that only deploys read."""

    def __init__(self):
        self.held = {}

    def remove(self, key, etag):
        self.held.pop(key, None)


def entry(number, version="a"):
    file = File(f"th/{number}/index.html", version * 64, 7, "page", "short")
    return Entry(file, f'"{version}"')


def test_nodes_that_came_again_are_kept_when_several_releases_grow_old_at_once(
    tmp_path, monkeypatch
):
    """An edit and its undo: the leaf of the first release comes again in the third."""
    monkeypatch.setattr(releases, "KEPT", 4)
    store = Objects()
    with closing(Mirror(tmp_path / "mirror.sqlite")) as mirror:
        kept = Releases(mirror, store)

        def release(number, *entries):
            for each in entries:
                mirror.put(each)
            change = tree.update(mirror)
            store.held |= {tree.object_key(digest): data for digest, data in change.came.items()}
            nodes = tuple(change.came), tuple(change.went)
            kept.keep(Release(number, change.root, "deploy", "", "", 1, 0, 0, (), *nodes))
            return change.root

        release(1, entry(1), entry(2))
        release(2, entry(1, "b"))
        root = release(3, entry(1, "a"))
        for number in range(4, 8):
            release(number)
        kept.prune(7)

        def fetch(digest):
            return store.held.get(tree.object_key(digest))

        with closing(Mirror(tmp_path / "other.sqlite")) as other:
            tree.load(other, root, fetch, threads=1)
            assert list(other.entries()) == list(mirror.entries())


def test_another_site_in_a_folder_of_the_bucket_stays(tmp_path, moto):
    bucket = moto.bucket()
    beside, root = moto.target(bucket, "staging"), moto.target(bucket, "")

    class LaterStore(S3Store):
        ahead = 0

        def now(self):
            return super().now() + self.ahead

    Deployer(tmp_path / "beside", lambda: buckets.opened(beside)).deploy(Town({"a1": "one"}))
    with buckets.opened(beside) as store:
        before = public_files(store)
    ours = Deployer(tmp_path / "root", lambda: closing(LaterStore(root)))
    ours.deploy(Town({"b1": "two"}))
    LaterStore.ahead = 48 * 3600
    ours.deploy(audit=True)
    with buckets.opened(beside) as store:
        assert public_files(store) == before
        assert store.read(".newsroom/release.json") is not None
