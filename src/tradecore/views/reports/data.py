"""The report of a check or a resampling."""

from collections.abc import Sequence

from tradecore.bars import Bars
from tradecore.contracts.data import DataRequest, DataResult
from tradecore.quality import Finding, Severity
from tradecore.views.charts import Block, Cell, Chart, Grid, Line, Points, Tone, thinned
from tradecore.views.report import Report, Tile, report_of
from tradecore.views.text import day, minute

TONES = {Severity.ERROR: Tone.BAD, Severity.WARNING: Tone.SECOND, Severity.NOTE: Tone.QUIET}
NOWHERE = 0


def data_report(
    request: DataRequest, result: DataResult, bars: Bars, findings: Sequence[Finding], made: Bars | None
) -> Report:
    """What the file holds, what is wrong with it and where, and what was made of it."""
    title = f"{result.symbol or 'bars'}, {result.rows:,} bars of {result.step}"
    span = f", {day(bars.time[0])} to {day(bars['available'][-1])}" if len(bars) else ""
    blocks: list[Block] = [closes_chart(bars, findings)]
    if findings:
        blocks.append(findings_grid(findings))
    if made is not None and len(made):
        blocks.append(made_chart(made, result))
    warnings = [line for line in result.sentences if line.startswith("Error:")]
    return report_of("data", title + span, request, result.sentences, warnings, tiles(result), blocks)


def tiles(result: DataResult) -> tuple[Tile, ...]:
    """The numbers to see first."""
    kinds = len(result.findings)
    found = (
        Tile("usable bars", f"{result.rows:,}", f"of {result.step}"),
        Tile("kinds of error", str(result.errors), "a run refuses them", Tone.BAD if result.errors else Tone.GOOD),
        Tile("kinds of finding", str(kinds), "errors, warnings and notes"),
    )
    made = Tile("resampled bars", f"{result.resampled:,}", "complete ones only")
    equal = Tile("compared bars", f"{result.compared:,}", f"{result.differing:,} of them differ")
    return (*found, *((made,) if result.resampled else ()), *((equal,) if result.compared else ()))


def closes_chart(bars: Bars, findings: Sequence[Finding]) -> Chart:
    """The closes as the file has them, with a mark where something is wrong."""
    line = Line("close", *thinned(bars["available"], bars["close"]))
    marks = [_marks(bars, finding) for finding in findings if any(time != NOWHERE for time in finding.times)]
    caption = "As the file has them, before any split or dividend. Marks stand where a finding was listed."
    return Chart("Closes", (line, *marks), y="money", caption=caption if marks else "")


def _marks(bars: Bars, finding: Finding) -> Points:
    times = [time for time in finding.times if time != NOWHERE]
    level = min(bars["close"])
    return Points(
        finding.kind, times, [level] * len(times), TONES[finding.severity], notes=(finding.message,) * len(times)
    )


def findings_grid(findings: Sequence[Finding]) -> Grid:
    """One row a kind of finding, the worst first."""
    order = list(TONES)
    rows = tuple(
        (
            Cell(finding.severity.value, TONES[finding.severity], 0.0),
            finding.kind,
            minute(finding.times[0]) if finding.times and finding.times[0] != NOWHERE else "",
            f"{finding.message}.",
            f"{finding.count:,}",
        )
        for finding in sorted(findings, key=lambda each: order.index(each.severity))
    )
    return Grid("Findings", ("severity", "kind", "first (UTC)", "what it is", "rows"), rows, left=4)


def made_chart(made: Bars, result: DataResult) -> Chart:
    """The closes of the resampled bars."""
    line = Line("close", *thinned(made["available"], made["close"]))
    return Chart(f"The {result.resampled:,} resampled bars", (line,), y="money", low=True)
