"""What is sent with the bytes of a file."""

import hashlib
import json
from contextlib import suppress
from pathlib import Path

from contract.old_addresses import NoSuchAddress
from site_builder.deploy.edge import moved, policy
from site_builder.deploy.files import File
from site_builder.deploy.stores import Upload

_STATUS = {"redirect": moved.MOVED, "gone": moved.GONE}


def public(file: File, source: bytes | Path) -> Upload:
    """Of a file that readers get."""
    headers = policy.stored_headers(file.path, file.cache)
    return Upload(source, file.sha256, file.size, headers, _metadata(file))


def _metadata(file: File) -> dict[str, str]:
    """Where no header may say it, the page itself leads on."""
    status = _STATUS.get(file.class_)
    with suppress(NoSuchAddress):
        return moved.metadata(status, file.location) if status else {}
    return {}


def private(data: bytes) -> Upload:
    """Of what only deploys read."""
    return Upload(
        data,
        hashlib.sha256(data).hexdigest(),
        len(data),
        {"Content-Type": "application/json", "Cache-Control": "no-store"},
    )


def json_bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
