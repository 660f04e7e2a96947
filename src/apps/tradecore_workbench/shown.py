"""A run as text and as HTML: the verdict, the metrics with what is good, the picture."""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from tradecore.views.listing import doing
from tradecore.views.report import Metric, beside
from tradecore.views.text import visible

if TYPE_CHECKING:
    from tradecore_workbench.run import Run

# What is seen at first, in this order; the others on request.
FIRST = (
    *("total_return", "annual_return", "sharpe", "probabilistic_sharpe", "max_drawdown", "volatility", "exposure"),
    *("trades", "win_rate", "profit_factor", "commission", "slippage", "final"),
    *("n", "skill", "mae", "mae_naive", "log_loss_skill", "auc", "rank_ic", "hit_rate", "majority", "sigma"),
)
HELD = "buy and hold"
NUMERIC, PLAIN = ' style="text-align:right"', ' style="text-align:left"'


def as_text(run: "Run") -> str:
    """A few lines for a terminal."""
    head = f"{run.kind} {run.id}: {run.state}"
    if not run.succeeded:
        return f"{head}\n  {visible(problem(run))}"
    told = [f"  {visible(sentence)}" for sentence in run.sentences]
    return "\n".join([head, *told, *_aligned(run), f"  {run.folder}"])


def as_html(run: "Run") -> str:
    """For a notebook's cell; every text is escaped, nothing is fetched."""
    head = f"<p><b>{escape(run.kind)}</b> <code>{escape(run.id)}</code> {escape(run.state)}</p>"
    if not run.succeeded:
        return f"<div>{head}<p>{escape(visible(problem(run)))}</p></div>"
    columns, first, more = numbers(run)
    rest = f"<details><summary>all metrics</summary>{_table(columns, more)}</details>" if more else ""
    place = f"<p><small>{escape(str(run.folder))}</small></p>"
    return f"<div>{head}{_verdict(run.sentences)}{_table(columns, first)}{rest}{_picture(run)}{place}</div>"


def problem(run: "Run") -> str:
    """Why there is no result, or what is being done for one."""
    record = run.record
    error = record.status.error
    return error.message if error else doing(record.status, known=record.known)


def numbers(run: "Run") -> tuple[Sequence[str], Sequence[Metric], Sequence[Metric]]:
    """The columns, the metrics to see first and the others; those that the run has no number for are left out."""
    own = str(getattr(run.result, "strategy", "")) or run.kind
    columns: Mapping[str, Mapping[str, float | int | None]] = {own: run.metrics}
    if run.benchmark:
        columns = {**columns, HELD: run.benchmark}
    known = {name for name, value in run.metrics.items() if value is not None}
    parts = (
        [name for name in FIRST if name in known],
        [name for name in run.metrics if name in known.difference(FIRST)],
    )
    first, more = ([_metric(columns, name, _unit(run)) for name in part] for part in parts)
    return tuple(columns), first, more


def _metric(columns: Mapping[str, Mapping[str, float | int | None]], name: str, unit: str) -> Metric:
    (row,) = beside({key: {name: values.get(name)} for key, values in columns.items()}, unit)[1]
    return row


def _aligned(run: "Run") -> list[str]:
    """The first metrics as columns of text."""
    columns, first, _ = numbers(run)
    rows = [("", *map(visible, columns)), *((row.label, *row.cells) for row in first)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = (
        "  ".join([row[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))])
        for row in rows
    )
    return [f"  {line.rstrip()}" for line in lines] if first else []


def _unit(run: "Run") -> str:
    """The unit of a forecast's errors."""
    return str(getattr(getattr(run.result, "model", None), "unit", "return"))


def _verdict(sentences: Sequence[str]) -> str:
    told = [escape(visible(sentence)) for sentence in sentences]
    rest = "".join(f"<li>{each}</li>" for each in told[1:])
    return (f"<p><b>{told[0]}</b></p>" if told else "") + (f"<ul>{rest}</ul>" if rest else "")


def _table(columns: Sequence[str], rows: Iterable[Metric]) -> str:
    body = "".join(_row((row.label, *row.cells, row.words), len(row.cells)) for row in rows)
    head = "".join(f"<th>{escape(visible(name))}</th>" for name in ("", *columns, "what it tells"))
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if body else ""


def _row(cells: Sequence[str], numeric: int) -> str:
    styles = (NUMERIC if 0 < place <= numeric else PLAIN for place in range(len(cells)))
    return f"<tr>{''.join(f'<td{style}>{escape(cell)}</td>' for cell, style in zip(cells, styles, strict=True))}</tr>"


def _picture(run: "Run") -> str:
    if not any(name.endswith(".png") for name in run.files):
        return ""
    content = b64encode(run.plot().content).decode()
    return f'<img alt="{escape(run.kind)}" style="max-width:100%" src="data:image/png;base64,{content}">'
