"""Live bars out of prepared sets that are updated while a session trades."""

from collections import deque
from collections.abc import Iterator, Sequence
from time import monotonic, sleep
from typing import Any

from tradecore.columns import plain
from tradecore.errors import InvalidValue, LinkDown, TradecoreError
from tradecore.ports.bar_stream import BarStream, Corrected, SourceBar, StreamWanted, Word
from tradecore.steps import format_step
from tradecore_parquet.sets import ParquetSets

# Seconds between two looks at the sets.
POLL = 0.05
FLOATS = ("open", "high", "low", "close", "volume")


class Watched:
    """One symbol's set: its bars since an instant, each once, and those that an update has revised."""

    def __init__(self, sets: ParquetSets, wanted: StreamWanted, step: int) -> None:
        """Raises LinkDown where there is no such set, InvalidValue for one of another step."""
        self._sets, self._wanted, self._seen = sets, wanted, ""
        self._bars: dict[int, SourceBar] = {}
        said = self._manifest().step
        if said != format_step(step):
            raise InvalidValue("live.source_step", format_step(step), said, f"data set {wanted.spec.path}")

    def words(self) -> Iterator[tuple[int, Word]]:
        """What has come since the last look, each with the time of the newest bar until then."""
        if self._manifest().sha256 == self._seen:
            return
        try:
            raw = self._sets.read(self._wanted.spec)
        except TradecoreError as error:
            raise LinkDown(str(error)) from error
        self._seen = raw.manifest.sha256 if raw.manifest else ""
        table = raw.table.between(self._wanted.since, 2**63 - 1)
        columns: list[Any] = [plain(table[name]) for name in FLOATS]
        newest = max(self._bars, default=-1)
        # Splits and dividends stand in the manifest, by date: whoever trades on the bars knows them.
        for time, *prices in zip(plain(table.time), *columns, strict=True):
            bar = SourceBar(self._wanted.instrument.symbol, time, *prices)
            if self._bars.get(time) != bar:
                self._bars[time] = bar
                yield max(time, newest), bar if time > newest else Corrected(bar)

    def _manifest(self) -> Any:  # noqa: ANN401 - a SetManifest
        try:
            return self._sets.manifest(self._wanted.spec.path)
        except TradecoreError as error:
            raise LinkDown(str(error)) from error


class SetStream:
    """A BarStream over one prepared set a symbol, which `tradecore data update` lets grow."""

    def __init__(self, sets: ParquetSets) -> None:
        self._sets = sets
        self._watched: list[Watched] = []
        self._waiting: deque[Word] = deque()
        self._looked = 0.0

    def begin(self, wanted: Sequence[StreamWanted], step: int) -> None:
        """See BarStream; a set that is not there yet is a link that is down."""
        self.close()
        self._watched = [Watched(self._sets, one, step) for one in wanted]

    def next(self, wait: float) -> Word | None:
        """See BarStream; looks at the sets again while it waits."""
        if not self._watched:
            raise LinkDown("nobody has begun to read")
        deadline = monotonic() + wait
        while not self._waiting:
            self._look()
            now = monotonic()
            if not self._waiting and now >= deadline:
                return None
            if not self._waiting:
                sleep(min(POLL, deadline - now))
        return self._waiting.popleft()

    def close(self) -> None:
        """Forgets what it has seen."""
        self._watched.clear()
        self._waiting.clear()
        self._looked = 0.0

    def _look(self) -> None:
        if self._looked and monotonic() - self._looked < POLL:
            return
        self._looked = monotonic()
        timed = [one for watched in self._watched for one in watched.words()]
        # What several symbols missed comes in the order in which it happened.
        self._waiting.extend(word for _, word in sorted(timed, key=lambda one: one[0]))


class SetStreams:
    """Opens them."""

    def __init__(self, workspace: str) -> None:
        self._sets = ParquetSets(workspace)

    def stream(self) -> BarStream:
        """See StreamsBars."""
        return SetStream(self._sets)
