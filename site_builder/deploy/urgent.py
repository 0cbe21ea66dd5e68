"""What cannot wait for its turn: files that show what was taken down, with what they need."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from site_builder.deploy import references
from site_builder.deploy.files import File
from site_builder.deploy.plan import Put, Step


def urgent_first(
    steps: list[Step],
    fresh: Mapping[str, File],
    source: Callable[[File], bytes | Path],
    site_url: str,
) -> Iterator[list[Step]]:
    """The urgent steps and what these lead to that readers do not have yet; then the others.
    `fresh` are the files by their paths at which nothing was at the last release: a deploy that
    died may have brought some, but not what these lead to."""
    of_path = {_path(step): step for step in steps}
    first = {path: step for path, step in of_path.items() if step.urgent}
    queue = [step.file for step in first.values() if isinstance(step, Put)]
    seen = set[str]()
    while queue:
        file = queue.pop()
        found = source(file)
        data = found if isinstance(found, bytes) else found.read_bytes()
        for path in (references.paths(file.path, data, site_url) & fresh.keys()) - seen:
            seen.add(path)
            queue.append(fresh[path])
            step = of_path.get(path)
            if isinstance(step, Put) and step.before is None:
                first[path] = step
    yield [*first.values()]
    yield [step for path, step in of_path.items() if path not in first]


def _path(step: Step) -> str:
    return step.file.path if isinstance(step, Put) else step.before.file.path
