"""What a comparison of runs consists of."""

from collections.abc import Sequence
from dataclasses import dataclass

from tradecore.table import Table
from tradecore.views.report import Numbers

# What the runs are called in tables and pictures; no more can be told apart there.
LETTERS = "ABCDEF"


@dataclass(frozen=True, slots=True)
class ComparedRun:
    """A run as it goes into a comparison; `request` is the typed one, `equity` has `available` and `equity`.

    `numbers` are the metrics of its result, empty without one, and `sentence` the first one of its verdict. Errors of
    forecasts are in `unit`, return or price.
    """

    job_id: str
    kind: str
    state: str
    created: str
    request: object
    numbers: Numbers
    sentence: str = ""
    equity: Table | None = None
    unit: str = "return"
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One key with the text of each run, and how each came to it; `differs` when they are not all the same."""

    key: str
    values: tuple[str, ...]
    origins: tuple[str, ...] = ()
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Curve:
    """One run's equity as return since its start, and its drawdown, at instants in ns UTC."""

    letter: str
    name: str
    time: Sequence[int]
    gained: Sequence[float]
    drawdown: Sequence[float]


@dataclass(frozen=True, slots=True)
class RunComparison:
    """Everything that a page, a picture or a terminal shows of several runs; values stand in the order of `runs`.

    `settings`, `data`, `environment` and `metrics` hold all rows, those that differ and those that do not.
    `samples` are instants (ns UTC) with the return of each run since its start, None where it has none.
    """

    runs: tuple[ComparedRun, ...]
    letters: tuple[str, ...]
    sentences: tuple[str, ...]
    settings: tuple[Row, ...]
    data: tuple[Row, ...]
    environment: tuple[Row, ...]
    metrics: tuple[Row, ...]
    curves: tuple[Curve, ...]
    samples: tuple[tuple[int, tuple[float | None, ...]], ...]
    zone: str = "UTC"


def differing(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Those that are not the same in all runs."""
    return tuple(row for row in rows if row.differs)
