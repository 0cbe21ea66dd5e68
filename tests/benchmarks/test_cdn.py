import urllib.request
from pathlib import Path

import brotli

from tests.benchmarks import cdn


def test_texts_are_compressed_and_pictures_are_not(tmp_path: Path) -> None:
    page, picture = b"<p>" + b"river " * 500, b"RIFF" + b"\0" * 500
    (tmp_path / "index.html").write_bytes(page)
    (tmp_path / "a.webp").write_bytes(picture)
    with cdn.serving(tmp_path) as address:
        sent = urllib.request.urlopen(f"{address}/")
        assert sent.headers["Content-Encoding"] == "br"
        assert brotli.decompress(sent.read()) == page
        assert urllib.request.urlopen(f"{address}/a.webp").read() == picture
