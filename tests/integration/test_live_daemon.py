"""The daemon as a process: it trades what the backtest trades, dies anywhere, and listens to people."""

import os
import signal
from dataclasses import replace
from pathlib import Path
from random import Random
from subprocess import Popen
from time import sleep

import pytest
from live_desk import SESSION, LiveDesk

from tradecore.bars import HOUR
from tradecore.contracts.live import Faults
from tradecore.live.events import BarsClosed, Decided, KillSwitch, Note, Operator, OrderStatus, SessionBegan
from tradecore.live.orders import Order
from tradecore.live.parity import parity

# More in a session of its own: `nox -s live`.
KILLS = int(os.environ.get("TRADECORE_LIVE_KILLS", "3"))
ROWS = int(os.environ.get("TRADECORE_LIVE_ROWS", "210"))
SEED = int(os.environ.get("TRADECORE_LIVE_SEED", "1"))


@pytest.mark.parametrize("kills", sorted({KILLS, min(KILLS, 10)}))
def test_a_session_is_the_backtest_also_when_it_is_killed_and_started_again(tmp_path: Path, kills: int) -> None:
    desk, draw = LiveDesk(tmp_path, ROWS), Random(SEED)
    for _ in range(kills):
        desk.kill_after(draw.randint(1, 3 * ROWS // kills))
        desk.assert_consistent(interrupted=True)
    assert desk.run() == 0
    desk.assert_consistent()
    fills, wishes, simulation = desk.backtest()
    starts = desk.bodies(SessionBegan)
    assert [one.start for one in starts] == list(range(1, len(starts) + 1))
    pulse = desk.store.pulse(SESSION)
    assert pulse is not None
    assert (pulse.exit, pulse.ended) == (0, "no bar follows")
    # An order that was written down when the process died, and had not left, is lost by the order rule.
    until = min((desk.decided_at(one.ref) for one in desk.lost), default=None)
    if until is not None:
        assert [fill for fill in desk.fills if fill[0] <= until] == [fill for fill in fills if fill[0] <= until]
        assert {t: wish for t, wish in desk.wishes.items() if t <= until} == {
            t: wish for t, wish in wishes.items() if t <= until
        }
    else:
        assert desk.fills == fills
        assert desk.wishes == wishes
        assert pulse.equity == simulation.curve.equity
        prepared = desk.prepared()
        report = parity(prepared.setup, desk.store.lines(SESSION), prepared.recording)
        assert (report.differences, report.equity) == ((), report.backtest_equity)


def wait_for(desk: LiveDesk, daemon: "Popen[bytes]", kind: type) -> None:
    while not desk.bodies(kind):
        assert daemon.poll() is None
        sleep(0.02)


def test_people_are_heard(tmp_path: Path) -> None:
    # Slow enough that it is at work for as long as the test listens.
    desk = LiveDesk(tmp_path, speed=5.0)
    daemon = desk.start()
    wait_for(desk, daemon, Decided)
    desk.store.post(SESSION, Note("looks well", "me"))
    desk.store.kill_switch().throw("a drill")
    wait_for(desk, daemon, KillSwitch)
    wait_for(desk, daemon, Note)
    desk.store.kill_switch().clear()
    name = desk.store.post(SESSION, Operator("resume", "me", "the drill is over"))
    wait_for(desk, daemon, Operator)
    while desk.store.waits(SESSION, name):
        sleep(0.02)
    daemon.send_signal(signal.SIGTERM)
    assert daemon.wait(60) == 0
    blocked = [one for one in desk.bodies(Decided) if "kill switch" in one.blocked]
    assert all(not one.order for one in blocked)
    assert desk.bodies(Operator)[-1].command in ("stop", "resume")
    desk.assert_consistent()


def test_two_daemons_do_not_trade_one_session(tmp_path: Path) -> None:
    desk = LiveDesk(tmp_path, speed=2.0)
    first = desk.start()
    wait_for(desk, first, Decided)
    assert desk.run() == 3
    assert "another daemon" in (desk.folder / "live" / SESSION / "log.txt").read_text()
    first.send_signal(signal.SIGTERM)
    assert first.wait(60) == 0


@pytest.mark.parametrize(
    ("live", "code", "said"),
    [({"mode": "paper"}, 4, "no such accounts"), ({"broker": "nobody"}, 3, "There is no broker named 'nobody'")],
)
def test_what_must_not_trade_does_not(tmp_path: Path, live: dict[str, str], code: int, said: str) -> None:
    desk = LiveDesk(tmp_path, 30, **live)
    assert desk.run() == code
    assert said in (desk.folder / "live" / SESSION / "log.txt").read_text()
    assert not desk.events.exists()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"policy":', '"polisy":', "polisy"),
        ('"hold"', '"sometimes"', "live.policy"),
        (f'"session":"{SESSION}"', '"session":"other"', "the name of its folder"),
    ],
)
def test_a_session_file_that_is_not_as_published_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    desk = LiveDesk(tmp_path, 30)
    file = Path(desk.file)
    text = "".join(line.strip() for line in file.read_text().splitlines()).replace('": ', '":')
    assert old in text
    file.write_text(text.replace(old, new))
    assert desk.run() == 3
    assert said in (desk.folder / "live" / SESSION / "log.txt").read_text()


def test_faults_are_told_apart_and_no_file_but_the_session_names_the_account(tmp_path: Path) -> None:
    account = "DU7654321"
    desk = LiveDesk(tmp_path, 120, account=account, faults=Faults(reject=(2,)))
    assert desk.run() == 0
    files = [path for path in (desk.folder / "live").rglob("*") if path.is_file() and path.name != "session.json"]
    assert {"events.jsonl", "broker.jsonl", "pulse.json", "log.txt", "alarms.log"} <= {path.name for path in files}
    assert [path.name for path in files if account.encode() in path.read_bytes()] == []
    assert [path.name for path in files if path.stat().st_mode & 0o077 and path.name != "log.txt"] == []
    desk.assert_consistent()
    rejected = [one for one in desk.bodies(OrderStatus) if one.status == "rejected"]
    assert [one.reason for one in rejected] == ["told to"]
    prepared = desk.prepared()
    report = parity(prepared.setup, desk.store.lines(SESSION), prepared.recording)
    assert report.differences
    assert {one.cause for one in report.differences} & {"order refused"}


def test_a_trade_by_hand_ends_the_next_start_until_somebody_adopts_it(tmp_path: Path) -> None:
    desk = LiveDesk(tmp_path, 120)
    desk.kill_after(150)
    with desk.broker() as broker:
        for ref in broker.holdings().working:
            broker.cancel(ref)
        held = broker.holdings().positions.get("walk", 0.0)
        broker.submit(Order("hand-entry", "walk", 7.0, held + 7.0))
        rows = desk.bodies(BarsClosed)[-1].rows
        # Later than any bar that the daemon can have reached before it was killed.
        broker.trade([replace(bar, time=bar.time + 2 * HOUR) for bar in rows])
        assert broker.holdings().positions["walk"] == held + 7.0
    assert desk.run() == 5
    pulse = desk.store.pulse(SESSION)
    assert pulse is not None
    assert pulse.exit == 5
    desk.store.post(SESSION, Operator("adopt", "me", "it was me"))
    assert desk.run() == 0
    desk.assert_consistent()
