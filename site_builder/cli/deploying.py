"""Commands that bring the built site to the public, and back."""

import argparse
import json
import sys
from typing import Any

from site_builder import config as configuration
from site_builder.config import BuildConfig
from site_builder.deploy import target as targets
from site_builder.deploy.deployment import Wishes
from site_builder.deploy.session import Outcome
from site_builder.deploy.target import Target
from site_builder.pipeline import deploying
from site_builder.pipeline.report import BUILT, LEFT_OUT
from site_builder.progress import Reporter

DEFAULT_FOLDER = "public"


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    target = _target_options()
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


def _target_options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(add_help=False)
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
    return options


def _resolved(config: BuildConfig, options: argparse.Namespace) -> Target:
    default = configuration.data_dir() / DEFAULT_FOLDER
    return targets.resolve(config.site, options.target, default, options.endpoint_url)


def _deploy(config: BuildConfig, options: argparse.Namespace) -> int:
    reporter = Reporter(quiet=config.quiet)
    target = _resolved(config, options)
    wishes = Wishes(audit=options.audit, allow_deletes=options.allow_deletes, resume=options.resume)
    outcome = deploying.deploy(config, target, reporter, wishes, dry=options.dry_run)
    if options.dry_run:
        json.dump(outcome.plan.as_json(), sys.stdout, ensure_ascii=False, indent=2)
        print()
        return BUILT
    tell(outcome, target, reporter)
    return LEFT_OUT if outcome.pin else BUILT


def tell(outcome: Outcome, target: Target, reporter: Reporter) -> None:
    for path in outcome.strangers:
        print(f"warning: {path} is on the target and no deploy wrote it.", file=sys.stderr)
    if pin := outcome.pin:
        reporter.line(
            f"{target.url} is held at release {pin.release} since {pin.since} by {pin.by}: only"
            " alerts and takedowns go out until build.py deploy --resume."
        )
    release = outcome.release
    if release is None:
        reporter.line(f"{target.url} is up to date: release {outcome.pointer.release}.")
        return
    later = sum(1 for mark in outcome.plan.marks if mark.until)
    text = f"Release {release.number} is at {target.url}: {release.written:,} files written"
    text += f", {release.removed:,} removed"
    reporter.line(text + (f", {later:,} to be removed later." if later else "."))
