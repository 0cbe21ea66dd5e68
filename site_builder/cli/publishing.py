"""`publish`: build, deploy, and with --watch on every change."""

import argparse
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from site_builder import apart, pipeline
from site_builder.cli import deploying, telling
from site_builder.cli.options import read
from site_builder.config import BuildConfig
from site_builder.deploy.deployment import Wishes
from site_builder.errors import STOPPING
from site_builder.pipeline import alerting
from site_builder.pipeline import deploying as pipeline_deploying
from site_builder.pipeline.report import BUILT, FAILED
from site_builder.pipeline.takedowns import TakedownWatch
from site_builder.progress import Reporter
from site_builder.publish import Publisher


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    target = deploying.target_options()
    publish = commands.add_parser(
        "publish", parents=[common, target], help="build and deploy; with --watch on every change"
    )
    publish.add_argument(
        "--watch", action="store_true", help="stay, and bring every change to the public"
    )
    publish.set_defaults(run=_publish)


def _publish(config: BuildConfig, options: argparse.Namespace) -> int:
    reporter = Reporter(quiet=config.quiet)
    if options.watch:
        return _stay(config, options, reporter)
    built = _build(config, reporter)
    target = deploying.resolved(config, options)
    outcome = deploying.deployed(config, target, reporter, Wishes())
    told = telling.tell(outcome, target, reporter)
    return FAILED if built == FAILED else max(built, told)


def _build(config: BuildConfig, reporter: Reporter) -> int:
    """A takedown goes out also when a build fails."""
    try:
        result = pipeline.build(config, reporter)
    except STOPPING as error:
        print(f"build.py: {error}", file=sys.stderr)
        return FAILED
    deploying.list_problems(result.ordered_problems())
    reporter.line(result.summary())
    return result.exit_code


def _stay(config: BuildConfig, options: argparse.Namespace, reporter: Reporter) -> int:
    watching = apart.Watching(config)
    try:
        publication = Publication(partial(read, options), options, reporter)
        reporter.line(
            f"Whatever changes in {config.content} goes to {publication.target.url}, read at"
            f" {publication.target.public_url}. Ctrl-C ends it."
        )
        Publisher(publication, _complain).run(watching.has_ended)
    except KeyboardInterrupt:
        return BUILT
    finally:
        watching.stop()
    _complain("The process that builds has ended by itself. Start publish --watch again.")
    return FAILED


def _complain(text: str) -> None:
    print(f"build.py: {text}", file=sys.stderr, flush=True)


class Publication:
    """What the service does, with what site.toml says by then."""

    def __init__(
        self, read: Callable[[], BuildConfig], options: argparse.Namespace, reporter: Reporter
    ) -> None:
        self.read, self.options, self.reporter = read, options, reporter
        self.config = read()
        self.target = deploying.resolved(self.config, options)
        self.takedowns = TakedownWatch(self.config)

    def build(self) -> int:
        try:
            return self.config.last_build.stat().st_mtime_ns
        except OSError:
            return 0

    def has_takedowns(self) -> bool:
        return self.takedowns.is_urgent()

    def deploy(self, between: Callable[[], None]) -> None:
        self.config = self.read()
        self.target = deploying.resolved(self.config, self.options)
        self.takedowns.begin()
        well = False
        try:
            outcome = pipeline_deploying.deploy(
                self.config, self.target, self.reporter, Wishes(), between=between
            )
            well = True
        finally:
            self.takedowns.end(well=well)
        telling.tell(outcome, self.target, self.reporter)

    def next_alert_change(self) -> float | None:
        return alerting.next_alert_change(self.config, self.target)

    def refresh_alerts(self) -> None:
        alerting.refresh_alerts(self.config, self.target)
