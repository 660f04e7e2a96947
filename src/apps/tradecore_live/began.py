"""What the log says first of a daemon that begins."""

from tradecore.live.discretion import masked
from tradecore.live.events import SessionBegan
from tradecore.live.state import State
from tradecore_workbench.versions import versions


def began(state: State) -> SessionBegan:
    """The next start of a session in this state."""
    setup, known = state.setup, versions()
    account, start = masked(setup.account), state.starts + 1
    return SessionBegan(setup.session, account, setup.mode, setup.name, setup.fingerprint, setup.symbols, start, known)
