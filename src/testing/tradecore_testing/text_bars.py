"""Reading a small file of bars through any source that reads text files."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from tradecore.contracts.bars import BarsSpec
from tradecore.instants import format_instant
from tradecore.ports.bar_source import BarSource, RawBars

UTC = BarsSpec("f.csv", zone="UTC")


def read_text(
    make: Callable[[str], BarSource],
    folder: Path,
    content: str | bytes,
    spec: BarsSpec = UTC,
    **changes: Any,  # noqa: ANN401
) -> RawBars:
    """Writes the content to f.csv and reads it; `make` is handed the workspace, `changes` go onto the spec."""
    raw = content if isinstance(content, bytes) else content.encode()
    (folder / "f.csv").write_bytes(raw)
    return make(str(folder)).read(replace(spec, **changes))


def times(raw: RawBars) -> list[str]:
    """Its opening instants as text."""
    return [format_instant(t) for t in raw.table.time]
