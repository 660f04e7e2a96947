"""What the commands of a trading session share."""

from typing import TYPE_CHECKING, Annotated

import typer

from tradecore.live.events import Note, Operator
from tradecore.live.pulse import Pulse
from tradecore.views.live import standing_line, status_lines
from tradecore_cli.desk import open_workbench
from tradecore_cli.exits import DONE
from tradecore_cli.options import Common
from tradecore_cli.output import print_json, say
from tradecore_cli.text import prose

if TYPE_CHECKING:
    from tradecore_workbench.sessions import Sessions

Session = Annotated[str, typer.Argument(metavar="SESSION", help="A session's name.", show_default=False)]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it goes into the session's log.")]
BY = "the command line"


def open_sessions(common: Common) -> "Sessions":
    """The sessions of the workspace that the options name, or of the one we stand in."""
    return open_workbench(common).sessions


def show(sessions: "Sessions", pulse: Pulse | None, session: str, common: Common) -> int:
    """A session's pulse, for a person or a machine."""
    from tradecore_kit.codec import encode

    alive = sessions.alive(session)
    if common.json:
        beside = encode(sessions.challengers(session))
        print_json({"session": session, "alive": alive, "pulse": encode(pulse), "challengers": beside})
    elif pulse is None:
        say(f"Session {session} has never begun. Start it with: tradecore live start {session}")
    else:
        beside = sessions.challengers(session)
        lines = (standing_line(one.model, one.pulse, pulse.bars, alive=one.alive) for one in beside)
        say(*(prose(line) for line in (*status_lines(pulse, alive=alive), *lines)))
    return DONE


def ask(session: str, demand: Operator | Note, common: Common, what: str) -> int:
    """Leaves a demand for the daemon and says whether it was taken."""
    sessions = open_sessions(common)
    name = sessions.store.post(session, demand)
    taken = sessions.asked(session, name)
    if common.json:
        print_json({"session": session, "taken": taken})
    elif taken:
        say(f"Session {session} {what}.")
    else:
        say(f"Nobody is at work on session {session}: it will find this when it is started again.")
    return DONE
