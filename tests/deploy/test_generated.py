"""The files of deploy/ are what `make edge` makes, and CloudFormation takes the template."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools import edge

FILES = sorted(edge.generated(edge.DEPLOY))


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_as_make_edge_writes_it(name):
    found = (edge.DEPLOY / name).read_text(encoding="utf-8")
    assert found == edge.generated(edge.DEPLOY)[name], "run `make edge` and commit what it wrote"


def test_every_file_of_the_folder_is_made_or_known():
    found = {
        file.relative_to(edge.DEPLOY).as_posix()
        for file in edge.DEPLOY.rglob("*")
        if file.is_file()
    }
    functions = {"cloudfront/viewer-request.js", "cloudfront/viewer-response.js"}
    assert found == {*FILES, *functions, "README.md"}


def test_the_readme_names_every_file():
    text = (edge.DEPLOY / "README.md").read_text(encoding="utf-8")
    assert [name for name in FILES if f"`{name}`" not in text] == []


def test_cloudformation_finds_nothing_wrong_with_the_template():
    template = Path("deploy", "cloudfront", "site.yaml")
    found = subprocess.run(
        [sys.executable, "-c", "from cfnlint.runner import main; main()", str(template)],
        cwd=edge.DEPLOY.parent, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (found.returncode, found.stdout) == (0, ""), found.stdout + found.stderr
