"""A session in sentences."""

from dataclasses import replace

import pytest
from live_runs import desk_of
from scripted import start
from test_live_session import BARS, WISHES, desk

from tradecore.jobs import ProcessMark
from tradecore.live.events import Event, Heartbeat, Line, Note
from tradecore.live.parity import parity
from tradecore.live.pulse import beat
from tradecore.simulation.rows import Rules
from tradecore.views.live import difference_rows, parity_lines, sentence, standing, status_lines

HERE = ProcessMark(1, 0.0, "here")


def test_every_event_of_a_session_is_a_sentence() -> None:
    made = desk("swallow")
    made.run()
    told = [sentence(line) for line in made.kept]
    assert all(text.startswith("1970-01-01T") and len(text) > 24 for text in told)
    assert any(text.startswith("1970-01-01T02:00:00Z ORDER +100 AAA to 100, stop 8, profit 12") for text in told)
    assert any("lost: two answers of the broker do not know it" in text for text in told)


def test_what_people_wrote_cannot_drive_a_terminal() -> None:
    assert "\x1b" not in sentence(Line(1, Event(0, Note("\x1b[2Jgone"))))


def test_a_sign_of_life_says_how_far_it_is_behind() -> None:
    said = [sentence(Line(1, Event(0, Heartbeat(behind)))).partition(" ")[2].strip() for behind in (0, 1, 3)]
    assert said == ["alive", "alive, 1 bar not decided yet", "alive, 3 bars not decided yet"]


def test_the_pulse_says_how_a_session_stands() -> None:
    made = desk()
    engine = made.run()
    pulse = beat(engine.state, HERE, "2026-01-01T00:00:00Z", "1970-01-01T08:00:00Z", engine.log.seq, 8)
    assert status_lines(pulse, alive=True)[0] == "Session test: trading, 8 of 8 bars, at 1970-01-01T08:00:00Z."
    assert "It holds AAA 100; orders at work: none." in status_lines(pulse, alive=True)
    assert (standing(pulse, alive=False), standing(replace(pulse, exit=0), alive=False)) == ("lost", "ended (0)")
    assert standing(replace(pulse, blocked="a drill"), alive=True) == "halted"


def test_a_session_without_faults_has_no_difference() -> None:
    made = desk()
    made.run()
    found = parity(made.setup, made.kept, made.recording)
    assert (found.differences, found.fills, found.equity) == ((), found.backtest_fills, found.backtest_equity)
    assert parity_lines(found)[1].startswith("No difference")


@pytest.mark.parametrize(("fault", "cause"), [("reject", "order refused"), ("swallow", "order refused")])
def test_what_a_fault_changed_has_its_cause(fault: str, cause: str) -> None:
    made = desk(fault)
    made.run()
    found = parity(made.setup, made.kept, made.recording)
    causes = [one.cause for one in found.differences]
    assert causes[0] == cause
    assert {"fill missing", "fill more"} <= set(causes)
    assert len(difference_rows(found.differences)) == len(causes)


def test_a_bar_that_was_revised_since_is_named_with_both_values() -> None:
    made = desk()
    made.run()
    revised = [{**bar, "close": 10.25 if place == 3 else bar["close"]} for place, bar in enumerate(BARS)]
    now = desk_of(start({"AAA": revised}, WISHES, Rules(), 10_000.0)).recording
    [difference] = parity(made.setup, made.kept, now).differences
    assert (difference.cause, difference.session, difference.backtest) == ("bar revised", "close 10", "close 10.25")
