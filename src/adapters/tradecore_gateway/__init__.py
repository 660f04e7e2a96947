"""A fake IBKR gateway that speaks the wire protocol: rehearsals, the demo, tests.

In a process or a test:

    gateway = Gateway(Plan(start=...))      # inside a running loop
    port = await gateway.start()            # loopback, any free port
    ...                                     # ib_insync, ib_async or ibapi connect to it
    gateway.play("at 09:31 drop")           # a script; `gateway.perform("drop")` does one thing at once
    gateway.order_messages                  # how many messages gave, changed or took back an order
    await gateway.stop()                    # `Gateway(plan, ledger=gateway.ledger)` goes on where it was
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tradecore_gateway.gateway import Gateway
    from tradecore_gateway.plan import AccountPlan, Plan

_HOMES = {"AccountPlan": "plan", "Gateway": "gateway", "Plan": "plan"}

__all__ = ["AccountPlan", "Gateway", "Plan"]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    # Loaded when first used: whoever lists what plugins bring needs none of it.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"tradecore_gateway.{_HOMES[name]}"), name)
