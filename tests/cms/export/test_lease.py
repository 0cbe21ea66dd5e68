"""One exporter at a time."""

import os
import socket
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from cms.export import lease
from cms.export.models import ExportState

pytestmark = pytest.mark.django_db


def held_by(owner, *, seconds=60):
    until = timezone.now() + timedelta(seconds=seconds)
    ExportState.objects.update_or_create(pk=1, defaults={"owner": owner, "leased_until": until})


def test_the_lease_is_free_again_afterwards():
    with lease.held():
        assert ExportState.objects.get().owner.startswith(socket.gethostname())
    state = ExportState.objects.get()
    assert (state.owner, state.leased_until) == ("", None)


def test_the_lease_is_free_again_after_a_fault():
    with pytest.raises(RuntimeError), lease.held():
        raise RuntimeError
    assert ExportState.objects.get().owner == ""


def test_another_exporter_is_waited_for(monkeypatch):
    held_by("elsewhere:1:2")
    with pytest.raises(TimeoutError), lease.held(wait_seconds=0.3):
        pass
    assert ExportState.objects.get().owner == "elsewhere:1:2"
    held_by("elsewhere:1:2", seconds=0.3)
    with lease.held(wait_seconds=5):
        pass


def test_a_living_process_of_this_machine_is_waited_for():
    held_by(f"{socket.gethostname()}:{os.getppid()}:1")
    with pytest.raises(TimeoutError), lease.held(wait_seconds=0.3):
        pass


def test_a_dead_process_of_this_machine_is_not_waited_for():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    held_by(f"{socket.gethostname()}:{process.pid}:1")
    with lease.held(wait_seconds=0):
        assert f":{os.getpid()}:" in ExportState.objects.get().owner


def test_who_was_silent_too_long_is_told():
    with lease.held() as renew:
        renew()
        held_by("elsewhere:1:2")
        with pytest.raises(lease.LeaseLost):
            renew()
    assert ExportState.objects.get().owner == "elsewhere:1:2"


@pytest.mark.django_db(transaction=True)
def test_of_two_that_come_together_one_waits():
    inside, most = [], []

    def work():
        from django.db import connection

        try:
            with lease.held(wait_seconds=20):
                inside.append(1)
                most.append(len(inside))
                threading.Event().wait(0.1)
                inside.pop()
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1, 1, 1]
