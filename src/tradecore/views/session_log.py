"""The newest stretch of a session's log as a page shows it: bars with decisions and fills, equity, sentences."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from tradecore.bars import COLUMNS, Bars
from tradecore.instants import parse_instant
from tradecore.live.events import BarRow, BarsClosed, Clock, Decided, Fill, Heartbeat, Line
from tradecore.live.pulse import Pulse
from tradecore.simulation.rows import MarketRow, typecode
from tradecore.views.candles import Mark, fill_mark
from tradecore.views.charts import Chart, Tone
from tradecore.views.charts import Line as Curve
from tradecore.views.live import said
from tradecore.views.text import minute, visible

HOUR = 3_600_000_000_000
PASSING = (Clock, Heartbeat, BarsClosed)


@dataclass(frozen=True, slots=True)
class LogRow:
    """One event for a table: its number, when it was noted, of what type, and what it says."""

    number: int
    at: str
    what: str


def log_rows(lines: Sequence[Line], zone: str = "UTC", most: int = 200, *, quiet: bool = False) -> list[LogRow]:
    """The newest first, so many at most; `quiet` leaves out what only says that time has passed."""
    kept = (line for line in reversed(lines) if not (quiet and isinstance(line.event.body, PASSING)))
    newest = islice(kept, most)
    return [LogRow(line.seq, minute(line.event.time, zone), visible(said(line.event.body))) for line in newest]


def bars_logged(lines: Sequence[Line]) -> list[Bars]:
    """The bars of each symbol, in the order in which they first closed."""
    rows: dict[str, list[BarRow]] = {}
    for line in lines:
        if isinstance(line.event.body, BarsClosed):
            for bar in line.event.body.rows:
                rows.setdefault(bar.symbol, []).append(bar)
    return [_bars(symbol, found) for symbol, found in rows.items()]


def marks_logged(lines: Sequence[Line], symbol: str, currency: str = "") -> tuple[Mark, ...]:
    """Fills, and the decisions from which an order followed, or which a limit or a halt stopped."""
    found: list[Mark] = []
    for line in lines:
        body = line.event.body
        if isinstance(body, Fill) and body.symbol == symbol:
            found.append(fill_mark(body.time, body.quantity, body.price, body.kind, currency))
        elif isinstance(body, Decided) and body.symbol == symbol and (body.order or body.stopped):
            target = body.wish.get("target") or 0.0
            stopped = f", stopped by {body.stopped}" if body.stopped else ""
            text = f"wants {target:,g}: {body.reason}{stopped}"
            found.append(Mark(body.time, text, target > 0, Tone.QUIET, strong=False))
    return tuple(sorted(found, key=lambda mark: mark.time))


def equity_logged(lines: Sequence[Line], pulse: Pulse) -> list[tuple[int, int, float]]:
    """How many bars the session had met, when they closed (ns UTC), and what the account was worth then.

    Bars on which nobody was asked are left out: the log has no account there.
    """
    closes = [line for line in lines if isinstance(line.event.body, BarsClosed)]
    newer = sum(1 for line in closes if line.seq > pulse.seq)
    first = pulse.bars + newer - len(closes)
    place = {line.event.body.time: first + number for number, line in enumerate(closes, 1)}  # type: ignore[union-attr]
    found: dict[int, tuple[int, int, float]] = {}
    for line in lines:
        body = line.event.body
        if isinstance(body, Decided) and body.time in place:
            worth = body.account.get("equity")
            if worth is not None:
                found[body.time] = (place[body.time], line.event.time, worth)
    return list(found.values())


def equity_chart(marks: Sequence[tuple[int, int, float]], pulse: Pulse, currency: str, zone: str = "UTC") -> Chart:
    """Equity over the newest stretch, up to the last sign of life."""
    last = [(parse_instant(pulse.time), pulse.equity)] if pulse.time else []
    points = [*((at, worth) for _, at, worth in marks), *last]
    return Chart(
        "Equity",
        (Curve("equity", [at for at, _ in points], [worth for _, worth in points]),),
        y="money",
        y_name=currency,
        zone=zone,
        low=True,
        caption="What the account was worth when bars closed; the whole session's is in tradecore live parity.",
    )


def _bars(symbol: str, rows: Sequence[BarRow]) -> Bars:
    times = [bar.time for bar in rows]
    step = min((after - before for before, after in pairwise(times) if after > before), default=HOUR)
    columns: Mapping[str, array[float]] = {
        name: array(typecode(MarketRow, name), [getattr(bar, name) for bar in rows]) for name in COLUMNS
    }
    return Bars(array("q", times), columns, symbol, step)
