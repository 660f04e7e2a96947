"""The gateway as a process: its words, its file, and a death in the middle."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from insync import connected, library

from tradecore.bars import HOUR
from tradecore.errors import InvalidValue
from tradecore.instants import parse_instant
from tradecore.ports.gateway import GatewayWanted, RunningGateway
from tradecore.table import Table
from tradecore_gateway.gateways import FakeGateways
from tradecore_gateway.tables import PRICES

MODULE = [sys.executable, "-m", "tradecore_gateway"]


class Process:
    """A gateway's process with its standard streams."""

    def __init__(self, *arguments: str) -> None:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        self.popen = subprocess.Popen([*MODULE, "--commands", *arguments], **pipes, text=True)
        self.port = int(self.read()["port"])

    def read(self) -> dict[str, Any]:
        assert self.popen.stdout is not None
        return json.loads(self.popen.stdout.readline())

    def ask(self, sentence: str) -> dict[str, Any]:
        assert self.popen.stdin is not None
        self.popen.stdin.write(f"{sentence}\n")
        self.popen.stdin.flush()
        return self.read()

    def end(self) -> int:
        self.popen.communicate(timeout=20)
        return self.popen.returncode


@contextmanager
def client(port: int) -> Generator[Any]:
    """The real library, in a loop with the real clock."""
    import asyncio

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)

    class At:
        def __init__(self, port: int) -> None:
            self.port = port

    try:
        ib = loop.run_until_complete(connected(At(port)))  # pyright: ignore[reportArgumentType]
        yield ib, loop.run_until_complete
        ib.disconnect()
        loop.run_until_complete(asyncio.sleep(0.05))
    finally:
        asyncio.set_event_loop(None)
        loop.close()


def test_an_account_survives_the_death_of_its_gateway(tmp_path: Path) -> None:
    import asyncio

    state = tmp_path / "gateway.json"
    given = (f"--state={state}", "--start=2026-03-02T14:35:00Z", "--speed=60")
    process = Process(*given)
    with client(process.port) as (ib, run):
        [contract] = run(ib.qualifyContractsAsync(library().Stock("AAPL", "SMART", "USD")))
        parent, target, stop = ib.bracketOrder("BUY", 100, 500.0, 900.0, 5.0)
        for order in (parent, target, stop):
            order.orderRef, order.tif = "abc", "GTC"
            ib.placeOrder(contract, order)
        run(asyncio.wait_for(event(ib.openTrades()[0].filledEvent), 10))
        os.kill(process.popen.pid, signal.SIGKILL)
        process.end()
        again = Process(*given)
        truth = again.ask("tell")["truth"]
        assert truth["positions"] == {"DU1234567": {"AAPL": 100.0}}
        assert [one["kind"] for one in truth["resting"]] == ["LMT", "STP"]
        assert truth["refs"] == ["abc", "abc", "abc"]
        assert truth["time"] > parse_instant("2026-03-02T14:35:00Z")
        assert again.end() == 0
    assert state.stat().st_mode & 0o077 == 0


async def event(happens: Any) -> None:
    await happens


def test_sentences_are_heard_and_refused(tmp_path: Path) -> None:
    script = tmp_path / "day.script"
    script.write_text("after 1s manual buy 5 AAPL\n")
    process = Process(f"--script={script}", "--start=2026-03-02T15:00:00Z", "--speed=100")
    assert process.read()["cue"] == "manual buy 5 AAPL"
    assert process.ask("drop")["done"] == "drop"
    assert "Accepted: `restart for DURATION`" in process.ask("restart")["refused"]
    assert process.ask("tell")["truth"]["positions"] == {"DU1234567": {"AAPL": 5.0}}
    assert process.end() == 0


def test_a_script_that_is_not_understood_ends_it_with_its_line(tmp_path: Path) -> None:
    script = tmp_path / "day.script"
    script.write_text("at 09:31 drop\nat 09:32 dorp\n")
    ended = subprocess.run([*MODULE, f"--script={script}"], capture_output=True, text=True, check=False, timeout=60)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "day.script: line 2 is 'dorp'. Accepted: `drop`.\n"


BARS = Table(
    [parse_instant("2026-03-02T14:30:00Z") + k * HOUR for k in range(7)],
    {name: [100.0 + k + more for k in range(7)] for name, more in zip(PRICES, (0, 2, -1, 1), strict=True)},
)


@pytest.mark.parametrize("kind", ["beside", "inside"])
def test_apps_start_either_kind(tmp_path: Path, kind: str) -> None:
    wanted = GatewayWanted(
        ("DU0000001",), 50_000.0, parse_instant("2026-03-02T14:31:00Z"), script="now manual buy 7 AAPL", name="mine",
        folder=str(tmp_path / "account"), bars={"AAPL": BARS}, step=HOUR,
    )  # fmt: skip
    running: RunningGateway = getattr(FakeGateways(), kind)(wanted)
    try:
        assert 0 < running.port < 65_536
        running.perform("manual sell 3 AAPL at 500")
        truth = running.truth()
        assert truth.positions == {"DU0000001": {"AAPL": 7.0}}
        [resting] = truth.resting
        assert (resting.symbol, resting.quantity, resting.limit) == ("AAPL", -3.0, 500.0)
        assert list(truth.executions.values()) == [7.0]
        assert truth.order_messages == 0
        assert [one.partition(" ")[2] for one in running.heard()] == ["manual buy 7 AAPL"]
        with pytest.raises(InvalidValue, match="line 1 is 'dorp'"):
            running.perform("dorp")
    finally:
        running.close()
    running.close()
    with pytest.raises(InvalidValue, match="mine: line 1"):
        getattr(FakeGateways(), kind)(GatewayWanted(script="dorp", name="mine"))
    assert (tmp_path / "account" / "gateway.json").exists()
