"""A fake IBKR gateway that speaks the wire protocol: rehearsals, the demo, tests.

In a process or a test:

    gateway = Gateway(Plan(start=...))      # inside a running loop
    port = await gateway.start()            # loopback, any free port
    ...                                     # ib_insync, ib_async or ibapi connect to it
    gateway.play("at 09:31 drop")           # a script; `gateway.perform("drop")` does one thing at once
    gateway.order_messages                  # how many messages gave, changed or took back an order
    await gateway.stop()                    # `Gateway(plan, ledger=gateway.ledger)` goes on where it was
"""

from tradecore_gateway.gateway import Gateway
from tradecore_gateway.plan import AccountPlan, Plan

__all__ = ["AccountPlan", "Gateway", "Plan"]
