"""Why a strategy cannot be compiled, in one sentence that names the line."""

import re
from pathlib import Path

from numba.core.errors import NumbaError

from tradecore_numba.bind import NotCompilable

REFUSALS = (NumbaError, NotCompilable, NotImplementedError)
PLACE = re.compile(r'File "([^"]+)", line (\d+)')


OWN = str(Path(__file__).parent)


def foreign(file: str) -> bool:
    """Whether a file is the compiler's or made up by it, and so tells the author nothing."""
    return "site-packages" in file or file.startswith(("<", OWN))


def reason(error: Exception) -> str:
    """File and line of the author's code, and what the compiler does not take there."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", str(error))
    places = [(file, line) for file, line in PLACE.findall(text) if not foreign(file)]
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    said = [
        line for line in lines if not line.startswith(("Failed in", "File", "During:", "- ", ">>>", "- Resolution"))
    ]
    what = (said[0] if said else type(error).__name__).rstrip(".:")
    where = f"{places[0][0]}, line {places[0][1]}: " if places else ""
    return f"{where}{what}"
