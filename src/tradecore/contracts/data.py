"""Checking and resampling bars."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tradecore.bars import Anchor
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.common import SCHEMA, Provenance
from tradecore.contracts.settings import ReportSettings


@dataclass(frozen=True, slots=True)
class DataRequest:
    """Check a file; with `step` given, also resample it to that step (`1h`, `1d`), cut at `anchor`.

    `compare` names bars of the target step that the resampled ones are held against. `into` keeps them as the
    prepared set of that name, too.
    """

    bars: BarsSpec
    step: str = ""
    anchor: Anchor = Anchor.SESSION
    compare: BarsSpec | None = None
    into: str = ""
    report: ReportSettings = ReportSettings()
    schema: int = SCHEMA
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class DataResult:
    """`findings` counts by kind; `errors` of them have severity error; `rows` is what can be used.

    `into` is the set that was made, `sha256` that of its bars.
    """

    symbol: str
    rows: int
    start: str
    end: str
    step: str
    findings: Mapping[str, int] = field(default_factory=dict[str, int])
    errors: int = 0
    resampled: int = 0
    compared: int = 0
    differing: int = 0
    into: str = ""
    sha256: str = ""
    sentences: tuple[str, ...] = ()
    schema: int = SCHEMA
