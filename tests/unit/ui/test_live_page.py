"""The page Live over sessions in every state, and what it leaves for daemons: files, and no order."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import time_ns
from typing import Any

import pytest
from ui_desk import ASKED, Page, texts, well

from tradecore.bars import HOUR
from tradecore.contracts.live import LiveSettings
from tradecore.inference.resampling import Cone
from tradecore.jobs import ProcessMark, stamp
from tradecore.live.actions import Alarm
from tradecore.live.events import Note, Operator
from tradecore.live.pulse import Pulse
from tradecore_kit.processes import mark_of
from tradecore_live.alarms import ways_to_people
from tradecore_live.daemon import Daemon
from tradecore_workbench.sessions import Sessions
from tradecore_workbench.workbench import Workbench

ACCOUNT = "SIM-secret-7654321"
DEAD = ProcessMark(2**22 + 1, 1.0, mark_of().host)
BEFORE = Pulse("calm", mark_of(), "", "2026-03-28T21:00:00Z", 240, 80, 84, 101_000.0, 100_000.0, 6, {"ACME": 50.0})
STATES: dict[str, tuple[Callable[[Pulse], Pulse | None], str, set[str]]] = {
    "never begun": (lambda _: None, "It has never begun.", {"Start"}),
    "trading": (lambda pulse: pulse, "It trades.", {"Stop it"}),
    "halted": (
        lambda pulse: replace(pulse, blocked="the session is halted: it raised ZeroDivisionError"),
        "No new order leaves: the session is halted: it raised ZeroDivisionError.",
        {"Stop it", "Resume it"},
    ),
    "mismatch": (
        lambda pulse: replace(pulse, process=DEAD, exit=5, ended="the broker holds something else than the log says"),
        "Look at the broker.",
        {"Start", "Adopt it"},
    ),
    "ended": (
        lambda pulse: replace(pulse, process=DEAD, exit=0, ended="no bar follows"),
        "It ended: no bar follows.",
        {"Start"},
    ),
    "lost": (lambda pulse: replace(pulse, process=DEAD), "Its daemon ended without a word", {"Start"}),
}


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRADECORE_STATE", str(tmp_path / "state"))


def create(desk: Workbench, session: str = "calm") -> None:
    desk.sessions.create(session, desk.request("backtest", ASKED), LiveSettings(ACCOUNT))


def put(desk: Workbench, state: str, session: str = "calm") -> None:
    """A session in a state, as its daemon would have left it."""
    create(desk, session)
    pulse = STATES[state][0](replace(BEFORE, session=session, at=stamp(time_ns())))
    if pulse is not None:
        desk.sessions.store.beat(session, pulse)


def labels(at: Any) -> set[str]:
    return {button.label for button in at.button}


@pytest.mark.parametrize("state", STATES)
def test_a_session_says_how_it_stands_and_offers_what_makes_sense(desk: Workbench, page: Page, state: str) -> None:
    put(desk, state)
    at = well(page(desk, "live"))
    said, offered = STATES[state][1:]
    assert said in texts(at)
    acts = {"Start", "Stop it", "Resume it", "Adopt it"}
    assert labels(at) & acts == offered
    if state == "trading":
        assert [metric.value for metric in at.metric][:2] == ["101,000", "ACME +50"]


def test_a_daemon_that_hangs_is_told(desk: Workbench, page: Page) -> None:
    create(desk)
    desk.sessions.store.beat("calm", replace(BEFORE, at=stamp(time_ns() - 3 * HOUR)))
    assert "no sign of life for 3 h" in texts(well(page(desk, "live")))


def test_the_kill_switch_is_thrown_with_a_reason_and_taken_back_on_purpose(desk: Workbench, page: Page) -> None:
    put(desk, "trading")
    switch = desk.sessions.store.kill_switch()
    at = well(page(desk, "live"))
    at.text_input(key="live.kill.reason").set_value("a *drill*")
    at.button(key="live.kill").click().run()
    assert switch.state() == "a *drill*"
    assert "THE KILL SWITCH IS ON**: a *drill*" in texts(well(at))
    assert "calm HAS NOT ANSWERED YET" in texts(at)
    assert at.button(key="live.back").disabled
    at.checkbox(key="live.back.sure").check().run()
    at.text_input(key="live.back.reason").set_value("it is over")
    at.button(key="live.back").click().run()
    assert switch.state() == ""
    [(_, asked)] = desk.sessions.store.posted("calm")
    assert asked == Operator("resume", "the workstation", "it is over")
    assert "THE KILL SWITCH IS ON" not in texts(well(at))


def test_a_daemon_that_heeds_it_is_said_to(desk: Workbench, page: Page) -> None:
    create(desk)
    pulse = replace(BEFORE, at=stamp(time_ns()), blocked="the kill switch is on: a drill")
    desk.sessions.store.beat("calm", pulse)
    desk.sessions.store.kill_switch().throw("a drill")
    at = well(page(desk, "live"))
    assert "calm has stopped ordering." in texts(at)
    assert "Resume it" not in labels(at)


def test_notes_and_demands_are_left_as_files(desk: Workbench, page: Page) -> None:
    put(desk, "mismatch")
    at = well(page(desk, "live"))
    at.text_area(key="live.note.text.calm").set_value("a quiet week")
    next(button for button in at.button if button.label == "Write it into the log").click().run()
    at.text_input(key="live.adopt.why").set_value("it was me")
    at.button(key="live.adopt").click().run()
    well(at)
    assert [asked for _, asked in desk.sessions.store.posted("calm")] == [
        Note("a quiet week", "the workstation"),
        Operator("adopt", "the workstation", "it was me"),
    ]


def test_a_session_that_has_traded_shows_its_bars_its_log_and_its_cone(desk: Workbench, page: Page) -> None:
    create(desk)
    assert Daemon(desk.adapters, "calm").run() == 0
    for way in ways_to_people(desk.adapters):
        way.tell("calm", Alarm("lost", "An order was lost."))
        way.tell("other", Alarm("halt", "Somebody else's."))
    at = well(page(desk, "live"))
    assert "ACME, the newest 84 bars" in texts(at)
    assert [each.proto.id for each in at.get("plotly_chart")]
    log = at.dataframe[0].value
    assert list(log.columns) == ["number", "at", "what"]
    assert any(what.startswith("FILL") for what in log["what"])
    assert not any(what.startswith("closed:") for what in log["what"])
    at.toggle(key="live.log.all").set_value(True).run()
    assert any(what.startswith("closed:") for what in well(at).dataframe[0].value["what"])
    assert "An order was lost." in texts(at)
    assert "Somebody else's" not in texts(at)
    for look in ("Challengers", "Alarms", "Request"):
        at.button_group(key="live.look").set_value(look).run()
        well(at)
    assert ACCOUNT not in str(at.json[0].value)
    assert "321" in str(at.json[0].value)
    wide = Cone(100, 2.0, 1, 500, (1, 84), (0.05, 0.95), ((0.9, 0.5), (1.1, 1.5)))
    desk.sessions.store.foresee("calm", wide)
    assert "lines of its cone" in texts(well(page(desk, "live")))


def test_no_account_is_written_out_anywhere(desk: Workbench, page: Page) -> None:
    put(desk, "trading")
    at = well(page(desk, "live"))
    assert ACCOUNT not in texts(at) + str([part.proto for part in at.json])


def test_a_new_session_is_made_from_the_form_and_started(
    desk: Workbench, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    monkeypatch.setattr(Sessions, "start", lambda _, session: started.append(session))
    at = well(page(desk, "live"))
    at.text_input(key="live.name").set_value("summer")
    at.selectbox(key="live.bars").set_value("data/ACME.csv")
    at.number_input(key="live.parameters.fast").set_value(2)
    at.number_input(key="live.live.speed").set_value(7.0)
    next(button for button in at.button if button.label == "Start the session").click().run()
    well(at)
    assert started == ["summer"]
    request = desk.sessions.request("summer")
    assert (request.trade.parameters["fast"], request.live.speed, request.live.mode) == (2, 7.0, "simulated")
    assert "It has never begun." in texts(at)


def test_what_is_refused_stands_beside_its_field(desk: Workbench, page: Page) -> None:
    at = well(page(desk, "live"))
    at.text_input(key="live.name").set_value("../Summer")
    at.selectbox(key="live.bars").set_value("data/ACME.csv")
    next(button for button in at.button if button.label == "Start the session").click().run()
    well(at)
    assert "1 to 64 of a-z" in texts(at)
    assert desk.sessions.store.names() == []
