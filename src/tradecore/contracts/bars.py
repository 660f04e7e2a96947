"""Which bars a request means, and how to read them."""

from dataclasses import dataclass
from typing import Literal

from tradecore.bars import Anchor
from tradecore.instruments import Instrument


@dataclass(frozen=True, slots=True)
class BarsSpec:
    """One symbol's bars in one file.

    `path` is relative to the workspace or absolute. `zone` is the IANA zone of times without
    an offset. `label` says whether a row's time is its bar's start or end. `step` such as `1h`,
    `5min`, `1d` is inferred when empty. `calendar` is an exchange code such as XNYS, empty for
    a market that never closes. `start` (inclusive) and `end` (exclusive) are ISO dates or times, UTC when
    without an offset. `factors` names a file of split and dividend factors. `accept` goes on in
    spite of findings of severity error, leaving out the rows they name. `sha256` of the file is
    filled in when a job is submitted; a job refuses a file that has changed since. `holdout` keeps the end of the
    bars from every run (see tradecore.windows.sealed_from), unless `open_holdout` opens it. A `source` that downloads
    takes the name of an instrument for `path`, and can be asked for other `prices` than the instrument's usual ones.
    """

    path: str
    symbol: str = ""
    source: str = "csv"
    zone: str = ""
    label: Literal["start", "end"] = "start"
    step: str = ""
    calendar: str = ""
    hours: Literal["all", "regular"] = "all"
    anchor: Anchor = Anchor.SESSION
    start: str = ""
    end: str = ""
    factors: str = ""
    accept: bool = False
    sha256: str = ""
    instrument: Instrument | None = None
    holdout: str = ""
    open_holdout: bool = False
    prices: Literal["", "trades", "midpoint"] = ""
