"""Does the output folder hold what was written? Of a large site a part is looked at in each build,
the next part in the next one."""

import hashlib
import os
from pathlib import Path

from site_builder.index import outputs
from site_builder.index.database import Index
from site_builder.index.outputs import Standing
from site_builder.index.outputs.inventory import Inventory

PART = 1000
_PLACE = "audited"


def audit(output: Path, index: Index, *, whole: bool) -> None:
    """Within a transaction: notes what was changed or removed behind our back, of the `whole` or of
    the part whose turn it is."""
    inventory = Inventory(index)
    place = "" if whole else index.meta(_PLACE)
    while part := inventory.standing(place, PART):
        for standing in part:
            _check(output, inventory, standing)
        place = part[-1].path if len(part) == PART else ""
        if not (whole and place):
            break
    index.set_meta(_PLACE, place)


def _check(output: Path, inventory: Inventory, standing: Standing) -> None:
    """Times alone decide nothing: they only spare the reading."""
    file = f"{output}/{standing.path}"
    stat = outputs.stat_of(file)
    if stat and stat == standing.stat:
        return
    try:
        digest = hashlib.sha256(Path(file).read_bytes()).hexdigest()
        same = digest == standing.sha256 and not os.path.islink(file)
    except OSError:
        same = False
    if same:
        inventory.restat(standing.number, stat)
    else:
        inventory.lost(standing)
