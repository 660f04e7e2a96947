"""Plays one scenario: gateway, socket, adapter, daemon and log are the real ones, only time is not."""

import shutil
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tradecore.bars import MINUTE, SECOND
from tradecore.contracts.live import SessionRequest
from tradecore.contracts.rehearsal import Rehearsed, Verdict
from tradecore.live.events import Line
from tradecore.live.parity import parity
from tradecore.ports.gateway import GatewayTruth, GatewayWanted, RunningGateway
from tradecore.table import Table
from tradecore.usecases.session import Prepared, prepare
from tradecore_kit.atomic import make_folder
from tradecore_kit.codec import encode
from tradecore_live.daemon import Daemon
from tradecore_live.rehearsal.desk import RehearsedAdapters
from tradecore_live.rehearsal.judge import missing, problems
from tradecore_live.rehearsal.scenario import Scenario
from tradecore_live.rehearsal.seen import seen
from tradecore_live.rehearsal.stage import Stage, stage
from tradecore_live.rehearsal.switching import Switching
from tradecore_live.rehearsal.times import GatewayTimes
from tradecore_live.rehearsal.told import told
from tradecore_workbench.adapters import Adapters
from tradecore_workbench.unattended import tools_of

FOLDER = "rehearsals"
# An early close in the scenario of the half day, after the open; and how long the daemon goes on after a close.
EARLY, AFTER = 150 * MINUTE, 3 * MINUTE
NEW_YORK = "America/New_York"


@dataclass(frozen=True, slots=True)
class Performed:
    """A rehearsal that is over: what was played, what the log says, and what the broker knows."""

    ground: Stage
    prepared: Prepared
    lines: Sequence[Line]
    truth: GatewayTruth
    folder: str
    log: str


def play(adapters: Adapters, request: SessionRequest, one: Scenario) -> Rehearsed:
    """One rehearsal of a session, and its verdict; see `performed`."""
    return judged(performed(adapters, request, one), one)


def performed(adapters: Adapters, request: SessionRequest, one: Scenario) -> Performed:
    """One rehearsal of a session, in a folder of its own beside it, which an earlier one leaves empty.

    Raises AccountRefused for a session that is not on paper, and what reading its bars raises.
    """
    ground = _shortened(stage(request, tools_of(adapters), one.days), one)
    scratch = Path(adapters.sessions.location(request.session)) / FOLDER / one.name
    shutil.rmtree(scratch, ignore_errors=True)
    make_folder(scratch)
    make_folder(scratch / "configs")  # which makes it a workspace, for commands to look into
    script = one.written(ground.facts)
    (scratch / "script.txt").write_text(script, encoding="utf-8")
    account, cash = request.live.account, request.trade.account.cash
    wanted = GatewayWanted(
        (account,), cash, ground.begin, script=script, name=one.name, bars=ground.bars, step=ground.step
    )
    gateway = adapters.catalog.gateway("ibkr").inside(wanted)
    try:
        desk = RehearsedAdapters(adapters.folder, scratch, gateway.port)
        desk.sessions.create(request.session, encode(ground.request))
        with _printing(scratch / "log.txt"):
            _trade(desk, ground, one, gateway)
        truth = gateway.truth()
    finally:
        gateway.close()
    lines = list(desk.sessions.lines(request.session))
    prepared = prepare(ground.request, tools_of(desk), lambda: lines)
    log = desk.sessions.location(request.session, "events.jsonl")
    return Performed(ground, prepared, lines, truth, str(scratch), log)


def _trade(desk: RehearsedAdapters, ground: Stage, one: Scenario, gateway: RunningGateway) -> None:
    stops: list[str] = []
    switching = Switching(
        one.switch, ground.begin, ground.end + AFTER, gateway, desk.sessions.kill_switch(), stops.append
    )

    def passed(now: int) -> None:
        switching.passed(now)
        if stops:
            daemon.stop(stops.pop())

    daemon = Daemon(desk, ground.request.session, GatewayTimes(ground.begin, passed))
    daemon.run()


def judged(done: Performed, one: Scenario) -> Rehearsed:
    """What came of it: whether an invariant was broken, and whether it has shown what it was to show."""
    ground, setup = done.ground, done.prepared.setup
    found = seen(setup, done.lines)
    broken = list(problems(found, done.truth, ground.request.live.account, _faults_end(one, ground)))
    blamed, unseen = missing(one.shows, found)
    broken += blamed
    verdict: Verdict = "failed" if broken else "nothing shown" if unseen else "passed"
    compared = parity(setup, done.lines, done.prepared.recording)
    return Rehearsed(
        scenario=one.name,
        title=one.title,
        verdict=verdict,
        happened=told(found, done.truth, compared),
        problems=tuple(broken or unseen),
        day=ground.day,
        orders=len(found.orders),
        fills=len(found.fills),
        differences=len(compared.differences),
        folder=done.folder,
        log=done.log,
    )


def _faults_end(one: Scenario, ground: Stage) -> int:
    """When the last fault of a script that lasts has ended (ns UTC)."""
    ends = [0.0]
    for line in one.script.splitlines():
        words = line.partition("#")[0].split()
        if words[:1] == ["after"]:
            at = _seconds(words[1])
            ends.append(at + (_seconds(words[-1]) if "for" in words else 0.0))
    return ground.begin + int(max(ends) * SECOND)


def _seconds(word: str) -> float:
    units = {"s": 1.0, "m": 60.0, "h": 3_600.0}
    return float(word[:-1]) * units[word[-1]]


def _shortened(ground: Stage, one: Scenario) -> Stage:
    """A stage whose market closes early where the script says so."""
    if "{early}" not in one.script:
        return ground
    opens = min(int(time) for table in ground.bars.values() for time in table.time if time >= ground.begin)
    early = opens + EARLY
    bars = {symbol: _until(table, early) for symbol, table in ground.bars.items()}
    clock = datetime.fromtimestamp(early // SECOND, ZoneInfo(NEW_YORK))
    return replace(ground, bars=bars, end=early, facts={**ground.facts, "early": f"{clock:%H:%M}"})


def _until(table: Table, end: int) -> Table:
    return table.slice(0, sum(1 for time in table.time if time < end))


@contextmanager
def _printing(path: Path) -> Generator[None]:
    """What the daemon prints goes into a file."""
    with path.open("w", encoding="utf-8") as stream, redirect_stderr(stream):
        yield
    sys.stderr.flush()
