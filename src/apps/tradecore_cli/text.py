"""Plain text for a terminal of any width."""

import shutil
import sys
import textwrap
from collections.abc import Sequence

WIDEST = 100


def aligned(rows: Sequence[Sequence[str]], left: int = 1, indent: str = "  ") -> str:
    """Rows as columns two spaces apart; the first `left` columns flush left, the others flush right."""
    if not rows:
        return ""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return "\n".join(indent + _line(row, widths, left).rstrip() for row in rows)


def _line(row: Sequence[str], widths: Sequence[int], left: int) -> str:
    cells = (
        cell.ljust(width) if place < left else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join(cells)


def prose(text: str, indent: str = "") -> str:
    """A sentence wrapped to the terminal with a hanging indent; a single line where there is no terminal."""
    if not sys.stdout.isatty():
        return indent + text
    return _filled(text, min(shutil.get_terminal_size().columns, WIDEST), indent, indent)


def labelled(rows: Sequence[tuple[str, str]], width: int = WIDEST) -> str:
    """Paragraphs beside their labels, wrapped to `width` wherever they are printed."""
    room = max(len(label) for label, _ in rows) + 4
    return "\n".join(_filled(text, width, f"  {label}".ljust(room), " " * room) for label, text in rows)


def _filled(text: str, width: int, first: str, later: str) -> str:
    wrapper = textwrap.TextWrapper(width, first, later, break_long_words=False, break_on_hyphens=False)
    return wrapper.fill(text)


def marked(text: str, *, on: bool) -> str:
    """A word that stands out among others of its kind: behind a star."""
    return f"* {text}" if on else f"  {text}"
