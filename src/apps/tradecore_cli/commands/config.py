"""`tradecore config show`, `set` and `unset`."""

import json
from typing import Annotated, Any

import typer

from tradecore.config import Resolved
from tradecore.errors import UnknownKey
from tradecore_cli.desk import assignments, open_workbench
from tradecore_cli.groups import grouped
from tradecore_cli.options import Common, application
from tradecore_cli.output import print_json, say
from tradecore_cli.text import aligned

app = application("Show the configuration and where each value comes from, or change one.")


@app.command()
@grouped
def show(
    key: Annotated[
        str, typer.Argument(metavar="KEY", help="A key or a section: costs [default: all].", show_default=False)
    ] = "",
    *,
    common: Common,
) -> int:
    """Print every value with its origin."""
    resolved = open_workbench(common).settings.resolved()
    keys = under(resolved, key)
    if common.json:
        print_json({name: {"value": resolved.values[name], "origin": resolved.origins[name]} for name in keys})
    else:
        say(aligned([row for name in keys for row in rows(name, resolved)], left=3, indent=""))
    return 0


def under(resolved: Resolved, key: str) -> list[str]:
    """The keys that `key` names: itself, or a section's; raises UnknownKey."""
    found = [name for name in resolved.values if not key or name == key or name.startswith(f"{key}.")]
    if not found:
        sections = {name.partition(".")[0] for name in resolved.values}
        raise UnknownKey(key, sections if "." not in key else resolved.values, "configuration")
    return found


def rows(key: str, resolved: Resolved) -> list[tuple[str, str, str]]:
    """Key, value and origin; a list takes a line for each of its items."""
    value: Any = resolved.values[key]
    items: list[object] = list(value) if isinstance(value, list | tuple) else [value]  # pyright: ignore[reportUnknownArgumentType]
    if not items:
        items = [value]
    first = (key, written(items[0]), resolved.origins[key])
    return [first, *(("", written(item), "") for item in items[1:])]


def written(value: object) -> str:
    """A value as `config set` takes it."""
    return value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)


@app.command("set")
@grouped
def set_value(
    key: Annotated[str, typer.Argument(metavar="KEY", help="A dotted key: costs.commission.", show_default=False)],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="JSON, or plain text.", show_default=False)],
    *,
    common: Common,
) -> int:
    """Change one value. It is checked first, and the previous configs/active.json is kept."""
    settings = open_workbench(common).settings
    for name, parsed in assignments([f"{key}={value}"]).items():
        settings.set(name, parsed)
    return told(settings.resolved(), key, common)


@app.command()
@grouped
def unset(
    key: Annotated[str, typer.Argument(metavar="KEY", help="A dotted key: costs.commission.", show_default=False)],
    *,
    common: Common,
) -> int:
    """Go back to the default of one value."""
    settings = open_workbench(common).settings
    settings.unset(key)
    return told(settings.resolved(), key, common)


def told(resolved: Resolved, key: str, common: Common) -> int:
    """Says what holds now."""
    value, origin = resolved.values.get(key), resolved.origins.get(key, "default")
    if common.json:
        print_json({key: {"value": value, "origin": origin}})
    else:
        say(f"{key} is {written(value)} ({origin}).")
    return 0
