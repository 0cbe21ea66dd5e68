"""Does the output folder hold what was written? Of a large site a part is looked at in each build,
the next part in the next one."""

import hashlib
from pathlib import Path

from site_builder.index import outputs as records
from site_builder.index.database import Index
from site_builder.index.outputs import Outputs, Standing

PART = 1000
_PLACE = "audited"


def audit(output: Path, index: Index, *, whole: bool) -> None:
    """Within a transaction: notes what was changed or removed behind our back, of the `whole` or of
    the part whose turn it is."""
    outputs = Outputs(index)
    place = "" if whole else index.meta(_PLACE)
    while part := outputs.standing(place, PART):
        for standing in part:
            _check(output, outputs, standing)
        place = part[-1].path if len(part) == PART else ""
        if not (whole and place):
            break
    index.set_meta(_PLACE, place)


def _check(output: Path, outputs: Outputs, standing: Standing) -> None:
    """Times alone decide nothing: they only spare the reading."""
    file = f"{output}/{standing.path}"
    stat = records.stat_of(file)
    if stat and stat == standing.stat:
        return
    try:
        same = hashlib.sha256(Path(file).read_bytes()).hexdigest() == standing.sha256
    except OSError:
        same = False
    if same:
        outputs.restat(standing.number, stat)
    else:
        outputs.lost(standing)
