"""Alarms of all sessions in one file, for `tail -f` and for whatever watches files."""

import os
from contextlib import suppress
from pathlib import Path
from time import time_ns

from tradecore.jobs import stamp
from tradecore.live.actions import Alarm
from tradecore_files.layout import Layout
from tradecore_kit.atomic import NO_LINK


class FileAlerts:
    """`live/alarms.log` of a workspace: one line an alarm."""

    def __init__(self, workspace: str) -> None:
        self._path = Layout(Path(workspace)).alarms

    def tell(self, session: str, alarm: Alarm) -> None:
        """One more line; a disk that does not take it is passed over, since the session's own log has the cause."""
        text = " ".join(f"{stamp(time_ns())} {session} {alarm.kind}: {alarm.message}".split())
        with suppress(OSError):
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | NO_LINK, 0o600)
            try:
                os.write(descriptor, f"{text}\n".encode())
            finally:
                os.close(descriptor)
