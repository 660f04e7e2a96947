"""`tradecore live panic`, `resume`, `adopt` and `note`."""

from typing import Annotated

import typer

from tradecore.live.events import Note, Operator
from tradecore_cli.exits import DONE
from tradecore_cli.groups import grouped
from tradecore_cli.live.common import BY, Reason, Session, ask, open_sessions
from tradecore_cli.options import Common
from tradecore_cli.output import print_json, say


@grouped
def panic(*, reason: Reason = "", common: Common) -> int:
    """Throw the kill switch: no session of the workspace sends a new order until somebody resumes it."""
    sessions = open_sessions(common)
    switch = sessions.store.kill_switch()
    switch.throw(reason or f"thrown from {BY}")
    working = [name for name in sessions.store.names() if sessions.alive(name)]
    if common.json:
        print_json({"reason": switch.state(), "sessions": working})
        return DONE
    say(f"The kill switch is on: {switch.state()}.")
    told = f"Sessions at work: {', '.join(working)}." if working else "No session is at work."
    say(told, "Take it back with: tradecore live resume SESSION")
    return DONE


@grouped
def resume(session: Session, *, reason: Reason = "", common: Common) -> int:
    """Take the kill switch back and let a session that is halted order again."""
    sessions = open_sessions(common)
    sessions.store.request(session)
    sessions.store.kill_switch().clear()
    return ask(session, Operator("resume", BY, reason), common, "is resumed")


@grouped
def adopt(session: Session, *, reason: Reason = "", common: Common) -> int:
    """Take what the broker holds as the truth, where it is not what the log says; it is not protected then."""
    return ask(session, Operator("adopt", BY, reason), common, "has adopted what the broker holds")


@grouped
def note(
    session: Session,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What is to be remembered.", show_default=False)],
    *,
    common: Common,
) -> int:
    """Write a remark into a session's log."""
    return ask(session, Note(text, BY), common, "has noted it")
