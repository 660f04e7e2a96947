"""Whether two contestants came to the same results: the trades bar by bar, money to a relative difference."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

# What counts as the same number.
CLOSE = 1e-9


def apart(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The largest relative difference of two columns, of their common length."""
    pairs = zip(ours, theirs, strict=False)
    return max((abs(a - b) / max(abs(a), 1.0) for a, b in pairs if a is not None and b is not None), default=0.0)


def agreement(ours: Path, theirs: Path) -> str:
    """A sentence about the figures in two files; of a shorter run the common part is compared."""
    return compared(*(json.loads(path.read_text(encoding="ascii")) for path in (ours, theirs)))


def compared(ours: dict[str, Any], theirs: dict[str, Any]) -> str:
    """The same of two sets of figures."""
    if "equity" in ours:
        return of_backtests(ours, theirs)
    same = [round(a) == round(b) for a, b in zip(ours["trades"], theirs["trades"], strict=False)]
    worst = {name: apart(ours[name], theirs[name]) for name in theirs if name in ours and name != "trades"}
    if not all(same):
        return f"trades differ in {same.count(False)} of {len(same)} sets"
    off = [f"{name} {value:.0e}" for name, value in worst.items() if value > CLOSE]
    count = f"{len(same)} sets" if len(same) > 1 else f"{round(ours['trades'][0])} trades"
    return f"{count} equal, within {max(worst.values()):.0e}" if not off else f"{count}; apart: {', '.join(off)}"


def of_backtests(ours: dict[str, Any], theirs: dict[str, Any]) -> str:
    """Equity at every close, the fills of every trade, and its net profit."""
    count = len(theirs["net"])
    if any(list(theirs[name]) != list(ours[name][:count]) for name in ("entry", "exit")):
        return f"trades differ ({count} and {len(ours['net'])})"
    worst = max(apart(ours["equity"], theirs["equity"]), apart(ours["net"], theirs["net"]))
    same = "equal" if worst <= CLOSE else "at the same bars"
    return f"{count} trades {same}, money within {worst:.0e}"
