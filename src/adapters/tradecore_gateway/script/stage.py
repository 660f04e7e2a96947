"""Lets a script happen to a gateway."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from tradecore_gateway.script.parsing import Cue, parse

if TYPE_CHECKING:
    from tradecore_gateway.gateway import Gateway


def perform(gateway: "Gateway", sentence: str) -> None:
    """Does at once what a sentence says, whatever time stands before it; raises InvalidValue."""
    for cue in parse(sentence, "sentence"):
        cue.form.perform(gateway, *cue.values)


def play(gateway: "Gateway", text: str, where: str = "script", heard: Callable[[Cue], None] = lambda _: None) -> None:
    """Does what a script says, when it says it; `heard` is told each cue that was performed. Raises InvalidValue.

    A cue whose time has passed when the script is begun is left out.
    """
    for cue in parse(text, where):
        gateway.spawn(asyncio.get_running_loop().create_task(_wait(gateway, cue, heard)))


async def _wait(gateway: "Gateway", cue: Cue, heard: Callable[[Cue], None]) -> None:
    begun = gateway.timeline.now()
    moment = cue.due(begun, False)  # noqa: FBT003 - whether it was due before
    while moment is not None and moment >= begun:
        await gateway.timeline.reach(moment)
        cue.form.perform(gateway, *cue.values)
        heard(cue)
        moment = cue.due(moment, True)  # noqa: FBT003 - as above
