"""At which broker a new session trades, and whose money."""

from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

import typer

from tradecore.errors import InvalidValue

if TYPE_CHECKING:
    from tradecore_workbench.workbench import Workbench

Mode = Literal["simulated", "paper", "real"]


class Broking(NamedTuple):
    """The options."""

    broker: Annotated[
        str, typer.Option("--broker", metavar="NAME", help="Who takes the orders: ibkr is Interactive Brokers.")
    ] = "simulated"
    account: Annotated[
        str, typer.Option("--account", metavar="ID", help="The account [default: one of the session's own].")
    ] = ""
    paper: Annotated[bool, typer.Option("--paper", help="Trade a paper account of the broker's.")] = False
    real: Annotated[
        bool, typer.Option("--real", help="Trade real money; the configuration must name the account, too.")
    ] = False


def mode_of(asked: Broking, workbench: "Workbench") -> Mode:
    """Whose money; raises InvalidValue, with what is missing, for what the broker or the configuration forbids."""
    if asked.paper and asked.real:
        raise InvalidValue("--real", "--paper", "one of the two")
    mode: Mode = "real" if asked.real else "paper" if asked.paper else "simulated"
    modes = workbench.catalog.broker(asked.broker).modes
    if mode not in modes:
        accepted = " or ".join(f"--{one}" for one in modes if one != "simulated")
        raise InvalidValue("--broker", asked.broker, accepted or "a broker that has such accounts")
    if mode != "simulated" and not asked.account:
        raise InvalidValue("--account", "", f"the {mode} account that is to be traded")
    if mode == "real" and asked.account not in workbench.settings.settings().gateway.real_accounts:
        accepted = "an account that gateway.real_accounts in configs/active.json names: real money is asked for twice"
        raise InvalidValue("--account", asked.account, accepted)
    return mode
