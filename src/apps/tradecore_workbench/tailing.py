"""The newest stretch of a session's log, kept while it grows: as quick for a long log as for a short one."""

from collections import deque
from collections.abc import Sequence
from threading import Lock

from tradecore.live.events import Line
from tradecore.ports.session_store import SessionStore

MOST = 1_200
# Of these there may be hundreds between two bars, and they say that time has passed.
PASSED = ("heartbeat", "clock")


class Tail:
    """The last lines of one session's log, but for those that only say that time has passed."""

    def __init__(self, store: SessionStore, session: str, most: int = MOST) -> None:
        self._read, self._kept = store.reader(session, most, PASSED), deque[Line](maxlen=most)
        # Two tabs of one server look at the same time.
        self._looking = Lock()

    def lines(self) -> Sequence[Line]:
        """Those of now; what came since the last look is read, and no more."""
        with self._looking:
            self._kept.extend(self._read())
            return tuple(self._kept)
