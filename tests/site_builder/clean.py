"""A clean build of the same content, theme and settings: what every other build is measured by.

Equal content and equal last good versions give equal output: the clean build starts with a copy of
those, an empty output folder, and nothing else of the builder's state.
"""

import copy
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.site_builder.sites import Built, Site, tree

LAST_GOOD = "last-good.sqlite"
_DIFFER = ("rendered", "removed")  # counts of the work, not of what came out


def elsewhere(site: Site) -> Site:
    """The same site with an output and a state of its own. Nobody may be building it now."""
    other = copy.copy(site)
    folder = site.folder / "clean"
    shutil.rmtree(folder, ignore_errors=True)
    other.output, other.state = folder / "output", folder / "state"
    other.state.mkdir(parents=True)
    for file in site.state.glob(f"{LAST_GOOD}*"):  # with the log of a build that was killed
        if file.is_file() and not file.name.endswith("-shm"):
            shutil.copy(file, other.state)
    return other


def build_as_clean(site: Site, *more: str, by: Callable[[], Built] | None = None) -> Built:
    """Builds, and asserts that a clean build gives the same, byte for byte, and says the same."""
    other = elsewhere(site)
    built = by() if by else site.build("--quiet", *more)
    expected = other.build("--quiet", *more)
    assert built.code != 1, built.stderr
    different = differences(site.output, other.output)
    assert not different, "\n".join(different)
    otherwise = _said_otherwise(said(built), said(expected))
    assert not otherwise, "\n".join(otherwise)
    return built


def said(built: Built) -> dict[str, object]:
    """What a build says of the content, whatever it had to do."""
    report = built.report
    counts = {name: count for name, count in report["counts"].items() if name not in _DIFFER}
    kept = ("exit_code", "problems", "kept_last_good", "content_version")
    return {"counts": counts, **{name: report[name] for name in kept}}


def _said_otherwise(found: dict[str, object], wanted: dict[str, object]) -> list[str]:
    """What only one of the two says: of problems and kept files one by one."""
    lines = []
    for name in found:
        ours, theirs = found[name], wanted[name]
        if isinstance(ours, list) and isinstance(theirs, list):
            lines += [f"{name}: should not be told: {one}" for one in ours if one not in theirs]
            lines += [f"{name}: is not told: {one}" for one in theirs if one not in ours]
        if ours != theirs and not lines:
            lines.append(f"{name}: {ours} instead of {theirs}")
    return lines


def differences(output: Path, expected: Path) -> list[str]:
    """One line for each file that is not as expected."""
    found, wanted = tree(output), tree(expected)
    return [
        f"{path}: {_difference(output / path, expected / path)}"
        for path in sorted(found.keys() | wanted.keys())
        if found.get(path) != wanted.get(path)
    ]


def _difference(found: Path, wanted: Path) -> str:
    if not wanted.exists():
        return "should not be there"
    if not found.is_file():
        return "is a folder" if found.is_dir() else "is missing"
    ours, theirs = found.read_bytes(), wanted.read_bytes()
    pairs = enumerate(zip(ours, theirs, strict=False))
    at = next((i for i, (a, b) in pairs if a != b), min(len(ours), len(theirs)))
    first = max(at - 40, 0)
    return f"at byte {at}: {_shown(ours, first)} instead of {_shown(theirs, first)}"


def _shown(data: bytes, first: int) -> str:
    return repr(data[first : first + 120].decode(errors="replace"))
