"""Options that commands share."""

from inspect import signature
from typing import Annotated, NamedTuple

import pytest
import typer

from tradecore_cli.groups import grouped
from tradecore_cli.options import application


class Size(NamedTuple):
    width: Annotated[int, typer.Option("--width")] = 3
    tall: Annotated[bool, typer.Option("--tall")] = False


@grouped
def draw(name: Annotated[str, typer.Argument()], *, colour: str = "red", size: Size) -> int:
    """Draw."""
    return len(name) + size.width + 100 * size.tall + 1000 * len(colour)


def test_fields_become_parameters_with_their_defaults() -> None:
    parameters = signature(draw).parameters
    assert list(parameters) == ["name", "colour", "width", "tall"]
    assert parameters["width"].default == 3
    assert draw.__doc__ == "Draw."


@pytest.mark.parametrize(
    ("arguments", "result"), [(["ab"], 3005), (["ab", "--width", "7", "--tall", "--colour", "x"], 1109)]
)
def test_the_command_gets_its_group_as_one_value(arguments: list[str], result: int) -> None:
    app = application()
    app.command()(draw)
    assert app(arguments, standalone_mode=False) == result
