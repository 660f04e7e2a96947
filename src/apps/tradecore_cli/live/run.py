"""`tradecore live start`, `stop`, `status` and `tail`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from tradecore.contracts.live import LiveSettings
from tradecore.errors import InvalidValue
from tradecore.jobs import ProgressReport, State, Status
from tradecore.live.pulse import Pulse
from tradecore.views.live import sentence, standing
from tradecore.views.text import money
from tradecore_cli.desk import assignments, open_workbench
from tradecore_cli.exits import DONE, INTERRUPTED, JOB
from tradecore_cli.groups import grouped
from tradecore_cli.live.broking import Broking, mode_of
from tradecore_cli.live.common import Session, open_sessions, show
from tradecore_cli.live.feeding import Feed, with_feed
from tradecore_cli.options import BarsOptions, Common, Step
from tradecore_cli.output import note, print_json, say
from tradecore_cli.progress import watched as watched_progress
from tradecore_cli.text import aligned
from tradecore_cli.trading import Trading, one_each, trading_fields

if TYPE_CHECKING:
    from tradecore_workbench.workbench import Workbench


@grouped
def start(
    session: Session,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE ...",
            help="Files of bars: the recorded ones, or what live ones follow on.",
            show_default=False,
        ),
    ] = None,
    *,
    strategy: Annotated[str, typer.Option("--strategy", metavar="NAME", help="What trades, in a new session.")] = "",
    parameters: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A parameter of the strategy.")
    ] = None,
    config: Annotated[
        list[str] | None,
        typer.Option("--config", metavar="KEY=VALUE", help="Override a setting for this session. May be repeated."),
    ] = None,
    policy: Annotated[
        Literal["hold", "cancel", "flatten"],
        typer.Option("--policy", help="What the kill switch does: cancels entries, all orders, or closes positions."),
    ] = "hold",
    speed: Annotated[
        float, typer.Option("--speed", metavar="BARS", help="Recorded bars a second; 0 as fast as they are traded.")
    ] = 0.0,
    challengers: Annotated[
        list[str] | None,
        typer.Option("--challenger", metavar="MODEL", help="A model that decides beside, without orders. Repeatable."),
    ] = None,
    reference: Annotated[
        str, typer.Option("--reference", metavar="RUN", help="A run whose returns say what to expect of equity.")
    ] = "",
    watch: Annotated[bool, typer.Option("--watch", help="Stay until the session has ended; Ctrl-C leaves it.")] = False,
    trading: Trading,
    broking: Broking,
    feed: Feed,
    bars: BarsOptions,
    step: Step,
    common: Common,
) -> int:
    """Start a session: a new one on FILEs, or one that there is, from where its log ends."""
    workbench = open_workbench(common)
    sessions = workbench.sessions
    if files:
        if not strategy:
            raise InvalidValue("--strategy", "", "the strategy that a new session trades: see tradecore plugins")
        fields = {
            "strategy": strategy,
            **trading_fields(workbench, files, trading, bars, step),
            **assignments(parameters, "--set", "parameters."),
            **assignments(config, "--config"),
        }
        settings = LiveSettings(
            account=broking.account or sessions.own_account(session),
            broker=broking.broker,
            mode=mode_of(broking, workbench),
            policy=policy,
            speed=speed,
            challengers=tuple(challengers or ()),
            reference=workbench.runs.find(reference) if reference else "",
        )
        settings = with_feed(settings, workbench, one_each("--symbol", trading.symbol, files), bars, feed)
        sessions.create(session, workbench.request("backtest", fields), settings)
    pulse = sessions.start(session)
    if not watch:
        if not common.json:
            say(f"Session {session} trades. Watch it with: tradecore live tail {session} --follow")
        return show(sessions, pulse, session, common) if common.json else DONE
    return watched(workbench, session, common)


def watched(workbench: "Workbench", session: str, common: Common) -> int:
    """Waits for the end of a session and shows how far it is."""
    sessions = workbench.sessions
    try:
        with watched_progress(quiet=common.json) as display:
            pulse = sessions.watch(session, lambda pulse: display(status_of(pulse)))
    except KeyboardInterrupt:
        note(f"\nLeft; the session goes on. Stop it with: tradecore live stop {session}")
        return INTERRUPTED
    show(sessions, pulse, session, common)
    return DONE if pulse.exit == 0 else JOB


@grouped
def stop(session: Session, *, common: Common) -> int:
    """Stop a session's daemon; positions stay, and so does what protects them."""
    sessions = open_sessions(common)
    sessions.store.request(session)
    return show(sessions, sessions.stop(session, "asked to"), session, common)


@grouped
def status(
    session: Annotated[
        str, typer.Argument(metavar="SESSION", help="A session's name; all of them without.", show_default=False)
    ] = "",
    *,
    common: Common,
) -> int:
    """Show how a session stands, or list all of them."""
    sessions = open_sessions(common)
    if session:
        sessions.store.request(session)
        return show(sessions, sessions.store.pulse(session), session, common)
    pulses = [(name, sessions.store.pulse(name), sessions.alive(name)) for name in sessions.store.names()]
    if common.json:
        from tradecore_kit.codec import encode

        print_json([{"session": name, "alive": alive, "pulse": encode(pulse)} for name, pulse, alive in pulses])
    elif not pulses:
        say("There is no session yet. Start one with: tradecore live start NAME FILE --strategy STRATEGY")
    else:
        head = ("session", "state", "at", "bars", "equity", "fills")
        say(aligned([head, *(row(name, pulse, alive=alive) for name, pulse, alive in pulses)], left=3, indent=""))
    return DONE


def row(name: str, pulse: Pulse | None, *, alive: bool) -> tuple[str, ...]:
    """One line of the list."""
    if pulse is None:
        return name, "never begun", "", "", "", ""
    state = standing(pulse, alive=alive)
    return name, state, pulse.time, f"{pulse.bars:,}", money(pulse.equity), f"{pulse.fills:,}"


@grouped
def tail(
    session: Session,
    *,
    lines: Annotated[int, typer.Option("--lines", min=1, help="How many events.")] = 20,
    follow: Annotated[bool, typer.Option("--follow", help="Go on until the daemon ends; Ctrl-C leaves.")] = False,
    common: Common,
) -> int:
    """Print the newest events of a session, one sentence each."""
    sessions = open_sessions(common)
    newest = sessions.store.newest(session, lines)
    if common.json:
        from tradecore.live.events import NAMES
        from tradecore_kit.codec import encode

        found = [(line, line.event.body) for line in newest]
        print_json([{"seq": line.seq, "type": NAMES[type(body)], "payload": encode(body)} for line, body in found])
        return DONE
    say(*(sentence(line) for line in newest))
    if follow:
        for line in sessions.follow(session, newest[-1].seq if newest else 0):
            say(sentence(line))
    return DONE


def status_of(pulse: Pulse) -> Status:
    """A pulse as a job's status, to be shown as those are."""
    message = f"bar {pulse.bars:,} of {pulse.total:,}" if pulse.total else f"bar {pulse.bars:,}"
    progress = ProgressReport("trading", pulse.bars, pulse.total, message, f"equity {money(pulse.equity)}")
    return Status("live", State.RUNNING, pulse.at, progress=progress)
