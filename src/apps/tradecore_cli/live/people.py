"""`tradecore live panic`, `resume`, `adopt` and `note`."""

from typing import Annotated

import typer

from tradecore.live.events import Note, Operator
from tradecore_cli.desk import open_workbench
from tradecore_cli.exits import DONE, JOB
from tradecore_cli.groups import grouped
from tradecore_cli.live.common import BY, Reason, Session, ask, open_sessions
from tradecore_cli.live.panicked import told
from tradecore_cli.options import Common
from tradecore_cli.output import print_json, say
from tradecore_cli.text import prose


@grouped
def panic(
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Cancel all orders of the accounts, those given by hand and protection, too.")
    ] = False,
    flatten: Annotated[bool, typer.Option("--flatten", help="Close all positions at the market.")] = False,
    reason: Reason = "",
    common: Common,
) -> int:
    """Throw the kill switch, and take entries back at the broker where a daemon hangs or is gone."""
    from tradecore_workbench.panic import panic as panicking

    workbench = open_workbench(common)
    found = panicking(workbench.adapters, reason or f"thrown from {BY}", everything=everything, flatten=flatten)
    thrown = workbench.sessions.store.kill_switch().state()
    if common.json:
        from tradecore_kit.codec import encode

        print_json({"reason": thrown, "sessions": encode(found)})
    else:
        say(f"The kill switch is on: {thrown}.")
        if everything and found:
            say("All orders are cancelled, those given by hand too, and so is protection: what is held stands naked.")
        say(*(prose(told(one)) for one in found) if found else ("No session is at work.",))
        say("Take it back with: tradecore live resume SESSION")
    return JOB if any(one.problem or (one.swept and not one.swept.complete) for one in found) else DONE


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
