"""Which error ends a daemon with which exit code, as docs/live.md promises to supervisors."""

from tradecore.errors import (
    AccountRefused,
    DamagedLog,
    DataError,
    LogMismatch,
    ModelError,
    PluginError,
    RequestError,
    SessionBusy,
    UnknownName,
)
from tradecore.live.charge import ACCOUNT, CONFIGURATION, UNEXPECTED

REFUSED = (RequestError, UnknownName, DataError, ModelError, PluginError, DamagedLog, LogMismatch, SessionBusy)


def exit_code(error: Exception) -> int:
    """The code of an error that ends the daemon."""
    if isinstance(error, AccountRefused):
        return ACCOUNT
    return CONFIGURATION if isinstance(error, REFUSED) else UNEXPECTED
