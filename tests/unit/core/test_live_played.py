"""What a session's log amounts to is what the backtest of its bars wrote."""

from live_runs import desk_of
from scripted import start
from test_live_failpoints import WISHES
from test_live_session import BARS

from tradecore.live.events import BarsClosed
from tradecore.live.played import played, start_on
from tradecore.simulation.rows import Rules
from tradecore.simulation.run import Simulation
from tradecore.simulation.tables import equity_table, fills_table, trades_table


def tables(simulation: Simulation) -> list[object]:
    return [
        {name: list(column) for name, column in table.columns.items()}
        for table in (equity_table(simulation), trades_table(simulation), fills_table(simulation))
    ]


def test_fills_trades_and_marks_are_those_of_the_backtest() -> None:
    desk = desk_of(start({"AAA": BARS}, WISHES, Rules(), 10_000.0))
    desk.run()
    found = played(desk.setup, desk.kept)
    gold = start_on(desk.setup, desk.bodies(BarsClosed))
    gold.advance()
    assert tables(found) == tables(gold)
    assert found.curve == gold.curve
    assert list(found.reasons) == list(gold.reasons)
    assert min(found.book.days.trades[0], found.book.days.fills[0]) >= 1
    assert str(found.book.positions) == str(gold.book.positions)
