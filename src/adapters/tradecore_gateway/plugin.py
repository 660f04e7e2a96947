"""The fake gateway."""

from collections.abc import Callable, Mapping

from tradecore.ports.gateway import Gateways
from tradecore_plugins import hookimpl


@hookimpl
def tradecore_gateways() -> Mapping[str, Callable[[str], Gateways]]:
    """Registers `ibkr`."""
    return {"ibkr": _ibkr}


def _ibkr(workspace: str) -> Gateways:
    from tradecore_gateway.gateways import FakeGateways

    return FakeGateways()
