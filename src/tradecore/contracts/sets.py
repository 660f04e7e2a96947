"""Prepared data sets: what is known of one, and how it is imported and updated."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tradecore.adjustments import CorporateAction
from tradecore.bars import Anchor
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.common import SCHEMA, Provenance
from tradecore.contracts.settings import GatewaySettings, ReportSettings
from tradecore.quality import Finding


@dataclass(frozen=True, slots=True)
class SetSource:
    """What one import, update or resampling brought into a set.

    `name` and `sha256` are those of the file, or of the set that was resampled. Of its `rows`, `added` were new,
    `repeated` were held already, `revised` replaced others and `left_out` had `accepted` errors, or were outside the
    hours that the set keeps. `content` is the SHA-256 of the set's bars afterwards.
    """

    name: str
    sha256: str
    rows: int = 0
    added: int = 0
    repeated: int = 0
    revised: int = 0
    left_out: int = 0
    accepted: tuple[Finding, ...] = ()
    content: str = ""


@dataclass(frozen=True, slots=True)
class SetManifest:
    """One prepared set of bars of one symbol: sorted, without a row in error, with every fact as a column.

    `zone` and `label` are how its files are read unless an update says otherwise; the bars themselves hold UTC and
    begin at their times. `calendar`, `hours` and `anchor` are those the bars were placed in sessions with. `facts`
    were `computed` from the calendar, or `given` in the files. `start` is the first bar's opening, `end` the instant
    at which the last is known. `findings` are on the bars as they are, with the first few places of each. `actions`
    are the splits and dividends from factor files, in prices that stay raw. `resampled` names the set or file that the
    bars were made of, empty for imported ones. Nothing in it tells the time of day, so that the same files make the
    same set.
    """

    name: str
    symbol: str
    step: str
    zone: str = ""
    label: Literal["start", "end"] = "start"
    calendar: str = ""
    hours: Literal["all", "regular"] = "all"
    anchor: Anchor = Anchor.SESSION
    facts: Literal["computed", "given"] = "computed"
    rows: int = 0
    start: str = ""
    end: str = ""
    findings: tuple[Finding, ...] = ()
    actions: tuple[CorporateAction, ...] = ()
    resampled: str = ""
    sources: tuple[SetSource, ...] = ()
    file: str = ""
    sha256: str = ""
    schema: int = SCHEMA


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """Make the set `name` of files of one symbol, read as their specs say and in any order.

    The calendar, hours, anchor and step of all specs must agree. Errors stop it unless a spec says `accept`. Specs
    whose source downloads are fetched first, where it needs one through `gateway`.
    """

    bars: tuple[BarsSpec, ...]
    name: str
    gateway: GatewaySettings = GatewaySettings()
    report: ReportSettings = ReportSettings()
    schema: int = SCHEMA
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """Add the rows of files to the set `base`, whose `sha256` is that of the set when the request was made.

    It is added to whatever the set holds when the job comes to it. Rows that the set has already must agree, unless
    `revise` lets those of the files replace them.
    """

    bars: tuple[BarsSpec, ...]
    base: BarsSpec
    revise: bool = False
    gateway: GatewaySettings = GatewaySettings()
    report: ReportSettings = ReportSettings()
    schema: int = SCHEMA
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class SetResult:
    """A set after an import or an update: `rows` in all, and what became of those of the files.

    `findings` counts by kind what is to be said of the set's bars; `sha256` is that of its bars.
    """

    name: str
    symbol: str
    step: str
    rows: int
    start: str
    end: str
    added: int = 0
    repeated: int = 0
    revised: int = 0
    left_out: int = 0
    findings: Mapping[str, int] = field(default_factory=dict[str, int])
    sha256: str = ""
    sentences: tuple[str, ...] = ()
    schema: int = SCHEMA


@dataclass(frozen=True, slots=True)
class ImportResult(SetResult):
    """What an import made."""


@dataclass(frozen=True, slots=True)
class UpdateResult(SetResult):
    """What an update added."""
