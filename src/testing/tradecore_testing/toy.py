"""A small job that keeps each finished unit in a journal: what the contracts of runs are tried with.

`TOY` is its kind; a test puts it among `tradecore_workbench.kinds.KINDS` for as long as it runs.
"""

from array import array
from collections.abc import Callable
from dataclasses import dataclass

from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.common import SCHEMA, Provenance
from tradecore.packed import pack, unpack
from tradecore.table import Table
from tradecore.usecases.tools import Tools
from tradecore_workbench.kinds import Kind


@dataclass(frozen=True, slots=True)
class ToyRequest:
    """`units` of work, named after their number."""

    bars: BarsSpec
    units: int = 5
    schema: int = SCHEMA
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class ToyResult:
    """The sum over all units."""

    total: float
    sentences: tuple[str, ...] = ()
    schema: int = SCHEMA


class Interference:
    """What a test does to a job: `before` is called with the number of each unit before it is worked on."""

    def __init__(self) -> None:
        self.before: Callable[[int], None] = lambda _: None
        self.worked: list[int] = []


INTERFERENCE = Interference()


def run(request: ToyRequest, tools: Tools) -> ToyResult:
    """Works off the units that no journal holds; units.csv and total.json have them all."""
    with tools.artifacts.open("first.bin") as stream:
        stream.write(b"made first")
    with tools.artifacts.journal("units") as journal:
        done = {int(str(entry["unit"])): unpack(str(entry["column"])) for entry in journal.entries()}
        for unit in (unit for unit in range(request.units) if unit not in done):
            tools.progress.step("counting", len(done), request.units, f"sum {sum(map(sum, done.values())):.2f}")
            INTERFERENCE.before(unit)
            INTERFERENCE.worked.append(unit)
            done[unit] = array("d", [unit / 3.0, unit / 7.0])
            journal.append({"unit": unit, "column": pack(done[unit])})
    columns = {name: [done[unit][place] for unit in range(request.units)] for place, name in enumerate(("a", "b"))}
    tools.artifacts.table("units.csv", Table(array("q", range(request.units)), columns))
    total = sum(columns["a"]) + sum(columns["b"])
    tools.artifacts.record("total.json", {"schema": SCHEMA, "total": total})
    return ToyResult(total, (f"The sum is {total:.3f}.",))


TOY = Kind("toy", ToyRequest, ToyResult, "tradecore_testing.toy:run")
