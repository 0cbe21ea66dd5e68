"""Is the content folder complete, or is an export under way?"""

import time
from pathlib import Path

from contract import records
from contract.problems import ContractError, Problem
from site_builder.source.folder import Folder

FILE = "version.json"


def wait_until_complete(content: Path, seconds: float) -> tuple[int, list[Problem]]:
    """The content version, and a problem when the export did not end within `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        version, state = read(content)
        if state == "complete":
            return version, []
        if time.monotonic() >= deadline:
            return version, [Problem("content.writing", FILE)]
        time.sleep(0.1)


def read(content: Path) -> tuple[int, str]:
    """(content_version, state). A folder without version.json is complete, version 0."""
    try:
        value = records.load(Folder(content).read(FILE), FILE)
    except ContractError:
        return 0, "complete"  # loading the folder's data files reports a broken one
    return value["content_version"], value["state"]
