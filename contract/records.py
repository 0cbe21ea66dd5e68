"""The JSON files of the content folder: taxonomy, pictures, attachments, redirects, tombstones,
version. Same checks, same canonical form on both sides."""

import json
from typing import Any

from contract import attachments, characters, paths, validation
from contract.problems import ContractError, Problem, capped, excerpt

MAX_BYTES = 32 * 1024 * 1024
_MAX_DIGITS = 15

SCHEMA_OF_FILE = {
    **{f"taxonomy/{kind}.json": "taxonomy" for kind in paths.TAXONOMIES},
    "redirects.json": "redirects",
    "tombstones.json": "tombstones",
    "version.json": "version",
}


def schema_for(file: str) -> str | None:
    """The schema that holds for a JSON file of the content folder, by its path."""
    if file.startswith("media/"):
        name = file.rpartition("/")[2]
        return name.removesuffix(".json") if name in ("image.json", "attachment.json") else None
    return SCHEMA_OF_FILE.get(file)


def load(raw: bytes, file: str) -> Any:
    """The checked value of a JSON file. Raises ContractError."""
    value = parse(raw, file)
    schema = schema_for(file)
    if schema is None:
        raise ContractError([Problem("file.unknown", file)])
    if found := validation.problems(schema, value, file) or _file_problems(schema, value, file):
        raise ContractError(capped(found))
    return value


def parse(raw: bytes, file: str) -> Any:
    """The value of strict JSON: no key twice, whole numbers only. Raises ContractError."""
    if len(raw) > MAX_BYTES:
        raise ContractError.of("file.too_large", file, size=len(raw), limit=MAX_BYTES)
    try:
        return json.loads(
            raw.decode("utf-8-sig"),
            object_pairs_hook=_unique,
            parse_int=_integer,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ContractError.of("file.encoding", file, line) from error
    except json.JSONDecodeError as error:
        raise ContractError.of("json.syntax", file, error.lineno, detail=error.msg) from error
    except _Refused as error:
        raise ContractError.of(error.code, file, 0, **error.params) from error
    except RecursionError as error:
        raise ContractError.of("json.syntax", file, 0, detail="nested too deeply") from error


def dump(value: Any) -> str:
    """The canonical text: sorted keys, two spaces, no ASCII escapes, one newline at the end."""
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _file_problems(schema: str, value: Any, file: str) -> list[Problem]:
    """What the record of a picture or an attachment says of its file and cannot be."""
    endings = paths.ENDINGS.get(schema)
    if endings is None:
        return []
    name = value["file"]
    ending = name.rpartition(".")[2]
    if ending not in endings:
        return [Problem("file.ending", file, 0, {"name": name, "known": ", ".join(endings)})]
    if schema == "attachment" and value["type"] != attachments.TYPES[ending]:
        params = {"name": name, "type": value["type"], "wanted": attachments.TYPES[ending]}
        return [Problem("media.type", file, 0, params)]
    return []


class _Refused(ValueError):
    """Something that JSON allows and this project does not."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            raise _Refused("yaml.duplicate_key", key=excerpt(key))
        for text in (key, value):
            if isinstance(text, str) and (found := characters.forbidden(text)):
                raise _Refused("file.control", character=found[0])
        result[key] = value
    return result


def _integer(text: str) -> int:
    if len(text) > _MAX_DIGITS:
        return _no_number(text)
    return int(text)


def _no_number(text: str) -> int:
    raise _Refused("json.number", value=excerpt(text))
