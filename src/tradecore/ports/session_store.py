"""Where trading sessions are kept."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol, Self, TypeAlias

from tradecore.inference.resampling import Cone
from tradecore.jobs import ProcessMark
from tradecore.live.charge import Charge
from tradecore.live.events import Line, Note, Operator, Snapshot
from tradecore.live.pulse import Pulse
from tradecore.live.snapshot import Kept
from tradecore.ports.event_log import EventLog
from tradecore.ports.kill_switch import KillSwitch

Plain = Mapping[str, object]
Asked: TypeAlias = Operator | Note


class SessionStore(Protocol):
    """Sessions by name: what was asked for, the log, the pulse, and what people want of the daemon.

    Every method that takes a name raises InvalidValue when it is not a legal one, and UnknownName, but for `create`,
    when there is no such session.
    """

    def create(self, session: str, request: Plain) -> None:
        """Keeps the request of a new session; raises InvalidValue when the name is taken by another one."""
        ...

    def request(self, session: str) -> Plain:
        """What was asked for."""
        ...

    def names(self) -> Sequence[str]:
        """All sessions, sorted."""
        ...

    def location(self, session: str, name: str = "") -> str:
        """Absolute path of the session's folder, or of a file in it."""
        ...

    def hold(self, session: str, account: str) -> AbstractContextManager[None]:
        """Nobody else of this user trades the session or the account while the block runs, in any workspace.

        Raises SessionBusy.
        """
        ...

    def log(self, session: str) -> EventLog:
        """The log, to be written by whoever holds the session."""
        ...

    def lines(self, session: str, after: int = 0) -> Iterator[Line]:
        """The whole lines of the log beyond number `after`, for anybody, while it grows."""
        ...

    def newest(self, session: str, count: int) -> Sequence[Line]:
        """The last `count` (1 or more) whole lines of the log, for anybody, as quickly from a long log as a short."""
        ...

    def reader(self, session: str, newest: int = 0, passed: Sequence[str] = ()) -> Callable[[], Sequence[Line]]:
        """Gives, each time it is called, the whole lines that have come since: at first, all.

        Whoever wants the `newest` so many only gets those at once where many have come, or fewer where they lie far
        back; lines of the types that are `passed` over are none of them.
        """
        ...

    def challengers(self, session: str) -> Self:
        """Where the models that decide beside a session are kept, as sessions under their own names."""
        ...

    def foresee(self, session: str, cone: Cone) -> None:
        """Keeps what is to be expected of the session's equity."""
        ...

    def foreseen(self, session: str) -> Cone | None:
        """What was to be expected; None where nobody has said."""
        ...

    def keep(self, session: str, kept: Kept) -> Snapshot:
        """Replaces the snapshot and returns the event that tells of it, which belongs into the log next."""
        ...

    def kept(self, session: str) -> Kept | None:
        """The newest snapshot that the log tells of in its place; None where there is none, or it is not that one."""
        ...

    def kill_switch(self) -> KillSwitch:
        """The one switch of all sessions."""
        ...

    def beat(self, session: str, pulse: Pulse) -> None:
        """Replaces the pulse; a full disk is passed over, since the log tells it too."""
        ...

    def pulse(self, session: str) -> Pulse | None:
        """The last sign of life; None before the first."""
        ...

    def alone(self, session: str) -> AbstractContextManager[None]:
        """Nobody else who asks for this is inside such a block about the session at the same time; it waits."""
        ...

    def charge(self, session: str) -> Charge | None:
        """What the supervisor knows of it; None when it never was in anybody's charge."""
        ...

    def entrust(self, session: str, charge: Charge) -> None:
        """Replaces that, on disk before this returns; only inside `alone`."""
        ...

    def supervise(self, process: ProcessMark) -> AbstractContextManager[None]:
        """Only this process supervises the sessions while the block runs; raises SessionBusy."""
        ...

    def supervisor(self) -> ProcessMark | None:
        """The newest supervisor, whether it lives or not."""
        ...

    def supervised(self) -> str:
        """Absolute path of what supervisors print."""
        ...

    def alarms(self, limit: int) -> Sequence[str]:
        """The newest alarms of all sessions, the newest first: instant (ISO 8601 UTC), session, kind: message."""
        ...

    def post(self, session: str, asked: Asked) -> str:
        """Leaves a demand for the daemon and returns its name; it is taken in the order of posting."""
        ...

    def posted(self, session: str) -> Sequence[tuple[str, Asked]]:
        """The demands that wait, by name."""
        ...

    def answered(self, session: str, name: str) -> None:
        """The demand is in the log: it waits no longer."""
        ...

    def waits(self, session: str, name: str) -> bool:
        """Whether a demand still waits."""
        ...
