"""Deploys to a bucket that are killed at any moment, as real processes."""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from site_builder.deploy.stores.s3 import S3Store
from tests.site_builder.deploy.conftest import credentials, moto
from tests.site_builder.deploy.towns import leads_to, public_files
from tests.site_builder.sites import CONFIG, Site

__all__ = ["credentials", "moto"]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def office(tmp_path, moto):
    site = Site(tmp_path / "site", tmp_path / "renditions")
    for number in range(30):
        site.document(f"story-{number}", topics=["water"])
    site.configure(CONFIG)
    assert site.build().code == 0
    target = moto.target()
    return site, target


def deploy(site, target, *words):
    command = [sys.executable, "-W", "error", "build.py", "deploy", target.url, *words]
    command += ["--endpoint-url", target.endpoint_url, *site.arguments()[1:]]
    environment = {
        **os.environ, "SITE_TOML": str(site.folder / "site.toml"), "DATA_DIR": str(site.folder)
    }  # fmt: skip
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip


def files(target):
    with closing(S3Store(target)) as store:
        return public_files(store)


def built(site):
    return {
        path.relative_to(site.output).as_posix(): path.read_bytes()
        for path in site.output.rglob("*")
        if path.is_file() and path.name != ".newsroom-output"
    }


@pytest.mark.thorough
def test_whenever_a_deploy_is_killed_the_next_one_completes_it(office):
    site, target = office
    process = deploy(site, target)
    began = time.monotonic()
    _, said = process.communicate(timeout=120)
    whole = time.monotonic() - began
    assert process.returncode == 0, said
    for turn in range(1, 7):
        for number in range(30):
            site.document(f"story-{number}", topics=["water"], summary=f"ฉบับที่ {turn}")
        assert site.build().code == 0
        process = deploy(site, target)
        time.sleep(0.6 + (whole - 0.6) * turn / 7)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        found = files(target)
        pages = [data for path, data in found.items() if path.endswith(".html")]
        parts = {part for data in pages for part in leads_to(data)}
        assert {part for part in parts if part.startswith(("static/", "img/"))} <= found.keys()
    process = deploy(site, target)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    found, wanted = files(target), built(site)
    assert {path: found.get(path) for path in wanted} == wanted
    process = deploy(site, target, "--audit")
    _, said = process.communicate(timeout=120)
    assert "up to date" in said
