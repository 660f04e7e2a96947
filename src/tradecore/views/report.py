"""The report of a run: one page that says what came out, how, from what, and with which files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tradecore.config import DEFAULT
from tradecore.ports.artifacts import Written
from tradecore.views.charts import Block, Tone
from tradecore.views.meanings import FORECASTS, PERFORMANCE, meaning, written
from tradecore.views.settings import DataFile, Setting, files_of, settings_of, without_folders

Numbers = Mapping[str, float | int | None]


@dataclass(frozen=True, slots=True)
class Tile:
    """A number to see first: its name, itself, and what it is to be held against."""

    label: str
    value: str
    beside: str = ""
    tone: Tone | None = None


@dataclass(frozen=True, slots=True)
class Metric:
    """A row of the metrics: what it is called, a cell for each column, and what it tells in one line."""

    label: str
    cells: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class File:
    """An artifact, with what it is; `bytes` and `sha256` are those of the manifest."""

    name: str
    words: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Report:
    """All that a page about a run shows, in its order. The same work gives the same report: no date, no run id.

    `columns` head the cells of `metrics`; `versions` and `code` are those that the request was made with, by name.
    """

    kind: str
    title: str
    sentences: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    tiles: tuple[Tile, ...] = ()
    blocks: tuple[Block, ...] = ()
    columns: tuple[str, ...] = ()
    metrics: tuple[Metric, ...] = ()
    settings: tuple[Setting, ...] = ()
    data: tuple[DataFile, ...] = ()
    versions: tuple[tuple[str, str], ...] = ()
    code: tuple[tuple[str, str], ...] = ()
    files: tuple[File, ...] = ()

    @property
    def chosen(self) -> tuple[Setting, ...]:
        """The settings that somebody chose."""
        return tuple(each for each in self.settings if each.origin != DEFAULT)

    @property
    def assumed(self) -> tuple[Setting, ...]:
        """The settings that are the code's defaults."""
        return tuple(each for each in self.settings if each.origin == DEFAULT)


def report_of(
    kind: str,
    title: str,
    request: Any,  # noqa: ANN401
    sentences: Sequence[str],
    warnings: Sequence[str] = (),
    tiles: Sequence[Tile] = (),
    blocks: Sequence[Block] = (),
    metrics: tuple[tuple[str, ...], tuple[Metric, ...]] = ((), ()),
) -> Report:
    """A report with everything that the request itself tells; what `sentences` repeats of `warnings` is left out."""
    columns, rows = metrics
    provenance = request.provenance
    return Report(
        kind=kind,
        title=title,
        sentences=tuple(without_folders(each, request) for each in sentences if each not in warnings),
        warnings=tuple(without_folders(each, request) for each in warnings),
        tiles=tuple(tiles),
        blocks=tuple(blocks),
        columns=columns,
        metrics=rows,
        settings=settings_of(request),
        data=files_of(request),
        versions=tuple(sorted(provenance.versions.items())),
        code=tuple(sorted(provenance.code.items())),
    )


# How sentences begin that question all others of a result.
_DOUBTS = (
    *("IN SAMPLE", "Data of ", "Error:", "It is look number", "The leak check was switched off"),
    "The account is ruined",
)


def doubts(sentences: Sequence[str]) -> tuple[str, ...]:
    """Those that warn of the result, for whoever has only the result to read."""
    return tuple(each for each in sentences if each.startswith(_DOUBTS))


def with_files(report: Report, files: Sequence[Written]) -> Report:
    """The report with the list of what lies beside it."""
    return replace(
        report, files=tuple(File(each.name, words_for(each.name), each.bytes, each.sha256) for each in files)
    )


def beside(columns: Mapping[str, Numbers], unit: str = "return") -> tuple[tuple[str, ...], tuple[Metric, ...]]:
    """Column heads and rows of metrics that stand beside each other, in the order in which they are explained."""
    present = {name for numbers in columns.values() for name in numbers}
    known = [name for name in (*PERFORMANCE, *FORECASTS) if name in present]
    names = [*known, *sorted(present.difference(known))]
    rows = tuple(
        Metric(
            meaning(name).label,
            tuple(written(name, numbers.get(name), unit) for numbers in columns.values()),
            meaning(name).words,
        )
        for name in names
    )
    return tuple(columns), rows


FILES: Mapping[str, str] = {
    "backtest.png": "the curves and the trades as a picture",
    "bars.csv": "the resampled bars",
    "comparison.csv": "cells that differ from the bars compared with",
    "equity.csv": "the account at every close",
    "fills.csv": "every execution",
    "findings.csv": "what is wrong with the file of bars",
    "leaks.json": "what was checked, and the guilty columns",
    "metrics.json": "all metrics as numbers",
    "months.csv": "how the held-out rows did month by month",
    "predictions.csv": "one row a bar",
    "predictions.json": "which model on which data, and a digest a row",
    "promotion.json": "what the gate found",
    "record.json": "what is known of the model",
    "report.html": "the page about the run",
    "trades.csv": "closed trades with entry, exit and costs",
    "training.png": "the forecasts as a picture",
    "validation.csv": "the held-out rows with what came true",
    "walkforward.png": "the windows, the curve and the parameters as a picture",
    "windows.csv": "one row a window",
}


def words_for(name: str) -> str:
    """What an artifact is, in a few words; empty for one that nobody described."""
    return FILES.get(name, "")
