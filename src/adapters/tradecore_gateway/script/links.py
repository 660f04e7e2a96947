"""Sentences about connections: sockets, the link to the broker, and how bytes arrive."""

import asyncio
from typing import TYPE_CHECKING

from tradecore.bars import SECOND
from tradecore_gateway.faults.state import Cut
from tradecore_gateway.script.forms import Form

if TYPE_CHECKING:
    from tradecore_gateway.gateway import Gateway


def drop(gateway: "Gateway") -> None:
    """All sockets die."""
    gateway.hang_up()


def drop_client(gateway: "Gateway", client: int) -> None:
    """One client's socket dies."""
    gateway.hang_up(client)


def restart(gateway: "Gateway", seconds: float) -> None:
    """Nobody listens for a while."""
    gateway.spawn(asyncio.get_running_loop().create_task(gateway.restart(seconds)))


def roll_back(gateway: "Gateway") -> None:
    """Numbers of orders begin anew."""
    gateway.ledger.roll_back()


def half_open(gateway: "Gateway", seconds: float = 0.0) -> None:
    """Everything is accepted and nothing answered."""
    gateway.faults.half_open = True
    if seconds:
        gateway.later(seconds, lambda: answer(gateway))


def answer(gateway: "Gateway") -> None:
    """Messages are answered again."""
    gateway.faults.half_open = False


def in_use(gateway: "Gateway", client: int, seconds: float) -> None:
    """A client's id is taken."""
    gateway.faults.in_use[client] = gateway.timeline.now() + int(seconds * SECOND)


def cut(how: Cut) -> Form:
    """A form that says how frames are cut."""

    def perform(gateway: "Gateway") -> None:
        gateway.faults.cut = how

    return Form(f"frames {how}", CUTS[how], perform)


CUTS: dict[Cut, str] = {
    "whole": "messages leave in one piece, as they do at first",
    "bytes": "every byte is a segment of its own",
    "random": "messages are cut at random places",
    "merged": "messages of 50 ms leave together, cut in the middle",
}


def delay(gateway: "Gateway", seconds: float) -> None:
    """Everything is told so much later."""
    gateway.faults.delay = seconds / gateway.plan.speed


def permute(gateway: "Gateway") -> None:
    """Orders, states, executions and positions of one moment are told in any order."""
    gateway.faults.permuted = True


def in_order(gateway: "Gateway") -> None:
    """Everything is told in the order of happening."""
    gateway.faults.permuted = False


def ahead(gateway: "Gateway", seconds: float) -> None:
    """The clock that clients can ask for is ahead."""
    gateway.faults.ahead = int(seconds * SECOND)


def ignore(gateway: "Gateway", name: str) -> None:
    """The next message of a kind is not answered."""
    gateway.faults.ignored[name] += 1


FORMS = (
    Form("drop", "the sockets of all clients die; they may connect again at once", drop),
    Form("drop client CLIENT", "the socket of one client dies", drop_client),
    Form("restart for DURATION", "all sockets die, and nobody listens for so long; the broker works on", restart),
    Form("roll back ids", "clients' numbers of orders begin at 1 again, as after a reset", roll_back),
    Form("half-open", "sockets live and new ones are accepted, but nothing is answered any longer", half_open),
    Form("half-open for DURATION", "the same for so long", half_open),
    Form("answer again", "the end of half-open; what was sent meanwhile is lost", answer),
    Form("client CLIENT in use for DURATION", "connecting with this id ends with error 326", in_use),
    *(cut(how) for how in CUTS),
    Form("delay DURATION", "every message is told so much later; 0s ends it", delay),
    Form("permute", "orders, states, executions, commissions and positions of one moment change places", permute),
    Form("in order", "the end of permute", in_order),
    Form("clock ahead DURATION", "reqCurrentTime is answered with a later time; 0s ends it", ahead),
    Form("ignore next REQUEST", "the next message of this name is not answered", ignore),
)
