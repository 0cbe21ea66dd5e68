"""A server of the built site on this machine that compresses texts as a CDN does.

CloudFront and its like compress with Brotli on the way, at a level that keeps up with traffic.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import brotli

from site_builder import serve

LEVEL = 5
_TEXTS = ("text/", "application/javascript", "application/json", "image/svg+xml")


class CompressingHandler(serve.SiteHandler):
    def send_head(self) -> Any:
        file = Path(self.translate_path(self.path))
        file = file / "index.html" if file.is_dir() else file
        type_ = self.guess_type(file)
        if not file.is_file() or not type_.startswith(_TEXTS):
            return super().send_head()
        data = brotli.compress(file.read_bytes(), quality=LEVEL)
        self.send_response(200)
        self.send_header("Content-Type", type_)
        self.send_header("Content-Encoding", "br")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        return BytesIO(data)


@contextmanager
def serving(output: Path) -> Iterator[str]:
    """The address of the site in `output` while the `with` block lasts."""
    handler = partial(CompressingHandler, directory=str(output))
    server = serve.SiteServer(("localhost", 0), handler)  # a secure context: Brotli is asked for
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
