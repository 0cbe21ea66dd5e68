"""One exporter at a time, on any number of machines: a lease in the database."""

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from cms.export.models import ExportState

LEASE_SECONDS = 60
_ROW = 1


class LeaseLost(Exception):
    """Another exporter took over, because this one was silent for too long."""


@contextmanager
def held(*, wait_seconds: float = 90.0) -> Iterator[Callable[[], None]]:
    """Holds the lease and gives the function that renews it. Raises TimeoutError."""
    owner = f"{socket.gethostname()}:{os.getpid()}:{time.monotonic_ns()}"
    ExportState.objects.get_or_create(pk=_ROW)
    deadline = time.monotonic() + wait_seconds
    while not _take(owner):
        if time.monotonic() >= deadline:
            raise TimeoutError("Another export is running and did not end.")
        time.sleep(0.2)

    def renew() -> None:
        if not ExportState.objects.filter(pk=_ROW, owner=owner).update(leased_until=_until()):
            raise LeaseLost

    try:
        yield renew
    finally:
        ExportState.objects.filter(pk=_ROW, owner=owner).update(owner="", leased_until=None)


def _take(owner: str) -> bool:
    free = Q(leased_until=None) | Q(leased_until__lt=timezone.now())
    holder = ExportState.objects.values_list("owner", flat=True).get(pk=_ROW)
    if _is_dead(holder):
        free |= Q(owner=holder)
    row = ExportState.objects.filter(Q(pk=_ROW) & free)
    return bool(row.update(owner=owner, leased_until=_until()))


def _is_dead(holder: str) -> bool:
    """Whether the holder was a process of this machine that runs no more."""
    host, _, rest = holder.partition(":")
    pid = rest.partition(":")[0]
    if host != socket.gethostname() or not pid.isdigit() or int(pid) == os.getpid():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _until() -> object:
    return timezone.now() + timedelta(seconds=LEASE_SECONDS)
