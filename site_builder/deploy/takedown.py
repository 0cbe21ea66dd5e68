"""A takedown alone, when nothing else may go out: of the last build the files that show no more
what was taken down, in the place of those that do."""

from collections.abc import Iterable

from site_builder.deploy import build, references
from site_builder.deploy.build import LastBuild
from site_builder.deploy.files import File, TakenDown, is_of_a_lane
from site_builder.deploy.mirror import Mirror
from site_builder.deploy.plan import Pair
from site_builder.index.handover import Handover


def pairs_of_takedown(
    mirror: Mirror,
    handover: Handover,
    last_build: LastBuild,
    taken: TakenDown,
    before: Iterable[File],
    also: Iterable[str] = (),
) -> list[Pair]:
    """With whatever of the last build these files lead to and is not on the target. `before` are
    files that may have been public before a deploy that died replaced them, `also` paths at which
    the last build is wanted besides."""
    found = dict[str, Pair]()
    entries = [*mirror.showing(taken)]
    shown = [*(entry.file for entry in entries), *before]
    digests = {digest for file in shown if file.shows(taken) for digest, _ in file.media}
    digests |= taken.pictures
    queue = [*also, *(entry.file.path for entry in entries)]
    queue += _pictures_of_nobody(mirror, handover, digests, {*queue})
    while queue:
        path = queue.pop()
        output = handover.output(path)
        found[path] = Pair(path, output and build.file_of(output), mirror.entry(path))
        if output is None:
            continue
        data = last_build.read(build.file_of(output))
        for led in references.paths(path, data, handover.site_url) - found.keys():
            missing = mirror.entry(led) is None and not is_of_a_lane(led)
            if missing and handover.output(led) is not None:
                queue.append(led)
    return [*found.values()]


def _pictures_of_nobody(
    mirror: Mirror, handover: Handover, digests: set[str], pages: set[str]
) -> list[str]:
    """Files of these pictures that no other page on the target shows."""
    showing = [*mirror.showing(TakenDown(media=frozenset(digests)))]
    others = [e.file for e in showing if e.file.class_ != "media" and e.file.path not in pages]
    still = {digest for file in others for digest, _ in file.media}
    return [
        entry.file.path
        for entry in showing
        if entry.file.class_ == "media"
        and still.isdisjoint(digest for digest, _ in entry.file.media)
        and handover.output(entry.file.path) is None
    ]
