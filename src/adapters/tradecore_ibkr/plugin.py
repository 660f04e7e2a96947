"""Interactive Brokers."""

from collections.abc import Callable, Mapping

from tradecore.ports.broker import Brokers
from tradecore_plugins import hookimpl


@hookimpl
def tradecore_brokers() -> Mapping[str, Callable[[str], Brokers]]:
    """Registers `ibkr`."""
    return {"ibkr": _ibkr}


def _ibkr(workspace: str) -> Brokers:
    from tradecore_ibkr.broker import IbkrBrokers

    return IbkrBrokers()
