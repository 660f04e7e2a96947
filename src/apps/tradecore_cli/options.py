"""Options shared by commands."""

from typing import Annotated, Literal, NamedTuple

import typer


def application(about: str = "") -> typer.Typer:
    """A typer application whose help and errors need no rich; `about` introduces its subcommands."""
    return typer.Typer(
        help=about or None,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )


class Common(NamedTuple):
    """What every command takes."""

    workspace: Annotated[
        str, typer.Option("--workspace", metavar="FOLDER", help="The folder with configs/ and runs/ [default: here].")
    ] = ""
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False


class Job(NamedTuple):
    """What every command takes that submits a job."""

    config: Annotated[
        list[str] | None,
        typer.Option("--config", metavar="KEY=VALUE", help="Override a setting for this run. May be repeated."),
    ] = None
    detach: Annotated[bool, typer.Option("--detach", help="Start the job and return at once.")] = False


class BarsOptions(NamedTuple):
    """How a file of bars is read; what is not given comes from the configuration."""

    zone: Annotated[
        str | None, typer.Option("--zone", metavar="NAME", help="Zone of times without offset: America/New_York.")
    ] = None
    label: Annotated[
        Literal["start", "end"] | None, typer.Option("--label", help="What a row's time is of its bar.")
    ] = None
    calendar: Annotated[
        str | None, typer.Option("--calendar", metavar="CODE", help="Exchange calendar: XNYS; '' never closes.")
    ] = None
    hours: Annotated[
        Literal["all", "regular"] | None, typer.Option("--hours", help="Keep all bars or the regular session's.")
    ] = None
    start: Annotated[str, typer.Option("--start", metavar="DATE", help="First date or time, included.")] = ""
    end: Annotated[str, typer.Option("--end", metavar="DATE", help="Last date or time, excluded.")] = ""
    accept: Annotated[
        bool, typer.Option("--accept", help="Leave out rows with errors instead of refusing the file.")
    ] = False
    open_holdout: Annotated[
        bool, typer.Option("--open-holdout", help="Use the sealed end of the data too; the trial ledger counts it.")
    ] = False
    source: Annotated[
        str, typer.Option("--source", metavar="NAME", help="Who reads the file [default: by its ending].")
    ] = ""


class Naming(NamedTuple):
    """What one file is of."""

    symbol: Annotated[str, typer.Option("--symbol", metavar="NAME", help="[default: from the file]")] = ""
    factors: Annotated[
        str, typer.Option("--factors", metavar="FILE", help="Split and dividend factors of the file.")
    ] = ""


class Step(NamedTuple):
    """How long the bars of a file are."""

    step: Annotated[
        str, typer.Option("--step", metavar="STEP", help="Length of the bars: 1h, 5min, 1d [default: inferred].")
    ] = ""


class Download(NamedTuple):
    """Where bars are downloaded from, and which."""

    origin: Annotated[
        str, typer.Option("--from", metavar="NAME", help="Download instruments instead of reading files: ibkr.")
    ] = ""
    prices: Annotated[
        Literal["trades", "midpoint"] | None,
        typer.Option("--prices", help="Of a download [default: trades, midpoint of currencies]."),
    ] = None
