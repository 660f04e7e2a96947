"""What a daemon that an error ends leaves for its supervisor and for people: a last pulse with its exit code."""

from dataclasses import replace
from time import time_ns

from tradecore.jobs import stamp
from tradecore.live.pulse import Pulse
from tradecore.ports.session_store import SessionStore
from tradecore_kit.processes import mark_of


def leave(store: SessionStore, session: str, why: str, code: int, *, busy: bool) -> None:
    """Says how this process ends; nothing where there is no such session, or another daemon is `busy` with it."""
    if busy or session not in store.names():
        return
    me = mark_of()
    pulse = store.pulse(session) or Pulse(session, me, "")
    store.beat(session, replace(pulse, process=me, at=stamp(time_ns()), ended=why, exit=code))
