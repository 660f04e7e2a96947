"""The webhook."""

import os
from collections.abc import Callable, Mapping

from tradecore.ports.alerts import Alerts
from tradecore_plugins import hookimpl

# The address is a secret: whoever has it can write there.
ADDRESS = "TRADECORE_WEBHOOK"


@hookimpl
def tradecore_alerts() -> Mapping[str, Callable[[str], Alerts]]:
    """Registers `webhook`, where the environment has an address for it."""
    return {"webhook": _webhook} if os.environ.get(ADDRESS) else {}


def _webhook(workspace: str) -> Alerts:
    from tradecore_webhook.webhook import Webhook

    return Webhook(os.environ[ADDRESS])
