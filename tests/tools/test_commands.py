"""What the docs name exists, and the other way round."""

import argparse
import importlib
import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from site_builder import cli

ROOT = Path(__file__).resolve().parents[2]
DOCS = [
    ROOT / "README.md",
    ROOT / "CONTEXT.md",
    ROOT / "CONTRIBUTING.md",
    *ROOT.glob("docs/**/*.md"),
]


def targets():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"(?m)^([a-z]+):.*##", makefile))


def test_make_help_lists_every_target():
    shown = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert {line.split()[1] for line in shown.splitlines()} == targets()


@pytest.mark.parametrize("page", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_make_targets_named_in_docs_exist(page):
    named = set(re.findall(r"(?<![a-z])`?make ([a-z]+)`", page.read_text(encoding="utf-8")))
    assert named <= targets()


@pytest.mark.parametrize("page", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_docs_lead_somewhere(page):
    for target in re.findall(
        r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8")
    ):
        assert (page.parent / target).exists(), target


def builder_commands():
    """subcommand -> its options"""
    (commands,) = (
        action
        for action in cli._parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    return {name: set(sub._option_string_actions) for name, sub in commands.choices.items()}


@pytest.mark.parametrize("page", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_of_the_builder_named_in_docs_exist_with_their_options(page):
    known = builder_commands()
    text = page.read_text(encoding="utf-8")
    for command, rest in re.findall(r"build\.py ([a-z]+)\b([^`\n]*)", text):
        assert command in known
        assert set(re.findall(r"--[a-z-]+", rest)) <= known[command]


@pytest.mark.parametrize("page", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_management_commands_named_in_docs_exist_with_their_options(page):
    apps = get_commands()
    text = page.read_text(encoding="utf-8")
    for command, rest in re.findall(r"manage\.py ([a-z_]+)\b([^`\n]*)", text):
        if command == "help":
            continue
        made = load_command_class(apps[command], command).create_parser("manage.py", command)
        assert set(re.findall(r"--[a-z-]+", rest)) <= set(made._option_string_actions)


@pytest.mark.parametrize("page", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_names_of_the_code_in_docs_exist(page):
    text = page.read_text(encoding="utf-8")
    for dotted in re.findall(r"`((?:contract|site_builder|cms)(?:\.\w+)+)`", text):
        module, _, name = dotted.rpartition(".")
        try:
            importlib.import_module(dotted)
        except ModuleNotFoundError:
            assert hasattr(importlib.import_module(module), name), dotted
