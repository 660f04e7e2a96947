"""docs/command-line.md knows every command, every option and every exit code, and nothing that does not exist."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer

from tradecore_cli import exits
from tradecore_cli.main import COMMANDS

TEXT = (Path(__file__).parents[3] / "docs" / "command-line.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL))
SHARED = SECTIONS["What commands share"]


def leaves() -> Iterator[tuple[str, Any]]:
    """Every command that does something, with its full name."""
    for name in COMMANDS:
        command: Any = typer.main.get_command(import_module(f"tradecore_cli.commands.{name}").app)
        below = getattr(command, "commands", None)
        if below is None:
            yield name, command
        else:
            yield from ((f"{name} {sub}", each) for sub, each in below.items())


LEAVES = dict(leaves())


def test_the_sections_are_the_commands() -> None:
    assert set(SECTIONS) - {"What commands share"} == set(LEAVES)


@pytest.mark.parametrize("name", LEAVES)
def test_a_command_has_an_example_and_each_of_its_options(name: str) -> None:
    section = SECTIONS[name]
    assert re.search(rf"^```console\n\$ tradecore {name}\b", section, re.MULTILINE)
    options = [option for parameter in LEAVES[name].params for option in parameter.opts if option.startswith("--")]
    assert [option for option in options if f"`{option}" not in section + SHARED] == []


@pytest.mark.parametrize("name", LEAVES)
def test_no_option_is_documented_that_does_not_exist(name: str) -> None:
    known = {option for parameter in LEAVES[name].params for option in parameter.opts} | {"--help"}
    lines = re.findall(rf"^\$ tradecore {name} .*$", SECTIONS[name], re.MULTILINE)
    assert {word for line in lines for word in line.split() if word.startswith("--")} <= known
    everywhere = {option for command in LEAVES.values() for each in command.params for option in each.opts} | {"--help"}
    assert set(re.findall(r"`(--[a-z-]+)", SECTIONS[name])) <= everywhere


def test_every_help_has_words_for_every_option() -> None:
    silent = [
        (name, parameter.name) for name, command in LEAVES.items() for parameter in command.params if not parameter.help
    ]
    assert silent == []
    assert [name for name, command in LEAVES.items() if not command.help] == []


def test_exit_codes_are_documented() -> None:
    codes = {value for name, value in vars(exits).items() if name.isupper() and isinstance(value, int)}
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", SHARED, re.MULTILINE)} == codes
