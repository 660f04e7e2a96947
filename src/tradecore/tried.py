"""The table of trials, read back from its CSV text."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import NoneType
from typing import Any, NamedTuple

from tradecore.errors import UnreadableFile
from tradecore.landscape import Landscape
from tradecore.parameters import Value
from tradecore.schemas import TRIALS, Kind
from tradecore.space import Axis, Space
from tradecore.sweep import Trial
from tradecore.trials import PARAMETER, Trials

_WHOLE = {field.name for field in TRIALS.fields if field.kind is Kind.INTEGER}
_TRUTH: Mapping[str, bool] = {"true": True, "false": False}
_APART = ("trial", "ruined", "eligible")


@dataclass(frozen=True, slots=True)
class Tried:
    """The sets of a search, a NamedTuple of all parameters each, and what each came to.

    They need no strategy: one that was uninstalled, or edited since, has left its trials all the same.
    """

    strategies: tuple[Any, ...]
    trials: Trials

    def landscape(self) -> Landscape:
        """The sets over the axes that they differ in: the values that were tried, not all that were asked for.

        Of a single set every parameter is an axis.
        """
        names: Sequence[str] = self.strategies[0]._fields if self.strategies else ()
        values = {name: tuple(sorted({getattr(one, name) for one in self.strategies})) for name in names}
        several = [name for name, some in values.items() if len(some) > 1] or list(values)
        axes = tuple(Axis(name, values[name]) for name in several)
        fixed = {name: some[0] for name, some in values.items() if name not in several}
        strategy: type[Any] = self.strategies[0].__class__ if self.strategies else NoneType
        return Landscape(Space(strategy, fixed, axes), self.strategies, self.trials.merits())


def read_trials(lines: Iterable[str], by: str, min_trades: int, name: str = "trials.csv", most: int = 0) -> Tried:
    """What `Trials.lines` wrote, or the first `most` rows of it.

    Raises UnreadableFile, naming the file `name` and the line, for what is no such table, and UnknownName for an
    objective that nobody knows.
    """
    trials, strategies = Trials(by, min_trades), list[Any]()
    reader = csv.reader(lines)
    try:
        head = next(reader, list[str]())
        kind = _set_of([cell.removeprefix(PARAMETER) for cell in head if cell.startswith(PARAMETER)])
        metrics = [name for name in head if name in TRIALS.names and name not in _APART]
        for cells in islice(reader, most or None):
            row = dict(zip(head, cells, strict=True))
            strategies.append(kind(*(_value(row[PARAMETER + name]) for name in kind._fields)))
            found = {name: _number(name, row[name]) for name in metrics}
            trials.add(Trial(int(row["trial"]), found, row["ruined"] == "1"))
    except (KeyError, ValueError, csv.Error) as error:
        told = f"not as tradecore writes it: {str(error).rstrip('.')}"
        raise UnreadableFile(name, told, line=reader.line_num) from error
    return Tried(tuple(strategies), trials)


def _set_of(names: Sequence[str]) -> type[Any]:
    """A NamedTuple with these fields; numbers, since a set that is read back has no bounds any more."""
    return NamedTuple("Set", [(name, float) for name in names])  # type: ignore[misc]


def _value(text: str) -> Value:
    if text in _TRUTH:
        return _TRUTH[text]
    return float(text) if {".", "e", "n"}.intersection(text) else int(text)


def _number(name: str, text: str) -> float | int | None:
    if not text:
        return None
    return int(text) if name in _WHOLE else float(text)
