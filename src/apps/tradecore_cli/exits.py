"""Exit codes: what docs/command-line.md promises to scripts."""

from tradecore import errors
from tradecore.config import OVERRIDE

DONE = 0
UNEXPECTED = 1
REFUSED = 2
CONFIGURATION = 3
DATA = 4
MODEL = 5
JOB = 6
PLUGIN = 7
INTERRUPTED = 130

# In this order: the first class that fits decides.
CODES: tuple[tuple[type[Exception], int], ...] = (
    (errors.DataError, DATA),
    (errors.RequestError, REFUSED),
    (errors.UnknownName, REFUSED),
    (errors.ModelError, MODEL),
    (errors.LeakFound, MODEL),
    (errors.StrategyError, MODEL),
    (errors.JobError, JOB),
    (errors.LiveError, JOB),
    (errors.StorageError, JOB),
    (errors.PluginError, PLUGIN),
)
CONFIGURATION_FILE = "active.json"


def exit_code(error: Exception, *, configuring: bool = False) -> int:
    """The code of an error; what the configuration file holds, or was to hold, and is refused has its own."""
    where = str(getattr(error, "where", ""))
    blamed = CONFIGURATION_FILE in where or (configuring and where.startswith(OVERRIDE))
    if blamed and isinstance(error, errors.RequestError | errors.UnknownName):
        return CONFIGURATION
    return next((code for kind, code in CODES if isinstance(error, kind)), UNEXPECTED)


def exit_code_of(name: str) -> int:
    """The code of an error known by its class name only, as a run's status.json has it; JOB when unknown."""
    kind = getattr(errors, name, None)
    if not isinstance(kind, type):
        return JOB
    return next((code for known, code in CODES if issubclass(kind, known)), JOB)
