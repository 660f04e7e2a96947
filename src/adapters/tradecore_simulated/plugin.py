"""The simulated broker."""

from collections.abc import Callable, Mapping

from tradecore.ports.broker import Brokers
from tradecore_plugins import hookimpl


@hookimpl
def tradecore_brokers() -> Mapping[str, Callable[[str], Brokers]]:
    """Registers `simulated`."""
    return {"simulated": _simulated}


def _simulated(workspace: str) -> Brokers:
    from tradecore_simulated.broker import SimulatedBrokers

    return SimulatedBrokers()
