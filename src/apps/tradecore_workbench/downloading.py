"""What a request for a download may leave open: which instrument, since when, until when."""

from collections.abc import Mapping

from tradecore.bars import SECOND
from tradecore.contracts.sets import SetManifest
from tradecore.errors import InvalidValue
from tradecore.instants import format_instant, parse_instant
from tradecore.ports.bar_source import Downloads
from tradecore.ports.catalog import Catalog

ACCEPTED = {
    "path": "what the instrument is called where it comes from, such as AAPL",
    "step": "the length of the bars to download, such as 1min or 1h",
    "start": "the first date or time to download, such as 2025-01-01",
}


def downloads(fields: Mapping[str, object], catalog: Catalog) -> bool:
    """Whether the source of a spec downloads what it reads."""
    name = fields.get("source")
    known = isinstance(name, str) and name in catalog.names("bar_source")
    return known and isinstance(catalog.bar_source(str(name)), Downloads)


def completed(fields: Mapping[str, object], base: SetManifest | None, now: int) -> Mapping[str, object]:
    """The spec of a download: what it adds to a set begins where that ends, and it ends `now` (ns UTC) at the latest.

    Raises InvalidValue for what neither the spec nor the set says.
    """
    end = fields.get("end")
    present = now // SECOND * SECOND
    past = end if isinstance(end, str) and end and parse_instant(end, "end") <= present else format_instant(present)
    found: dict[str, object] = {}
    if base is not None:
        found |= {"path": instrument_of(base, str(fields["source"])), "step": base.step, "start": base.end}
    found |= {name: value for name, value in fields.items() if value not in (None, "") or name not in found}
    for name, accepted in ACCEPTED.items():
        if not found.get(name):
            raise InvalidValue("instrument" if name == "path" else name, "", accepted)
    return {**found, "end": past}


def instrument_of(base: SetManifest, source: str) -> str:
    """What a set's instrument is called at a source: as it was last downloaded there, or its symbol."""
    called = [each.name.partition(":")[2] for each in base.sources if each.name.startswith(f"{source}:")]
    return called[-1] if called else base.symbol
