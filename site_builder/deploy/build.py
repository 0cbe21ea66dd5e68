"""The last build as a deploy sees it. It is looked at only while no build changes it, and what is
to go out of it is put aside, so that the next build need not wait for a deploy."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from site_builder.deploy.files import File, TakenDown
from site_builder.index.handover import Handover, Output


class LastBuild(Protocol):
    def site_url(self) -> str:
        """What it was built for. Whether someone builds meanwhile does not matter."""

    def pending_takedowns(self) -> TakenDown:
        """What was taken down since; the same."""

    def built(self, path: str) -> bytes | None:
        """What stands in the output folder; the same."""

    def peeked(self) -> AbstractContextManager[Handover]:
        """Whatever there is, also of a build that has not come to its end; the same."""

    def opened(self) -> AbstractContextManager[Handover]:
        """Nobody builds meanwhile. Raises DeployError when the last build did not come to its
        end."""

    def read(self, file: File) -> bytes:
        """Within `opened`."""

    def put_aside(self, files: Iterable[File]) -> None:
        """Within `opened`."""

    def source(self, file: File) -> Path:
        """The bytes of a file that was put aside."""


def file_of(output: Output) -> File:
    return File(*output)


def taken_down(handover: Handover) -> TakenDown:
    documents, media = handover.taken_down()
    return TakenDown(frozenset(documents), frozenset(media))
