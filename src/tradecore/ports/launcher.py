"""Who starts a job's process."""

from collections.abc import Sequence
from typing import Protocol

from tradecore.jobs import ProcessMark


class Launcher(Protocol):
    """Starts job processes that outlive whoever asked, and tells whether they live."""

    def start(self, arguments: Sequence[str], log: str, handles: Sequence[int] = ()) -> ProcessMark:
        """Runs this interpreter with `arguments` in a session of its own, without a shell or input.

        Output is appended to the file `log`. Of this process's open files the new one has `handles` (`Place.handle`),
        under the same numbers. Returns at once; raises JobError when nothing could be started.
        """
        ...

    def alive(self, process: ProcessMark) -> bool:
        """False when the process has ended, also when its pid now belongs to another."""
        ...

    def stop(self, process: ProcessMark) -> None:
        """Asks the process and everything it started to end (SIGTERM); harmless when it is gone."""
        ...

    def kill(self, process: ProcessMark) -> None:
        """Ends the process and everything it started and left behind, at once (SIGKILL); harmless when all is gone."""
        ...
