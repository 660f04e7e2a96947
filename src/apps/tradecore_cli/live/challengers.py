"""`tradecore live challengers`."""

from tradecore.views.live import standing_line
from tradecore_cli.desk import open_workbench
from tradecore_cli.exits import DONE
from tradecore_cli.groups import grouped
from tradecore_cli.live.common import Session
from tradecore_cli.options import Common
from tradecore_cli.output import print_json, say
from tradecore_cli.text import aligned, prose


@grouped
def challengers(session: Session, *, common: Common) -> int:
    """Hold a session's model against those that decided on the same bars beside it, without orders."""
    from tradecore.views.contest import HEAD, contest_lines, contest_rows
    from tradecore_workbench.challenging import contest_of, settled

    workbench = open_workbench(common)
    # Beside a session that has ended they still meet its last bars.
    beside = settled(workbench.adapters, session, *((0.0,) if workbench.sessions.alive(session) else ()))
    if not beside and not common.json:
        say(f"No model decides beside session {session}. A new session has some with: --challenger MODEL")
        return DONE
    found = contest_of(workbench.adapters, session)
    if common.json:
        from tradecore_kit.codec import encode

        print_json({**encode(found), "standings": encode(beside)})
        return DONE
    say(aligned([HEAD, *contest_rows(found)], left=2, indent=""), "")
    say(*(prose(line) for line in contest_lines(found)))
    of = found.champion.bars
    behind = [one for one in beside if one.pulse is None or one.pulse.bars < of]
    say(*(prose(standing_line(one.model, one.pulse, of, alive=one.alive)) for one in behind))
    return DONE
