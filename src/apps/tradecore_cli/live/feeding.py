"""Where a session's live bars come from, as options."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.live import LiveSettings
from tradecore.errors import InvalidValue
from tradecore_cli.bars import spec_fields
from tradecore_cli.options import BarsOptions

if TYPE_CHECKING:
    from tradecore_workbench.workbench import Workbench


class Feed(NamedTuple):
    """The options; their fields in the settings of a session are those of `with_feed`."""

    feed: Annotated[
        str, typer.Option("--feed", metavar="NAME", help="Trade on live bars of this feed: csv follows growing files.")
    ] = ""
    feed_file: Annotated[
        list[Path] | None,
        typer.Option("--feed-file", metavar="FILE", help="What the feed follows, one for each FILE [default: FILE]."),
    ] = None
    feed_step: Annotated[
        str, typer.Option("--feed-step", metavar="STEP", help="Length of the feed's bars [default: the session's].")
    ] = ""
    barrier: Annotated[
        float, typer.Option("--barrier", metavar="SECONDS", help="How long a symbol's late live bar is waited for.")
    ] = 10.0
    silence: Annotated[
        float, typer.Option("--silence", metavar="SECONDS", help="From when on a live bar that is missing is an alarm.")
    ] = 60.0


def with_feed(
    settings: LiveSettings, workbench: "Workbench", symbols: Sequence[str], bars: BarsOptions, feed: Feed
) -> LiveSettings:
    """The settings with what the options say; raises InvalidValue for what does not go together."""
    followed = feed.feed_file or []
    if not feed.feed and (followed or feed.feed_step):
        raise InvalidValue("--feed", "", "the name of the feed that reads them, such as csv: see tradecore plugins")
    if feed.feed:
        workbench.catalog.bar_stream(feed.feed)
    if followed and not feed.feed_step:
        raise InvalidValue("--feed-step", "", "the length of the bars of --feed-file, such as 1min")
    return replace(
        settings,
        feed=feed.feed,
        feed_bars=_specs(workbench, followed, symbols, bars, feed),
        source_step=feed.feed_step,
        barrier=feed.barrier,
        silence=feed.silence,
    )


def _specs(
    workbench: "Workbench", followed: Sequence[Path], symbols: Sequence[str], bars: BarsOptions, feed: Feed
) -> tuple[BarsSpec, ...]:
    """How the files that grow are read: as the session's own, with a step of their own."""
    if not followed:
        return ()
    if len(followed) != len(symbols):
        raise InvalidValue("--feed-file", len(followed), f"one for each of the {len(symbols)} FILEs, in their order")
    wanted = bars._replace(start="", end="")
    fields = [
        spec_fields(file, workbench.folder, wanted, symbol=name, step=feed.feed_step)
        for file, name in zip(followed, symbols, strict=True)
    ]
    request = workbench.request("backtest", {"strategy": "buy_and_hold", "bars": fields})
    return tuple(replace(spec, sha256="", holdout="") for spec in request.bars)
