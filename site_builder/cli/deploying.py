"""Commands that bring the built site to the public, and back."""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from contract import alerts
from contract.problems import ContractError, Problem
from site_builder import config as configuration
from site_builder.cli import telling
from site_builder.config import BuildConfig
from site_builder.deploy import target as targets
from site_builder.deploy.deployment import Wishes
from site_builder.deploy.outcome import Outcome
from site_builder.deploy.target import Target
from site_builder.errors import ConfigError, GiveWay
from site_builder.pipeline import alerting, deploying
from site_builder.pipeline.report import BUILT, FAILED, LEFT_OUT
from site_builder.pipeline.takedowns import TakedownWatch
from site_builder.pipeline.targets import pin
from site_builder.progress import Reporter

DEFAULT_FOLDER = "public"
_LAST_NUMBER = 2**31


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    target = target_options()
    deploy = commands.add_parser(
        "deploy", parents=[common, target], help="bring the last build to the public"
    )
    deploy.add_argument("--dry-run", action="store_true", help="print as JSON what it would do")
    deploy.add_argument(
        "--audit", action="store_true", help="look at all that is there, and put it right"
    )
    deploy.add_argument(
        "--allow-deletes", action="store_true", help="also remove much that nothing explains"
    )
    deploy.add_argument(
        "--resume", action="store_true", help="after a rollback: go on with what is built"
    )
    deploy.set_defaults(run=_deploy)

    releases = commands.add_parser(
        "releases", parents=[common, target], help="list the releases of a target"
    )
    releases.set_defaults(run=_releases)

    rollback = commands.add_parser(
        "rollback", parents=[common], help="give the public an earlier release, and hold it there"
    )
    rollback.add_argument("number", type=_number, metavar="N", help="one that `releases` lists")
    add_target(rollback)
    rollback.set_defaults(run=_rollback)

    alert = commands.add_parser(
        "alert", parents=[common], help="give a warning to the public, at once"
    )
    alert.add_argument("file", type=Path, metavar="FILE", help="a statement: docs/alerts.md")
    add_target(alert)
    alert.set_defaults(run=_alert)


def _number(text: str) -> int:
    number = int(text)
    if not 1 <= number <= _LAST_NUMBER:
        raise argparse.ArgumentTypeError(f"is between 1 and {_LAST_NUMBER}")
    return number


def target_options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(add_help=False)
    add_target(options)
    return options


def add_target(options: argparse.ArgumentParser) -> None:
    options.add_argument(
        "target",
        nargs="?",
        metavar="TARGET",
        help="file:///srv/www/site or s3://bucket/prefix (the first target of site.toml, else"
        f" DATA_DIR/{DEFAULT_FOLDER})",
    )
    options.add_argument(
        "--endpoint-url", default="", metavar="URL", help="of a store that speaks S3"
    )


def resolved(config: BuildConfig, options: argparse.Namespace) -> Target:
    default = configuration.data_dir() / DEFAULT_FOLDER
    return targets.resolve(config.site, options.target, default, options.endpoint_url)


def _deploy(config: BuildConfig, options: argparse.Namespace) -> int:
    reporter = Reporter(quiet=config.quiet)
    target = resolved(config, options)
    wishes = Wishes(audit=options.audit, allow_deletes=options.allow_deletes, resume=options.resume)
    if options.dry_run:
        outcome = deploying.deploy(config, target, reporter, wishes, dry=True)
        json.dump(outcome.plan.as_json(), sys.stdout, ensure_ascii=False, indent=2)
        print()
        if outcome.needs_consent and not wishes.allow_deletes:
            print(
                f"It would be refused: {len(outcome.plan.unexplained):,} removals that nothing"
                " explains need --allow-deletes.",
                file=sys.stderr,
            )
        telling.tell_pin(outcome.pin, target)
        return BUILT
    if options.resume and pin(target) is None:
        reporter.line(f"No release is held at {target.url}: this is a deploy like any other.")
    return telling.tell(deployed(config, target, reporter, wishes), target, reporter)


def deployed(config: BuildConfig, target: Target, reporter: Reporter, wishes: Wishes) -> Outcome:
    """Gives way to takedowns that come meanwhile, and goes on after them."""
    takedowns = TakedownWatch(config)

    def between() -> None:
        if takedowns.is_urgent():
            raise GiveWay("Something was taken down: that goes out first.")

    while True:
        takedowns.begin()
        try:
            return deploying.deploy(config, target, reporter, wishes, between=between)
        except GiveWay as reason:
            reporter.line(str(reason))


def _releases(config: BuildConfig, options: argparse.Namespace) -> int:
    target = resolved(config, options)
    pointer, found = deploying.releases(config, target, Reporter(quiet=config.quiet))
    for release in found:
        marks = [
            "now" if release.number == pointer.release else "",
            "held" if pointer.pin and release.number == pointer.pin.release else "",
        ]
        print(
            f"{release.number}\t{release.made_at}\t{release.kind}\tcontent"
            f" {release.content_version}\t{release.written} written\t{release.removed} removed\t"
            f"{release.by}\t{' '.join(filter(None, marks))}".rstrip()
        )
    if not found:
        print(f"There is no release at {target.url} yet.", file=sys.stderr)
    telling.tell_pin(pointer.pin, target)
    return BUILT


def _rollback(config: BuildConfig, options: argparse.Namespace) -> int:
    reporter = Reporter(quiet=config.quiet)
    target = resolved(config, options)
    outcome = deploying.roll_back(config, target, reporter, options.number)
    telling.tell(outcome, target, reporter)
    return LEFT_OUT if outcome.warnings else BUILT


def _alert(config: BuildConfig, options: argparse.Namespace) -> int:
    reporter = Reporter(quiet=config.quiet)
    target, file = resolved(config, options), options.file
    try:
        alert = alerts.load(_read(file), file.name, config.site)
    except ContractError as error:
        return _refused(error.problems)
    given = alerting.publish_alert(config, target, alert, file.name)
    if not given.is_out:
        return _refused(given.problems)
    _list_in_both_languages(given.problems)
    reporter.line(f"Statement {alert.number} of {alert.id} is at {target.url}.")
    telling.tell_warnings(given.warnings)
    telling.tell_pin(given.pin, target)
    reporter.line(telling.what_was_seen(given.seen, target))
    return LEFT_OUT if given.warnings or telling.misses(given.seen) else BUILT


def _read(file: Path) -> bytes:
    """Of a file that is too large one byte too many. Raises ConfigError."""
    try:
        with file.open("rb") as stream:
            return stream.read(alerts.MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}.") from error


def _refused(problems: Iterable[Problem]) -> int:
    _list_in_both_languages(problems)
    print("Nothing was published.", file=sys.stderr)
    return FAILED


def _list_in_both_languages(problems: Iterable[Problem]) -> None:
    """Whoever writes a warning at night may read Thai alone."""
    for problem in problems:
        list_problems([problem])
        print(f"    {problem.reason('th')} {problem.mend('th')}", file=sys.stderr)


def list_problems(problems: Iterable[Problem]) -> None:
    for problem in problems:
        print(f"{problem.severity}: {problem}", file=sys.stderr)
