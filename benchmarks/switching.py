"""From the kill switch to refusal, with a real daemon: until its log says that nothing may leave any more."""

import os
from collections.abc import Mapping
from pathlib import Path
from time import monotonic, perf_counter, sleep
from typing import BinaryIO

from benchmarks.contest import Ground, Say
from benchmarks.jobs import Measured
from benchmarks.start import prepared
from tradecore.contracts.live import LiveSettings
from tradecore.live.events import Operator
from tradecore_workbench.workbench import Workbench

SESSION, TARGET = "switch", 0.1
# Bars a second, and seconds between two looks at the log.
SPEED, LOOK = 20.0, 0.0005


def hold(ground: Ground, market: Path, turns: int, say: Say) -> list[tuple[str, list[Measured]]]:
    """So many throws of the switch, each resumed before the next; what limits one is how often the daemon looks."""
    workspace = ground.folder / "live"
    table = prepared(workspace, market)
    os.environ["TRADECORE_STATE"] = str(ground.folder / "state")
    desk = Workbench(workspace)
    fields: Mapping[str, object] = {"bars": str(table), "strategy": "sma_cross", "report.pictures": False}
    sessions = desk.sessions
    sessions.create(SESSION, desk.request("backtest", fields), LiveSettings(account="SIM-bench", speed=SPEED))
    sessions.start(SESSION)
    found = Measured("refused after", TARGET)
    try:
        events = Path(sessions.store.location(SESSION, "events.jsonl"))
        for turn in range(turns):
            say(f"The kill switch, {turn + 1} of {turns}")
            found.times.append(thrown(desk, events))
    finally:
        sessions.stop(SESSION, "the benchmark is over")
    title = f"The kill switch, thrown {turns} times at a daemon that trades {SPEED:g} bars a second"
    return [(title, [found])]


def thrown(desk: Workbench, events: Path) -> float:
    """Seconds from the throw to the line in the log; then the session orders again."""
    switch = desk.sessions.store.kill_switch()
    with events.open("rb") as log:
        log.seek(0, os.SEEK_END)
        began = perf_counter()
        switch.throw("the benchmark")
        await_line(log, b'"type":"kill_switch"')
        took = perf_counter() - began
        switch.clear()
        desk.sessions.store.post(SESSION, Operator("resume", "the benchmark"))
        await_line(log, b'"type":"reconcile"')
    return took


def await_line(log: BinaryIO, wanted: bytes) -> None:
    """Reads on until the log has it; raises RuntimeError when nothing comes."""
    read, deadline = b"", monotonic() + 30.0
    while wanted not in read:
        if monotonic() > deadline:
            raise RuntimeError(f"The daemon has not written {wanted.decode()} within 30 seconds.")
        sleep(LOOK)
        # A line may come in pieces.
        read = read[-len(wanted) :] + log.read()
