"""Small sites to build in tests: content written file by file, built through the real commands."""

import contextlib
import hashlib
import io
import json
import os
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from PIL import Image

from contract import attachments, documents, paths, records, site_config
from contract.blocks import Block
from contract.documents import Document
from site_builder import cli
from site_builder.index import sources
from tests.contract import office_files

ROOT = Path(__file__).resolve().parents[2]
CONFIG = """url = "https://www.example.go.th"
timezone = "Asia/Bangkok"
[tag]
authority = "example.go.th"
year = 2026
[[locales]]
code = "th"
label = "ไทย"
name = "เมืองตัวอย่าง"
"""
ENGLISH = """[[locales]]
code = "en"
label = "English"
name = "Example Town"
"""
TAXONOMY = {
    "departments": {"engineering": {"name": {"th": "กองช่าง", "en": "Engineering"}}},
    "topics": {"water": {"name": {"th": "น้ำ", "en": "Water"}}, "roads": {"name": {"th": "ถนน"}}},
    "categories": {"notice": {"name": {"th": "ประกาศ", "en": "Notice"}}},
}


@dataclass(frozen=True)
class Built:
    """What one run of build.py gave: exit code, stderr, last-build.json."""

    code: int
    stderr: str
    report: dict[str, Any]

    @property
    def problems(self) -> list[dict[str, Any]]:
        return self.report["problems"]

    @property
    def codes(self) -> list[str]:
        return [problem["code"] for problem in self.problems]


@dataclass
class Site:
    """A folder that holds site.toml, content, output, state and renditions."""

    folder: Path
    renditions: Path
    bilingual: bool = False
    theme: Path | None = None
    config: str = field(init=False)

    def __post_init__(self) -> None:
        self.content, self.output = self.folder / "content", self.folder / "output"
        self.state = self.folder / "state"
        if (self.folder / "site.toml").exists():  # a copy of a site
            self.configure((self.folder / "site.toml").read_text(encoding="utf-8"))
            return
        self.configure(CONFIG + (ENGLISH if self.bilingual else ""))
        for kind, terms in TAXONOMY.items():
            self.json(f"taxonomy/{kind}.json", terms)

    def configure(self, text: str) -> None:
        self.config = text
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "site.toml").write_text(text, encoding="utf-8")
        self.site = site_config.load(self.folder / "site.toml")

    def write(self, file: str, data: str | bytes) -> str:
        path = self.content / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return file

    def json(self, file: str, value: Any) -> str:
        return self.write(file, records.dump(value))

    def document(
        self, slug: str, *blocks: Block, type_: str = "news", locale: str = "th", **front: Any
    ) -> str:
        """Writes a canonical document; gives its file."""
        made = document(slug, *blocks, type_=type_, locale=locale, **front)
        return self.write(made.file, documents.dump(made, self.site))

    def picture(self, name: str = "a.jpg", size: tuple[int, int] = (64, 40), **record: Any) -> str:
        """Adds a tiny picture of one colour; gives its digest."""
        data = picture_bytes(name, size)
        digest = hashlib.sha256(data).hexdigest()
        self.write(f"media/{digest}/{name}", data)
        base = {"alt": {"th": f"รูป {name}"}, "file": name, "height": size[1], "width": size[0]}
        said = {key: value for key, value in (base | record).items() if value is not None}
        self.json(f"media/{digest}/image.json", said)
        return digest

    def attachment(self, name: str = "a.pdf", data: bytes = office_files.PDF) -> str:
        digest = hashlib.sha256(data).hexdigest()
        self.write(f"media/{digest}/{name}", data)
        record = {"file": name, "size": len(data), "type": attachments.type_of(name)}
        self.json(f"media/{digest}/attachment.json", record)
        return digest

    def arguments(self, *more: str) -> list[str]:
        places = {
            "content": self.content,
            "output": self.output,
            "state": self.state,
            "renditions": self.renditions,
        }
        if self.theme:
            places["theme"] = self.theme
        found = [part for name, path in places.items() for part in (f"--{name}", str(path))]
        return ["build", *found, *more]

    def build(self, *more: str) -> Built:
        """Runs build.py in this process, on one core unless `more` says otherwise."""
        stderr, stdout = io.StringIO(), io.StringIO()
        environment = {"SITE_TOML": str(self.folder / "site.toml")}
        with (
            mock.patch.dict(os.environ, environment),
            contextlib.redirect_stderr(stderr),
            contextlib.redirect_stdout(stdout),
        ):
            code = cli.main(self.arguments("--jobs", "1", *more))
        assert stdout.getvalue() == ""
        report = json.loads((self.state / "last-build.json").read_text(encoding="utf-8"))
        return Built(code, stderr.getvalue(), report)

    def text(self, path: str) -> str:
        return (self.output / path).read_text(encoding="utf-8")

    def exists(self, path: str) -> bool:
        return (self.output / path).is_file()


def document(
    slug: str | None, *blocks: Block, type_: str = "news", locale: str = "th", **front: Any
) -> Document:
    """A valid document with an id that depends on its slug only, so translations share it."""
    base: dict[str, Any] = {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{type_}/{slug}")),
        "type": type_,
        "locale": locale,
        "title": f"เรื่อง {slug}" if locale == "th" else f"Story {slug}",
        "date": "2026-11-23T09:00:00+07:00",
        "modified": "2026-11-23T09:00:00.000001+07:00",
    }
    if slug is not None:
        base["slug"] = slug
    if type_ in paths.STORY_TYPES:
        base["purposes"] = ["service"]
    base |= front
    base = {key: value for key, value in base.items() if value is not None}
    year = int(base["date"][:4])
    file = paths.document_file(type_, locale, base.get("slug"), year)
    return Document(base, blocks or (Block("text", f"ข้อความของ {slug}"),), file)


def picture_bytes(name: str, size: tuple[int, int]) -> bytes:
    """A picture whose bytes depend on the name and the size, the same in every run."""
    red, green, blue = hashlib.sha256(name.encode()).digest()[:3]
    stream = io.BytesIO()
    format_ = "PNG" if name.endswith(".png") else "JPEG"
    Image.new("RGB", size, (red, green, blue)).save(stream, format_)
    return stream.getvalue()


def tree(folder: Path) -> dict[str, str]:
    """Every file below a folder with the digest of its bytes."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def rest() -> None:
    """Until files that have just been written count as settled: the builder reads younger ones
    whether they have changed or not."""
    time.sleep(1.1 * sources.TICK_NS / 1e9)
