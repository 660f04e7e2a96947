"""The gateway as a process: `python -m tradecore_gateway --help`."""

import asyncio
import signal
import sys
from contextlib import suppress
from threading import Thread

from tradecore.errors import TradecoreError
from tradecore_gateway.exchange.memory import Memory
from tradecore_gateway.gateway import Gateway
from tradecore_gateway.market.prices import Market
from tradecore_gateway.market.stored import StoredMarket
from tradecore_gateway.options import Options, read_options
from tradecore_gateway.script.parsing import Cue, parse
from tradecore_gateway.truth import truth_of
from tradecore_kit.codec import encode
from tradecore_kit.plain import line

# Answered with what the broker knows.
TELL = "tell"


def main() -> int:
    """Runs until it is told to end; returns the exit code: 0, or 2 for what is not accepted."""
    try:
        asyncio.run(serve(read_options()))
    except (TradecoreError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


async def serve(options: Options) -> None:
    """Listens until SIGTERM, SIGINT, or the end of standard input where that is listened to."""
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, ended.set)
    memory = None if options.state is None else Memory(options.state)
    gateway = Gateway(options.plan, _market(options), memory=memory)
    parse(options.script, options.name)
    say({"port": await gateway.start(options.port), "time": gateway.timeline.stamp()})
    gateway.play(options.script, options.name, lambda cue: _heard(gateway, cue))
    if options.commands:
        Thread(target=_listen, args=(gateway, loop, ended), daemon=True).start()
    await ended.wait()
    await gateway.stop()


def _market(options: Options) -> Market | None:
    return StoredMarket(options.tables, options.step) if options.tables else None


def _listen(gateway: Gateway, loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    """Hands each line of standard input to the loop; a process whose parent has gone ends."""
    for sentence in sys.stdin:
        loop.call_soon_threadsafe(_do, gateway, sentence.strip())
    loop.call_soon_threadsafe(ended.set)


def _do(gateway: Gateway, sentence: str) -> None:
    if sentence == TELL:
        say({"truth": encode(truth_of(gateway))})
        return
    try:
        gateway.perform(sentence)
    except TradecoreError as error:
        say({"refused": str(error)})
    else:
        say({"done": sentence, "time": gateway.timeline.stamp()})


def _heard(gateway: Gateway, cue: Cue) -> None:
    say({"cue": cue.sentence, "line": cue.line, "time": gateway.timeline.stamp()})


def say(what: dict[str, object]) -> None:
    """One line of JSON on standard output, at once."""
    sys.stdout.write(line(what, "output", ascii_only=True).decode())
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
