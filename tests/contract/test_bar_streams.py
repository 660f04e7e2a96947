"""Streams of live bars keep their contract."""

from collections.abc import Sequence

import pytest

from tradecore.bars import MINUTE
from tradecore.ports.bar_stream import BarStream, SourceBar, StreamsBars
from tradecore_testing.contracts.bar_stream import BarStreamContract
from tradecore_testing.memory_stream import MemoryStream


class TestMemoryStream(BarStreamContract):
    @pytest.fixture(autouse=True)
    def _empty(self) -> None:
        self.memory = MemoryStream(MINUTE)

    def stream(self) -> BarStream:
        assert isinstance(self.memory, StreamsBars)
        return self.memory.stream()

    def publish(self, bars: Sequence[SourceBar]) -> None:
        self.memory.publish(*bars)
