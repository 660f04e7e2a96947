"""`tradecore live replay` and `parity`."""

from typing import Annotated

import typer

from tradecore.live.events import Decided
from tradecore.views.cone import cone_line
from tradecore.views.live import difference_rows, parity_lines
from tradecore_cli.exits import DONE
from tradecore_cli.groups import grouped
from tradecore_cli.live.common import Session, open_sessions
from tradecore_cli.options import Common
from tradecore_cli.output import print_json, say
from tradecore_cli.text import aligned, prose


@grouped
def replay(session: Session, *, common: Common) -> int:
    """Feed a session with its own log: it must decide the same again, or exit code 6 names the first difference."""
    sessions = open_sessions(common)
    state = sessions.replay(session)
    lines = list(sessions.store.lines(session))
    decisions = sum(isinstance(line.event.body, Decided) for line in lines)
    if common.json:
        print_json({"session": session, "events": len(lines), "decisions": decisions, "equity": state.equity})
    else:
        say(prose(f"{len(lines):,} events replayed: all {decisions:,} decisions and their orders are the same."))
    return DONE


@grouped
def parity(
    session: Session,
    *,
    limit: Annotated[int, typer.Option("--limit", min=0, help="How many differences are shown; 0 shows all.")] = 20,
    common: Common,
) -> int:
    """Hold a session against the backtest of the same bars: what differs, and why."""
    sessions = open_sessions(common)
    found = sessions.parity(session)
    cone = sessions.in_cone(session, found.bars, found.equity)
    if common.json:
        from tradecore_kit.codec import encode

        print_json({**encode(found), "cone": encode(cone)})
        return DONE
    say(*(prose(line) for line in parity_lines(found)), *([prose(cone_line(cone))] if cone else ()))
    shown = found.differences[: limit or None]
    if shown:
        head = ("bar (UTC)", "of", "what differs", "session", "backtest")
        say("", aligned([head, *difference_rows(shown)], left=5, indent=""))
    if len(shown) < len(found.differences):
        say(f"... and {len(found.differences) - len(shown):,} more: --limit 0 shows all.")
    return DONE
