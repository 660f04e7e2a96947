"""`tradecore gateway`."""

import signal
import sys
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Annotated

import typer

from tradecore.errors import InvalidValue, UnreadableFile
from tradecore.instants import parse_instant
from tradecore.ports.gateway import GatewayTruth, GatewayWanted, RunningGateway
from tradecore.views.text import counted
from tradecore_cli.desk import open_workbench
from tradecore_cli.exits import DONE
from tradecore_cli.groups import grouped
from tradecore_cli.options import Common, application
from tradecore_cli.output import note, print_json, say
from tradecore_cli.serving import chosen_port
from tradecore_cli.text import aligned

app = application()
# Answered with what the broker knows; every other line is a sentence of a script.
TELL = "tell"
# Seconds between two looks at what the script has done.
LOOK = 0.2


@app.command()
@grouped
def gateway(
    *,
    port: Annotated[int, typer.Option("--port", help="Where to listen; 0: at any free port.", min=0, max=65_535)] = 0,
    script: Annotated[str, typer.Option("--script", metavar="FILE", help="What goes wrong, and when.")] = "",
    account: Annotated[
        list[str] | None, typer.Option("--account", metavar="NAME", help="An account: DU... is paper. May be repeated.")
    ] = None,
    cash: Annotated[float, typer.Option("--cash", help="What each account begins with, in US dollars.")] = 1_000_000.0,
    begin: Annotated[
        str, typer.Option("--begin", metavar="TIME", help="The market's first instant [default: now].")
    ] = "",
    speed: Annotated[float, typer.Option("--speed", help="How many times as fast as the clock it runs.")] = 1.0,
    seed: Annotated[int, typer.Option("--seed", help="Which synthetic market.")] = 1,
    keep: Annotated[str, typer.Option("--keep", metavar="FOLDER", help="Where accounts outlive the gateway.")] = "",
    common: Common,
) -> int:
    """Stand in for a broker's gateway on this machine, until Ctrl-C or the end of input; each line typed is done."""
    if not speed > 0.0:
        raise InvalidValue("--speed", speed, "a number above 0")
    if port:
        chosen_port("127.0.0.1", port)
    start = parse_instant(begin, "--begin") if begin else 0
    accounts = tuple(account or ("DU1234567",))
    name = Path(script).name or "script"
    wanted = GatewayWanted(accounts, cash, start, speed, seed, _text(script), name, keep, port=port)
    running = open_workbench(common).catalog.gateway("ibkr").beside(wanted)
    try:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        if common.json:
            print_json({"port": running.port, "accounts": list(accounts)})
        else:
            say(f"It listens on 127.0.0.1:{running.port}, accounts {', '.join(accounts)}.")
            say("Type a sentence such as `drop`, or `tell`; Ctrl-C ends it.")
        sys.stdout.flush()
        _serve(running, quiet=common.json)
    except KeyboardInterrupt:
        pass
    finally:
        running.close()
    return DONE


def _text(script: str) -> str:
    try:
        return Path(script).read_text(encoding="utf-8") if script else ""
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(script, str(error)) from error


def _serve(running: RunningGateway, *, quiet: bool) -> None:
    """Does what is typed, and shows what the script does meanwhile."""
    typed: Queue[str] = Queue()
    Thread(target=_read, args=(typed,), daemon=True).start()
    shown = 0
    while True:
        try:
            sentence = typed.get(timeout=LOOK)
        except Empty:
            sentence = "\n"
        for cue in () if quiet else running.heard()[shown:]:
            say(cue)
            shown += 1
        if not sentence:
            return
        _do(running, sentence.strip(), quiet=quiet)
        sys.stdout.flush()


def _read(typed: "Queue[str]") -> None:
    for line in sys.stdin:
        typed.put(line)
    typed.put("")


def _do(running: RunningGateway, sentence: str, *, quiet: bool) -> None:
    if sentence == TELL and not quiet:
        say(told(running.truth()))
    elif sentence:
        try:
            running.perform(sentence)
        except InvalidValue as error:
            note(str(error))


def told(truth: GatewayTruth) -> str:
    """What the broker holds: positions, orders that rest, and how many executions there were."""
    rows = [("account", "symbol", "order", "units")]
    for name, held in truth.positions.items():
        rows += [(name, symbol, "", f"{units:g}") for symbol, units in held.items()]
    for one in truth.resting:
        prices = [f"{price:g}" for price in (one.limit, one.stop) if price is not None]
        rows.append((one.account, one.symbol, " ".join((one.kind, *prices, one.status)), f"{one.quantity:g}"))
    return f"{aligned(rows, left=3, indent='')}\n{counted(len(truth.executions), 'execution')}"
