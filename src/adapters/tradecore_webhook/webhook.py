"""Alarms posted as JSON to a web address, by a thread that keeps nobody waiting."""

import atexit
import json
import sys
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from queue import Full, Queue
from threading import Thread
from time import monotonic, sleep, time_ns
from urllib.parse import SplitResult, urlsplit

from tradecore.jobs import stamp
from tradecore.live.actions import Alarm

LOOPBACK = ("127.0.0.1", "::1", "localhost")
ACCEPTED = "https://..., or http:// on this machine"
# Alarms that wait at most; seconds for one answer, between tries, and at the end of the process.
ROOM, LIMIT, PAUSES, LAST = 100, 5.0, (1.0, 5.0, 0.0), 3.0


class Webhook:
    """One address. Neither it nor anything it answers is ever printed, since it holds the secret that lets us write.

    A redirection is not followed: the answer counts as a failure. What cannot be posted in three tries is given up and
    said so in the output of the process; the alarm stands in the session's log and in `live/alarms.log` all the same.
    """

    def __init__(self, address: str, *, nap: Callable[[float], None] = sleep) -> None:
        self._nap, self._waiting = nap, Queue[bytes](ROOM)
        self._thread: Thread | None = None
        self._target = checked(address)
        if self._target is None:
            _say(f"The webhook's address is none that alarms are posted to. Accepted: {ACCEPTED}.")

    def tell(self, session: str, alarm: Alarm) -> None:
        """Leaves it to the thread; a queue that is full of alarms that nobody takes loses this one, and says so."""
        if self._target is None:
            return
        text = f"tradecore: session {session}: {alarm.kind}: {alarm.message}"
        told = {
            "time": stamp(time_ns()),
            "session": session,
            "kind": alarm.kind,
            "message": alarm.message,
            "text": text,
        }
        if self._thread is None:
            self._thread = Thread(target=self._work, name="webhook", daemon=True)
            self._thread.start()
            atexit.register(self.drain)
        try:
            self._waiting.put_nowait(json.dumps(told).encode("ascii"))
        except Full:
            _say("An alarm was not posted: too many wait already.")

    def drain(self, seconds: float = LAST) -> None:
        """Waits a while until everything is posted or given up."""
        deadline = monotonic() + seconds
        while self._waiting.unfinished_tasks and monotonic() < deadline:
            sleep(0.01)

    def _work(self) -> None:
        while True:
            content = self._waiting.get()
            problem = ""
            for pause in PAUSES:
                problem = self._post(content)
                if not problem:
                    break
                self._nap(pause)
            if problem:
                _say(f"An alarm was not posted: {problem}.")
            self._waiting.task_done()

    def _post(self, content: bytes) -> str:
        """What went wrong, by its kind only; empty when it was taken."""
        target = self._target
        if target is None:
            return "there is no address"
        kind = HTTPSConnection if target.scheme == "https" else HTTPConnection
        try:
            connection = kind(target.hostname or "", target.port, timeout=LIMIT)
            try:
                where = f"{target.path or '/'}{f'?{target.query}' if target.query else ''}"
                connection.request("POST", where, content, {"Content-Type": "application/json"})
                status = connection.getresponse().status
            finally:
                connection.close()
        except (OSError, HTTPException, ValueError) as error:
            return type(error).__name__
        return "" if 200 <= status < 300 else f"it was answered with status {status}"  # noqa: PLR2004 - HTTP's own


def checked(address: str) -> SplitResult | None:
    """The parts of an address that alarms may be posted to; None for any other."""
    try:
        target = urlsplit(address)
        host, _ = target.hostname, target.port
    except ValueError:
        return None
    known = host and (target.scheme == "https" or (target.scheme == "http" and host in LOOPBACK))
    return target if known and target.username is None else None


def _say(words: str) -> None:
    print(f"tradecore_webhook: {words}", file=sys.stderr, flush=True)  # noqa: T201
