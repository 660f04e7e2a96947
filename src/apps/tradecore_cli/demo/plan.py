"""What the demo asks for, step by step: requests that anyone could type."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tradecore.contracts.data import DataResult
from tradecore_cli.demo.samples import Samples

SYMBOL = "AAPL"
HORIZON = 7  # bars: one session of hourly bars
SLIPPAGE = 1.0  # basis points against us on every market and stop fill
UNSEEN = 1 / 3  # of the time span, at its end
MONTH = timedelta(days=30)  # that the session trades, at the end as well
STRATEGY = "predicted_move"
SEARCHED = "sma_cross"
OVER = {"fast": "5:50:5", "slow": "20:200:20"}
# What each window of the walk tries beside its own model, and how its stretches compare with all bars.
DOUBTS = {"k_sigma": "0,0.1,0.2", "k_atr": "0,0.5,1"}
LEARNED_ON, TRADED, FEWEST_TRADES = 1 / 3, 1 / 12, 5

Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Plan:
    """The demo's requests as fields for `Workbench.request`; `accept` goes on in spite of errors in the file.

    `model` is a free name in the registry, whose names are never given twice, and the session's too. `cut` and `month`
    are the dates where what is unseen and what the session trades begin, `rows` how many hourly bars there are.
    """

    samples: Samples
    model: str
    accept: bool = False
    cut: str = ""
    month: str = ""
    rows: int = 0

    def check(self) -> Fields:
        """A look at the hourly file."""
        return {"bars": self._spec(self.samples.hourly, "1h")}

    def resample(self) -> Fields:
        """The minutes made into hours and held against the vendor's own hours."""
        return {
            "bars": self._spec(self.samples.minutes, "1min"),
            "step": "1h",
            "anchor": "session",
            "compare": self._spec(self.samples.hourly, "1h"),
        }

    def train(self) -> Fields:
        """The configured learner and features on the bars before the cut."""
        spec = {**self._spec(self.samples.hourly, "1h"), "end": self.cut}
        return {"bars": spec, "training.horizon": HORIZON, "model": self.model}

    def promote(self) -> Fields:
        """The model held to the gate that one passes before it is traded."""
        return {"model": self.model}

    def predict(self) -> Fields:
        """The bars from the cut on, which nothing has seen."""
        return {"bars": self._unseen(), "model": self.model}

    def backtest(self, predictions: Path) -> Fields:
        """One try with the strategy's own defaults; a position is closed when its prediction has run out."""
        return {
            "bars": [self._unseen()],
            "strategy": STRATEGY,
            "parameters.hold": HORIZON,
            "predictions": str(predictions),
            "costs.commission": "ibkr_fixed",
            "costs.slippage_bps": SLIPPAGE,
        }

    def search(self) -> Fields:
        """Many sets of another strategy, one that needs no model, on the bars before the cut."""
        return {
            "bars": [{**self._spec(self.samples.hourly, "1h"), "end": self.cut}],
            "strategy": SEARCHED,
            "over": OVER,
            "costs.commission": "ibkr_fixed",
            "costs.slippage_bps": SLIPPAGE,
        }

    def walk(self) -> Fields:
        """The model's strategy once more over all bars, fitted and chosen anew in each window and traded after it."""
        return {
            "bars": [self._spec(self.samples.hourly, "1h")],
            "strategy": STRATEGY,
            "windows.train": f"{int(self.rows * LEARNED_ON)} bars",
            "windows.test": f"{int(self.rows * TRADED)} bars",
            "learn": True,
            "training.horizon": HORIZON,
            "over": DOUBTS,
            "min_trades": FEWEST_TRADES,
            "parameters.hold": HORIZON,
            "costs.commission": "ibkr_fixed",
            "costs.slippage_bps": SLIPPAGE,
        }

    def session(self) -> Fields:
        """The backtest's strategy and costs over the last month, predicted by the model itself."""
        return {
            "bars": [{**self._spec(self.samples.hourly, "1h"), "start": self.month}],
            "strategy": STRATEGY,
            "parameters.hold": HORIZON,
            "model": self.model,
            "costs.commission": "ibkr_fixed",
            "costs.slippage_bps": SLIPPAGE,
        }

    def _unseen(self) -> Fields:
        return {**self._spec(self.samples.hourly, "1h"), "start": self.cut}

    def _spec(self, file: Path, step: str) -> Fields:
        return {
            "path": str(file),
            "symbol": SYMBOL,
            "step": step,
            "zone": "America/New_York",
            "label": "start",
            "calendar": "XNYS",
            "hours": "all",
            "accept": self.accept,
        }


def model_name(now: datetime) -> str:
    """A name for the model of a demo that begins now."""
    return f"demo-{now:%Y%m%d-%H%M%S}"


def month_of(checked: DataResult) -> str:
    """The date at which the file's last month begins, or what is unseen where that is shorter."""
    return max(cut_of(checked), f"{datetime.fromisoformat(checked.end) - MONTH:%Y-%m-%d}")


def cut_of(checked: DataResult) -> str:
    """The date at which the last third of the file's time span begins."""
    start, end = datetime.fromisoformat(checked.start), datetime.fromisoformat(checked.end)
    return f"{start + timedelta(seconds=(1 - UNSEEN) * (end - start).total_seconds()):%Y-%m-%d}"
