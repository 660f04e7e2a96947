"""`tradecore plugins`."""

from collections.abc import Mapping, Sequence
from typing import Annotated, NamedTuple

import typer

from tradecore.parameters import Parameter, parameters_of
from tradecore_cli.desk import open_workbench
from tradecore_cli.exits import DONE, PLUGIN
from tradecore_cli.groups import grouped
from tradecore_cli.options import Common, application
from tradecore_cli.output import print_json, say
from tradecore_cli.text import aligned

app = application()
# Calendars come by the dozen from one plugin and need no owner each.
MANY = "calendar"
USUAL = ("XNYS", "XNAS", "XLON", "XETR", "XTKS", "CMES", "24/7")


class Registered(NamedTuple):
    """One thing that a plugin brought."""

    kind: str
    name: str
    distribution: str


@app.command()
@grouped
def plugins(
    *,
    strict: Annotated[bool, typer.Option("--strict", help="End with exit code 7 when a plugin is broken.")] = False,
    common: Common,
) -> int:
    """List what is registered, by kind, with the distribution it came with, and plugins that are broken."""
    catalog = open_workbench(common).catalog
    found = {plugin.name: plugin for plugin in catalog.plugins}
    broken = [plugin for plugin in catalog.plugins if plugin.problem]
    registered = [
        Registered(kind.replace("_", " "), name, found[catalog.owner(kind, name)].distribution)
        for kind in catalog.kinds()
        if kind != MANY
        for name in catalog.names(kind)
    ]
    strategies = {name: parameters_of(catalog.strategy(name)) for name in catalog.names("strategy")}
    if common.json:
        print_json(
            {
                "registered": [each._asdict() for each in registered],
                "calendars": list(catalog.names(MANY)),
                "strategies": {
                    name: {each.name: {"default": each.default, "accepted": each.accepted} for each in parameters}
                    for name, parameters in strategies.items()
                },
                "broken": [
                    {"name": each.name, "distribution": each.distribution, "problem": each.problem} for each in broken
                ],
            }
        )
    else:
        say(aligned([("kind", "name", "from"), *registered], left=3, indent=""))
        calendars = catalog.names(MANY)
        usual = [name for name in USUAL if name in calendars]
        say("", f"Calendars: {len(calendars)} exchange codes, among them {', '.join(usual)}.")
        say("", "Strategies and their defaults:", strategy_lines(strategies))
        if broken:
            say("", *(f"Broken and skipped: {each.name} of {each.distribution}: {each.problem}" for each in broken))
    return PLUGIN if broken and strict else DONE


def strategy_lines(strategies: Mapping[str, Sequence[Parameter]]) -> str:
    """Each strategy with what can be set, a line each."""
    return aligned(
        [
            (name, ", ".join(f"{each.name}={each.default}" for each in parameters) or "nothing to set")
            for name, parameters in strategies.items()
        ],
        left=2,
    )
