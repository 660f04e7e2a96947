"""What every executor of units does."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

import pytest

from tradecore.errors import DataError
from tradecore.ports.executor import Executor


class Worked:
    """Squares, and remembers which it was asked for here; fails at the units of `fails`."""

    def __init__(self, fails: Sequence[int] = ()) -> None:
        self.fails, self.units = fails, list[int]()

    def __call__(self, unit: int) -> Mapping[str, object]:
        """The entry of a unit."""
        self.units.append(unit)
        if unit in self.fails:
            raise DataError(f"unit {unit} cannot be done")
        return {"unit": unit, "square": unit * unit}


class ExecutorContract(ABC):
    """Subclass and return the executor, and what starts a worker that squares as `Worked` does."""

    @abstractmethod
    def executor(self) -> Executor:
        """The executor under test."""

    @abstractmethod
    def arguments(self, worked: Worked) -> Sequence[str]:
        """What starts a worker: numbers in, entries with `unit` and `square` out; it fails at unit 3."""

    @pytest.mark.parametrize("workers", [0, 1, 2, 3])
    def test_entries_come_in_the_order_of_the_units(self, workers: int) -> None:
        """Whatever the number of workers."""
        worked, units = Worked(), (2, 7, 1, 8, 4)
        with self.executor().spread(worked, units, workers, self.arguments(worked)) as entries:
            found = [(entry["unit"], entry["square"]) for entry in entries]
        assert found == [(unit, unit * unit) for unit in units]

    @pytest.mark.parametrize("workers", [1, 2])
    def test_what_a_worker_cannot_do_raises_here(self, workers: int) -> None:
        """With the error that the work itself has, after all that came before."""
        worked = Worked(fails=(3,))
        before: list[object] = []
        with (
            pytest.raises(DataError, match="unit 3"),
            self.executor().spread(worked, (1, 2, 3, 4), workers, self.arguments(worked)) as entries,
        ):
            before.extend(entry["unit"] for entry in entries)
        assert worked.units[-1] == 3

    def test_nothing_to_do_is_done(self) -> None:
        """No unit, no entry."""
        worked = Worked()
        with self.executor().spread(worked, (), 2, self.arguments(worked)) as entries:
            assert list(entries) == []
