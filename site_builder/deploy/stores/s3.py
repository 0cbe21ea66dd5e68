"""A bucket of S3 or of a server that speaks its language.

Retries are ours and not boto's: before each attempt `before_attempt` may stop a deploy that has
lost its claim meanwhile, and of a conditional write that is repeated the answer "another version is
there" may mean "the first attempt did it".
"""

import base64
import email.utils
import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, TypeVar

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from site_builder.deploy.files import PRIVATE
from site_builder.deploy.stores import ABSENT, Found, Listed, Refused, Upload
from site_builder.deploy.stores.s3_errors import (
    SpoiltCredentials,
    is_passing,
    is_refused,
    no_store,
    sentence,
)
from site_builder.deploy.target import Target

Answer = TypeVar("Answer")

THREADS = 16
ATTEMPTS = 6
_FIRST_WAIT_SECONDS, _LONGEST_WAIT_SECONDS = 0.2, 10.0
_MISSING = ("404", "NoSuchKey", "NotFound")
# Parameters of put_object for the headers that we know.
_PARAMETERS = {
    "Content-Type": "ContentType",
    "Cache-Control": "CacheControl",
    "Content-Disposition": "ContentDisposition",
}


class S3Store:
    def __init__(self, target: Target) -> None:
        self.target = target
        self.before_attempt: Callable[[str], None] = lambda key: None
        self.wait: Callable[[float], None] = time.sleep
        self._skew = 0.0  # how much the store's clock is ahead of ours
        try:
            self.client = _client(target)
        except (BotoCoreError, ClientError, ValueError) as error:
            raise sentence(error, target) from error

    def now(self) -> float:
        return time.time() + self._skew

    def read(self, key: str) -> tuple[bytes, str] | None:
        def get(**at: str) -> tuple[bytes, str]:
            answer = self.client.get_object(**at)
            self._set_clock(answer)
            return answer["Body"].read(), answer["ETag"]

        return self._there(get, key)

    def look(self, key: str) -> Found | None:
        def head(**at: str) -> Found:
            answer = self.client.head_object(**at)
            return Found(
                answer["ETag"], answer["ContentLength"], answer["Metadata"].get("sha256", "")
            )

        return self._there(head, key)

    def write(self, key: str, upload: Upload, expected: str | None) -> str:
        condition = {} if expected is None else _condition(expected)
        answer = self._surely(
            self.client.put_object,
            **self._at(key),
            **{_PARAMETERS[name]: value for name, value in upload.headers.items()},
            **condition,
            Body=upload.data(),
            ChecksumSHA256=base64.b64encode(bytes.fromhex(upload.sha256)).decode(),
            Metadata={"sha256": upload.sha256, **upload.metadata},
        )
        self._set_clock(answer)
        return str(self._part(answer, "ETag"))

    def copy(self, key: str, to: str, etag: str) -> None:
        source = {"Bucket": self.target.bucket, "Key": self._key(key)}
        try:
            answer = self._ask(
                self.client.copy_object, **self._at(to), CopySource=source, CopySourceIfMatch=etag
            )
        except _Missing as missing:
            raise Refused(key) from missing
        # Some servers ignore the condition.
        if answer["CopyObjectResult"].get("ETag", etag).strip('"') != etag.strip('"'):
            found = self.look(key)
            if found is None or found.etag != etag:
                self.remove(to, None)
                raise Refused(key)

    def remove(self, key: str, etag: str | None) -> None:
        condition = {} if etag is None else {"IfMatch": etag}
        with suppress(_Missing):
            self._ask(self.client.delete_object, **self._at(key), **condition)

    def keys(self, prefix: str) -> Iterator[Listed]:
        start = self._key(prefix)
        token: dict[str, str] = {}
        while True:
            page = self._surely(
                self.client.list_objects_v2, Bucket=self.target.bucket, Prefix=start, **token
            )
            for found in page.get("Contents", []):
                key = found["Key"].removeprefix(self._key(""))
                if prefix or not key.startswith(PRIVATE):
                    yield Listed(key, _quoted(found["ETag"]))
            if not page.get("IsTruncated"):
                return
            token = {"ContinuationToken": page["NextContinuationToken"]}

    def flush(self) -> None:
        """What was answered is kept."""

    def close(self) -> None:
        self.client.close()

    def _at(self, key: str) -> dict[str, str]:
        return {"Bucket": self.target.bucket, "Key": self._key(key)}

    def _key(self, key: str) -> str:
        return f"{self.target.prefix}/{key}" if self.target.prefix else key

    def _there(self, ask: Callable[..., Answer], key: str) -> Answer | None:
        try:
            return self._ask(ask, **self._at(key))
        except _Missing:
            return None

    def _surely(self, call: Callable[..., Answer], **parameters: Any) -> Answer:
        """Of what is there in any store."""
        try:
            return self._ask(call, **parameters)
        except _Missing as error:
            raise no_store(self.target) from error

    def _part(self, answer: Any, name: str) -> Any:
        if name not in answer:
            raise no_store(self.target)
        return answer[name]

    def _ask(self, call: Callable[..., Answer], **parameters: Any) -> Answer:
        """Raises DeployError, Refused, or _Missing for an object that is not there."""
        for attempt in range(ATTEMPTS):
            self.before_attempt(parameters.get("Key", "").removeprefix(self._key("")))
            try:
                return call(**parameters)
            except (KeyError, TypeError) as error:
                raise no_store(self.target) from error
            except (BotoCoreError, ClientError) as error:
                if is_refused(error):
                    raise Refused(parameters.get("Key", "")) from error
                if isinstance(error, ClientError) and error.response["Error"]["Code"] in _MISSING:
                    if parameters.get("IfMatch"):
                        raise Refused(parameters["Key"]) from error
                    raise _Missing from error
                if attempt + 1 == ATTEMPTS or not is_passing(error):
                    raise sentence(error, self.target) from error
            # Full jitter: many that failed together do not come back together.
            longest = min(_LONGEST_WAIT_SECONDS, _FIRST_WAIT_SECONDS * 2**attempt)
            self.wait(random.uniform(0, longest))  # noqa: S311
        raise AssertionError("The last attempt returns or raises.")

    def _set_clock(self, answer: Any) -> None:
        date = answer["ResponseMetadata"]["HTTPHeaders"].get("date", "")
        with suppress(ValueError, TypeError):
            self._skew = email.utils.parsedate_to_datetime(date).timestamp() - time.time()


class _Missing(Exception):
    pass


def _condition(expected: str) -> dict[str, str]:
    return {"IfNoneMatch": "*"} if expected == ABSENT else {"IfMatch": expected}


def _quoted(etag: str) -> str:
    return etag if etag.startswith('"') else f'"{etag}"'


def _client(target: Target) -> Any:
    """Credentials come by boto's own chain (environment, files, the machine's role), anew for each
    store: a service that runs for months is given others meanwhile."""
    session = boto3.session.Session()
    _check(session.get_credentials())
    return session.client(
        "s3",
        endpoint_url=target.endpoint_url or None,
        region_name=target.region or None,
        config=Config(
            retries={"total_max_attempts": 1},
            max_pool_connections=THREADS,
            connect_timeout=10,
            read_timeout=60,
            s3={"addressing_style": "path"} if target.endpoint_url else {},
        ),
    )


def _check(credentials: Any) -> None:
    """Raises SpoiltCredentials for what no header can hold: a file read with its line break."""
    texts = credentials.get_frozen_credentials() if credentials else ()
    if not all(re.fullmatch(r"[!-~]*", text or "") for text in texts[:3]):
        raise SpoiltCredentials
