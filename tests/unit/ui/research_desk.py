"""What the research pages are asked in tests: one small request of each type, over the bars of the tests' workspace."""

from collections.abc import Mapping

from tradecore_workbench.workbench import Workbench

BARS: Mapping[str, object] = {"path": "data/ACME.csv", "zone": "UTC", "symbol": "ACME"}
PLAIN = {"pictures": False}
OVER = {"fast": "2,3", "slow": "4,5"}
TRAINING = {"features": ["change(1)", "change(3)"], "horizon": 1, "folds": 2}
SEARCH = {"strategy": "sma_cross", "over": OVER, "min_trades": 1, "engine": "interpreted", "check_leaks": False}
ASKS: Mapping[str, Mapping[str, object]] = {
    "data": {"bars": BARS, "report": PLAIN},
    "train": {"bars": BARS, "training": TRAINING, "model": "wise", "check_leaks": False, "report": PLAIN},
    "optimize": {"bars": [BARS], **SEARCH, "report": PLAIN},
    "walkforward": {
        "bars": [BARS],
        **SEARCH,
        "report": {"pictures": False, "bootstrap": 100},
        "windows": {"train": "40 bars", "test": "15 bars", "fewest": 5},
    },
}
FURTHER: Mapping[str, Mapping[str, object]] = {
    "promote": {"model": "wise", "report": PLAIN},
    "import": {"bars": [BARS], "name": "acme", "report": PLAIN},
}


def researched(desk: Workbench) -> Workbench:
    """One finished run of each; the gate refuses the model."""
    for kind, asked in {**ASKS, **FURTHER}.items():
        desk.here(desk.request(kind, asked))
    return desk
