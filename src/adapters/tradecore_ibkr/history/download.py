"""One download: the walk through history, at the pace that is allowed, past everything that goes wrong on the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil
from typing import Final, Protocol

from tradecore.bars import DAY, SECOND
from tradecore.errors import DataError, LinkDown, TradecoreError
from tradecore.ports.progress import Progress
from tradecore.steps import parse_step
from tradecore_ibkr.history.answers import Answers, Asked
from tradecore_ibkr.history.sizes import size_of
from tradecore_ibkr.history.turn import Time, Turns
from tradecore_ibkr.history.walk import PriceBar, Walk, walk, within

# How often one request may be refused, and how long the gateway may be away, before a person has to look (seconds).
TRIES: Final = 12
AWAY: Final = 3_600.0
# Between two looks for a gateway that is away.
LOOK: Final = 5.0


class Busy(TradecoreError):
    """Not now: asked for too fast, or the gateway's own source of history is broken off. Later it may be answered."""


class Vendor(Protocol):
    """Who answers requests for history."""

    def bars(self, asked: Asked) -> Sequence[PriceBar]:
        """The bars that end at `asked.end`; none where there are none.

        Raises Busy, LinkDown, and DataError for what is never answered.
        """
        ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """The bars of a contract that open from `start` on and have closed by `end` (ns UTC)."""

    contract: str
    prices: str
    regular: bool
    step: str
    start: int
    end: int
    zone: str = ""

    def ask(self, end: int) -> Asked:
        """One request on the way."""
        size = size_of(self.step)
        return Asked(self.contract, self.prices, self.regular, size.bar, size.duration, end, self.zone)

    @property
    def length(self) -> int:
        """That of a bar, in ns."""
        return parse_step(self.step)


class Download:
    """Brings every answer that a walk needs into `answers`."""

    def __init__(self, vendor: Vendor, answers: Answers, turns: Turns, time: Time, progress: Progress) -> None:
        self._vendor, self._answers, self._turns, self._time, self._progress = vendor, answers, turns, time, progress
        # How many requests were answered here, and how much of the span they brought (ns).
        self._asked = self._brought = 0

    def run(self, wanted: Wanted) -> None:
        """From new to old; what is there already is not asked for. Raises DataError and LinkDown."""
        way = walk(wanted.start, wanted.end, wanted.length, size_of(wanted.step).span)
        cursor = next(way, None)
        while cursor is not None:
            self._tell(wanted, cursor)
            asked = wanted.ask(cursor)
            found = self._answers.find(asked)
            answer = self._answered(asked) if found is None else found
            following = _sent(way, answer)
            if found is None:
                self._asked, self._brought = self._asked + 1, self._brought + cursor - (following or wanted.start)
            cursor = following
        self._tell(wanted, wanted.start)

    def _answered(self, asked: Asked) -> Sequence[PriceBar]:
        refused, away = 0, 0.0
        while True:
            self._turns.take(asked.key, asked.contract)
            try:
                answer = self._vendor.bars(asked)
            except Busy as error:
                refused += 1
                if refused == TRIES:
                    raise DataError(
                        f"History of {asked.contract} was refused {TRIES} times in a row: {error} What came so far is "
                        "kept: go on later, with tradecore runs resume."
                    ) from error
                self._turns.refused(refused)
            except LinkDown:
                if away >= AWAY:
                    raise
                self._time.sleep(LOOK)
                away += LOOK
            else:
                # What has not ended may get more bars.
                if asked.end <= self._time.now() * SECOND:
                    self._answers.keep(asked, answer)
                return answer

    def _tell(self, wanted: Wanted, cursor: int) -> None:
        """Days are what a person counts in; the time left is what the pacing leaves."""
        whole = max(wanted.end - wanted.start, 1)
        left = max(cursor - wanted.start, 0)
        # A request brings its span at least, and more where nothing is traded between.
        each = max(self._brought / self._asked if self._asked else 0.0, size_of(wanted.step).span)
        seconds = self._turns.seconds(ceil(left / each)) if left else 0.0
        message = f"downloading {wanted.contract}, back to {_day(wanted.start)}"
        self._progress.step(message, ceil((whole - left) / DAY), ceil(whole / DAY), "", seconds)


def _sent(way: Walk, answer: Sequence[PriceBar]) -> int | None:
    try:
        return way.send(answer)
    except StopIteration:
        return None


def _day(time: int) -> str:
    return datetime.fromtimestamp(time / SECOND, UTC).date().isoformat()


def kept(wanted: Wanted, answers: Answers) -> list[PriceBar] | None:
    """The bars that a download has brought, ascending; None where it is not complete."""
    found: list[PriceBar] = []
    way = walk(wanted.start, wanted.end, wanted.length, size_of(wanted.step).span)
    cursor = next(way, None)
    while cursor is not None:
        answer = answers.find(wanted.ask(cursor))
        if answer is None:
            return None
        found += answer
        cursor = _sent(way, answer)
    return within(found, wanted.start, wanted.end, wanted.length)
