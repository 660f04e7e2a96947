"""Bringing here what is to be read, where it is elsewhere."""

from collections.abc import Sequence
from pathlib import PurePath

from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.settings import GatewaySettings
from tradecore.ports.bar_source import Downloads
from tradecore.ports.catalog import Catalog
from tradecore.usecases.tools import Tools


def fetch(specs: Sequence[BarsSpec], gateway: GatewaySettings, tools: Tools) -> tuple[BarsSpec, ...]:
    """Fetches the bars of those specs whose source downloads; returns the specs without those that brought none.

    Raises what `Downloads` raises.
    """
    return tuple(spec for spec in specs if _has_rows(spec, gateway, tools))


def _has_rows(spec: BarsSpec, gateway: GatewaySettings, tools: Tools) -> bool:
    source = tools.catalog.bar_source(spec.source)
    if not isinstance(source, Downloads):
        return True
    source.check(spec)
    source.fetch(spec, gateway, tools.progress)
    return len(source.read(spec).table) > 0


def origin(spec: BarsSpec, catalog: Catalog) -> str:
    """How a set calls what it was made of: `prices.csv`, or `ibkr:AAPL` of what was downloaded."""
    downloaded = isinstance(catalog.bar_source(spec.source), Downloads)
    return f"{spec.source}:{spec.path}" if downloaded else PurePath(spec.path).name
