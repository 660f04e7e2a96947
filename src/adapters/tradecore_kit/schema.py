"""JSON Schema of the contracts, for editors and for those who write requests elsewhere."""

from typing import Any, cast

import msgspec


def schema_of(contract: type) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what `codec.decode` accepts for a contract.

    Bounds of single values, which contracts check themselves, are not in it.
    """
    schema = msgspec.json.schema(contract)
    _close(schema)
    return schema


def _close(node: object) -> None:
    """No key is accepted beside those named: msgspec says so for its own structs only."""
    if isinstance(node, dict):
        here = cast("dict[str, Any]", node)
        if here.get("type") == "object" and "properties" in here:
            here["additionalProperties"] = False
        for below in here.values():
            _close(below)
    elif isinstance(node, list):
        for item in cast("list[object]", node):
            _close(item)
