"""Results as Markdown tables and as JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from math import isnan
from typing import Any

from benchmarks.contest import Contest, Outcome

Row = Sequence[str]
# Beyond this a number is shown whole.
LARGE = 1000.0
# tradecore's own numbers beside those a reader cannot do without.
COLUMNS = ("", "time", "x tradecore", "rate", "peak memory", "above idle", "runs", "results")


def seconds(value: float) -> str:
    """A time in the unit that leaves three digits."""
    if isnan(value):
        return "-"
    for unit, factor in (("s", 1.0), ("ms", 1e3), ("us", 1e6)):
        if value * factor >= 1.0:
            return f"{value * factor:,.3g} {unit}" if value < LARGE else f"{value:,.0f} s"
    return f"{value * 1e9:.3g} ns"


def megabytes(value: int) -> str:
    """Memory; - where it was not measured."""
    return f"{value / 1e6:,.0f} MB" if value else "-"


def ratio(value: float) -> str:
    """How many times."""
    return "-" if isnan(value) else f"{value:,.3g}" if value < LARGE else f"{value:,.0f}"


def grid(header: Row, rows: Sequence[Row]) -> str:
    """A Markdown table whose columns line up in a terminal too; the first is flush left, numbers flush right."""
    widths = [max(len(row[n]) for row in [header, *rows]) for n in range(len(header))]
    left = {0, len(header) - 1}

    def line(row: Row) -> str:
        cells = [
            cell.ljust(w) if n in left else cell.rjust(w) for n, (cell, w) in enumerate(zip(row, widths, strict=True))
        ]
        return f"| {' | '.join(cells)} |"

    rule = [("-" * w if n in left else "-" * (w - 1) + ":") for n, w in enumerate(widths)]
    return "\n".join([line(header), f"| {' | '.join(rule)} |", *(line(row) for row in rows)])


def rate(contest: Contest, value: float) -> str:
    """Time a bar, or bars x sets a second."""
    if isnan(value):
        return "-"
    if contest.work == "sweep":
        return f"{contest.steps / value / 1e6:,.3g} M/s"
    return seconds(value / contest.steps)


def section(contest: Contest, outcomes: Sequence[Outcome]) -> str:
    """One contest's table; its notes below."""
    times = {one.label: one.seconds(contest.clock) for one in outcomes}
    rows: list[Row] = []
    for one in outcomes:
        value = one.seconds(contest.clock)
        counted = f"{len(one.wall)}" + (f", a {one.scale:.3g}th" if one.scale > 1.0 else "")
        found = "fails" if one.error else one.agreement or "-"
        memory = megabytes(one.peak), megabytes(max(0, one.peak - one.base))
        rows.append(
            (
                one.label,
                seconds(value),
                ratio(value / times.get(one.beside, float("nan"))),
                rate(contest, value),
                *memory,
                counted,
                found,
            )
        )
    unit = "bars x sets a second" if contest.work == "sweep" else "a bar"
    header = (*COLUMNS[:3], unit, *COLUMNS[4:])
    clock = "CPU time" if contest.clock == "cpu" else "Time by the clock"
    notes = [note for one in outcomes for note in notes_of(one)]
    return "\n\n".join([f"## {contest.title}", grid(header, rows), f"{clock}, median. {' '.join(notes)}".rstrip()])


def notes_of(outcome: Outcome) -> list[str]:
    """What else is known of an entry."""
    notes: list[str] = []
    names = list(outcome.parts[-1]) if outcome.parts else []
    if names:
        parts = ", ".join(f"{name} {seconds(outcome.part(name))}" for name in names)
        notes.append(f"{outcome.label}: {parts}.")
    if outcome.settled:
        notes.append(f"{outcome.label} was quickest with {', '.join(f'{k} {v}' for k, v in outcome.settled.items())}.")
    if outcome.error:
        notes.append(f"{outcome.label} failed: {outcome.error.strip().splitlines()[-1]}")
    return notes


def whole(cold: Sequence[Outcome], warm: Sequence[Outcome], bars: int) -> str:
    """Whole processes."""
    first = next(one for one in warm if one.wall).seconds("wall")
    rows = [
        (
            late.label,
            seconds(early.seconds("wall")),
            seconds(late.seconds("wall")),
            seconds(late.seconds("cpu")),
            ratio(late.seconds("wall") / first),
            megabytes(late.peak),
            "fails" if early.error or late.error else f"{len(early.wall)} cold, {len(late.wall)} warm",
        )
        for early, late in zip(cold, warm, strict=True)
    ]
    header = ("", "cold", "warm", "CPU of warm", "x the first", "peak memory", "runs")
    failed = [f"{one.label} failed: {one.error.strip().splitlines()[-1]}" for one in [*cold, *warm] if one.error]
    words = "Time by the clock, median. Cold: no code compiled before is kept. " + " ".join(failed)
    return f"## A whole process, {bars:,} bars\n\n{grid(header, rows)}\n\n{words.rstrip()}"


def growth(results: Sequence[tuple[Contest, Outcome]]) -> str:
    """How time grows with bars x sets: indicators apart, since each distinct one is computed once."""
    costs = [one.part("sets") / contest.steps * 1e9 for contest, one in results]
    middle = sorted(costs)[len(costs) // 2]
    rows = [
        (
            contest.title,
            f"{contest.steps:.0e}",
            seconds(one.part("sets")),
            f"{cost:,.3g} ns",
            f"{cost / middle - 1.0:+.0%}",
        )
        for (contest, one), cost in zip(results, costs, strict=True)
    ]
    return "## Growth\n\n" + grid(("", "bars x sets", "time", "a bar and set", "beside the median"), rows)


def record(
    results: Sequence[tuple[Contest, Sequence[Outcome]]], machine: Mapping[str, Any], more: Mapping[str, Any]
) -> str:
    """Everything, for other programs."""
    contests = [
        {
            "name": contest.name,
            "title": contest.title,
            "steps": contest.steps,
            "clock": contest.clock,
            "entries": [{**asdict(one), "seconds": one.seconds(contest.clock)} for one in outcomes],
        }
        for contest, outcomes in results
    ]
    text = json.dumps({"schema": 1, "machine": dict(machine), "contests": contests, **more}, indent=1)
    return text.replace("NaN", "null")
