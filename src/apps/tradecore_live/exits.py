"""How a daemon ends, as docs/live.md promises to supervisors. Those from CONFIGURATION on are not to be restarted."""

from tradecore.errors import (
    DamagedLog,
    DataError,
    LogMismatch,
    ModelError,
    PluginError,
    RequestError,
    SessionBusy,
    UnknownName,
)

STOPPED = 0
UNEXPECTED = 1
CONFIGURATION = 3
ACCOUNT = 4
RECONCILIATION = 5

REFUSED = (RequestError, UnknownName, DataError, ModelError, PluginError, DamagedLog, LogMismatch, SessionBusy)


class AccountRefused(RequestError):
    """An account that this session must not trade."""


def exit_code(error: Exception) -> int:
    """The code of an error that ends the daemon."""
    if isinstance(error, AccountRefused):
        return ACCOUNT
    return CONFIGURATION if isinstance(error, REFUSED) else UNEXPECTED
