"""Small made-up sites for deploys: files of every class that lead to each other, recorded as the
builder records them, without a build."""

import hashlib
import json
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from site_builder.deploy.deployment import Deployment, Wishes
from site_builder.deploy.files import File, TakenDown
from site_builder.deploy.mirror import Mirror
from site_builder.deploy.outcome import Outcome
from site_builder.deploy.pointer import Hold
from site_builder.deploy.rollback import Rollback
from site_builder.deploy.session import Session
from site_builder.deploy.stores import Store
from site_builder.deploy.stores.directory import DirectoryStore
from site_builder.deploy.target import Target
from site_builder.index import builds, database
from site_builder.index.builds import Builds
from site_builder.index.database import Index
from site_builder.index.handover import Handover
from site_builder.index.outputs import IMMUTABLE, SHORT, STANDS
from site_builder.progress import Reporter

URL = "https://www.example.go.th"
QUIET = Reporter(quiet=True)


@dataclass
class Output:
    data: bytes
    class_: str
    cache: str = SHORT
    ids: tuple[tuple[str, str], ...] = ()
    media: tuple[tuple[str, str], ...] = ()


@dataclass
class Town:
    """Stories with a picture each; each leads to the next one, and all lists to all of them."""

    stories: dict[str, str]  # slug -> text
    style: str = "old"
    taken: set[str] = field(default_factory=set)  # slugs
    withdrawn: set[str] = field(default_factory=set)  # digests
    left_out: set[str] = field(default_factory=set)  # slugs of documents that nobody can read
    kept: set[str] = field(default_factory=set)  # slugs whose last good version stands in
    since: str = "2026-11-23"  # when documents were last modified

    def outputs(self) -> dict[str, Output]:
        made: dict[str, Output] = {}
        css = f"static/site.{_short(self.style)}.css"
        made[css] = Output(f"body {{}} /* {self.style} */".encode(), "asset", IMMUTABLE)
        live = {s: text for s, text in self.stories.items() if s not in self.left_out}
        slugs = sorted(live)
        for slug, text in live.items():
            older = slugs[slugs.index(slug) - 1]
            picture, digest = picture_path(slug, text), digest_of(slug)
            shown = digest not in self.withdrawn
            if shown:
                made[picture] = Output(
                    f"picture {slug} {text}".encode(),
                    "media",
                    IMMUTABLE,
                    media=((digest, "cover"),),
                )
            made[page_path(slug)] = Output(
                _page(css, text, [f"/th/news/{older}/", "/", f"/th/topics/{slug[0]}/"],
                      [f"/{picture}"] if shown else []),
                "story", ids=((slug, "th"), (older, "th")),
                media=((digest, "cover"),) if shown else (),
            )  # fmt: skip
        for topic in {slug[0] for slug in live}:
            of = [slug for slug in slugs if slug.startswith(topic)]
            made[f"th/topics/{topic}/index.html"] = Output(
                _page(css, topic, [f"/th/news/{slug}/" for slug in of]), "list",
                ids=tuple((slug, "th") for slug in of),
            )  # fmt: skip
        ids = tuple((slug, "th") for slug in slugs)
        lines = [f"{slug}: {live[slug]}" for slug in slugs]
        links = [f"/th/news/{slug}/" for slug in slugs]
        made["th/news/index.html"] = Output(_page(css, "news", links, words=lines), "list", ids=ids)
        feed = {
            "items": [
                {"url": URL + link, "text": line} for link, line in zip(links, lines, strict=True)
            ]
        }
        made["th/feed.json"] = Output(json.dumps(feed).encode(), "feed", ids=ids)
        topics = [f"/th/topics/{topic}/" for topic in sorted({slug[0] for slug in live})]
        made["index.html"] = Output(
            _page(css, "home", ["/th/news/", *topics, *links[:3]]), "entry", ids=ids[:3]
        )
        made["sitemap.xml"] = Output(" ".join(URL + link for link in links).encode(), "entry")
        for slug in self.taken - set(live):
            made[page_path(slug)] = Output(_page(css, "gone", ["/"]), "gone")
        return made


def page_path(slug: str) -> str:
    return f"th/news/{slug}/index.html"


def picture_path(slug: str, text: str) -> str:
    return f"img/{_short(slug + text)}-640.jpg"


def digest_of(slug: str) -> str:
    return hashlib.sha256(f"picture of {slug}".encode()).hexdigest()


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _page(
    css: str,
    text: str,
    links: list[str],
    pictures: Iterable[str] = (),
    words: Iterable[str] | None = None,
) -> bytes:
    head = f'<link rel="stylesheet" href="/{css}">'
    named = zip(links, words or ["x"] * len(links), strict=True)
    body = "".join(f'<li><a href="{link}">{word}</a></li>' for link, word in named)
    body += "".join(f'<img src="{picture}">' for picture in pictures)
    filling = "<!-- " + "เมืองตัวอย่าง " * 20 + "-->"
    return f"<!doctype html>{head}<h1>{text}</h1>{body}{filling}".encode()


class MadeBuild:
    """The last build of a town, in a folder: an index and the files of the outputs."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.output = folder, folder / "output"
        self.index = folder / "index.sqlite"
        self.fails_to_render: set[str] = set()
        self.pending = TakenDown()  # since the last build

    def build(self, town: Town) -> None:
        """As an incremental build: only what changes is written."""
        fresh = not self.index.exists()
        with closing(Index(self.index, fresh=fresh)) as index:
            for path in self.fails_to_render:
                sql = "UPDATE outputs SET sha256 = '', state = 1 WHERE path = ?"
                index.database.execute(sql, (path,))
            if fresh:
                index.set_meta(builds.NAME, hashlib.sha256(str(self.index).encode()).hexdigest())
            Builds(index).begin()
            self._write(index, town)
            Builds(index).end(URL, 1)
            index.settle()

    def _write(self, index: Index, town: Town) -> None:
        db, wanted = index.database, town.outputs()
        wanted = {p: out for p, out in wanted.items() if p not in self.fails_to_render}
        for (path,) in db.execute("SELECT path FROM outputs").fetchall():
            if path in self.fails_to_render:
                (self.output / path).unlink(missing_ok=True)
            elif path not in wanted:
                db.execute("DELETE FROM outputs WHERE path = ?", (path,))
                (self.output / path).unlink()
        for path, out in wanted.items():
            file = self.output / path
            if not file.exists() or file.read_bytes() != out.data:
                file.parent.mkdir(parents=True, exist_ok=True)
                with suppress(FileNotFoundError):
                    file.unlink()
                file.write_bytes(out.data)
            sha = hashlib.sha256(out.data).hexdigest()
            fields = (out.class_, out.cache, sha, len(out.data), json.dumps(out.ids),
                      json.dumps(out.media))  # fmt: skip
            row = db.execute("SELECT class, cache, sha256, size, ids, media FROM outputs"
                             " WHERE path = ?", (path,)).fetchone()  # fmt: skip
            if row is None:
                db.execute(
                    "INSERT INTO outputs (path, owner, state, locale, maker, about, class, cache,"
                    " sha256, size, ids, media) VALUES (?,'x',?,'th','x',?,?,?,?,?,?,?)",
                    (path, STANDS, json.dumps({"id_": path.split("/")[-2:][0]}), *fields),
                )
            elif row != fields:
                db.execute(
                    "UPDATE outputs SET class=?, cache=?, sha256=?, size=?, ids=?, media=?"
                    " WHERE path = ?", (*fields, path),
                )  # fmt: skip
        for table in ("taken_down", "withdrawn", "notes", "kept", "documents"):
            db.execute(f"DELETE FROM {table}")
        modified = f"{town.since}T09:00:00.000001+07:00"
        kept = ((f"th/news/2026/{slug}.md",) for slug in town.kept)
        db.executemany("INSERT INTO kept VALUES (?)", kept)
        db.executemany(
            "INSERT INTO documents (file, id, locale, type, url, moment, year, month, modified,"
            " changed, card, card_digest, document, body, document_digest)"
            " VALUES (?,?,'th','news',?,0,2026,11,?,0,'','','','','')",
            (
                (f"th/news/2026/{slug}.md", slug, f"/th/news/{slug}/", modified)
                for slug in set(town.stories) - town.left_out
            ),
        )
        gone = town.taken - (set(town.stories) - town.left_out)
        db.executemany("INSERT INTO taken_down VALUES (?, 'th')", ((slug,) for slug in gone))
        db.executemany("INSERT INTO withdrawn VALUES (?)", ((d,) for d in town.withdrawn))
        db.executemany(
            "INSERT INTO notes VALUES (?, 'load', 1, '{}')",
            ((f"th/news/2026/{slug}.md",) for slug in town.left_out),
        )

    def site_url(self) -> str:
        with self.opened() as handover:
            return handover.site_url

    def pending_takedowns(self) -> TakenDown:
        return self.pending

    def built(self, path: str) -> bytes | None:
        file = self.output / path
        return file.read_bytes() if file.exists() else None

    @contextmanager
    def opened(self) -> Iterator[Handover]:
        with closing(database.readable(self.index)) as found:
            yield Handover(found)

    @contextmanager
    def peeked(self) -> Iterator[Handover]:
        with self.opened() as handover:
            yield handover

    def read(self, file: File) -> bytes:
        return (self.output / file.path).read_bytes()

    def put_aside(self, files: Iterable[File]) -> None:
        pass

    def source(self, file: File) -> Path:
        return self.output / file.path


class Deployer:
    """Deploys a made build from an installation of its own."""

    def __init__(
        self, folder: Path, store, *, target: Target | None = None, threads: int = 4
    ) -> None:
        self.build = MadeBuild(folder)
        self.folder, self.store, self.threads = folder, store, threads
        self.target = target or Target("file:///x", URL, folder=folder / "nowhere")
        self.lease = 120.0
        self.between = lambda: None

    def deploy(self, town: Town | None = None, **wishes: bool) -> Outcome:
        if town is not None:
            self.build.build(town)
        return self._tidied(lambda session: Deployment(session, self.build, Wishes(**wishes)))

    def roll_back(self, number: int) -> Outcome:
        return self._tidied(lambda session: Rollback(session, self.build, number))

    def _tidied(self, made) -> Outcome:
        def work(session):
            outcome = made(session).run()
            session.tidy()
            return outcome

        return self.opened(work)

    def _owner_before(self) -> str:
        file = self.folder / "owner"
        return file.read_text() if file.exists() else ""

    def opened(self, work):
        self.folder.mkdir(parents=True, exist_ok=True)
        with closing(Mirror(self.folder / "mirror.sqlite")) as mirror, self.store() as store:
            hold = Hold(store, secrets.token_hex(8), self.lease, inherits=self._owner_before())
            (self.folder / "owner").write_text(hold.owner)
            if hasattr(store, "before_attempt"):
                store.before_attempt = hold.check
            return work(
                Session(
                    self.target, store, mirror, hold, QUIET,
                    threads=self.threads, between=self.between,
                )
            )  # fmt: skip


class LaterStore(DirectoryStore):
    """One whose clock is ahead."""

    ahead = 0.0

    def now(self):
        return super().now() + self.ahead


def public_files(store: Store) -> dict[str, bytes]:
    """Everything that readers could get."""
    found = {listed.key: store.read(listed.key) for listed in store.keys("")}
    return {path: body[0] for path, body in found.items() if body is not None}


def wanted_files(town: Town) -> dict[str, bytes]:
    return {path: output.data for path, output in town.outputs().items()}


_LINK = re.compile(r'(?:href|src)="(/[^"]*)"|' + re.escape(URL) + r'(/[^" ]*)')


def leads_to(data: bytes) -> set[str]:
    """Paths of the files that one of these towns leads to."""
    found = {first or second for first, second in _LINK.findall(data.decode("utf-8", "replace"))}
    return {link[1:] + ("index.html" if link.endswith("/") else "") for link in found}


def broken_links(files: dict[str, bytes]) -> list[str]:
    """What readers who begin at the home page would miss; and what any page needs to be shown."""
    missing = [
        f"{path} needs {found}"
        for path, data in files.items()
        for found in leads_to(data)
        if found.startswith(("static/", "img/")) and found not in files
    ]
    queue, seen = ["index.html"] if "index.html" in files else [], set[str]()
    while queue:
        path = queue.pop()
        if path in seen:
            continue
        seen.add(path)
        for found in leads_to(files[path]):
            if found in files:
                queue.append(found)
            else:
                missing.append(f"{path} leads to {found}")
    return missing
