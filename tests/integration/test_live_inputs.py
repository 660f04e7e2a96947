"""What a session decides on at each bar, out of the history it keeps, is what a backtest has there, to the last bit."""

from array import array
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tradecore.bars import Bars
from tradecore.contracts.backtest import BacktestRequest
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.settings import ReportSettings, TrainingSettings
from tradecore.contracts.train import TrainRequest
from tradecore.errors import InvalidValue
from tradecore.instants import format_instant
from tradecore.instruments import Instrument
from tradecore.labels import Target
from tradecore.live.history import KeptHistory
from tradecore.live.recorded import Recording
from tradecore.strategies.predicted_move import PredictedMove
from tradecore.strategies.sma_cross import SmaCross
from tradecore.usecases import train
from tradecore.usecases.inputs_at import inputs_at
from tradecore.usecases.predicting import open_model
from tradecore.usecases.tools import Tools
from tradecore.usecases.trading_ground import trading_ground
from tradecore_csv.writer import CsvWriter
from tradecore_plugins.registry import Registry
from tradecore_testing.fakes import MemoryArtifacts, MemoryModels, RecordedProgress
from tradecore_testing.markets import walking_market

ROWS, SEEN = 420, 380
FEATURES = ("change(1)", "volatility_ratio(3,9)", "talib.rsi(5)", "talib.ema(9)", "position_in_range(9)", "hour")


@pytest.fixture
def tools(tmp_path: Path) -> Tools:
    return Tools(Registry(str(tmp_path)), MemoryArtifacts(lambda _: CsvWriter()), MemoryModels(), RecordedProgress())


@pytest.fixture
def spec(tmp_path: Path) -> BarsSpec:
    path = tmp_path / "bars.csv"
    bars = walking_market(ROWS)
    columns = [bars[name] for name in ("open", "high", "low", "close", "volume")]
    rows = [
        f"{format_instant(time)},{','.join(map(repr, row))}" for time, *row in zip(bars.time, *columns, strict=True)
    ]
    path.write_text("\n".join(["time,open,high,low,close,volume", *rows]) + "\n", encoding="ascii")
    return BarsSpec(str(path), "WALK", step="1h")


def bits(values: Any) -> bytes:
    return array("d", values).tobytes()


def recorded(request: BacktestRequest, tools: Tools) -> tuple[Recording, Bars]:
    ground = trading_ground(request, tools)
    return Recording(ground.assembled, [Instrument("WALK")], ground.inputs), ground.loaded[0].history


def live(recording: Recording, history: Bars, decide_on: Callable[[Bars], tuple[float, ...]]) -> int:
    """Lets the last bars close one by one behind the others, and holds the inputs to those of the recording."""
    kept = KeptHistory(history.slice(0, SEEN))
    for t in range(SEEN, len(history)):
        [bar] = recording.group(t)
        kept.append(bar)
        known = [float("nan") if value is None else value for value in bar.inputs]
        assert bits(decide_on(kept.bars)) == bits(known), t
    return len(history) - SEEN


def test_features_of_a_kept_history_are_those_of_the_batch(spec: BarsSpec, tools: Tools) -> None:
    strategy = SmaCross(fast=5, slow=20)
    request = BacktestRequest(bars=(spec,), strategy="sma_cross", parameters={"fast": 5, "slow": 20})
    recording, history = recorded(request, tools)
    assert live(recording, history, lambda bars: inputs_at(strategy, bars, tools.catalog)) == ROWS - SEEN


@pytest.mark.parametrize(("learner", "target"), [("ridge", "return"), ("hist_gradient_boosting", "price")])
def test_a_model_says_of_the_newest_bar_what_it_says_in_a_batch(
    learner: str, target: Target, spec: BarsSpec, tools: Tools
) -> None:
    training = TrainingSettings(learner=learner, target=target, features=FEATURES, horizon=3)
    asked = TrainRequest(
        spec, training, model="m", check_leaks=False, report=ReportSettings(pictures=False, html=False)
    )
    train.run(asked, tools)
    strategy, opened = PredictedMove(), open_model("m", "", tools)
    request = BacktestRequest(bars=(spec,), strategy="predicted_move", model="m", in_sample=True)
    recording, history = recorded(request, tools)
    assert live(recording, history, lambda bars: inputs_at(strategy, bars, tools.catalog, opened)) == ROWS - SEEN
    # A tail of the history has other bits, whatever the feature's warm-up: that is what the law is about.
    tail = inputs_at(strategy, history.slice(SEEN, ROWS), tools.catalog, opened)
    assert bits(tail) != bits(inputs_at(strategy, history, tools.catalog, opened))
    # While features are missing, a model says nothing.
    early = inputs_at(strategy, history.slice(0, 4), tools.catalog, opened)
    assert bits(early[:1]) == bits([float("nan")])
    with pytest.raises(InvalidValue, match="predictions"):
        inputs_at(strategy, history, tools.catalog)


def test_a_history_takes_later_bars_of_its_symbol_only(spec: BarsSpec, tools: Tools) -> None:
    request = BacktestRequest(bars=(spec,), strategy="buy_and_hold")
    recording, history = recorded(request, tools)
    kept = KeptHistory(history)
    with pytest.raises(InvalidValue, match="later than"):
        kept.append(recording.group(ROWS - 1)[0])
    with pytest.raises(InvalidValue, match="OTHER"):
        kept.append(replace(recording.group(ROWS - 1)[0], symbol="OTHER"))
    assert inputs_at(trading_ground(request, tools).strategy, kept.bars, tools.catalog) == ()
