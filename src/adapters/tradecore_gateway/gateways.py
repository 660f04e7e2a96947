"""Gateways for apps: as a process of their own, or inside the loop of this thread."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from queue import Queue
from tempfile import TemporaryDirectory
from threading import Thread
from time import time_ns
from typing import Any

from tradecore.bars import SECOND
from tradecore.errors import InvalidValue, TradecoreError
from tradecore.instants import format_instant
from tradecore.ports.gateway import GatewayTruth, GatewayWanted
from tradecore_gateway.exchange.memory import Memory
from tradecore_gateway.gateway import Gateway
from tradecore_gateway.market.listing import Listing
from tradecore_gateway.market.prices import Market
from tradecore_gateway.market.stored import StoredMarket
from tradecore_gateway.plan import AccountPlan, Plan
from tradecore_gateway.script.parsing import parse
from tradecore_gateway.tables import write_table
from tradecore_gateway.truth import truth_of
from tradecore_gateway.virtual import VirtualLoop
from tradecore_kit.atomic import make_folder
from tradecore_kit.codec import decode

STATE = "gateway.json"
# How long a process has to end by itself, in seconds.
PATIENCE = 10.0
# The contract's number of the first stock that is listed because it has prices.
FIRST_NUMBER = 900_000_001


class GatewayProcess:
    """A gateway in a process of its own, which hears sentences on its standard input."""

    def __init__(self, wanted: GatewayWanted) -> None:
        parse(wanted.script, wanted.name)
        self._scratch = TemporaryDirectory(prefix="gateway-")
        self._process = subprocess.Popen(  # noqa: S603 - this interpreter, a list of our own
            [sys.executable, "-m", "tradecore_gateway", *_arguments(wanted, Path(self._scratch.name))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._heard: list[str] = []
        self._answers: Queue[dict[str, Any] | None] = Queue()
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()
        self._port = int(self._answer("port"))

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._port

    def perform(self, sentence: str) -> None:
        """See RunningGateway."""
        parse(sentence, "sentence")
        self._say(sentence)
        self._answer("done")

    def truth(self) -> GatewayTruth:
        """See RunningGateway."""
        self._say("tell")
        return decode(GatewayTruth, self._answer("truth"), "gateway")

    def heard(self) -> tuple[str, ...]:
        """See RunningGateway."""
        return tuple(self._heard)

    def close(self) -> None:
        """See RunningGateway."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()
        for stream in (self._process.stdout, self._process.stderr):
            assert stream is not None
            stream.close()
        self._scratch.cleanup()

    def _say(self, sentence: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{sentence}\n")
        self._process.stdin.flush()

    def _read(self) -> None:
        """Keeps what the process says: answers for who asked, cues for who looks."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            found = json.loads(line)
            if "cue" in found:
                self._heard.append(f"{found['time']} {found['cue']}")
            else:
                self._answers.put(found)
        self._answers.put(None)

    def _answer(self, key: str) -> Any:  # noqa: ANN401 - plain data
        found = self._answers.get()
        if found is None:
            assert self._process.stderr is not None
            problem = self._process.stderr.read().strip()
            self.close()
            raise TradecoreError(f"The gateway has ended: {problem or 'it said nothing'}")
        if "refused" in found:
            raise InvalidValue("gateway", found["refused"], "a sentence that can be performed")
        return found[key]


def _arguments(wanted: GatewayWanted, scratch: Path) -> list[str]:
    given = ["--commands", f"--cash={wanted.cash}", f"--speed={wanted.speed}", f"--seed={wanted.seed}"]
    given += [f"--account={name}" for name in wanted.accounts]
    given += [f"--start={format_instant(wanted.start)}"] if wanted.start else []
    given += [f"--port={wanted.port}"] if wanted.port else []
    if wanted.script:
        (scratch / "script").write_text(wanted.script, encoding="utf-8")
        given.append(f"--script={scratch / 'script'}")
    for number, (symbol, table) in enumerate(wanted.bars.items()):
        write_table(scratch / f"{number}.csv", table)
        given.append(f"--bars={symbol}={scratch / f'{number}.csv'}")
    given += [f"--step={wanted.step // SECOND}"] if wanted.bars else []
    return given + ([f"--state={make_folder(Path(wanted.folder)) / STATE}"] if wanted.folder else [])


class InnerGateway:
    """A gateway in the event loop of this thread."""

    def __init__(self, wanted: GatewayWanted) -> None:
        parse(wanted.script, wanted.name)
        self.loop = VirtualLoop()
        asyncio.set_event_loop(self.loop)
        self._heard: list[str] = []
        self.gateway = self.loop.run_until_complete(_started(wanted, self._heard.append))

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.gateway.port

    def perform(self, sentence: str) -> None:
        """See RunningGateway."""

        async def act() -> None:
            self.gateway.perform(sentence)

        self.loop.run_until_complete(act())

    def truth(self) -> GatewayTruth:
        """See RunningGateway."""

        async def ask() -> GatewayTruth:
            return truth_of(self.gateway)

        return self.loop.run_until_complete(ask())

    def heard(self) -> tuple[str, ...]:
        """See RunningGateway."""
        return tuple(self._heard)

    def close(self) -> None:
        """See RunningGateway; the loop ends, too."""
        if not self.loop.is_closed():
            self.loop.run_until_complete(self.gateway.stop())
            self.loop.finish()
            asyncio.set_event_loop(None)
            self.loop.close()


async def _started(wanted: GatewayWanted, heard: Callable[[str], None]) -> Gateway:
    accounts = tuple(AccountPlan(name, wanted.cash) for name in wanted.accounts)
    plan = _with_listings(Plan(accounts, wanted.start, wanted.speed, seed=wanted.seed), sorted(wanted.bars))
    market: Market | None = StoredMarket(wanted.bars, wanted.step) if wanted.bars else None
    memory = Memory(make_folder(Path(wanted.folder)) / STATE) if wanted.folder else None
    gateway = Gateway(plan, market, memory=memory)
    gateway.play(wanted.script, wanted.name, lambda cue: heard(f"{gateway.timeline.stamp()} {cue.sentence}"))
    await gateway.start(wanted.port)
    return gateway


def _with_listings(plan: Plan, symbols: Sequence[str]) -> Plan:
    """With a stock of each symbol that has prices and is not listed yet."""
    usual = plan.listed(plan.start or time_ns())
    known = {name for one in usual for name in (one.symbol, one.local_symbol)}
    fresh = [Listing(FIRST_NUMBER + k, symbol) for k, symbol in enumerate(symbols) if symbol not in known]
    return replace(plan, listings=(*usual, *fresh)) if fresh else plan


class FakeGateways:
    """Makes both kinds."""

    def beside(self, wanted: GatewayWanted) -> GatewayProcess:
        """See Gateways."""
        return GatewayProcess(wanted)

    def inside(self, wanted: GatewayWanted) -> InnerGateway:
        """See Gateways."""
        return InnerGateway(wanted)
