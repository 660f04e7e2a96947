"""The trials of a search as columns: one row a parameter set, in the order of the sets."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from math import isnan, nan
from typing import TYPE_CHECKING, Any

from tradecore.metrics.objectives import merit
from tradecore.metrics.summary import Metrics
from tradecore.schemas import TRIALS, Kind

if TYPE_CHECKING:
    from tradecore.sweep import Trial

# A column for each parameter of the strategy begins so, which no metric does.
PARAMETER = "parameters."
_WHOLE = {field.name for field in TRIALS.fields if field.kind is Kind.INTEGER}


class Trials:
    """What is remembered of every trial; returns are not.

    A trial is eligible when it closed at least `min_trades` trades, was not ruined, and has a metric `by`.
    """

    def __init__(self, by: str, min_trades: int) -> None:
        """Raises UnknownName when nobody knows whether more of `by` is better."""
        merit(by, None)
        self.by, self.min_trades = by, min_trades
        self.best: int | None = None
        self.ruined = bytearray()
        self._columns: dict[str, array[float]] = {}

    def __len__(self) -> int:
        return len(self.ruined)

    def add(self, trial: "Trial") -> None:
        """Takes the next trial in; raises ValueError for any other."""
        if trial.index != len(self):
            raise ValueError(f"Trial {trial.index} does not follow {len(self)} others.")
        for name, value in trial.metrics.items():
            self._columns.setdefault(name, array("d")).append(nan if value is None else value)
        self.ruined.append(trial.ruined)
        own, best = self.merit(trial.index), None if self.best is None else self.merit(self.best)
        if own is not None and (best is None or own > best):
            self.best = trial.index

    def value(self, name: str, index: int) -> float | int | None:
        """A metric of one trial."""
        found = self._columns[name][index]
        return None if isnan(found) else int(found) if name in _WHOLE else found

    def metrics(self, index: int) -> Metrics:
        """All metrics of one trial."""
        return {name: self.value(name, index) for name in self._columns}

    def eligible(self, index: int) -> bool:
        """Whether the trial may be the best."""
        return self.merit(index) is not None

    def merit(self, index: int) -> float | None:
        """The metric that is searched for, as a number of which more is better; None when it is not eligible."""
        trades = self._columns["trades"][index]
        if self.ruined[index] or trades < self.min_trades:
            return None
        return merit(self.by, self.value(self.by, index))

    def objective(self, value: float | None) -> float | None:
        """A merit as the metric that is searched for; merits may be negated metrics."""
        return merit(self.by, value)

    def merits(self) -> list[float | None]:
        """That of every trial."""
        return [self.merit(index) for index in range(len(self))]

    def leaders(self, number: int) -> list[int]:
        """The best trials, the best first; the earlier of equals."""
        found = [(-value, index) for index, value in enumerate(self.merits()) if value is not None]
        return [index for _, index in sorted(found)[:number]]

    def lines(self, strategies: Sequence[Any]) -> Iterator[str]:
        """The table as lines of comma-separated text: a header, then a row a trial, with the columns of TRIALS."""
        parameters: Sequence[str] = strategies[0]._fields if strategies else ()
        names = [name for name in TRIALS.names if name in self._columns]
        yield ",".join(("trial", *(PARAMETER + name for name in parameters), *names, "ruined", "eligible")) + "\n"
        for index in range(len(self)):
            own = (_cell(value) for value in strategies[index])
            metrics = (_cell(self.value(name, index)) for name in names)
            row = (str(index), *own, *metrics, str(self.ruined[index]), str(int(self.eligible(index))))
            yield ",".join(row) + "\n"


def named(strategy: Any, names: Iterable[str]) -> str:  # noqa: ANN401
    """Some parameters of a set as one types them: `fast=5, slow=40`."""
    return ", ".join(f"{name}={_cell(getattr(strategy, name))}" for name in names)


def _cell(value: float | None) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else repr(value)
