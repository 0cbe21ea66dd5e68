"""Where the manifest or the pointer was lost, an audit goes by what stands there: nothing of others
is taken for ours, nothing that was taken down is overlooked, and a hold is not forgotten."""

from contextlib import closing

import boto3
import pytest

from site_builder.deploy.plan import FILE_GRACE_SECONDS
from site_builder.errors import DeployError
from tests.site_builder.deploy import buckets
from tests.site_builder.deploy.towns import (
    Deployer,
    LaterStore,
    Town,
    page_path,
    picture_path,
)

TOWN = Town({"a1": "first", "b1": "two"})


def lose_the_manifest(deployer, folder):
    for node in (folder / ".newsroom/manifest").iterdir():
        node.unlink()
    (deployer.folder / "mirror.sqlite").unlink()


def test_files_of_others_stay_and_are_named(deployer, folder):
    deployer.deploy(TOWN)
    others = ["google1234.html", "letter-of-the-mayor.pdf"]
    for name in others:
        (folder / name).write_text("not ours")
    lose_the_manifest(deployer, folder)
    with pytest.raises(DeployError, match="--audit"):
        deployer.deploy()
    assert deployer.deploy(audit=True).strangers == others
    LaterStore.ahead = FILE_GRACE_SECONDS + 1
    deployer.deploy(allow_deletes=True)
    assert all((folder / name).exists() for name in others)


def test_a_later_takedown_takes_what_nobody_knows_any_more(deployer, folder):
    """The page stays while its document is left out, with what it shows and what it leads to."""
    deployer.deploy(TOWN)
    deployer.deploy(Town(dict(TOWN.stories), left_out={"a1"}))
    lose_the_manifest(deployer, folder)
    deployer.deploy(audit=True)
    assert b"first" in (folder / page_path("a1")).read_bytes()
    deployer.deploy(Town({"b1": "two"}, taken={"a1"}))
    assert b"first" not in (folder / page_path("a1")).read_bytes()
    assert not (folder / picture_path("a1", "first")).exists()
    assert not (folder / "th/topics/a/index.html").exists()


def test_odd_keys_in_a_bucket_do_not_stop_an_audit(tmp_path, moto):
    target = moto.target()
    deployer = Deployer(tmp_path / "site", lambda: buckets.opened(target), target=target)
    deployer.deploy(TOWN)
    with closing(boto3.client("s3", endpoint_url=moto.url)) as client:
        for key in ("site/", "site/x/", "site/x//y", "site/a/../b"):
            client.put_object(Bucket=target.bucket, Key=key, Body=b"")
    with buckets.opened(target) as store:
        for listed in [*store.keys(".newsroom/manifest")]:
            store.remove(listed.key, None)
    (deployer.folder / "mirror.sqlite").unlink()
    assert deployer.deploy(audit=True).strangers == ["a/../b", "x//y"]


def test_a_release_is_still_held_when_the_pointer_was_lost(deployer, folder):
    deployer.deploy(TOWN)
    deployer.deploy(Town({"a1": "RUINED", "b1": "two"}))
    deployer.roll_back(1)
    (folder / ".newsroom/release.json").unlink()
    outcome = deployer.deploy(audit=True)
    assert outcome.pin.release == 1
    assert b"RUINED" not in (folder / page_path("a1")).read_bytes()
