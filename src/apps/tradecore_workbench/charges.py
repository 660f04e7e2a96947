"""Daemons and their supervisor as processes: which of them live, and how they are started."""

from pathlib import Path

from tradecore.jobs import ProcessMark
from tradecore.live.charge import Charge
from tradecore.live.pulse import Pulse
from tradecore.ports.launcher import Launcher
from tradecore.ports.session_store import SessionStore
from tradecore_kit.processes import is_here


def at_work(launcher: Launcher, charge: Charge | None, pulse: Pulse | None) -> ProcessMark | None:
    """The daemon that lives: as the pulse names it, or the supervisor, who has seen it before its first pulse."""
    marks = (pulse.process if pulse is not None else None, charge.process if charge is not None else None)
    # The launcher collects a child of its own, which would seem alive otherwise.
    alive = (mark for mark in marks if mark is not None and is_here(mark) and launcher.alive(mark))
    return next(alive, None)


def how_it_ended(charge: Charge, pulse: Pulse | None) -> int | None:
    """The exit code of the daemon that the supervisor knew last; None when it had no time to leave one."""
    if pulse is None or charge.process is None or pulse.process.pid != charge.process.pid:
        return None
    return pulse.exit


def daemon_arguments(store: SessionStore, session: str, workspace: Path) -> list[str]:
    """What this interpreter is to run for a session."""
    request = store.location(session, "session.json")
    return ["-m", "tradecore_live", "--session", request, "--workspace", str(workspace)]


def ensure_supervisor(
    store: SessionStore, launcher: Launcher, workspace: Path, begun: ProcessMark | None
) -> ProcessMark:
    """Starts a supervisor unless one lives, or the one that was `begun` here before may still be about to work.

    Of two that begin at once, one ends by itself.
    """
    for mark in (store.supervisor(), begun):
        if mark is not None and is_here(mark) and launcher.alive(mark):
            return mark
    return launcher.start(["-m", "tradecore_live.supervisor", "--workspace", str(workspace)], store.supervised())
