"""Targets from the configuration: which store, and where this machine keeps what it knows of it."""

import hashlib
from contextlib import closing
from pathlib import Path

from site_builder.config import ROOT, BuildConfig
from site_builder.deploy import pointer
from site_builder.deploy.pointer import Pin
from site_builder.deploy.stores import Store
from site_builder.deploy.stores.directory import DirectoryStore
from site_builder.deploy.stores.dry import DryStore
from site_builder.deploy.stores.s3 import S3Store
from site_builder.deploy.target import Target
from site_builder.errors import ConfigError


def place_of(config: BuildConfig, target: Target) -> Path:
    """Where what this machine remembers of a target is kept."""
    place = config.state / "targets" / hashlib.sha256(target.identity.encode()).hexdigest()[:16]
    place.mkdir(parents=True, exist_ok=True)
    return place


def opened(target: Target, *, dry: bool, lane: str = "") -> Store:
    store: Store
    if target.folder is not None:
        store = DirectoryStore(target.folder, lane=lane, reading=dry)
    else:
        store = S3Store(target)
    return DryStore(store) if dry else store


def keep_apart(config: BuildConfig, target: Target) -> None:
    """A target is a folder of its own. Raises ConfigError."""
    if target.folder is None:
        return
    folder = target.folder.resolve()
    for other in (config.content, config.output, config.state, config.renditions, config.theme):
        place = other.resolve()
        if place.is_relative_to(folder) or folder.is_relative_to(place):
            raise ConfigError(
                f"{folder} cannot be a target: it holds, or lies in, {place}. Name a folder of its"
                " own."
            )
    if ROOT.is_relative_to(folder):
        raise ConfigError(f"{folder} cannot be a target: the program itself lies in it.")


def pin(target: Target) -> Pin | None:
    """What holds a target at an earlier release. Raises DeployError."""
    with closing(opened(target, dry=True)) as store:
        return pointer.read(store)[0].pin
