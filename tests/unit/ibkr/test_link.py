"""The connection without a gateway."""

import asyncio
import socket
from collections.abc import Iterator

import pytest

from tradecore.contracts.settings import GatewaySettings
from tradecore.errors import InvalidValue, LinkDown
from tradecore_ibkr import link as link_module
from tradecore_ibkr.codes import CODES, Refusal, meaning_of
from tradecore_ibkr.link import Link


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    made = asyncio.new_event_loop()
    yield made
    asyncio.set_event_loop(None)
    made.close()


def test_nobody_listens(loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_module, "FIRST_PATIENCE", 0.2)
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        link = Link(GatewaySettings(port=bound.getsockname()[1]), loop=loop)
        with pytest.raises(LinkDown, match="nobody listens at 127"):
            link.connect()
        with pytest.raises(LinkDown):
            link.ask("what time it is", lambda ib: ib.reqCurrentTimeAsync())
        link.close()
        link.close()
    assert (link.up, link.losses, link.skew) == (False, 0, None)


def test_another_machine_has_to_be_asked_for() -> None:
    with pytest.raises(InvalidValue, match=r"gateway\.host.*gateway\.remote"):
        GatewaySettings("192.168.1.9")
    assert GatewaySettings("192.168.1.9", remote=True).host == "192.168.1.9"


def test_a_refusal_says_what_its_code_means() -> None:
    error = Refusal("the contract X", 200, "No security definition has been found")
    assert str(error).startswith("The gateway refused the contract X with code 200: no contract, or more than one")
    assert meaning_of(999_999).meaning == "remark"
    assert {one.meaning for one in CODES.values()} >= {"link down", "link back", "competing", "order"}
