"""The process of one challenger: a model that decides on a session's bars beside it, and orders nothing.

    python -m tradecore_live.challenger --session FILE --model NAME --beside PID [--workspace W]

follows the log of the session that FILE, its session.json, asks for, and trades at a simulated broker of its own: it is
given no other, and writes into the folder challengers/NAME of the session's only. It ends with the daemon PID, which is
its parent, when it has met all that is logged by then. Exit codes are those of the daemon.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from time import monotonic, sleep, time_ns

from tradecore.contracts.live import SessionRequest
from tradecore.instants import format_instant
from tradecore.jobs import stamp
from tradecore.live.charge import STOPPED
from tradecore.live.engine import Engine, replayed
from tradecore.live.followed import FollowedFeed
from tradecore.live.pulse import beat
from tradecore.ports.bar_feed import Closed, Opened
from tradecore.ports.broker import AccountWanted, Broker
from tradecore.ports.event_log import EventLog
from tradecore.usecases.challenging import inputs_of
from tradecore.usecases.session import Prepared, prepare
from tradecore_kit.codec import decode
from tradecore_kit.processes import mark_of
from tradecore_live.alarms import Printed
from tradecore_live.began import began
from tradecore_live.boundary import carry_out
from tradecore_workbench.adapters import Adapters
from tradecore_workbench.unattended import tools_of

# How long it sleeps where nothing has come, and how often it gives a sign of life.
NAP, PULSE = 0.05, 0.5


class Challenger:
    """One model at work in this process, beside the session whose log it follows."""

    def __init__(self, adapters: Adapters, session: str, model: str, beside: int) -> None:
        """Reads what the daemon has asked for; raises what keeps the model from deciding."""
        self._adapters, self._tools = adapters, tools_of(adapters)
        self._outer, self._session, self._model, self._beside = adapters.sessions, session, model, beside
        self._store, self._me = self._outer.challengers(session), mark_of()
        where = f"live/{session}/challengers/{model}/session.json"
        self._request = decode(SessionRequest, self._store.request(model), where)
        self._asked, self._beaten = False, 0.0

    @property
    def account(self) -> str:
        """What the session trades, in full: not to be shown."""
        return self._request.live.account

    def stop(self, _: str) -> None:
        """Asks it to end; a signal handler may."""
        self._asked = True

    def run(self) -> int:
        """Decides until the session's daemon has ended; returns the exit code."""
        with self._store.hold(self._model, self._request.live.account):
            prepared = prepare(self._request, self._tools)
            log = self._store.log(self._model)
            broker = self._broker(prepared)
            try:
                self._decide(prepared, log, broker)
            finally:
                broker.close()
                log.close()
        return STOPPED

    def _decide(self, prepared: Prepared, log: EventLog, broker: Broker) -> None:
        state = replayed(prepared.setup, log.lines())
        inputs = inputs_of(prepared)
        feed = FollowedFeed(self._outer.reader(self._session), inputs, self._is_over, state.now)
        feed.begin(state.closed)
        engine = Engine(state, log, broker, feed, (Printed(),))
        engine.begin(began(state))
        while not (engine.stopped or self._asked):
            self._pulse(engine)
            match feed.next():
                case None:
                    log.sync()
                    sleep(NAP)
                case Opened() as moment:
                    engine.opened(moment)
                case Closed() as moment:
                    engine.closed(moment)
                case _:
                    engine.stopped = "the session's daemon has ended"
        log.sync()
        self._pulse(engine, engine.stopped or "asked to")

    def _is_over(self) -> bool:
        return os.getppid() != self._beside

    def _pulse(self, engine: Engine, ended: str = "") -> None:
        """A sign of life, now and then; the last one says how it ended."""
        if not ended and monotonic() - self._beaten < PULSE:
            return
        self._beaten = monotonic()
        time, code = format_instant(engine.state.now) if engine.state.now else "", STOPPED if ended else None
        pulse = beat(engine.state, self._me, stamp(time_ns()), time, engine.log.seq, 0, ended, code)
        self._store.beat(self._model, pulse)

    def _broker(self, prepared: Prepared) -> Broker:
        setup, live = prepared.setup, self._request.live
        folder = self._store.location(self._model)
        wanted = AccountWanted(setup.account, setup.instruments, setup.rules, setup.cash, folder, live.faults)
        return self._adapters.catalog.broker("simulated").open(wanted)


def main(arguments: Sequence[str] | None = None) -> int:
    """Decides; see the module."""
    options = _parser().parse_args(arguments)
    file, model = Path(options.session).absolute(), options.model
    session = file.parent.name
    return carry_out(
        f"tradecore_live.challenger {model}",
        options.workspace or file.parents[2],
        lambda adapters: Challenger(adapters, session, model, options.beside),
        lambda adapters: (adapters.sessions.challengers(session), model),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tradecore_live.challenger", description="Decide beside a session.")
    parser.add_argument("--session", required=True, metavar="FILE", help="the session.json of the session's folder")
    parser.add_argument("--model", required=True, metavar="NAME", help="the model that decides")
    parser.add_argument("--beside", required=True, metavar="PID", type=int, help="the session's daemon")
    parser.add_argument("--workspace", default="", metavar="FOLDER", help="the workspace [default: around FILE]")
    return parser


if __name__ == "__main__":
    sys.exit(main())
