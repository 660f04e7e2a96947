"""Bringing here what is to be read, where it is elsewhere."""

from collections.abc import Sequence
from pathlib import PurePath

from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.settings import GatewaySettings
from tradecore.ports.bar_source import Downloads
from tradecore.ports.catalog import Catalog
from tradecore.usecases.tools import Tools


def fetch(specs: Sequence[BarsSpec], gateway: GatewaySettings, tools: Tools) -> None:
    """Fetches the bars of those specs whose source downloads; see `Downloads.fetch` for what comes out."""
    for spec in specs:
        source = tools.catalog.bar_source(spec.source)
        if isinstance(source, Downloads):
            source.check(spec)
            source.fetch(spec, gateway, tools.progress)


def origin(spec: BarsSpec, catalog: Catalog) -> str:
    """How a set calls what it was made of: `prices.csv`, or `ibkr:AAPL` of what was downloaded."""
    downloaded = isinstance(catalog.bar_source(spec.source), Downloads)
    return f"{spec.source}:{spec.path}" if downloaded else PurePath(spec.path).name
