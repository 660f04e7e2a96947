"""A fake gateway as a pytest fixture, for whoever writes a client of one.

In a `conftest.py`:

    from tradecore_testing.gateway_fixtures import gateway, gateway_plan

A test that asks for `gateway` is handed one that listens at `gateway.port` of 127.0.0.1. Its market stands on Monday, 2
March 2026, 09:35 in New York, and runs sixty times as fast as the clock; a fixture `gateway_plan` of one's own makes it
another one.
"""

from collections.abc import Generator

import pytest

from tradecore.instants import parse_instant
from tradecore_gateway import Plan
from tradecore_testing.gateways import ServedGateway, served

MONDAY = parse_instant("2026-03-02T14:35:00Z")


@pytest.fixture
def gateway_plan() -> Plan:
    """What the gateway is to be like."""
    return Plan(start=MONDAY, speed=60.0)


@pytest.fixture
def gateway(gateway_plan: Plan) -> Generator[ServedGateway]:
    """A gateway that listens until the test is over."""
    with served(gateway_plan) as found:
        yield found
