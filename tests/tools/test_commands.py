"""What the docs name exists, and the other way round."""

import argparse
import importlib
import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import BaseCommand, get_commands, load_command_class

from site_builder import cli

ROOT = Path(__file__).resolve().parents[2]
DOCS = [
    ROOT / "README.md",
    ROOT / "CONTEXT.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "deploy" / "README.md",
    *ROOT.glob("docs/**/*.md"),
]


def targets():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"(?m)^([a-z-]+):.*##", makefile))


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
    named = set(re.findall(r"(?<![a-z])`?make ([a-z-]+)`", page.read_text(encoding="utf-8")))
    assert named <= targets()


@pytest.mark.parametrize("page", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_docs_lead_somewhere(page):
    for target in re.findall(
        r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8")
    ):
        assert (page.parent / target).exists(), target


def test_every_make_target_is_in_the_docs():
    assert targets() <= set(re.findall(r"make ([a-z-]+)", everything()))


def everything():
    return "\n".join(page.read_text(encoding="utf-8") for page in DOCS)


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


def test_every_command_of_the_builder_is_in_the_docs_with_its_options():
    text = everything()
    for command, options in builder_commands().items():
        assert f"build.py {command}" in text
        assert {o for o in options if o.startswith("--")} - {"--help"} <= set(
            re.findall(r"--[a-z-]+", text)
        )


def test_every_management_command_is_in_the_docs_with_its_options():
    text = everything()
    plain = set(BaseCommand().create_parser("manage.py", "x")._option_string_actions)
    for command, app in get_commands().items():
        if not str(app).startswith("cms."):
            continue
        described = re.findall(rf"manage\.py {command}\b([^`\n]*)", text)
        assert described, command
        made = load_command_class(app, command).create_parser("manage.py", command)
        options = {o for o in made._option_string_actions if o.startswith("--")} - plain
        assert options <= set(re.findall(r"--[a-z-]+", " ".join(described))), command


SOURCES = ("cms", "contract", "site_builder", "tools", "tests")
READ = re.compile(r'(?:environ\.(?:get|setdefault|pop)\(|environ\[|_required\()\s*"([A-Z_]+)"')


def variables_read():
    """Names of what the code asks the environment for. dj_database_url reads DATABASE_URL."""
    sources = [*ROOT.glob("*.py"), *(f for d in SOURCES for f in (ROOT / d).rglob("*.py"))]
    return {name for file in sources for name in READ.findall(file.read_text(encoding="utf-8"))}


def test_the_docs_name_the_variables_that_the_code_reads_and_no_others():
    table = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    table = table.partition("\n## Environment\n")[2].partition("\n## ")[0]
    named = re.findall(r"(?m)^\| `([A-Z_]+)` \|", table)
    assert len(set(named)) == len(named)
    assert set(named) == variables_read()
