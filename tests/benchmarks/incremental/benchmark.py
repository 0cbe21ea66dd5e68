"""The whole run: each size, each engine, then tables and plot."""

import shutil
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from contract import site_config
from tests.benchmarks.corpus import SITE_FILE
from tests.benchmarks.incremental import hugo_install, plot, scratch, tables
from tests.benchmarks.incremental.builder import Builder, theme_of, warm
from tests.benchmarks.incremental.content import ContentFolder
from tests.benchmarks.incremental.corpora import Corpora, write_all
from tests.benchmarks.incremental.edits import Editor
from tests.benchmarks.incremental.fresh_builds import FreshBuilds, WrongPage
from tests.benchmarks.incremental.goals import Goals
from tests.benchmarks.incremental.hugo_builds import HugoBuilds
from tests.benchmarks.incremental.hugo_site import HugoSite
from tests.benchmarks.incremental.measurement import Measurement, Results
from tests.benchmarks.incremental.pelican_builds import PelicanBuilds
from tests.benchmarks.incremental.pelican_site import PelicanSite
from tests.benchmarks.incremental.pictures import PictureFiles
from tests.benchmarks.incremental.waiting import NeverCame
from tests.benchmarks.incremental.watched_builds import WatchedBuilds
from tests.benchmarks.measure import CommandFailed
from tests.benchmarks.pictures import cache_folder, pictures

SIZES = (1_000, 10_000, 50_000)
ENGINES = ("newsroom", "hugo", "pelican")
RUNS = 5
NEW_PICTURES = 40  # of a story that comes while others are edited
TITLE = "Seconds of a build against the size of the site, two languages"


class IncrementalBenchmark:
    """Sizes above `whole` go without edits of templates and without Pelican, those above `beside`
    without Hugo, too: minutes to hours."""

    def __init__(
        self, folder: Path, *, sizes: Sequence[int], seed: int, shown: int,
        engines: Sequence[str] = ENGINES, whole: int = 10_000, beside: int,
        plot_file: Path,
    ) -> None:  # fmt: skip
        self.folder, self.sizes, self.seed = folder, sorted(sizes), seed
        self.engines, self.plot_file = engines, plot_file
        self.whole, self.beside = whole, beside
        self.site, self.renditions = site_config.load(SITE_FILE), cache_folder() / "renditions"
        everything = pictures(shown + NEW_PICTURES)
        self.shown, self.new = everything[:shown], everything[shown:]
        self.results, self.changed = Results(), dict[int, list[str]]()
        self.notes: list[str] = []

    def run(self) -> str:
        """The results in Markdown."""
        hugo = hugo_install.binary(cache_folder()) if "hugo" in self.engines else None
        if "newsroom" in self.engines:
            _tell("making the renditions of all pictures")
            warm(self.folder / "warm", self.site, self.renditions, [*self.shown, *self.new])
        for stories in self.sizes:
            with scratch.outputs(stories) as outputs:
                self._size(stories, self.folder / str(stories), outputs, hugo)
            shutil.rmtree(self.folder / str(stories))
        shown = plot.drawn(self.results.all)
        self.plot_file.write_text(plot.svg(shown, TITLE), encoding="utf-8")
        return self._text()

    def _size(self, stories: int, folder: Path, outputs: Path, hugo: Path | None) -> None:
        _tell(f"writing {stories:,} stories")
        started, theme = time.monotonic(), theme_of(self.site)
        largest = {"pelican": min(self.whole, self.beside), "hugo": self.beside}
        others = [e for e in self.engines if stories <= largest.get(e, stories)]
        corpora = write_all(folder, stories, self.site, self.shown, theme, self.seed, others=others)
        took = time.monotonic() - started
        self.notes.append(
            f"{stories:,} x {len(self.site.locales)}: {corpora.documents:,} documents, written for"
            f" all engines in {took:.1f} s."
        )
        if "newsroom" in self.engines:
            self._newsroom(corpora, stories, folder, outputs / "newsroom")
        self._share_pictures(corpora, outputs / "newsroom")
        shutil.rmtree(outputs / "newsroom", ignore_errors=True)
        if hugo and corpora.hugo:
            self._hugo(hugo, corpora, corpora.hugo, stories, folder, outputs / "hugo")
        if corpora.pelican:
            self._pelican(corpora, corpora.pelican, stories, folder, outputs / "pelican")

    def _newsroom(self, corpora: Corpora, stories: int, folder: Path, output: Path) -> None:
        theme = theme_of(self.site)
        builder = Builder(corpora.content, output, folder / "newsroom", self.renditions, theme)
        content, editor = (
            ContentFolder(corpora.content, self.site),
            Editor(self.site, corpora.sample),
        )
        fresh = FreshBuilds(builder, content, editor, stories, RUNS)
        self._take(fresh.measure(templates=stories <= self.whole))
        self.changed[stories] = fresh.story_changed
        watched = WatchedBuilds(builder, content, editor, stories, RUNS)
        self._take(watched.measure(folder / "watch.log", self.new))

    def _share_pictures(self, corpora: Corpora, output: Path) -> None:
        """Hugo and Pelican get the picture files that our builder published, to copy them."""
        made = output / "img"
        names = [path.name for path in made.iterdir()] if made.is_dir() else []
        if corpora.hugo:
            corpora.hugo.data("pictures", PictureFiles(names).data([*self.shown, *self.new]))
        if names and corpora.hugo:
            shutil.copytree(made, corpora.hugo.folder / "static" / "img")
        if names and corpora.pelican:
            shutil.copytree(made, corpora.pelican.folder / "img")

    def _hugo(
        self,
        binary: Path,
        corpora: Corpora,
        site: HugoSite,
        stories: int,
        folder: Path,
        output: Path,
    ) -> None:
        editor = Editor(self.site, corpora.sample)
        builds = HugoBuilds(binary, site, editor, folder, output, stories=stories, runs=RUNS)
        self._take(builds.measure(templates=stories <= self.whole))
        shutil.rmtree(output, ignore_errors=True)

    def _pelican(
        self, corpora: Corpora, site: PelicanSite, stories: int, folder: Path, output: Path
    ) -> None:
        editor = Editor(self.site, corpora.sample)
        self._take(PelicanBuilds(site, editor, folder, output, stories=stories).measure())
        shutil.rmtree(output, ignore_errors=True)

    def _take(self, measured: Iterable[Measurement]) -> None:
        """All of it, until something fails: hours of other measurements are not to be lost."""
        last = "the beginning"
        try:
            for found in measured:
                self.results.add(found)
                last = f"{found.stories:,} | {found.engine} | {found.what}"
                _tell(f"{last}: {tables.seconds(found.wall_seconds)} s")
        except (CommandFailed, NeverCame, WrongPage) as error:
            self.notes.append(f"**Stopped after {last}: {str(error).splitlines()[0]}**")
            _tell(f"STOPPED after {last}: {error}")

    def _text(self) -> str:
        codes = self.site.locale_codes
        parts = ["### After a change, beside Hugo and Pelican", " ".join(self.notes)]
        parts.append(tables.goals(Goals(self.results, self.changed, codes).all()))
        for stories in self.results.sizes():
            found = [m for m in self.results.all if m.stories == stories]
            parts += [f"#### {stories:,} stories x {len(codes)}", tables.measurements(found)]
        if self.changed:
            largest = max(self.changed)
            parts += [
                f"#### Files that one new story changes, at {largest:,}",
                tables.changed(self.changed[largest], codes),
            ]
        return "\n\n".join(parts)


def _tell(words: str) -> None:
    print(f"  {words}", file=sys.stderr, flush=True)
