"""Commands that build, look at what was built, and serve it."""

import argparse
import contextlib
import gc
import json
import os
import sys
import threading
from functools import partial
from pathlib import Path
from typing import Any

from site_builder import apart, pipeline, serve
from site_builder import config as configuration
from site_builder.cli import options as common_options
from site_builder.config import BuildConfig
from site_builder.errors import STOPPING, BuildError
from site_builder.pipeline import encoding, explain, housekeeping, leading_on, verify
from site_builder.pipeline.report import BUILT, LEFT_OUT, Result
from site_builder.pipeline.trial import Trials
from site_builder.progress import Reporter
from site_builder.trial_server import TrialServer
from site_builder.watch import Watcher


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    build = commands.add_parser("build", parents=[common], help="build the site")
    build.add_argument("--watch", action="store_true", help="stay and rebuild on every change")
    build.add_argument(
        "--parent", type=int, metavar="PID", help="with --watch: end when that process has ended"
    )
    build.add_argument("--clean", action="store_true", help="render what need not be, too")
    build.add_argument(
        "--dry-run", action="store_true", help="print as JSON what a build would change"
    )
    build.add_argument(
        "--overlay", type=Path, metavar="DIR", help="with --dry-run: as if this were exported"
    )
    build.add_argument(
        "--text-first",
        action="store_true",
        help="leave new pictures that must be made to a next build",
    )
    build.set_defaults(run=_build, refuse=build.error)

    served = commands.add_parser("serve", parents=[common], help="serve the built site")
    served.add_argument("--watch", action="store_true", help="rebuild on every change meanwhile")
    served.add_argument("--host", default="127.0.0.1")
    served.add_argument("--port", type=int, default=8001)
    served.set_defaults(run=_serve)

    verified = commands.add_parser(
        "verify", parents=[common], help="compare the site with a clean build"
    )
    verified.set_defaults(run=_verify)

    explained = commands.add_parser(
        "explain", parents=[common], help="why an output was rendered, and what it depends on"
    )
    explained.add_argument("path", metavar="PATH", help="an output, a site path or an address")
    explained.set_defaults(run=_explain)

    media = commands.add_parser("media", parents=[common], help="the rendition cache: its size")
    media.add_argument("--prune", action="store_true", help="remove what no picture needs any more")
    media.add_argument(
        "--encode", action="store_true", help="make what pages await (--watch does it by itself)"
    )
    media.set_defaults(run=_media)


def _build(config: BuildConfig, options: argparse.Namespace) -> int:
    reporter = Reporter(quiet=config.quiet)
    if options.overlay and not options.dry_run:
        options.refuse("--overlay is only looked at with --dry-run")
    if options.dry_run:
        return _dry_run(config, options.overlay)
    if not options.watch:
        return _build_once(config, reporter, text_first=options.text_first, clean=options.clean)
    with contextlib.suppress(KeyboardInterrupt):
        _watch(config, options)
    return 0


def _dry_run(config: BuildConfig, overlay: Path | None) -> int:
    found = Trials(config, Reporter(quiet=True)).run(overlay and overlay.absolute())
    json.dump(found.as_json(), sys.stdout, ensure_ascii=False, indent=2)
    print()
    return LEFT_OUT if any(p.severity == "error" for p in found.problems) else BUILT


def _build_once(
    config: BuildConfig, reporter: Reporter, *, text_first: bool, clean: bool = False
) -> int:
    result = pipeline.build(config, reporter, text_first=text_first, clean=clean)
    _tell(result, reporter)
    return result.exit_code


def _tell(result: Result, reporter: Reporter) -> None:
    for problem in result.ordered_problems():
        print(f"{problem.severity}: {problem}", file=sys.stderr)
    reporter.line(result.summary())


def _verify(config: BuildConfig, options: argparse.Namespace) -> int:
    reporter = Reporter(quiet=config.quiet)
    differences = verify.verify(config, reporter)
    for difference in differences:
        print(difference)
    if differences:
        reporter.line(
            f"{len(differences):,} files are not those of a clean build: build --clean mends them."
        )
        return LEFT_OUT
    reporter.line("Every file is that of a clean build.")
    return BUILT


def _explain(config: BuildConfig, options: argparse.Namespace) -> int:
    for line in explain.explain(config, options.path):
        print(line)
    return BUILT


def _media(config: BuildConfig, options: argparse.Namespace) -> int:
    if options.prune:
        gone = housekeeping.media_prune(config, Reporter(quiet=config.quiet))
        print(f"removed {gone.files} files, {gone.bytes} bytes")
    if options.encode:
        print(f"took up {encoding.encode_wanted(config)} pictures")
        return 0
    kept = housekeeping.media_usage(config)
    print(f"holds {kept.files} files, {kept.bytes} bytes")
    return 0


def _watch(config: BuildConfig, options: argparse.Namespace) -> None:
    """Until it is interrupted, or until the process that it works for has ended."""
    encoder, resident = apart.Encoder(config), _Resident(config, options)

    def ended() -> bool:
        return options.parent is not None and os.getppid() != options.parent

    try:
        Watcher(config, resident.build, encoder).run(
            [config.theme, configuration.site_file()], ended
        )
    finally:
        encoder.stop()


class _Resident:
    """Builds with what site.toml says by then, and keeps what one build has loaded for the next."""

    def __init__(self, config: BuildConfig, options: argparse.Namespace) -> None:
        self.options, self.reporter = options, Reporter(quiet=config.quiet)
        self.builder = pipeline.Builder(config, self.reporter)

    def build(self, text_first: bool, hints: set[str] | None) -> bool:
        try:
            config = common_options.read(self.options)
            if config != self.builder.config:
                self.builder = pipeline.Builder(config, self.reporter)
            _tell(self.builder.build(text_first=text_first, hints=hints), self.reporter)
            gc.collect()
            gc.freeze()  # theme and dictionary stay, too
        except STOPPING as error:  # the next change may mend it
            print(f"build.py: {error}", file=sys.stderr)
            return False
        return True


def _serve(config: BuildConfig, options: argparse.Namespace) -> int:
    reporter = Reporter(quiet=config.quiet)
    config.output.mkdir(parents=True, exist_ok=True)
    try:
        trials = TrialServer(partial(common_options.read, options))
        leads_to = partial(leading_on.location, config)
        server = serve.server(config.output, options.host, options.port, trials, leads_to)
    except OSError as error:
        raise BuildError(
            f"Cannot serve at {options.host}:{options.port}: {error.strerror}"
        ) from error
    with server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        reporter.line(f"The site is at http://{options.host}:{server.server_port}/")
        watching = apart.Watching(config) if options.watch else None
        try:
            (watching.wait if watching else thread.join)()
        except KeyboardInterrupt:
            pass
        finally:
            if watching:
                watching.stop()
        server.shutdown()
    return 0
