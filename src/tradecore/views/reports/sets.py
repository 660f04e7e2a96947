"""The report of an import or an update."""

from collections.abc import Sequence

from tradecore.bars import Bars
from tradecore.contracts.sets import ImportRequest, SetResult, UpdateRequest
from tradecore.quality import Finding
from tradecore.views.charts import Block, Tone
from tradecore.views.report import Report, Tile, report_of
from tradecore.views.reports.data import closes_chart, findings_grid
from tradecore.views.text import day


def set_report(
    kind: str, request: ImportRequest | UpdateRequest, result: SetResult, bars: Bars, findings: Sequence[Finding]
) -> Report:
    """What the set holds now, what came in, and what is wrong with it and where."""
    span = f"{day(bars.time[0])} to {day(bars['available'][-1])}"
    title = f"data set {result.name}, {result.rows:,} bars of {result.symbol}, {result.step}, {span}"
    blocks: list[Block] = [closes_chart(bars, findings), *((findings_grid(findings),) if findings else ())]
    warnings = [line for line in result.sentences if line.startswith("Error:")]
    return report_of(kind, title, request, result.sentences, warnings, tiles(result), blocks)


def tiles(result: SetResult) -> tuple[Tile, ...]:
    """The numbers to see first."""
    return (
        Tile("bars", f"{result.rows:,}", f"of {result.step}"),
        Tile("new", f"{result.added:,}", "rows that the set had not"),
        Tile("repeated", f"{result.repeated:,}", "rows that it had, equal"),
        Tile("revised", f"{result.revised:,}", "bars with other values", Tone.BAD if result.revised else None),
        Tile("left out", f"{result.left_out:,}", "rows", Tone.BAD if result.left_out else None),
    )
