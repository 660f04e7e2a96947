"""Plain text for a terminal of any width."""

from collections.abc import Sequence


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


def moment(text: str) -> str:
    """An ISO instant as people read it: the day and the minute, without the UTC suffix."""
    return text[:16].replace("T", " ")
