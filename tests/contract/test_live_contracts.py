"""The adapters of a trading session and those in memory keep the same contracts."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from ibkr_desk import IbkrDesk

from tradecore.contracts.live import Faults
from tradecore.errors import LinkDown
from tradecore.live.events import BarRow, Line
from tradecore.live.exchange import Exchange
from tradecore.ports.broker import AccountWanted, Broker
from tradecore.ports.event_log import EventLog
from tradecore.ports.kill_switch import KillSwitch
from tradecore.simulation.rows import Rules
from tradecore_files.event_log import FileEventLog
from tradecore_files.kill_switch import FileKillSwitch
from tradecore_simulated.broker import SimulatedBroker
from tradecore_testing.contracts.broker import CASH, INSTRUMENTS, BrokerContract
from tradecore_testing.contracts.event_log import EventLogContract
from tradecore_testing.contracts.kill_switch import KillSwitchContract
from tradecore_testing.live_fakes import MemoryBroker, MemoryKillSwitch, MemoryLog


class TestFileEventLog(EventLogContract):
    @pytest.fixture(autouse=True)
    def _empty(self, tmp_path: Path) -> None:
        self.path = tmp_path / "demo" / "events.jsonl"

    def log(self) -> EventLog:
        return FileEventLog(self.path)

    again = log


class TestMemoryLog(EventLogContract):
    @pytest.fixture(autouse=True)
    def _empty(self) -> None:
        self.kept: list[Line] = []

    def log(self) -> EventLog:
        return MemoryLog(self.kept)

    again = log


class TestFileKillSwitch(KillSwitchContract):
    @pytest.fixture(autouse=True)
    def _empty(self, tmp_path: Path) -> None:
        folder = tmp_path / "live"
        folder.mkdir(mode=0o700)
        self.file = FileKillSwitch(folder / "KILL")

    def switch(self) -> KillSwitch:
        return self.file


class TestMemoryKillSwitch(KillSwitchContract):
    @pytest.fixture(autouse=True)
    def _empty(self) -> None:
        self.memory = MemoryKillSwitch()

    def switch(self) -> KillSwitch:
        return self.memory


class TestSimulatedBroker(BrokerContract):
    @pytest.fixture(autouse=True)
    def _account(self, tmp_path: Path) -> Iterator[None]:
        wanted = AccountWanted("SIM1", INSTRUMENTS, Rules(cap=1.0), CASH, str(tmp_path / "demo"), Faults())
        self.simulated = SimulatedBroker(wanted)
        yield
        self.simulated.close()

    def broker(self) -> Broker:
        return self.simulated

    def move(self, rows: Sequence[BarRow]) -> None:
        self.simulated.trade(rows)


class TestMemoryBroker(BrokerContract):
    @pytest.fixture(autouse=True)
    def _account(self) -> None:
        self.memory = MemoryBroker(Exchange.opened(INSTRUMENTS, Rules(cap=1.0), CASH))

    def broker(self) -> Broker:
        return self.memory

    def move(self, rows: Sequence[BarRow]) -> None:
        self.memory.trade(rows)


class TestIbkrBroker(BrokerContract):
    patience = 1.0

    @pytest.fixture(autouse=True)
    def _account(self) -> Iterator[None]:
        self.desk = IbkrDesk()
        yield
        self.desk.close()

    def broker(self) -> Broker:
        if not self.desk.brokers:
            self.desk.broker()
        return self.desk.brokers[0]

    def move(self, rows: Sequence[BarRow]) -> None:
        self.desk.move(rows)

    def reconnect(self) -> None:
        self.desk.say("restart for 5s")
        with pytest.raises(LinkDown):
            self.broker().reports(1.0)
        # The gateway is tried again after a while that is drawn.
        self.desk.pass_time(30.0)
