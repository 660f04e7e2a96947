"""Alarms of a process of ours: in its own output, and by every way to a person that there is."""

import sys
from time import time_ns

from tradecore.jobs import stamp
from tradecore.live.actions import Alarm
from tradecore.ports.alerts import Alerts
from tradecore_workbench.adapters import Adapters


class Printed:
    """Alarms in the output of the process, which is a file."""

    def tell(self, session: str, alarm: Alarm) -> None:
        """A line."""
        print(f"{stamp(time_ns())} {session} ALARM {alarm.kind}: {alarm.message}", file=sys.stderr, flush=True)  # noqa: T201


def ways_to_people(adapters: Adapters) -> tuple[Alerts, ...]:
    """All of them, the process's own output first."""
    catalog = adapters.catalog
    return (Printed(), *(catalog.alerts(name) for name in catalog.names("alerts")))
