"""The file that an officer writes, as YAML or JSON."""

from typing import Any

from contract import characters, dates, records, strict_yaml, thai, validation
from contract.alerts import rules
from contract.alerts.alert import Alert
from contract.problems import ContractError, capped
from contract.site_config import SiteConfig

MAX_BYTES = 64 * 1024


def load(raw: bytes, name: str, site: SiteConfig) -> Alert:
    """The statement in `raw`; the ending of `name` says how it is written. Raises ContractError
    with all that is wrong, so that it is mended once and not five times at night."""
    data, lines = _read(raw, name)
    data = _tidied(data)
    if not isinstance(data, dict):
        raise ContractError.of("alert.no_statement", name)
    found = validation.problems("alert", data, name, lines)
    found += rules.problems(_sound(data), name, lines, site)
    if found:
        raise ContractError(capped(sorted(found, key=lambda problem: problem.line)))
    for key in rules.TIMES:
        if key in data:
            data[key] = dates.format_seconds(dates.parse(data[key]), site.zone)
    return Alert(data)


def _read(raw: bytes, name: str) -> tuple[Any, validation.Lines]:
    if len(raw) > MAX_BYTES:
        raise ContractError.of("file.too_large", name, size=len(raw), limit=MAX_BYTES)
    ending = name.rpartition(".")[2].lower()
    if ending == "json":
        return records.parse(raw, name), {}
    if ending in ("yaml", "yml"):
        return _yaml(raw, name)
    raise ContractError.of("alert.ending", name)


def _yaml(raw: bytes, name: str) -> tuple[Any, validation.Lines]:
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ContractError.of("file.encoding", name, line) from error
    if found := characters.forbidden(text):
        raise ContractError.of("file.control", name, found[1], character=found[0])
    try:
        return strict_yaml.load(text)
    except strict_yaml.YamlError as error:
        raise ContractError.of(error.code, name, error.line, **error.params) from error


def _tidied(value: Any) -> Any:
    """Texts in storage form, and telephone numbers as texts: YAML takes `199` for a number."""
    if isinstance(value, str):
        return thai.normalise(value).strip()
    if isinstance(value, list):
        return [_tidied(item) for item in value]
    if isinstance(value, dict):
        tidied = {key: _tidied(item) for key, item in value.items()}
        if "label" in tidied and type(tidied.get("number")) is int:
            tidied["number"] = str(tidied["number"])
        return tidied
    return value


def _sound(data: dict[str, Any]) -> dict[str, Any]:
    """The keys whose values the schema allows: of the others rules need not ask."""
    return {key: value for key, value in data.items() if _allowed(key, value)}


def _allowed(key: str, value: Any) -> bool:
    """What the schema misses beside this key is said at line 1, what is wrong in it at line 2."""
    found = validation.problems("alert", {key: value}, "", {(): 1, (key,): 2})
    return all(problem.line == 1 for problem in found)
