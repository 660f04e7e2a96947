"""A launcher without processes."""

from collections.abc import Sequence
from pathlib import PurePath

from tradecore.errors import JobError
from tradecore.jobs import ProcessMark


class MemoryLauncher:
    """Its programs are words: `brief` is done at once, `lasting` works until it is stopped, `deaf` until it is killed.

    `logs` has what they said by file, `started` the arguments of each in order, `inherited` their handles.
    """

    def __init__(self) -> None:
        self.logs: dict[str, str] = {}
        self.started: list[Sequence[str]] = []
        self.inherited: list[Sequence[int]] = []
        self._living: dict[ProcessMark, str] = {}

    def start(self, arguments: Sequence[str], log: str, handles: Sequence[int] = ()) -> ProcessMark:
        """A process that does what its first argument says."""
        if any(PurePath(file) in PurePath(log).parents for file in self.logs) or not arguments:
            raise JobError(PurePath(log).parent.name, "its process could not be started: its log is no file")
        self.started.append(tuple(arguments))
        self.inherited.append(tuple(handles))
        process = ProcessMark(len(self.started), float(len(self.started)), "memory")
        brief = arguments[0] == "brief"
        self.logs[log] = self.logs.get(log, "") + ("done\n" if brief else "at work\n")
        if not brief:
            self._living[process] = arguments[0]
        return process

    def alive(self, process: ProcessMark) -> bool:
        """Until it ends."""
        return process in self._living

    def stop(self, process: ProcessMark) -> None:
        """Ends what listens."""
        if self._living.get(process) != "deaf":
            self._living.pop(process, None)

    def kill(self, process: ProcessMark) -> None:
        """Ends it."""
        self._living.pop(process, None)
