"""Writes and reads the gold numbers: `python tests/gold/golden.py` writes them anew.

They change only when a rule changes, and then on purpose.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from formulas import metrics
from ledger import Ledger
from scenario import CASH, PERIODS_PER_YEAR, SCENARIOS, run

PATH = Path(__file__).with_name("golden.json")


def summary(kept: Ledger) -> dict[str, Any]:
    """What is written down of one scenario."""
    equity = [mark["equity"] for mark in kept.marks]
    exposure = [mark["exposure"] for mark in kept.marks]
    available = [mark["available"] for mark in kept.marks]
    return {
        "metrics": metrics(
            equity, CASH, PERIODS_PER_YEAR, kept.trades, kept.fills, exposure, available, len(kept.events)
        ),
        "not_taken": dict(sorted(Counter(reason for _, _, reason in kept.events).items())),
        "fills_by_kind": dict(sorted(Counter(fill["kind"] for fill in kept.fills).items())),
        "cash": kept.marks[-1]["cash"],
        "equity_by_session": equity[6::7],
        "net": [trade["net"] for trade in kept.trades],
    }


def stored() -> dict[str, Any]:
    """The gold numbers by scenario."""
    return json.loads(PATH.read_text(encoding="utf-8"))


if __name__ == "__main__":
    numbers = {name: summary(run(costs)) for name, costs in SCENARIOS.items()}
    PATH.write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")
