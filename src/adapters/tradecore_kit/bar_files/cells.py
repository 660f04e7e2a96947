"""The columns of a file by our names, before they mean anything."""

from dataclasses import dataclass
from typing import Any

import numpy as np

NUMBERS = ("open", "high", "low", "close", "volume", "split", "dividend")
INTEGERS = ("session", "nights")


@dataclass(frozen=True, slots=True)
class Cells:
    """Arrow columns by our names, `clock` among them; `lines` of the rows; `ragged` lines left out.

    Numbers are float64, or text where a cell was none; time and clock are as Arrow infers them.
    """

    columns: dict[str, Any]
    lines: np.ndarray[Any, np.dtype[np.int64]]
    ragged: tuple[int, ...] = ()
