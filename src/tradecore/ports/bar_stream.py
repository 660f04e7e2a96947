"""Where the source bars of a live session come from while they close."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias, runtime_checkable

from tradecore.contracts.bars import BarsSpec
from tradecore.instruments import Instrument


@dataclass(frozen=True, slots=True)
class StreamWanted:
    """One symbol of a stream: bars that open at `since` (ns UTC) or later.

    `spec` says how the bars of the session are read, or, where it names a feed's own file, how that is.
    """

    instrument: Instrument
    spec: BarsSpec
    since: int


@dataclass(frozen=True, slots=True)
class SourceBar:
    """A closed bar as its source has it, in raw prices; `time` is its opening instant (ns UTC).

    `split` and `dividend` act before its open, where the source knows them.
    """

    symbol: str
    time: int
    open: float
    high: float
    low: float
    close: float
    volume: float
    split: float = 1.0
    dividend: float = 0.0


@dataclass(frozen=True, slots=True)
class Corrected:
    """The source says something else of a bar that it had sent already."""

    bar: SourceBar


@dataclass(frozen=True, slots=True)
class Stale:
    """The source itself says that no bars come now, of one symbol or, for an empty one, of all, and sees to it."""

    symbol: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Recovered:
    """Bars come again, of one symbol or of all; those that were missed come first."""

    symbol: str = ""


Word: TypeAlias = SourceBar | Corrected | Stale | Recovered


class BarStream(Protocol):
    """Source bars of all symbols of a session, each once, of each symbol every time a later one.

    Only closed bars come, a symbol's in the order of their times; a bar in which nothing was traded may be missing.
    Whoever reads it calls `next` often, also between bars: a stream that needs it does its work in there.
    """

    def begin(self, wanted: Sequence[StreamWanted], step: int) -> None:
        """Begins, or begins again after an error or a silence: what there is since each symbol's `since`, then the new.

        `step` is the length of a source bar in ns. Raises InvalidValue for a symbol or a step of which it has no bars,
        LinkDown while the source cannot be reached.
        """
        ...

    def next(self, wait: float) -> Word | None:
        """The next bar, or word about the stream; None when none came within `wait` seconds.

        Raises LinkDown when the source is lost: then `begin` is called again, not before a while.
        """
        ...

    def close(self) -> None:
        """Lets go of the source; harmless when it was closed before, or never begun."""
        ...


@runtime_checkable
class StreamsBars(Protocol):
    """What brings a stream: a plugin's feed, or a broker beside taking orders."""

    def stream(self) -> BarStream:
        """A stream that has not begun. At a broker it shares the broker's link, which `connect` makes."""
        ...
