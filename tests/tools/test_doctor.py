"""The check of the machine names what is missing before anything is installed."""

import subprocess

import pytest

from tools import doctor


def test_a_complete_machine_passes(capsys):
    assert doctor.main([]) == 0
    assert capsys.readouterr() == ("Everything needed is here.\n", "")


def test_a_folder_that_cannot_be_written_is_named(monkeypatch, capsys):
    monkeypatch.setattr(doctor.os, "access", lambda path, mode: False)
    assert doctor.main([]) == 1
    assert doctor.ROOT in capsys.readouterr().err


def test_old_python_is_named_with_the_way_to_a_newer_one(monkeypatch, capsys):
    monkeypatch.setattr(doctor.sys, "version_info", (3, 8, 10))
    assert doctor.main([]) == 1
    said = capsys.readouterr().err
    assert "Python 3.11 or newer (this is 3.8)" in said
    assert "PYTHON=python3.11" in said


def test_missing_venv_is_named_with_its_package(monkeypatch, capsys):
    found = doctor.importlib.util.find_spec
    monkeypatch.setattr(
        doctor.importlib.util,
        "find_spec",
        lambda name: None if name == "ensurepip" else found(name),
    )
    assert doctor.main([]) == 1
    assert "python3-venv" in capsys.readouterr().err


def test_full_disk_is_named_in_numbers(monkeypatch, capsys):
    usage = doctor.shutil.disk_usage(doctor.ROOT)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: usage._replace(free=100 * 2**20))
    assert doctor.main([]) == 1
    assert "100 MiB free" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (subprocess.CompletedProcess([], 0, b"", b""), 0),
        (subprocess.CompletedProcess([], 1, b"", b"WARNING: retrying\nERROR: no route"), 1),
    ],
)
def test_package_index_is_asked_through_pip(monkeypatch, capsys, answer, expected):
    monkeypatch.delenv("PIP_NO_INDEX", raising=False)
    monkeypatch.setattr(doctor.subprocess, "run", lambda *args, **kwargs: answer)
    assert doctor.main(["--network"]) == expected
    said = capsys.readouterr().err
    assert ("ERROR: no route" in said) == bool(expected)
    assert ("HTTPS_PROXY" in said) == bool(expected)


def test_every_fault_is_named_at_once(monkeypatch, capsys):
    monkeypatch.setattr(doctor.sys, "version_info", (3, 8, 10))
    monkeypatch.setattr(doctor, "NEEDED_MIB", 10**9)
    doctor.main([])
    assert capsys.readouterr().err.count("Missing:") == 2
