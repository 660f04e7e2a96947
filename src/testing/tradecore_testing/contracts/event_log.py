"""What every event log does."""

from abc import ABC, abstractmethod

from tradecore.live.events import (
    BarRow,
    BarsClosed,
    Decided,
    Event,
    Fill,
    Intent,
    Note,
    OrderStatus,
    Reconcile,
    SessionBegan,
)
from tradecore.live.orders import Order, Protection
from tradecore.ports.event_log import EventLog

NOON = 1_767_268_800_000_000_000
ORDER = Order("0a1b-entry", "AAPL", 7.0, 7.0, 1 / 3, None, 0.1 + 0.2, None, 3, 1, day=True)
BAR = BarRow("AAPL", NOON, NOON + 1, 20_000, 1.1, 1.3, 0.1 + 0.2, 1.2, 100.0, 1, 1.0, 0.0, (0.5, None))
BODIES = (
    SessionBegan("demo", "***M1", "simulated", "sma_cross", "ab12", ("AAPL",), 1, {"tradecore": "0.1.0"}),
    BarsClosed(NOON, (BAR,)),
    Decided("0a1b", "AAPL", NOON, {"fast": 1 / 3, "slow": None}, wish={"target": 7.0}, order="0a1b-entry"),
    Intent(ORDER),
    OrderStatus("0a1b-entry", "AAPL", "working"),
    Fill("x1", "0a1b-entry", "AAPL", NOON, 7.0, 1.2345678901234567, None, "limit"),
    Reconcile(complete=True, positions={"AAPL": 7.0}, protection=(Protection("0a1b", "AAPL", 7.0, 1.0),)),
    Note("ein Gruß\nüber zwei Zeilen", "me"),
)


class EventLogContract(ABC):
    """Subclass as `class TestMine(EventLogContract)`; both methods open the same log, the second one again."""

    @abstractmethod
    def log(self) -> EventLog:
        """An empty log."""

    @abstractmethod
    def again(self) -> EventLog:
        """The log that `log` gave, opened anew as after the end of its process."""

    def filled(self) -> EventLog:
        """A log with one event of many kinds."""
        log = self.log()
        for place, body in enumerate(BODIES):
            log.append(Event(NOON + place * 1_000, body))
        return log

    def test_begins_empty(self) -> None:
        """Number 0, no line."""
        log = self.log()
        assert (log.seq, list(log.lines())) == (0, [])

    def test_numbers_events_without_a_gap(self) -> None:
        """From 1 on."""
        log = self.filled()
        assert [line.seq for line in log.lines()] == list(range(1, len(BODIES) + 1))
        assert log.seq == len(BODIES)

    def test_gives_back_what_went_in_bit_by_bit(self) -> None:
        """Also to the next process."""
        written = [Event(NOON + place * 1_000, body) for place, body in enumerate(BODIES)]
        assert [line.event for line in self.filled().lines()] == written
        assert [line.event for line in self.again().lines()] == written

    def test_goes_on_where_it_was(self) -> None:
        """The next number follows the last one, whoever wrote it."""
        self.filled().close()
        log = self.again()
        assert log.append(Event(NOON, Note("more"))).seq == len(BODIES) + 1

    def test_reads_on_from_any_number(self) -> None:
        """`after` itself is not among them."""
        log = self.filled()
        assert [line.seq for line in log.lines(after=3)] == list(range(4, len(BODIES) + 1))

    def test_syncs_and_closes_as_often_as_one_likes(self) -> None:
        """Nothing is lost by it."""
        log = self.filled()
        log.sync()
        log.sync()
        log.close()
        log.close()
        assert self.again().seq == len(BODIES)
