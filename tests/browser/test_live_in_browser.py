"""A session in the browser: begun there, halted there at once, and untouched by whatever becomes of the page."""

from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

import pytest
from crowd import bars
from playwright.sync_api import Page, expect
from served import PATIENCE, Server, Told, fill, key, press, settled, until, visit

from tradecore.live.events import Decided, Intent, KillSwitch, Note, Operator
from tradecore_workbench.workbench import Workbench

Serve = Callable[[Path], Server]
SESSION = "drill"


@pytest.fixture
def desk(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workbench]:
    """A workspace with bars; what trades there at the end is stopped."""
    monkeypatch.setenv("TRADECORE_STATE", str(tmp_path / "state"))
    bars(workspace / "data" / "bars.csv", 4_000)
    made = Workbench(workspace)
    yield made
    for name in made.sessions.store.names():
        made.sessions.stop(name, "the test is over")


def bodies(desk: Workbench, kind: type) -> list[object]:
    lines = desk.sessions.store.lines(SESSION)
    return [line.event.body for line in lines if isinstance(line.event.body, kind)]


def begin(desk: Workbench, server: Server, tab: Page) -> None:
    """A session by the form, fast enough that something happens and slow enough that it lasts."""
    visit(tab, server, "live")
    fill(tab, "live.name", SESSION)
    fill(tab, "live.parameters.fast", "2")
    fill(tab, "live.parameters.slow", "5")
    fill(tab, "live.live.speed", "20")
    press(tab, "Start the session")
    expect(tab.get_by_text("trading", exact=True).first).to_be_visible(timeout=PATIENCE)
    until(lambda: len(bodies(desk, Decided)) > 20)


def test_a_session_is_started_and_the_kill_switch_heeded_at_once(
    desk: Workbench, serve: Serve, tab: Page, told: Told
) -> None:
    begin(desk, serve(desk.folder), tab)
    expect(tab.locator(".candles")).to_be_visible(timeout=PATIENCE)
    press(tab, "Kill switch")
    fill(tab, "live.kill.reason", "a drill")
    settled(tab)
    press(tab, "Throw the kill switch")
    began = perf_counter()
    until(lambda: bodies(desk, KillSwitch))
    told("from the click to the daemon's log", (perf_counter() - began) * 1000)
    expect(tab.get_by_text(f"{SESSION} has stopped ordering.")).to_be_visible(timeout=PATIENCE)
    told("until the page says that it obeys", (perf_counter() - began) * 1000)
    expect(tab.get_by_test_id("stAlertContentError")).to_contain_text("THE KILL SWITCH IS ON: a drill")
    met = len(bodies(desk, Decided))
    until(lambda: len(bodies(desk, Decided)) > met + 40)
    events = [line.event.body for line in desk.sessions.store.lines(SESSION)]
    halted = next(place for place, body in enumerate(events) if isinstance(body, KillSwitch))
    assert [body for body in events[halted:] if isinstance(body, Intent)] == []
    press(tab, "Take it back")
    key(tab, "live.back.sure").locator("label").click()
    settled(tab)
    press(tab, "Take the kill switch back")
    until(lambda: bodies(desk, Operator))
    expect(tab.get_by_text("trading", exact=True).first).to_be_visible(timeout=PATIENCE)
    met = len(bodies(desk, Intent))
    until(lambda: len(bodies(desk, Intent)) > met)


def test_notes_arrive_and_a_session_is_stopped(desk: Workbench, serve: Serve, tab: Page) -> None:
    begin(desk, serve(desk.folder), tab)
    press(tab, "Note")
    fill(tab, f"live.note.text.{SESSION}", "a quiet <b>week</b>")
    press(tab, "Write it into the log")
    until(lambda: bodies(desk, Note))
    expect(tab.get_by_test_id("stDataFrame").first).to_be_visible(timeout=PATIENCE)
    press(tab, "Stop")
    press(tab, "Stop it")
    expect(tab.get_by_text("ended (0)").first).to_be_visible(timeout=PATIENCE)
    assert not desk.sessions.alive(SESSION)
    press(tab, "Start")
    expect(tab.get_by_text("trading", exact=True).first).to_be_visible(timeout=PATIENCE)


def test_a_server_that_dies_takes_no_session_along(desk: Workbench, serve: Serve, tab: Page) -> None:
    server = serve(desk.folder)
    begin(desk, server, tab)
    before = desk.sessions.store.pulse(SESSION)
    server.kill()
    met = len(bodies(desk, Decided))
    until(lambda: len(bodies(desk, Decided)) > met + 10)
    visit(tab, serve(desk.folder), "live")
    expect(tab.get_by_text("trading", exact=True).first).to_be_visible(timeout=PATIENCE)
    pulse = desk.sessions.store.pulse(SESSION)
    assert pulse is not None
    assert before is not None
    assert pulse.process == before.process
