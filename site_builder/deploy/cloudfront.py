"""A distribution of CloudFront, as far as deploys talk to it."""

import hashlib
import time
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from site_builder.deploy.invalidation import MOST_PATHS, MOST_WILDCARDS
from site_builder.deploy.stores.s3_errors import in_words
from site_builder.deploy.target import Target
from site_builder.errors import DeployError

_BUSY = "TooManyInvalidationsInProgress"
_PATIENCE_SECONDS = 30.0


class CloudFront:
    def __init__(self, target: Target, wait: Any = time.sleep) -> None:
        self.url, self.distribution, self.wait = target.url, target.distribution, wait
        self.client = boto3.session.Session().client(
            "cloudfront",
            endpoint_url=_endpoint(target.endpoint_url),
            region_name=target.region or None,
            config=Config(retries={"mode": "standard", "total_max_attempts": 4}),
        )

    def invalidate(self, paths: list[str], reference: str) -> None:
        """Raises DeployError; the same reference again is no second invalidation."""
        wildcards = sum(path.endswith("*") for path in paths)
        if not all(path.startswith("/") for path in paths) or wildcards > MOST_WILDCARDS:
            raise ValueError(f"CloudFront does not take these paths: {paths[:3]}")
        batch = {
            "Paths": {"Quantity": len(paths), "Items": paths},
            # Several targets may stand behind one distribution, each with numbers of its own.
            "CallerReference": _digest(self.url, reference, *paths),
        }
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                self.client.create_invalidation(
                    DistributionId=self.distribution, InvalidationBatch=batch
                )
                return
            except (BotoCoreError, ClientError) as error:
                busy = isinstance(error, ClientError) and error.response["Error"]["Code"] == _BUSY
                if not busy or time.monotonic() > deadline:
                    raise DeployError(
                        f"Distribution {self.distribution} was not told what changed:"
                        f" {in_words(error).rstrip('.')}. The"
                        " files are there; caches show the old ones until they expire, or until the"
                        " next deploy tells again."
                    ) from error
            self.wait(2.0)


def _endpoint(of_bucket: str) -> str | None:
    """One that speaks for all services; that of a bucket at Amazon is none of CloudFront."""
    return None if ".amazonaws.com" in of_bucket else of_bucket or None


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


assert MOST_PATHS <= 3000  # that many may be under way
