"""The boundary of a session's processes: signals stop their work, and what ends it is said without a secret."""

import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import redirect_stderr
from pathlib import Path
from typing import Protocol

from tradecore.errors import SessionBusy
from tradecore.live.charge import UNEXPECTED
from tradecore.ports.session_store import SessionStore
from tradecore_live.discretion import Discreet
from tradecore_live.exits import exit_code
from tradecore_live.last_words import leave
from tradecore_workbench.adapters import Adapters
from tradecore_workbench.workspace import find


class Work(Protocol):
    """What such a process does."""

    @property
    def account(self) -> str:
        """What it trades, in full: not to be shown."""
        ...

    def stop(self, why: str, /) -> None:
        """Asks it to end; a signal handler may."""
        ...

    def run(self) -> int:
        """Does it, and returns the exit code."""
        ...


def carry_out(
    program: str,
    workspace: str | Path,
    begin: Callable[[Adapters], Work],
    place: Callable[[Adapters], tuple[SessionStore, str]],
) -> int:
    """Begins work in a workspace and does it; returns the exit code.

    `place` is where the last words of work that an error ends are left: a store, and a session's name in it.
    """
    output, adapters = Discreet(sys.stderr), None
    with redirect_stderr(output):
        try:
            adapters = Adapters(find(workspace))
            work = begin(adapters)
            output.hide(work.account)
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda number, _: work.stop(signal.Signals(number).name))
            return work.run()
        except Exception as error:  # noqa: BLE001 - the boundary of the process
            code = told(program, error)
            if adapters is not None:
                store, name = place(adapters)
                leave(store, name, output.cover(str(error)), code, busy=isinstance(error, SessionBusy))
            return code


def told(program: str, error: Exception) -> int:
    """Says what ended a process, with a traceback where nobody expected it; returns the exit code."""
    code = exit_code(error)
    if code == UNEXPECTED:
        traceback.print_exception(error)
    print(f"{program}: {error}", file=sys.stderr)  # noqa: T201
    return code
