"""`tradecore live rehearse`."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from tradecore.contracts.live import LiveSettings
from tradecore.contracts.rehearsal import Rehearsed
from tradecore.errors import InvalidValue
from tradecore.views.rehearsal import rows, verdict
from tradecore_cli.desk import assignments, open_workbench
from tradecore_cli.exits import DONE, JOB
from tradecore_cli.groups import grouped
from tradecore_cli.live.common import Session
from tradecore_cli.options import BarsOptions, Common, Step
from tradecore_cli.output import note, print_json, say
from tradecore_cli.text import aligned, prose
from tradecore_cli.trading import Trading, trading_fields

if TYPE_CHECKING:
    from tradecore_workbench.workbench import Workbench


@grouped
def rehearse(
    session: Session,
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE ...", help="Bars, of a new session.", show_default=False)
    ] = None,
    *,
    scenario: Annotated[
        str, typer.Option("--scenario", metavar="NAME", help="One scenario, all that begin so, or all.")
    ] = "all",
    strategy: Annotated[str, typer.Option("--strategy", metavar="NAME", help="What trades, in a new session.")] = "",
    parameters: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A parameter of the strategy.")
    ] = None,
    config: Annotated[
        list[str] | None, typer.Option("--config", metavar="KEY=VALUE", help="Override a setting for a new session.")
    ] = None,
    account: Annotated[str, typer.Option("--account", metavar="ID", help="A new session's paper account.")] = "",
    policy: Annotated[
        Literal["hold", "cancel", "flatten"], typer.Option("--policy", help="What a new session's kill switch does.")
    ] = "hold",
    trading: Trading,
    bars: BarsOptions,
    step: Step,
    common: Common,
) -> int:
    """Let everything go wrong that can: the session's own file against a fake gateway, in virtual time.

    Sessions on paper only. The session itself, its log and its account are not touched. With FILEs, the file of a new
    session is written first; it is not started. Ends with exit code 6 when an invariant is broken.
    """
    from tradecore_workbench.rehearsing import log_of, rehearsed

    workbench = open_workbench(common)
    if files:
        fields = {
            "strategy": strategy,
            **trading_fields(workbench, files, trading, bars, step),
            **assignments(parameters, "--set", "parameters."),
            **assignments(config, "--config"),
        }
        create(workbench, session, fields, account, policy)
    found: list[Rehearsed] = []
    for outcome in rehearsed(workbench.adapters, session, scenario):
        found.append(outcome)
        if not common.json:
            note(f"  {outcome.scenario}: {outcome.verdict}")
    if common.json:
        from tradecore_kit.codec import encode

        print_json([encode(outcome) for outcome in found])
    else:
        head = ("scenario", "verdict", "what happened")
        say(aligned([head, *rows(found)], left=3, indent=""))
        say("", *(prose(line) for line in verdict(found)))
        for outcome in found:
            if outcome.verdict == "failed":
                say(f"{outcome.scenario}: {log_of(outcome, workbench.folder)}")
    return JOB if any(outcome.verdict == "failed" for outcome in found) else DONE


def create(
    workbench: "Workbench",
    session: str,
    fields: Mapping[str, object],
    account: str,
    policy: Literal["hold", "cancel", "flatten"],
) -> None:
    """Writes the file of a new session on paper at Interactive Brokers; raises InvalidValue for what it lacks."""
    if not fields["strategy"]:
        raise InvalidValue("--strategy", "", "the strategy that a new session trades: see tradecore plugins")
    if not account:
        raise InvalidValue("--account", "", "a new session's paper account, such as DU1234567")
    settings = LiveSettings(account, broker="ibkr", mode="paper", policy=policy)
    workbench.sessions.create(session, workbench.request("backtest", fields), settings)
