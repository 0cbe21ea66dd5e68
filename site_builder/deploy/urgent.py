"""What cannot wait for its turn: files that show what was taken down, with what they need."""

from collections.abc import Mapping
from dataclasses import replace

from site_builder.deploy import references
from site_builder.deploy.apply import Source, bytes_of
from site_builder.deploy.files import File
from site_builder.deploy.plan import Plan, Put, Remove, Step


def split(
    made: Plan, fresh: Mapping[str, File], source: Source, site_url: str
) -> tuple[Plan, Plan]:
    """The urgent steps and what these lead to that readers do not have yet; then the others.
    `fresh` are the files by their paths at which nothing was at the last release: a deploy that
    died may have brought some, but not what these lead to."""
    of_path: dict[str, Step] = {put.file.path: put for put in made.puts}
    of_path |= {remove.before.file.path: remove for remove in made.removes}
    first = {path: step for path, step in of_path.items() if step.urgent}
    queue = [step.file for step in first.values() if isinstance(step, Put)]
    seen = set[str]()
    while queue:
        file = queue.pop()
        data = bytes_of(source(file))
        for path in (references.paths(file.path, data, site_url) & fresh.keys()) - seen:
            seen.add(path)
            queue.append(fresh[path])
            step = of_path.get(path)
            if isinstance(step, Put) and step.before is None:
                first[path] = step
    rest = {path: step for path, step in of_path.items() if path not in first}
    urgent = Plan(*_sorted(first), taken=made.taken, news=made.news)
    return urgent, replace(made, puts=_sorted(rest)[0], removes=_sorted(rest)[1])


def _sorted(steps: Mapping[str, Step]) -> tuple[list[Put], list[Remove]]:
    puts = [step for step in steps.values() if isinstance(step, Put)]
    return puts, [step for step in steps.values() if isinstance(step, Remove)]
