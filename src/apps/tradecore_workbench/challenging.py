"""The challengers of a session: what they are asked for, how they stand, and what they come to beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from time import monotonic, sleep

from tradecore.contracts.live import SessionRequest
from tradecore.live.pulse import Pulse
from tradecore.usecases.challenged import Contender, Contest, contest
from tradecore.usecases.challenging import challenger_request
from tradecore.usecases.session import prepare
from tradecore_kit.codec import decode
from tradecore_workbench.adapters import Adapters
from tradecore_workbench.charges import at_work
from tradecore_workbench.unattended import tools_of

# Seconds between two looks, and for how many challengers are waited for that have not met all bars.
POLL, SETTLE = 0.1, 60.0


@dataclass(frozen=True, slots=True)
class Standing:
    """A challenger's last sign of life, None before the first, and whether its process lives."""

    model: str
    pulse: Pulse | None
    alive: bool


def challenging(adapters: Adapters, request: SessionRequest, model: str) -> SessionRequest:
    """The session of a model beside another one, on an account that nobody else has; raises UnknownName."""
    record = adapters.models.record(model)
    where = f"{adapters.folder}/{request.session}/{model}"
    account = f"SHADOW-{sha256(where.encode()).hexdigest()[:10]}"
    return challenger_request(request, model, record.sha256, account, adapters.catalog)


def standings(adapters: Adapters, session: str) -> Sequence[Standing]:
    """How each challenger of a session stands."""
    store, launcher = adapters.sessions.challengers(session), adapters.launcher
    known = store.names()
    asked = _request(adapters, session).live.challengers
    pulses = {model: store.pulse(model) if model in known else None for model in asked}
    charges = {model: store.charge(model) if model in known else None for model in asked}
    return [
        Standing(model, pulses[model], at_work(launcher, charges[model], pulses[model]) is not None) for model in asked
    ]


def settled(adapters: Adapters, session: str, seconds: float = SETTLE) -> Sequence[Standing]:
    """The standings once no challenger is at work any more, or after so many seconds."""
    deadline = monotonic() + seconds
    while any(one.alive for one in standings(adapters, session)) and monotonic() < deadline:
        sleep(POLL)
    return standings(adapters, session)


def contest_of(adapters: Adapters, session: str) -> Contest:
    """What a session came to beside its challengers; raises LogMismatch where a log is not what was decided."""
    store, tools = adapters.sessions, tools_of(adapters)
    request = _request(adapters, session)
    champion = Contender(request.trade.model or "champion", prepare(request, tools).setup, list(store.lines(session)))
    inner, beside = store.challengers(session), list[Contender]()
    for model in (one for one in request.live.challengers if one in inner.names()):
        asked = decode(SessionRequest, inner.request(model), f"live/{session}/challengers/{model}/session.json")
        beside.append(Contender(model, prepare(asked, tools).setup, list(inner.lines(model))))
    return contest(session, champion, beside, adapters.catalog.resampler("arch"), request.trade.periods_per_year)


def _request(adapters: Adapters, session: str) -> SessionRequest:
    return decode(SessionRequest, adapters.sessions.request(session), f"live/{session}/session.json")
