"""The newest stretch of a session's log, kept while it grows: as quick for a long log as for a short one."""

from collections import deque
from collections.abc import Sequence

from tradecore.live.events import Line
from tradecore.ports.session_store import SessionStore

MOST = 1_200


class Tail:
    """The last lines of one session's log."""

    def __init__(self, store: SessionStore, session: str, most: int = MOST) -> None:
        self._read, self._kept = store.reader(session, most), deque[Line](maxlen=most)

    def lines(self) -> Sequence[Line]:
        """Those of now; what came since the last look is read, and no more."""
        for line in self._read():
            if self._kept and line.seq != self._kept[-1].seq + 1:
                self._kept.clear()
            self._kept.append(line)
        return tuple(self._kept)
