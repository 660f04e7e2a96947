"""The report of a walk forward."""

from collections.abc import Sequence

from tradecore.contracts.walkforward import WalkForwardRequest, WalkForwardResult, WindowOutcome
from tradecore.views.charts import Block, Cell, Chart, Grid, Line, Strokes, Tone, thinned
from tradecore.views.heat import written as value_of
from tradecore.views.meanings import written
from tradecore.views.report import Report, Tile, beside, report_of
from tradecore.views.text import NOTHING, percent, ratio, signed_percent
from tradecore.views.walkforward import Track, WalkView

TONES = {"pass": Tone.GOOD, "warn": None, "fail": Tone.BAD}
HELD = "buy and hold"


def walkforward_report(
    request: WalkForwardRequest, result: WalkForwardResult, view: WalkView, warnings: Sequence[str] = ()
) -> Report:
    """The verdict, the stitched curve, the windows as a ribbon and as a table, and how the parameters moved."""
    columns = {"out of sample": result.metrics}
    if result.benchmark:
        columns[HELD] = result.benchmark
    blocks: list[Block] = [equity_chart(view), ribbon_chart(view), windows_grid(result)]
    blocks += [drift_chart(track, view) for track in view.tracks]
    title = view.title
    return report_of("walkforward", title, request, result.sentences, warnings, tiles(result), blocks, beside(columns))


def tiles(result: WalkForwardResult) -> tuple[Tile, ...]:
    """The verdict, and the numbers that it rests on."""
    own, held, facts = result.metrics, result.benchmark, result.facts
    spread = result.bootstrap.sharpe if result.bootstrap else None
    between = (
        f"{percent(result.bootstrap.confidence, 0)}: {ratio(spread.low)} to {ratio(spread.high)}"
        if spread and result.bootstrap
        else ""
    )
    gained = f"{facts['windows_profitable']} of {facts['windows_traded']}"
    paid, share = facts["cost_paid"], facts["best_share"]
    best = f"gained; the best {percent(share, 0)} of the profit" if share is not None else "gained; together nothing"
    return (
        Tile("verdict", result.verdict.upper(), "", TONES[result.verdict]),
        Tile("Sharpe ratio", ratio(own["sharpe"]), between),
        Tile(
            "total return",
            signed_percent(own["total_return"]),
            f"holding {written('total_return', held['total_return'])}" if held else "",
        ),
        Tile("windows", gained, best),
        Tile("efficiency", percent(facts["efficiency"], 0), "growth a bar outside over inside"),
        Tile(
            "costs it bears",
            NOTHING if facts["cost_bearable"] is None else f"{facts['cost_bearable']:.1f} bp",
            "" if paid is None else f"{paid:.1f} bp of the money traded were paid",
        ),
    )


def equity_chart(view: WalkView) -> Chart:
    """The stitched equity and, where there is one, its benchmark."""
    marked = " (IN SAMPLE)" if view.in_sample else ""
    lines = [Line("strategy", *thinned(view.time, view.equity), Tone.FIRST)] if len(view.time) else []
    if len(view.benchmark):
        lines.insert(0, Line(HELD, *thinned(view.time, view.benchmark), Tone.SECOND))
    caption = "Every bar was traded by what its window had learned and chosen before it."
    return Chart(
        f"Equity out of sample, all tests behind each other{marked}",
        tuple(lines),
        y="money",
        y_name=view.currency,
        caption=caption,
        zone=view.zone,
    )


def ribbon_chart(view: WalkView) -> Chart:
    """Each window as a line: its training stretch, then its test in the colour of what it gained."""
    bands = view.bands
    trains = Strokes(
        "training stretch",
        [band.train[0] for band in bands],
        [float(band.number) for band in bands],
        [band.train[1] for band in bands],
        [float(band.number) for band in bands],
        Tone.QUIET,
    )
    tests: list[Strokes] = []
    for name, tone, kind in (
        ("test that gained", Tone.GOOD, 1),
        ("that did not", Tone.BAD, -1),
        ("not traded", Tone.QUIET, 0),
    ):
        some = [band for band in bands if side(band.outside) == kind]
        if some:
            level = [float(band.number) for band in some]
            notes = tuple(f"window {band.number}: {signed_percent(band.outside)}" for band in some)
            tests.append(
                Strokes(
                    name, [band.test[0] for band in some], level, [band.test[1] for band in some], level, tone, notes
                )
            )
    return Chart("Windows", (trains, *tests), y_name="window", zone=view.zone, low=True)


def side(gained: float | None) -> int:
    """1 for a gain, -1 for none, 0 where nothing was traded."""
    return 0 if gained is None else 1 if gained > 0.0 else -1


def drift_chart(track: Track, view: WalkView) -> Chart:
    """The value that each window chose for one axis, over its test."""
    chosen = [(band.test, value) for band, value in zip(view.bands, track.values, strict=True) if value is not None]
    level = [value for _, value in chosen]
    strokes = Strokes(
        "chosen", [test[0] for test, _ in chosen], level, [test[1] for test, _ in chosen], level, Tone.FIRST
    )
    ends = (view.bands[0].test[0], view.bands[-1].test[1])
    limits = [Line(name, ends, (level, level), Tone.QUIET, dashed=True) for name, level in _limits(track)]
    caption = f"Tried from {track.low:g} to {track.high:g}. A parameter that jumps about is fitted to noise."
    return Chart(f"Chosen {track.name}", (*limits, strokes), caption=caption, zone=view.zone, low=True)


def _limits(track: Track) -> tuple[tuple[str, float], ...]:
    """The ends of what was tried; one name for both of them."""
    return ("tried", track.low), ("", track.high)


def windows_grid(result: WalkForwardResult) -> Grid:
    """A row a window."""
    head = (
        "",
        "test from",
        "to",
        *result.axes,
        "Sharpe in",
        "Sharpe out",
        "return in",
        "return out",
        "trades",
        "share",
    )
    rows = tuple(_row(each, result.axes) for each in result.windows)
    caption = "In is the training stretch that the set was chosen on, out the test that nothing was chosen on. windows.csv has more."  # noqa: E501
    return Grid("Windows one by one", head, rows, caption, left=3)


def _row(window: WindowOutcome, axes: Sequence[str]) -> tuple[Cell | str, ...]:
    chosen = (value_of(window.parameters[axis]) if window.traded else NOTHING for axis in axes)
    tone = Tone.GOOD if window.profit > 0.0 else Tone.BAD if window.profit < 0.0 else None
    return (
        f"{window.window}",
        window.test_start[:10],
        window.test_end[:10],
        *chosen,
        ratio(window.inside.get("sharpe")),
        ratio(window.sharpe),
        signed_percent(window.inside.get("total_return")),
        Cell(signed_percent(window.total_return), tone, 0.0),
        f"{window.trades:,}",
        percent(window.share, 0),
    )
