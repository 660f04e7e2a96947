"""The resident supervisor of a workspace: it starts daemons, and starts them again when they die.

    python -m tradecore_live.supervisor --workspace W [--stay]

What it knows of a session is in the session's charge.json, so that another supervisor goes on where this one was
killed; daemons are processes of their own and notice neither. It ends when nothing is left in its charge, unless it is
to stay; SIGTERM and SIGINT end it and leave the daemons alone.
"""

import argparse
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from math import inf
from pathlib import Path
from time import monotonic, sleep, time

from tradecore.errors import SessionBusy, TradecoreError
from tradecore.live.actions import Alarm, AlarmKind
from tradecore.live.charge import LIMIT, STOPPED, WINDOW, Charge, next_step
from tradecore.live.pulse import Pulse
from tradecore_kit.processes import mark_of
from tradecore_live.alarms import ways_to_people
from tradecore_workbench.adapters import Adapters
from tradecore_workbench.charges import at_work, daemon_arguments, how_it_ended
from tradecore_workbench.panic import heeds
from tradecore_workbench.sessions import Sessions
from tradecore_workbench.workspace import find

# Seconds between two looks at all sessions, and how long it stays when nothing is in its charge.
PERIOD, IDLE = 0.1, 2.0
# Seconds that a daemon has to heed the kill switch before its account is swept beside it.
HEED = 5.0
# What is swept by policy.
SWEEPS = {"hold": (), "cancel": ("--all",), "flatten": ("--flatten",)}


class Supervisor:
    """All sessions of one workspace."""

    def __init__(self, adapters: Adapters) -> None:
        self._adapters, self._store, self._launcher = adapters, adapters.sessions, adapters.launcher
        self._sessions = Sessions(adapters)
        self._alerts = ways_to_people(adapters)
        self._troubles: dict[str, str] = {}
        self._unheeded: dict[str, float] = {}
        self._asked = False

    def stop(self, _: int = 0, __: object = None) -> None:
        """Asks it to end; a signal handler."""
        self._asked = True

    def run(self, *, stay: bool = False) -> int:
        """Looks after the sessions until it is asked to end, or nothing is left to do; returns the exit code."""
        with self._store.supervise(mark_of()):
            busy = monotonic()
            while not self._asked and (stay or monotonic() - busy < IDLE):
                looked = [self.look(session) for session in self._store.names()]
                if any(looked):
                    busy = monotonic()
                sleep(PERIOD)
        return STOPPED

    def look(self, session: str) -> bool:
        """Does what one session needs; True while it is in charge of it. What goes wrong there is its own affair."""
        try:
            with self._store.alone(session):
                charge = self._store.charge(session)
                if charge is None or not charge.wanted:
                    return False
                self._care(session, charge)
        except (TradecoreError, OSError) as error:
            if self._troubles.get(session) != str(error):
                self._troubles[session] = str(error)
                self._tell(session, "supervisor", str(error))
        else:
            self._troubles.pop(session, None)
        return True

    def _care(self, session: str, charge: Charge) -> None:
        pulse, now = self._store.pulse(session), time()
        process = at_work(self._launcher, charge, pulse)
        if process is not None and process != charge.process:
            charge = replace(charge, process=process)
            self._store.entrust(session, charge)
        self._watch_switch(session, pulse, alive=process is not None)
        code = how_it_ended(charge, pulse)
        match next_step(charge, now, alive=process is not None, code=code):
            case "start":
                self._start(session, charge, now)
            case "over":
                self._over(session, charge, pulse, code)
            case "give up":
                why = f"its daemon died {LIMIT} times in {WINDOW / 60:g} minutes"
                self._tell(session, "given_up", f"{why}; it is not started again. Protection rests at the broker.")
                self._store.entrust(session, charge.ended(why))
            case _:
                return

    def _watch_switch(self, session: str, pulse: Pulse | None, *, alive: bool) -> None:
        """Sweeps the account of a daemon that lives and does not heed the kill switch; once each time it is thrown."""
        if not alive or heeds(pulse) or not self._store.kill_switch().state():
            self._unheeded.pop(session, None)
        elif monotonic() - self._unheeded.setdefault(session, monotonic()) > HEED:
            self._unheeded[session] = inf
            policy = self._sessions.request(session).live.policy
            arguments = ["-m", "tradecore_live.panic", "--workspace", str(self._adapters.folder), "--session", session]
            self._launcher.start([*arguments, *SWEEPS[policy]], self._store.location(session, "log.txt"))
            self._tell(session, "unheeded", "Its daemon does not heed the kill switch: its orders are taken back.")

    def _start(self, session: str, charge: Charge, now: float) -> None:
        if charge.process is not None:
            self._tell(session, "died", "Its daemon died and is started again.")
        # Counted before it is tried: a start that kills the supervisor, too, is one of the few.
        charge = charge.starting(now)
        self._store.entrust(session, charge)
        arguments = daemon_arguments(self._store, session, self._adapters.folder)
        process = self._launcher.start(arguments, self._store.location(session, "log.txt"))
        self._store.entrust(session, replace(charge, process=process))

    def _over(self, session: str, charge: Charge, pulse: Pulse | None, code: int | None) -> None:
        why = pulse.ended if pulse is not None else ""
        # Told first: killed in between, it tells twice rather than never.
        if code != STOPPED:
            self._tell(session, "refused", f"Its daemon ended with exit code {code} and waits for a person: {why}")
        self._store.entrust(session, charge.ended(why))

    def _tell(self, session: str, kind: AlarmKind, message: str) -> None:
        for each in self._alerts:
            each.tell(session, Alarm(kind, message))


def main(arguments: Sequence[str] | None = None) -> int:
    """Supervises; see the module."""
    parser = argparse.ArgumentParser(prog="python -m tradecore_live.supervisor", description="Keep sessions alive.")
    parser.add_argument("--workspace", required=True, metavar="FOLDER", help="the workspace")
    parser.add_argument("--stay", action="store_true", help="stay when no session is left to look after")
    options = parser.parse_args(arguments)
    supervisor = Supervisor(Adapters(find(Path(options.workspace))))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, supervisor.stop)
    try:
        return supervisor.run(stay=options.stay)
    except SessionBusy:
        print("tradecore_live.supervisor: another supervisor of this workspace is at work", file=sys.stderr)  # noqa: T201
        return STOPPED


if __name__ == "__main__":
    sys.exit(main())
