"""Arrow, as type checkers can bear it: its compute functions are made at run time."""

from typing import Any

import pyarrow.compute

compute: Any = pyarrow.compute
# A pyarrow.ChunkedArray: one column of a file.
Cells = Any
