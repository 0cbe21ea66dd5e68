"""Where a site goes: one target however it is written, and addresses that the public cannot read."""

import pytest

from site_builder.deploy.target import is_loopback, resolve
from tests.contract import SITE


def test_a_target_is_the_same_however_it_is_written(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "public")
    folders = [
        f"file://{tmp_path}/public",
        f"file://{tmp_path}//public/",
        f"file://{tmp_path}/link",
    ]
    for urls in (folders, ["s3://town/site", "s3://town//site/", "S3://town/site"]):
        found = {resolve(SITE, url, tmp_path).identity for url in urls}
        assert len(found) == 1


@pytest.mark.parametrize(
    "host",
    ["localhost", "localhost.", "a.localhost", "127.0.0.1", "127.1", "0.0.0.0", "[::1]", "[::]",
     "[::ffff:127.0.0.1]"],
)  # fmt: skip
def test_what_only_this_machine_reads_is_loopback(host):
    assert is_loopback(f"http://{host}:8001")


@pytest.mark.parametrize(
    "host",
    ["www.example.go.th", "notlocalhost", "localhost.example.org", "203.0.113.7", "[2001:db8::1]"],
)
def test_what_others_read_is_not(host):
    assert not is_loopback(f"https://{host}")
