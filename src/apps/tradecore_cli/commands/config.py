"""`tradecore config show`, `set` and `unset`."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradecore.config import Resolved
from tradecore.errors import InvalidValue
from tradecore_cli.desk import assignments, open_workbench
from tradecore_cli.groups import grouped
from tradecore_cli.options import Common, application
from tradecore_cli.output import print_json, say
from tradecore_cli.text import aligned

if TYPE_CHECKING:
    from tradecore_workbench.configuration import Configuration

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
    from tradecore_workbench.configuration import unknown_key

    found = [name for name in resolved.values if not key or name == key or name.startswith(f"{key}.")]
    if not found:
        raise unknown_key(key, resolved.nested)
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


# -3 is a value here, not an option.
@app.command("set", context_settings={"ignore_unknown_options": True})
@grouped
def set_value(
    key: Annotated[str, typer.Argument(metavar="KEY", help="A dotted key: costs.commission.", show_default=False)],
    value: Annotated[
        str | None, typer.Argument(metavar="VALUE", help="JSON, or plain text.", show_default=False)
    ] = None,
    *,
    common: Common,
) -> int:
    """Change one value. It is checked first, and the previous configs/active.json is kept.

    KEY=VALUE in one word will do as well.
    """
    if value is None and "=" not in key:
        raise InvalidValue("config set", key, f"a key and its value, such as {key} 1")
    if value is not None and value.startswith("--"):
        raise InvalidValue("VALUE", value, "a value; options of config set are --workspace, --json and --debug")
    [(name, parsed)] = assignments([key if value is None else f"{key}={value}"], "--config").items()
    settings = open_workbench(common).settings
    settings.set(name, parsed)
    return told(settings, name, common)


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
    return told(settings, key, common)


def told(settings: "Configuration", key: str, common: Common) -> int:
    """Says what holds now for a key, or for each key of a section."""
    resolved, usual = settings.resolved(), settings.known()
    names = [name for name in {**usual, **resolved.values} if name == key or name.startswith(f"{key}.")] or [key]
    held = {name: resolved.values.get(name, usual.get(name)) for name in names}
    origins = {name: resolved.origins.get(name, "default") for name in names}
    if common.json:
        print_json({name: {"value": held[name], "origin": origins[name]} for name in names})
    else:
        say(*(f"{name} is {written(held[name])} ({origins[name]})." for name in names))
    return 0
