"""What keeps a session's log and its kill switch on files does what the one in memory does."""

from pathlib import Path

import pytest

from tradecore.live.events import Line
from tradecore.ports.event_log import EventLog
from tradecore.ports.kill_switch import KillSwitch
from tradecore_files.event_log import FileEventLog
from tradecore_files.kill_switch import FileKillSwitch
from tradecore_testing.contracts.event_log import EventLogContract
from tradecore_testing.contracts.kill_switch import KillSwitchContract
from tradecore_testing.live_fakes import MemoryKillSwitch, MemoryLog


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
