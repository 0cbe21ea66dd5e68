"""A real nginx with our configuration: a process of its own, all its files in one folder."""

import http.client
import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from http.client import HTTPMessage
from pathlib import Path

from site_builder.deploy.edge import nginx

MODULES = ("/usr/share/nginx/modules", "/usr/lib/nginx/modules")
BROTLI = "ngx_http_brotli_static_module.so"
_MAIN = """\
load_module {module};
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/start.log;
events {{ worker_connections 64; }}
http {{
    types_hash_max_size 2048;
    server_tokens on;
    gzip on;
    gzip_types *;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    access_log {folder}/other.log;
    include {folder}/site.conf;
}}
"""
_PATIENCE_SECONDS = 20


@dataclass(frozen=True)
class Answer:
    status: int
    headers: HTTPMessage
    body: bytes

    def __getitem__(self, name: str) -> str | None:
        return self.headers[name]


@dataclass
class WebServer:
    """nginx on a port of its own; `root` is the folder that a site was deployed to."""

    folder: Path
    binary: str
    module: str
    port: int = field(default_factory=lambda: _free_port())
    certificate: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        self.root, self.logs = self.folder / "target", self.folder / "logs"
        for made in (self.root, self.logs):
            made.mkdir(parents=True, exist_ok=True)

    def put(self, path: str, data: str | bytes, *, mtime: int = 1_790_000_000) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data.encode() if isinstance(data, str) else data)
        os.utime(file, (mtime, mtime))
        return file

    def configure(self) -> None:
        secure = " ssl" if self.certificate else ""
        server = nginx.Server(
            root=str(self.root),
            logs=str(self.logs),
            listen=(f"127.0.0.1:{self.port}{secure}",),
            certificate=self.certificate,
        )
        text = nginx.site(server)
        if self.certificate:  # not the ports of this machine
            text = text.replace("listen 80;", f"listen 127.0.0.1:{_free_port()};")
            text = text.replace("    listen [::]:80;\n", "")
        (self.folder / "site.conf").write_text(text, encoding="utf-8")
        user = "user root;" if os.getuid() == 0 else ""  # who may read the folder
        main = _MAIN.format(module=self.module, user=user, folder=self.folder)
        (self.folder / "nginx.conf").write_text(main, encoding="utf-8")

    def check(self) -> str:
        """What `nginx -t` says."""
        self.configure()
        return subprocess.run(
            [*self._command, "-t"], capture_output=True, text=True, check=False
        ).stderr

    def start(self) -> None:
        for _ in range(3):
            self.configure()
            self._process = subprocess.Popen(self._command, stderr=subprocess.PIPE)
            if self._answers():
                return
            self.port = _free_port()  # another process was faster
        raise AssertionError((self.folder / "start.log").read_text())

    def reload(self) -> None:
        """Until no process is left that answers by the old configuration."""
        before = self._workers()
        self._process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while self._workers() & before or not self._workers():
            if time.monotonic() > deadline:
                raise AssertionError("nginx did not reload")
            time.sleep(0.02)

    def _workers(self) -> set[str]:
        pid = self._process.pid
        return {*Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}

    def stop(self) -> None:
        """All that was answered is logged then."""
        self._process.terminate()
        self._process.communicate(timeout=_PATIENCE_SECONDS)

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Headers are named like keywords: if_none_match. Nothing is decoded."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE_SECONDS)
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        found = Answer(answer.status, answer.headers, answer.read())
        connection.close()
        return found

    @property
    def _command(self) -> list[str]:
        start = str(self.folder / "start.log")
        return [self.binary, "-p", str(self.folder), "-c", "nginx.conf", "-e", start]

    def _answers(self) -> bool:
        """Whether it has its port, after which it writes its id; False when it has given up."""
        end, its_id = time.monotonic() + _PATIENCE_SECONDS, self.folder / "nginx.pid"
        while time.monotonic() < end and self._process.poll() is None:
            if its_id.is_file() and its_id.stat().st_size:
                return True
            time.sleep(0.02)
        return False


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]
