"""`tradecore schema`."""

from collections.abc import Mapping
from importlib import import_module
from typing import Annotated, Any

import typer

from tradecore.errors import UnknownName
from tradecore.schemas import ALL, as_json_schema
from tradecore_cli.groups import grouped
from tradecore_cli.options import Common, application
from tradecore_cli.output import print_json, say
from tradecore_cli.text import aligned

app = application()

# What can stand in the payload of a line of a session's log.
EVENTS = (
    *("SessionBegan", "Connection", "Clock", "AccountChanged", "Operator", "BarsClosed", "Decided", "Intent"),
    *("OrderStatus", "Fill", "Commission", "ErrorRaised", "Heartbeat", "Snapshot", "Reconcile", "KillSwitch", "Note"),
)
# Beside the requests and results of every job type.
BESIDE = {
    "Status": "tradecore.jobs",
    "Settings": "tradecore.contracts.settings",
    "SessionRequest": "tradecore.contracts.live",
    "Pulse": "tradecore.live.pulse",
    "Charge": "tradecore.live.charge",
    **dict.fromkeys(EVENTS, "tradecore.live.events"),
}


@app.command()
@grouped
def schema(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A request, a result or an artifact.", show_default=False)
    ] = "",
    *,
    common: Common,
) -> int:
    """Print the JSON Schema of NAME, or list what there is."""
    if name:
        print_json(schema_named(name))
    elif common.json:
        print_json({each: schema_named(each) for each in (*contracts(), *ALL)})
    else:
        say("Requests, results, status and configuration (JSON files of a run and of configs/):", listed_contracts())
        say("", "Artifacts (columns of a run's tables, fields of its metrics):", listed_artifacts())
        say("", "One of them as JSON Schema: tradecore schema TrainRequest")
    return 0


def schema_named(name: str) -> dict[str, Any]:
    """JSON Schema of a contract, or of one row of an artifact; raises UnknownName."""
    if name in ALL:
        return as_json_schema(name)
    known = contracts()
    if name not in known:
        raise UnknownName("schema", name, (*known, *ALL))
    from tradecore_kit.schema import schema_of

    return schema_of(known[name])


def contracts() -> Mapping[str, type]:
    """The classes of requests and results of every job type by name, then those BESIDE."""
    from tradecore_workbench.kinds import KINDS

    jobs = (each for kind in KINDS.values() for each in (kind.request, kind.result))
    beside = (getattr(import_module(module), name) for name, module in BESIDE.items())
    return {each.__name__: each for each in (*jobs, *beside)}


def listed_contracts() -> str:
    """Name and first sentence of each contract."""
    return aligned([(name, first_sentence(each.__doc__ or "")) for name, each in contracts().items()], left=2)


def listed_artifacts() -> str:
    """Name and meaning of each artifact."""
    return aligned([(each.name, each.meaning) for each in ALL.values()], left=2)


def first_sentence(text: str) -> str:
    """Up to the first full stop that ends a sentence."""
    return " ".join(text.split()).split(". ")[0].rstrip(".") + "."
