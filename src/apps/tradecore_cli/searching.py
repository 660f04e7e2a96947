"""What every command takes that searches over parameters: the axes, what is best, and how sets are drawn."""

from collections.abc import Mapping
from typing import Annotated, NamedTuple

import typer

from tradecore.errors import InvalidValue
from tradecore_cli.desk import assignments


class Searching(NamedTuple):
    """The options; their fields in a request are those of `searching_fields`."""

    over: Annotated[
        list[str] | None,
        typer.Option(
            "--over",
            metavar="NAME[=VALUES]",
            help="An axis: fast=5:50:5 or fast=5,10,20, or fast for all it declares. May be repeated.",
        ),
    ] = None
    random: Annotated[
        int,
        typer.Option(
            "--random", metavar="N", min=0, show_default=False, help="Try N sets drawn at random [default: every one]."
        ),
    ] = 0
    seed: Annotated[int | None, typer.Option("--seed", metavar="S", help="Of the drawing [default: 1].")] = None
    by: Annotated[str, typer.Option("--by", metavar="METRIC", help="What is best [default: sharpe].")] = ""
    min_trades: Annotated[
        int | None,
        typer.Option(
            "--min-trades",
            metavar="N",
            min=0,
            help="Sets that close fewer trades cannot be the best [default: 20; 10 in a walk].",
        ),
    ] = None
    parameters: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A parameter that every set has.")
    ] = None


def searching_fields(searching: Searching) -> Mapping[str, object]:
    """What they say, as fields of a request."""
    chosen = {"by": searching.by, "seed": searching.seed, "min_trades": searching.min_trades}
    return {
        "random": searching.random,
        **{name: value for name, value in chosen.items() if value not in ("", None)},
        **{f"over.{name}": values for name, values in map(axis, searching.over or ())},
        **assignments(searching.parameters, "--set", "parameters."),
    }


def axis(text: str) -> tuple[str, str]:
    """`NAME=VALUES`, or NAME alone for everything that the strategy declares."""
    name, _, values = text.partition("=")
    if not name.strip() or "." in name:
        raise InvalidValue("--over", text, "a parameter with its values, such as fast=5:50:5 or fast=5,10,20")
    return name.strip(), values.strip()
