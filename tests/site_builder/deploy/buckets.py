"""S3 servers for tests, from PyPI: moto honours conditional writes, rclone checks signatures."""

import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import boto3

from site_builder.deploy.stores.s3 import S3Store
from site_builder.deploy.target import Target
from tests.site_builder.deploy.towns import URL

KEY, SECRET = "key", "secret"
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": KEY,
    "AWS_SECRET_ACCESS_KEY": SECRET,
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}
BIN = Path(sys.executable).parent


class Server:
    """A process that answers at `url`."""

    def __init__(self, port: int, command: list[str]) -> None:
        self.url = f"http://127.0.0.1:{port}"
        environment = {**os.environ, "RCLONE_CONFIG": os.devnull}
        self.process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self.process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError(f"{command[0]} does not answer")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()

    def bucket(self) -> str:
        """A new one."""
        name = f"town-{uuid.uuid4().hex[:12]}"
        with closing(boto3.client("s3", endpoint_url=self.url)) as client:
            client.create_bucket(Bucket=name)
        return name

    def target(self, bucket: str | None = None, prefix: str = "site") -> Target:
        bucket = bucket or self.bucket()
        return Target(
            f"s3://{bucket}/{prefix}", URL, bucket=bucket, prefix=prefix, endpoint_url=self.url
        )


def moto() -> Server:
    port = free_port()
    return Server(port, [str(BIN / "moto_server"), "-H", "127.0.0.1", "-p", str(port)])


def rclone(folder: Path) -> Server:
    port, folder_ = free_port(), str(folder)
    command = [str(BIN / "rclone"), "serve", "s3", "--auth-key", f"{KEY},{SECRET}"]
    return Server(port, [*command, "--addr", f"127.0.0.1:{port}", folder_])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def opened(target: Target) -> Iterator[S3Store]:
    with closing(S3Store(target)) as store:
        store.wait = lambda seconds: None
        yield store
