"""What is sent with the bytes of a file."""

import hashlib
import json
from pathlib import Path
from urllib.parse import quote

from site_builder.deploy.edge import policy
from site_builder.deploy.files import File
from site_builder.deploy.stores import Upload

_STATUS = {"redirect": 301, "gone": 410}


def public(file: File, source: bytes | Path) -> Upload:
    """Of a file that readers get. Addresses that stand in headers are ASCII."""
    return Upload(
        source,
        file.sha256,
        file.size,
        policy.stored_headers(file.path, file.cache),
        _STATUS.get(file.class_, 200),
        quote(file.location, safe="%/:?#[]@!$&'()*+,;=~"),
    )


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
