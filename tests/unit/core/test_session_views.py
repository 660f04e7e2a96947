"""A session as its page shows it: in a word, with what to do, and by the newest stretch of its log."""

from dataclasses import replace

import pytest
from live_runs import Desk, desk_of
from scripted import start
from test_live_failpoints import WISHES
from test_live_session import BARS

from tradecore.jobs import ProcessMark
from tradecore.live.events import BarsClosed, Clock, Decided, Event, Fill, KillSwitch, Line, Note
from tradecore.live.pulse import Pulse, beat
from tradecore.simulation.rows import Rules
from tradecore.views.session import alarms_of, session_view
from tradecore.views.session_log import bars_logged, equity_chart, equity_logged, log_rows, marks_logged

HERE = ProcessMark(1, 0.0, "here")
SECOND = 1_000_000_000
NOW = 1_774_731_600 * SECOND
PULSE = Pulse("demo", HERE, "2026-03-28T21:00:00Z", "2026-03-28T20:00:00Z", 9, 3, 5, 1_010.0, 1_000.0, 2, {"AAA": -5.0})


@pytest.fixture(scope="module")
def desk() -> Desk:
    made = desk_of(start({"AAA": BARS}, WISHES, Rules(), 10_000.0))
    made.run()
    return made


@pytest.mark.parametrize(
    ("changed", "alive", "state", "remedy"),
    [
        ({}, True, "trading", ""),
        ({}, False, "lost", "Start it again"),
        ({"blocked": "the kill switch is on: a drill"}, True, "halted", "Take the kill switch back"),
        ({"blocked": "the session is halted: x"}, True, "halted", "then resume it"),
        ({"blocked": "the broker holds something else than the log says"}, True, "mismatch", "adopt what it holds."),
        ({"exit": 5, "ended": "the broker holds something else"}, False, "mismatch", "then start again."),
        ({"exit": 0, "ended": "no bar follows"}, False, "ended (0)", ""),
        ({"exit": 3, "ended": "no such model"}, False, "ended (3)", "Mend what that says"),
    ],
)
def test_each_state_has_its_remedy(changed: dict[str, object], *, alive: bool, state: str, remedy: str) -> None:
    view = session_view("demo", replace(PULSE, **changed), NOW, alive=alive)  # type: ignore[arg-type]
    assert view.state == state
    assert remedy in view.remedy
    assert bool(remedy) == bool(view.remedy)
    assert (view.may_start, view.may_stop) == (not alive, alive)
    assert view.may_resume == (alive and "blocked" in changed)
    assert view.may_adopt == (state == "mismatch")


def test_silence_is_told_and_one_that_never_began_can_begin() -> None:
    view = session_view("demo", PULSE, NOW + 60 * SECOND, alive=True)
    assert "no sign of life for 60 s" in view.words
    assert "live panic" in view.remedy
    assert session_view("demo", None, NOW, alive=False).may_start
    assert session_view("demo", None, NOW, alive=True).state == "beginning"


def test_tiles_say_what_is_held_in_the_zone() -> None:
    view = session_view("demo", replace(PULSE, orders=("abc-entry",)), NOW, alive=True, zone="America/New_York")
    assert [(tile.label, tile.value, tile.beside) for tile in view.tiles] == [
        ("equity", "1,010", "+1.0% since it began"),
        ("position", "AAA -5", "1 orders at work"),
        ("bars", "3", "of 5"),
        ("fills", "2", "9 events"),
        ("at", "16:00", "2026-03-28, America/New_York"),
    ]


def test_alarms_are_of_one_session_and_not_older_than_asked() -> None:
    lines = [
        "2026-03-28T21:00:00Z demo halt: a",
        "2026-03-27T21:00:00Z demo lost: b",
        "x demo odd",
        "2026-03-28T21:00:00Z other c",
    ]
    assert alarms_of("demo", lines) == lines[:3]
    assert alarms_of("demo", lines, NOW) == lines[:1]


def test_bars_and_fills_are_drawn_as_they_were_logged(desk: Desk) -> None:
    [bars] = bars_logged(desk.kept)
    assert [list(bars.time), list(bars["close"])] == [[bar[name] for bar in BARS] for name in ("time", "close")]
    assert bars.step == 3_600 * SECOND
    marks = marks_logged(desk.kept, "AAA", "USD")
    strong = [mark.time for mark in marks if mark.strong]
    assert strong == sorted(fill.time for fill in desk.bodies(Fill))
    ordered = [one.time for one in desk.bodies(Decided) if one.order]
    assert [mark.time for mark in marks if not mark.strong] == ordered
    assert marks_logged(desk.kept, "BBB") == ()
    assert any("bought 100 at" in mark.text and "USD" in mark.text for mark in marks)


def test_equity_is_placed_by_the_number_of_its_bar(desk: Desk) -> None:
    engine_pulse = replace(PULSE, bars=8, seq=desk.kept[-1].seq, time="1970-01-01T08:00:00Z", equity=10_510.0)
    whole = equity_logged(desk.kept, engine_pulse)
    assert [bars for bars, _, _ in whole] == list(range(1, 9))
    assert [worth for _, _, worth in whole] == [desk.marks[bar["time"]][0] for bar in BARS]
    half = desk.kept[len(desk.kept) // 2 :]
    assert equity_logged(half, engine_pulse) == whole[-len(equity_logged(half, engine_pulse)) :]
    # A pulse from before the newest bar closed counts fewer.
    last = next(line.seq for line in reversed(desk.kept) if isinstance(line.event.body, BarsClosed))
    assert equity_logged(desk.kept, replace(engine_pulse, bars=7, seq=last - 1)) == whole
    chart = equity_chart(whole, engine_pulse, "USD")
    assert list(chart.layers[0].y)[-2:] == [whole[-1][2], 10_510.0]


def test_rows_of_the_log_are_the_newest_first_and_harmless() -> None:
    bodies = [Note("\x1b[2J<b>gone"), Clock(0), KillSwitch(on=True, reason="a drill")]
    lines = [Line(seq, Event(seq * SECOND, body)) for seq, body in enumerate(bodies, 1)]
    assert [row.number for row in log_rows(lines)] == [3, 2, 1]
    assert [row.number for row in log_rows(lines, quiet=True)] == [3, 1]
    assert [row.number for row in log_rows(lines, most=1)] == [3]
    assert "\x1b" not in log_rows(lines)[-1].what


def test_a_session_that_has_met_no_bar_is_at_its_start() -> None:
    engine, _ = desk_of(start({"AAA": BARS}, WISHES, Rules(), 10_000.0)).start()
    pulse = beat(engine.state, HERE, "2026-03-28T21:00:00Z", "", engine.log.seq, 8)
    assert session_view("test", pulse, NOW, alive=True).tiles[4].value == "its start"
