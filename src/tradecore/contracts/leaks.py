"""Looking for columns that know the future."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.common import SCHEMA, Provenance
from tradecore.contracts.settings import ReportSettings


@dataclass(frozen=True, slots=True)
class LeaksRequest:
    """Check `features` on a stretch of `rows` bars: cut it at every bar, then alter its future.

    With `strategy` given its decisions are checked the same way.
    """

    bars: BarsSpec
    features: tuple[str, ...] = ()
    strategy: str = ""
    parameters: Mapping[str, float | int | bool] = field(default_factory=dict[str, float | int | bool])
    rows: int = 300
    report: ReportSettings = ReportSettings()
    schema: int = SCHEMA
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class Leak:
    """A guilty column, the first bar whose value changed, which test caught it, and a hint."""

    column: str
    time: str
    test: str
    hint: str


@dataclass(frozen=True, slots=True)
class LeaksResult:
    """`checked` columns and the `leaks` among them."""

    checked: tuple[str, ...]
    leaks: tuple[Leak, ...] = ()
    sentences: tuple[str, ...] = ()
    schema: int = SCHEMA
