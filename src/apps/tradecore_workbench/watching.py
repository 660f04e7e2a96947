"""Showing where a run is: one line that changes, in a notebook's cell or in a terminal, and nothing elsewhere."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from html import escape
from types import ModuleType
from typing import Any, Protocol

from tradecore.jobs import Status
from tradecore.views.listing import doing
from tradecore.views.text import visible

WIDEST = 100


class Line(Protocol):
    """Something that holds one line of text."""

    def write(self, text: str) -> None:
        """Replaces the line; an empty one takes it away."""
        ...


@contextmanager
def watched() -> Generator[Callable[[Status], None]]:
    """A callback that shows each status while the block runs, and takes it away at its end."""
    line = _line()

    def show(status: Status) -> None:
        if not status.state.final:
            line.write(words(status))

    try:
        yield show
    finally:
        line.write("")


def words(status: Status) -> str:
    """`trading: 4,000 of 9,000 (best equity 104,000; about 40 s left)`."""
    progress = status.progress
    count = f" {progress.done:,} of {progress.total:,}" if progress.total else ""
    return visible(f"{status.type}: {doing(status)}{count}")


def _line() -> Line:
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if ipython is not None and hasattr(shell, "kernel"):
        return CellLine(ipython)
    return TerminalLine() if sys.stderr.isatty() else NoLine()


class NoLine:
    """Shows nothing."""

    def write(self, text: str) -> None:
        """Nothing."""


class TerminalLine:
    """The last line of a terminal, on stderr."""

    def write(self, text: str) -> None:
        """Over what stands there."""
        sys.stderr.write(f"\r\x1b[K{text[:WIDEST]}")
        sys.stderr.flush()


class CellLine:
    """An output of a notebook's cell."""

    def __init__(self, ipython: ModuleType) -> None:
        self._display: Any = ipython.display
        self._handle: Any = None

    def write(self, text: str) -> None:
        """Over what stands there."""
        shown = self._display.HTML(f"<small>{escape(text)}</small>" if text else "")
        if self._handle is None:
            self._handle = self._display.display(shown, display_id=True) if text else None
        else:
            self._handle.update(shown)
