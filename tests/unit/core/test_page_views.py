"""What pages show beside reports: rolling Sharpe, costs, trades, runs, settings, and the first page."""

from math import sqrt
from statistics import mean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradecore.config import resolve
from tradecore.jobs import ProcessMark, RunLine, State
from tradecore.live.pulse import Pulse
from tradecore.ports.settings_store import Version
from tradecore.table import Table
from tradecore.views.charts import Line, Tone
from tradecore.views.costs import costs_grid
from tradecore.views.home import MANY, alarm_row, at_work, newest, session_row, tiles
from tradecore.views.listing import choice
from tradecore.views.rolling import rolling_chart, rolling_sharpe
from tradecore.views.run_rows import PAGE, page_of, run_rows
from tradecore.views.setting_rows import change_rows, setting_rows
from tradecore.views.trade_rows import trade_rows

HOUR = 3_600_000_000_000
AT, LATER = "2026-01-05T10:00:00.000000Z", "2026-01-05T10:02:30.000000Z"


@given(st.lists(st.floats(-0.05, 0.05), min_size=30, max_size=60))
def test_the_rolling_sharpe_ratio_is_that_of_each_window(earned: list[float]) -> None:
    found = rolling_sharpe(earned, 20, 252.0)
    assert len(found) == len(earned) - 19
    for place, value in enumerate(found):
        window = earned[place : place + 20]
        spread = stdev(window)
        if spread > 1e-6:
            assert value == pytest.approx(mean(window) / spread * sqrt(252.0), rel=1e-4, abs=1e-6)


def test_a_flat_stretch_has_a_sharpe_ratio_of_zero() -> None:
    assert rolling_sharpe([0.0] * 25, 20, 252.0) == [0.0] * 6


def test_a_short_run_has_no_rolling_chart_and_a_long_one_begins_after_its_first_stretch() -> None:
    assert rolling_chart(list(range(40)), [1.0] * 40, 1.0, 252.0) is None
    times, equity = [HOUR * k for k in range(300)], [100.0 + k % 7 for k in range(300)]
    chart = rolling_chart(times, equity, 100.0, 252.0)
    assert chart is not None
    [line] = chart.layers
    assert isinstance(line, Line)
    assert (line.x[0], len(line.x)) == (HOUR * 62, 238)


def test_costs_lead_from_what_was_made_to_what_was_left() -> None:
    fills = Table([1, 2], {"commission": [1.0, 2.0], "slippage": [3.0, 4.0], "notional": [600.0, 400.0]})
    trades = Table([2], {"net": [90.0], "carry": [0.0]})
    grid = costs_grid(fills, trades, "USD")
    assert grid is not None
    texts = [[cell if isinstance(cell, str) else cell.text for cell in row] for row in grid.rows]
    assert texts[0][:2] == ["closed trades before costs", "100"]
    assert texts[1] == ["commission", "-3.00", "3.0%", "-30.0"]
    assert texts[4] == ["closed trades, net", "90.00", "90.0%", "900.0"]
    assert costs_grid(fills.slice(0, 0), trades, "USD") is None


def test_a_short_trade_gains_when_the_price_falls() -> None:
    row = {"symbol": "AAA", "side": "short", "quantity": 5.0, "entry_time": 0, "entry_price": 10.0, "exit_time": HOUR}
    row |= {
        "exit_price": 9.0,
        "costs": 0.1,
        "net": 4.9,
        "bars": 1,
        "entry_reason": "short",
        "exit_reason": "target",
    }
    [found] = trade_rows(Table([HOUR], {name: [value] for name, value in row.items()}), "America/New_York")
    assert found.gained == pytest.approx(0.1)
    assert (found.entry, found.exit) == ("1969-12-31 19:00", "1969-12-31 20:00")


def line(job_id: str, kind: str, state: State, **more: str) -> RunLine:
    return RunLine(job_id, "/runs", kind, state.value, AT, AT, LATER if state.final else "", **more)  # type: ignore[arg-type]


def test_rows_of_runs_say_when_how_long_and_what_came_of_it() -> None:
    done = line("a", "backtest", State.SUCCEEDED, symbols="AAA", subject="sma_cross", headline="return +1.0%")
    [row] = run_rows([done], "Europe/Berlin")
    assert (row.asked, row.took, row.came) == ("2026-01-05 11:00", "2 min", "return +1.0%")
    assert choice(done, "UTC") == "2026-01-05 10:00   sma_cross AAA   return +1.0%"
    assert choice(line("b", "backtest", State.FAILED), "UTC") == "2026-01-05 10:00   FAILED"


@pytest.mark.parametrize(
    ("count", "page", "expected"), [(0, 1, (0, 0, 1)), (51, 2, (50, 51, 2)), (10_000, 999, (9950, 10_000, 200))]
)
def test_pages(count: int, page: int, expected: tuple[int, int, int]) -> None:
    assert PAGE == 50
    assert page_of(count, page) == expected


def test_home_knows_what_is_at_work_and_the_newest_of_each_type() -> None:
    lines = [
        line("d", "train", State.RUNNING),
        line("c", "backtest", State.SUCCEEDED, subject="new"),
        line("b", "backtest", State.SUCCEEDED, subject="old"),
        line("a", "optimize", State.QUEUED),
    ]
    assert [each.job_id for each in at_work(lines)] == ["a", "d"]
    [found] = newest(lines, {"c": "It gained."})
    assert (found.title, found.about, found.sentence) == ("Backtest", "new", "It gained.")


def pulse(**more: object) -> Pulse:
    told = {
        "bars": 3,
        "total": 9,
        "equity": 110.0,
        "initial": 100.0,
        "fills": 2,
        "time": AT,
        "positions": {"AAA": -5.0},
    }
    return Pulse("desk", ProcessMark(1, 1.0, "host"), AT, **{**told, **more})  # type: ignore[arg-type]


def test_a_session_is_one_line() -> None:
    row = session_row("desk", pulse(), alive=True)
    assert (row.state, row.tone) == ("trading", Tone.GOOD)
    assert row.words == "110 (+10.0%), AAA -5, 2 fills, 3 of 9 bars, at 2026-01-05 10:00"


@pytest.mark.parametrize(
    ("more", "alive", "state", "tone"),
    [
        ({"blocked": "the kill switch is on"}, True, "halted", Tone.BAD),
        ({}, False, "lost", Tone.BAD),
        ({"exit": 0, "ended": "no bar follows"}, False, "ended (0)", Tone.QUIET),
        ({"exit": 5, "ended": "mismatch"}, False, "ended (5)", Tone.BAD),
    ],
)
def test_how_a_session_stands(more: dict[str, object], alive: bool, state: str, tone: Tone) -> None:  # noqa: FBT001
    row = session_row("desk", pulse(**more), alive=alive)
    assert (row.state, row.tone) == (state, tone)


def test_a_session_that_never_began_says_so() -> None:
    assert session_row("desk", None, alive=False).state == "never begun"


def test_an_alarm_is_read_as_it_was_written() -> None:
    assert alarm_row(f"{AT} desk halt: it halted") == ("2026-01-05 10:00", "desk", "halt: it halted")
    assert alarm_row("something else") == ("", "", "something else")


def test_settings_that_were_changed_come_first() -> None:
    rows = setting_rows(resolve({"costs": {"rate": 0.0, "borrow": 0.0}}, {"costs": {"borrow": 0.1}}, {}))
    assert [tuple(row) for row in rows] == [
        ("costs.borrow", "0.1", "configs/active.json"),
        ("costs.rate", "0", "default"),
    ]


def test_every_change_of_the_file_is_one_row() -> None:
    versions = [Version(LATER, {"costs": {"rate": 0.1}}), Version(AT, {})]
    rows = change_rows({"costs": {"rate": 0.2, "borrow": 0.3}}, versions)
    assert [(row.setting, row.before, row.after) for row in rows] == [
        ("costs.borrow", "default", "0.3"),
        ("costs.rate", "0.1", "0.2"),
        ("costs.rate", "default", "0.1"),
    ]


def test_what_needs_a_person_is_seen_first() -> None:
    halted = session_row("desk", pulse(blocked="the kill switch is on"), alive=True)
    shown = {tile.label: (tile.value, tile.tone) for tile in tiles(2, [halted], "somebody threw it", MANY)}
    assert shown["jobs at work"] == ("2", None)
    assert shown["need a look"] == ("1", Tone.BAD)
    assert shown["kill switch"] == ("on", Tone.BAD)
    assert shown["alarms"] == ("100 or more", None)
    assert {tile.tone for tile in tiles(0, [], "", 0)} == {None}
