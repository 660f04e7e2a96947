"""Live bars out of comma files that any other program appends to."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from time import monotonic, sleep

from tradecore.errors import LinkDown
from tradecore.ports.bar_stream import BarStream, SourceBar, StreamWanted, Word
from tradecore_csv.tail import Tail

# Seconds between two looks at the files.
POLL = 0.02


class CsvStream:
    """A BarStream over one file a symbol, or one of several symbols with a column that says which.

    Files are plain text as CsvBars reads them; each whole line is a closed bar, and its times are read as its spec
    says.
    """

    def __init__(self, workspace: str) -> None:
        self._workspace = workspace
        self._tails: list[Tail] = []
        self._waiting: deque[Word] = deque()

    def begin(self, wanted: Sequence[StreamWanted], step: int) -> None:
        """See BarStream; a file that is not there yet is a link that is down."""
        self.close()
        try:
            for one in wanted:
                self._tails.append(Tail(self._workspace, one, step))
        except LinkDown:
            self.close()
            raise

    def next(self, wait: float) -> Word | None:
        """See BarStream; looks at the files again while it waits."""
        if not self._tails:
            raise LinkDown("nobody has begun to read")
        deadline = monotonic() + wait
        while not self._waiting:
            timed = [one for tail in self._tails for one in _timed(tail.words())]
            # What several symbols missed comes in the order in which it happened.
            self._waiting.extend(word for _, word in sorted(timed, key=itemgetter(0)))
            if not self._waiting and monotonic() >= deadline:
                return None
            if not self._waiting:
                sleep(min(POLL, max(deadline - monotonic(), 0.0)))
        return self._waiting.popleft()

    def close(self) -> None:
        """Closes the files."""
        for tail in self._tails:
            tail.close()
        self._tails.clear()
        self._waiting.clear()


class CsvStreams:
    """Opens them."""

    def __init__(self, workspace: str) -> None:
        self._workspace = workspace

    def stream(self) -> BarStream:
        """See StreamsBars."""
        return CsvStream(self._workspace)


def _timed(words: Iterable[Word]) -> Iterator[tuple[int, Word]]:
    """Each word of a file with the time of the newest bar until then."""
    time = 0
    for word in words:
        time = max(time, word.time) if isinstance(word, SourceBar) else time
        yield time, word
