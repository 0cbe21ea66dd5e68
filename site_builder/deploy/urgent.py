"""What cannot wait for its turn: files that show what was taken down, with what they need."""

from collections.abc import Callable, Iterator
from pathlib import Path

from site_builder.deploy import references
from site_builder.deploy.files import File
from site_builder.deploy.plan import Put, Step


def urgent_first(
    steps: list[Step], source: Callable[[File], bytes | Path], site_url: str
) -> Iterator[list[Step]]:
    """The urgent steps and the new files that these lead to; then the others."""
    urgent = {step.before.file.path: step for step in steps if step.urgent and step.before}
    if not urgent:
        yield steps
        return
    new = {s.file.path: s for s in steps if isinstance(s, Put) and s.before is None}
    queue: list[Step] = [*urgent.values()]
    first: dict[str, Step] = dict(urgent)
    while queue:
        step = queue.pop()
        if not isinstance(step, Put):
            continue
        found = source(step.file)
        data = found if isinstance(found, bytes) else found.read_bytes()
        for path in references.paths(step.file.path, data, site_url):
            if path in new and path not in first:
                first[path] = new[path]
                queue.append(new[path])
    chosen = {id(step) for step in first.values()}
    yield [*first.values()]
    yield [step for step in steps if id(step) not in chosen]
