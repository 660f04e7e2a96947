"""Where bars come from."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from tradecore.adjustments import CorporateAction
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.sets import SetManifest
from tradecore.contracts.settings import GatewaySettings
from tradecore.ports.progress import Progress
from tradecore.quality import Finding
from tradecore.table import Table


@dataclass(frozen=True, slots=True)
class RawBars:
    """Rows as a file has them.

    `table` is in file order, with the opening instants in `time` (nanoseconds UTC, the label already
    moved to the bar's start), float columns open, high, low, close, volume (NaN where the file had
    no number), an integer column `line` (1-based line in the file), and any of the fact columns of
    `tradecore.bars.FACTS` that the file carries. `findings` are what only the reader of the text can
    know: text in a number, times that do not exist. One with `drops` and without `times` is about
    rows that are not in the table. `actions` are the splits and dividends of the spec's factors, by dates of `zone`
    (empty where nobody said); they are in the columns already. `manifest` is that of a prepared set, whose rows are
    sorted, hold every fact and need no look any more.
    """

    symbol: str
    table: Table
    findings: tuple[Finding, ...] = ()
    actions: tuple[CorporateAction, ...] = ()
    zone: str = ""
    manifest: SetManifest | None = None


class BarSource(Protocol):
    """Reads bars; registered by name, `BarsSpec.source` chooses."""

    def read(self, spec: BarsSpec) -> RawBars:
        """Every row of the spec's file and symbol, before any cleaning; `start` and `end` are not applied.

        Raises UnreadableFile when there is no table of bars in it, InvalidValue when naive times
        come without a zone.
        """
        ...

    def fingerprint(self, spec: BarsSpec) -> str:
        """SHA-256 over everything that `read` depends on, in hexadecimal."""
        ...


@runtime_checkable
class Downloads(Protocol):
    """What a source is beside whose bars are elsewhere: imports and updates fetch them before they are read.

    Of such a source, a spec's `path` is what the instrument is called there, and `start`, `end` and `step` are given.
    """

    def check(self, spec: BarsSpec) -> None:
        """Raises InvalidValue for what can never be fetched; asks nobody."""
        ...

    def fetch(self, spec: BarsSpec, gateway: GatewaySettings, progress: Progress) -> None:
        """Brings here, to be read, every bar that opens from `start` on and has closed by `end`.

        `gateway` is where a broker's own program listens. It may take hours; stopped anywhere and called again, it
        goes on where it was. Raises DataError where there are no such bars, LinkDown for who cannot be reached.
        """
        ...
