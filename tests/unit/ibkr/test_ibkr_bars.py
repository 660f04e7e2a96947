"""Live bars over a real socket in virtual time: what closes comes, once, whatever the gateway does meanwhile."""

from collections.abc import Generator, Sequence

import pytest
from virtual_desk import Published, Publisher, VirtualDesk, virtual_desk

from tradecore.bars import DAY, HOUR, MINUTE, SECOND
from tradecore.contracts.bars import BarsSpec
from tradecore.errors import InvalidValue, LinkDown
from tradecore.instants import parse_instant
from tradecore.instruments import Instrument
from tradecore.ports.bar_stream import BarStream, Corrected, Recovered, SourceBar, Stale, StreamWanted, Word
from tradecore_gateway.market.prices import Bar
from tradecore_ibkr.bars.followed import Followed
from tradecore_ibkr.bars.stream import IbkrBars
from tradecore_ibkr.hours import intervals
from tradecore_testing.contracts.bar_stream import START, BarStreamContract

# A Monday, 09:30 in New York, and a half day, Friday after Thanksgiving.
MORNING = parse_instant("2026-03-02T14:30:00Z")
HALF_DAY = parse_instant("2026-11-27T14:30:00Z")
HOURS = "20260302:0930-20260302:1600;20260303:0930-20260303:1600"


class TestOverTheGateway(BarStreamContract):
    # Virtual seconds: an identical request waits for fifteen of them.
    wait = 0.5

    @pytest.fixture(autouse=True)
    def _desk(self) -> Generator[None]:
        with virtual_desk(START + MINUTE // 2, Published()) as desk:
            self.desk = desk
            desk.link.connect()
            yield

    def stream(self) -> BarStream:
        return IbkrBars(self.desk.link)

    def publish(self, bars: Sequence[SourceBar]) -> None:
        gateway = self.desk.gateway
        assert isinstance(gateway, Publisher)
        self.desk.pass_until(max(bar.time for bar in bars) + MINUTE)

        async def tell() -> None:
            gateway.publish(bars)

        self.desk.loop.run_until_complete(tell())


@pytest.fixture
def desk() -> Generator[VirtualDesk]:
    with virtual_desk(MORNING - 10 * SECOND) as one:
        one.link.connect()
        yield one


def begun(desk: VirtualDesk, *symbols: str, since: int = MORNING, hours: str = HOURS) -> IbkrBars:
    stream = IbkrBars(desk.link, lambda _: intervals(hours, "US/Eastern"))
    spec = BarsSpec("x", hours="regular", step="1min")
    stream.begin([StreamWanted(Instrument(symbol), spec, since) for symbol in symbols or ("AAPL",)], MINUTE)
    return stream


def words_until(stream: IbkrBars, desk: VirtualDesk, instant: int, nap: float = 30.0) -> list[Word]:
    found: list[Word] = []
    while desk.now() < instant:
        word = stream.next(min(nap, (instant - desk.now()) / SECOND + 0.001))
        found += [word] if word is not None else []
    return found


def expected(desk: VirtualDesk, count: int, symbol: str = "AAPL", since: int = MORNING) -> list[SourceBar]:
    """What the gateway's market has: the adapter has no part in it."""
    [listing] = [one for one in desk.gateway.listings if one.symbol == symbol and one.kind == "STK"]
    made = desk.gateway.market.bars(listing, since, since + count * MINUTE)
    return [SourceBar(symbol, bar.time, bar.open, bar.high, bar.low, bar.close, bar.volume) for bar in made]


def bars(words: Sequence[Word]) -> list[SourceBar]:
    return [word for word in words if isinstance(word, SourceBar)]


def silence(desk: VirtualDesk) -> None:
    """Every subscription stops without a word."""
    for connection in desk.gateway.connections:
        for task in connection.tasks.values():
            task.cancel()


def test_bars_of_an_hour_come_once_and_in_their_order_while_they_close(desk: VirtualDesk) -> None:
    stream = begun(desk, "AAPL", "MSFT")
    words = words_until(stream, desk, MORNING + HOUR + 10 * SECOND)
    assert [bar for bar in bars(words) if bar.symbol == "AAPL"] == expected(desk, 60)
    assert [bar for bar in bars(words) if bar.symbol == "MSFT"] == expected(desk, 60, "MSFT")
    assert len(words) == 120
    # A bar is there when the next one begins, not later.
    assert desk.gateway.received["reqHistoricalData"] == 2


def test_a_subscription_that_stops_silently_is_made_again_and_closes_the_gap(desk: VirtualDesk) -> None:
    stream = begun(desk)
    words = words_until(stream, desk, MORNING + 10 * MINUTE)
    silence(desk)
    words += words_until(stream, desk, MORNING + 20 * MINUTE + 10 * SECOND)
    assert words == expected(desk, 20)
    assert desk.gateway.received["reqHistoricalData"] == 2
    assert desk.gateway.received["cancelHistoricalData"] == 1


class Deaf:
    """The market of a gateway that has no bars for a while."""

    def __init__(self, desk: VirtualDesk) -> None:
        self._market = desk.gateway.market
        self.step_of, self.following, self.first = self._market.step_of, self._market.following, self._market.first
        self.deaf = False

    def bars(self, listing: object, start: int, end: int) -> Sequence[Bar]:
        return [] if self.deaf else self._market.bars(listing, start, end)  # pyright: ignore[reportArgumentType]


def test_an_empty_answer_is_a_failure_and_is_asked_for_again_later_each_time(desk: VirtualDesk) -> None:
    market = Deaf(desk)
    desk.gateway.market = market
    stream = begun(desk)
    words = words_until(stream, desk, MORNING + 5 * MINUTE)
    market.deaf = True
    silence(desk)
    words += words_until(stream, desk, MORNING + 15 * MINUTE)
    asked = desk.gateway.received["reqHistoricalData"]
    assert [word for word in words if isinstance(word, Stale)] == [word for word in words if word not in bars(words)]
    assert 4 <= asked <= 7
    market.deaf = False
    words += words_until(stream, desk, MORNING + 30 * MINUTE + 10 * SECOND)
    assert bars(words) == expected(desk, 30)
    assert [type(word) for word in words if not isinstance(word, SourceBar)] == [Stale, Recovered]


@pytest.mark.parametrize(("down", "back"), [(2103, 2104), (2105, 2106)])
def test_a_broken_data_farm_makes_data_stale_and_then_only_the_streams_anew(
    desk: VirtualDesk, down: int, back: int
) -> None:
    stream = begun(desk)
    words = words_until(stream, desk, MORNING + 5 * MINUTE)
    silence(desk)
    desk.error(down, "Market data farm connection is broken:usfarm")
    words += words_until(stream, desk, MORNING + 7 * MINUTE)
    assert [type(word) for word in words if not isinstance(word, SourceBar)] == [Stale]
    desk.error(back, "Market data farm connection is OK:usfarm")
    words += words_until(stream, desk, MORNING + 10 * MINUTE + 10 * SECOND)
    assert bars(words) == expected(desk, 10)
    assert [type(word) for word in words if not isinstance(word, SourceBar)] == [Stale, Recovered]
    assert (desk.gateway.received["startApi"], desk.link.losses) == (1, 0)


def test_data_that_the_gateway_lost_are_subscribed_to_anew(desk: VirtualDesk) -> None:
    """1101 without a 1100 before it: the link never was down."""
    stream = begun(desk, "AAPL", "MSFT")
    words = words_until(stream, desk, MORNING + 5 * MINUTE + 10 * SECOND)
    silence(desk)
    desk.error(1101, "Connectivity between IB and Trader Workstation has been restored - data lost.")
    with pytest.raises(LinkDown):
        words_until(stream, desk, MORNING + 6 * MINUTE)
    desk.link.connect()
    spec = BarsSpec("x", hours="regular")
    again = [StreamWanted(Instrument(symbol), spec, MORNING + 5 * MINUTE) for symbol in ("AAPL", "MSFT")]
    stream.begin(again, MINUTE)
    words += words_until(stream, desk, MORNING + 10 * MINUTE + 10 * SECOND)
    for symbol in ("AAPL", "MSFT"):
        assert [bar for bar in bars(words) if bar.symbol == symbol] == expected(desk, 10, symbol)


def test_a_lost_link_is_told_after_what_had_closed_and_the_gap_is_closed_later(desk: VirtualDesk) -> None:
    stream = begun(desk)
    words = words_until(stream, desk, MORNING + 5 * MINUTE + 10 * SECOND)
    desk.error(1100, "Connectivity between IB and Trader Workstation has been lost.")
    with pytest.raises(LinkDown, match="lost"):
        words_until(stream, desk, MORNING + 6 * MINUTE)
    with pytest.raises(LinkDown):
        stream.begin([], MINUTE)
    desk.pass_until(MORNING + 8 * MINUTE)
    desk.error(1102, "Connectivity between IB and Trader Workstation has been restored - data maintained.")
    desk.link.connect()
    stream.begin([StreamWanted(Instrument("AAPL"), BarsSpec("x", hours="regular"), MORNING + 5 * MINUTE)], MINUTE)
    words += words_until(stream, desk, MORNING + 10 * MINUTE + 10 * SECOND)
    assert words == expected(desk, 10)


def test_a_competing_session_makes_data_stale_until_bars_come_again(desk: VirtualDesk) -> None:
    stream = begun(desk)
    words = words_until(stream, desk, MORNING + 5 * MINUTE)
    silence(desk)
    for _ in range(3):
        desk.error(10197, "No market data during competing live session")
    assert desk.link.up
    words += words_until(stream, desk, MORNING + 10 * MINUTE + 10 * SECOND)
    assert bars(words) == expected(desk, 10)
    assert [type(word) for word in words if not isinstance(word, SourceBar)] == [Stale, Recovered]
    assert not desk.link.competing


@pytest.mark.parametrize(("step", "count"), [(5 * MINUTE, 42), (HOUR, 4)])
def test_a_half_day_ends_early_and_its_last_bar_with_it(step: int, count: int) -> None:
    with virtual_desk(HALF_DAY - 10 * SECOND) as desk:
        desk.link.connect()
        hours = intervals("20261127:0930-20261127:1300;20261130:0930-20261130:1600", "US/Eastern")
        stream = IbkrBars(desk.link, lambda _: hours)
        stream.begin([StreamWanted(Instrument("AAPL"), BarsSpec("x", hours="regular"), HALF_DAY)], step)
        found = words_until(stream, desk, HALF_DAY + 210 * MINUTE + 10 * SECOND, 3_600.0)
        assert len(bars(found)) == len(found) == count
        # What follows is a night, no silence.
        assert words_until(stream, desk, HALF_DAY + 5 * HOUR, 3_600.0) == []
        assert desk.gateway.received["reqHistoricalData"] == 1
        stream.close()


def test_nights_weekends_and_thin_trading_are_no_reason_to_ask_again_and_again() -> None:
    friday, monday = intervals("20261127:0930-20261127:1300;20261130:0930-20261130:1600", "US/Eastern")
    followed = Followed(friday[0], MINUTE, lambda: (friday, monday), "America/New_York")
    last = SourceBar("AAPL", friday[1] - MINUTE, 1.0, 1.0, 1.0, 1.0, 1.0)
    assert followed.heard([last], friday[1] - SECOND) == []
    assert followed.wake(friday[1]) == friday[1] + 5 * SECOND
    assert followed.passed(friday[1] + 5 * SECOND) == [last]
    assert followed.due(friday[1] + HOUR) == monday[0] + MINUTE + 30 * SECOND
    waits = list[int]()
    now = followed.due(friday[1])
    for _ in range(8):
        followed.looked(now)
        waits.append((followed.due(now) - now) // MINUTE)
        now = followed.due(now)
    assert waits == sorted(waits)
    assert waits[-1] == 33


def test_a_bar_that_was_not_heard_to_its_end_is_asked_for_and_a_changed_one_is_corrected() -> None:
    [opened], step = [MORNING], MINUTE
    followed = Followed(opened, step, lambda: intervals(HOURS, "US/Eastern"))
    half = SourceBar("AAPL", opened, 1.0, 1.0, 1.0, 1.0, 1.0)
    whole = SourceBar("AAPL", opened, 1.0, 2.0, 1.0, 1.5, 7.0)
    followed.heard([half], opened + 20 * SECOND)
    assert followed.passed(opened + 2 * MINUTE) == []
    assert followed.due(opened) == opened + MINUTE + 5 * SECOND
    assert followed.heard([whole], opened + 70 * SECOND) == [whole]
    later = SourceBar("AAPL", opened, 1.0, 2.0, 1.0, 1.5, 8.0)
    following = SourceBar("AAPL", opened + MINUTE, 1.5, 1.5, 1.5, 1.5, 1.0)
    assert followed.heard([later, following], opened + 80 * SECOND) == [Corrected(later)]
    assert followed.heard([later, following], opened + 80 * SECOND) == []


def test_what_lies_too_far_back_is_a_download(desk: VirtualDesk) -> None:
    with pytest.raises(InvalidValue, match="tradecore data update SET --from ibkr"):
        begun(desk, since=MORNING - 40 * DAY)
    with pytest.raises(InvalidValue, match="step"):
        IbkrBars(desk.link).begin([], 7 * MINUTE)
    with pytest.raises(InvalidValue, match="what Interactive Brokers knows"):
        begun(desk, "NOSUCH")
