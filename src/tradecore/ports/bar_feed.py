"""Where closed bars come from while a session trades."""

from dataclasses import dataclass
from typing import Protocol, TypeAlias

from tradecore.live.events import BarRow


@dataclass(frozen=True, slots=True)
class Opened:
    """The next bar of these symbols begins at `time` (ns UTC)."""

    time: int
    symbols: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Closed:
    """The bars that began at one instant are known: complete, in the order of the session's instruments."""

    rows: tuple[BarRow, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """No bar follows."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be remembered of a bar that is not decided: it was late, unusable, or corrected afterwards."""

    text: str


@dataclass(frozen=True, slots=True)
class Flow:
    """How the bars come: `stops` says why none come at all, or only old ones, empty while they do.

    `alarm` is what a person is to be told, empty for nothing.
    """

    stops: str = ""
    alarm: str = ""


@dataclass(frozen=True, slots=True)
class Shut:
    """The symbols whose market is closed from now on; all others are open."""

    symbols: tuple[str, ...]


Moment: TypeAlias = Opened | Closed | Ended | Remark | Flow | Shut


class BarFeed(Protocol):
    """The closed bars of all symbols of a session, each time later ones, with the inputs of its strategy.

    It waits until all symbols have their bar, or the feed's own time limit has passed: a halted symbol has none.
    """

    def begin(self, after: int) -> None:
        """What follows is later than the bars that opened at `after` (ns UTC), or, for -1, all."""
        ...

    def next(self, wait: float) -> Moment | None:
        """The next moment; None when none came within `wait` seconds."""
        ...

    def close(self) -> None:
        """Lets go of what it reads from; harmless when it was closed before."""
        ...
