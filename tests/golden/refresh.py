"""Writes the golden trees anew: `python -m tests.golden.refresh`. Read the diff before you commit."""

import shutil
import sys
import tempfile
from pathlib import Path

from tests import golden


def main() -> int:
    for name in golden.SITES:
        folder = golden.HERE / name / "expected"
        with tempfile.TemporaryDirectory() as scratch:
            golden.build(name, Path(scratch))
            found = golden.snapshot(Path(scratch))
        shutil.rmtree(folder, ignore_errors=True)
        for file, text in found.items():
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        print(f"{folder}: {len(found)} files", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
