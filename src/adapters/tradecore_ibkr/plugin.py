"""Interactive Brokers."""

from collections.abc import Callable, Mapping

from tradecore.ports.bar_source import BarSource
from tradecore.ports.broker import Brokers
from tradecore_plugins import hookimpl


@hookimpl
def tradecore_bar_sources() -> Mapping[str, Callable[[str], BarSource]]:
    """Source `ibkr`, which downloads."""
    return {"ibkr": _history}


def _history(workspace: str) -> BarSource:
    from tradecore_ibkr.history.source import IbkrHistory

    return IbkrHistory(workspace)


@hookimpl
def tradecore_brokers() -> Mapping[str, Callable[[str], Brokers]]:
    """Registers `ibkr`."""
    return {"ibkr": _ibkr}


def _ibkr(workspace: str) -> Brokers:
    from tradecore_ibkr.broker import IbkrBrokers

    return IbkrBrokers()
