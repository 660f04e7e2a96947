"""What a walk's windows are: options of `tradecore walkforward`."""

from collections.abc import Mapping
from typing import Annotated, NamedTuple

import typer


class Windowing(NamedTuple):
    """The options; their fields in a request are those of `windowing_fields`."""

    train: Annotated[
        str, typer.Option("--train", metavar="SPAN", help="To learn and choose on: '2 years', '90 days', '500 bars'.")
    ]
    test: Annotated[str, typer.Option("--test", metavar="SPAN", help="To trade after it.")]
    every: Annotated[
        str, typer.Option("--every", metavar="SPAN", help="From one test to the next [default: a test's length].")
    ] = ""
    anchored: Annotated[bool, typer.Option("--anchored", help="Let the training stretch grow from the first bar.")] = (
        False
    )
    gap: Annotated[
        int | None,
        typer.Option("--gap", metavar="BARS", min=0, help="Left out before a test [default: the label's horizon]."),
    ] = None
    embargo: Annotated[int, typer.Option("--embargo", metavar="BARS", min=0, help="Left out in addition.")] = 0
    fewest: Annotated[
        int | None, typer.Option("--fewest", metavar="BARS", min=2, help="A stretch must have [default: 30].")
    ] = None


def windowing_fields(windows: Windowing) -> Mapping[str, object]:
    """What they say, as fields of a request."""
    chosen = {
        "windows.train": windows.train,
        "windows.test": windows.test,
        "windows.step": windows.every or None,
        "windows.anchored": windows.anchored or None,
        "windows.gap": windows.gap,
        "windows.embargo": windows.embargo or None,
        "windows.fewest": windows.fewest,
    }
    return {name: value for name, value in chosen.items() if value is not None}
