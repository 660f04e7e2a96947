"""A walk forward beside nothing but the fits that it contains."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from time import process_time
from typing import Any

from benchmarks.contest import Ground, Say
from benchmarks.jobs import Measured
from benchmarks.start import prepared
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.settings import ReportSettings, TrainingSettings
from tradecore.contracts.walkforward import WalkForwardRequest, WindowSettings
from tradecore.ports.learner import Aim, FittedModel, Learner
from tradecore.table import Table
from tradecore.usecases import walkforward
from tradecore.usecases.tools import Tools
from tradecore_csv.writer import CsvWriter
from tradecore_plugins.registry import Registry
from tradecore_testing.fakes import MemoryArtifacts, MemoryModels

LEARNER, ROOM = "hist_gradient_boosting", 1.5
# How training stretches and tests compare with all bars.
LEARNED_ON, TRADED = 3, 15
# Kernels of walks over fewer bars are not worth compiling.
COMPILED = 5_000


class Timed:
    """A learner that adds up the seconds of the processor that its fits take."""

    def __init__(self, learner: Learner) -> None:
        self._learner, self.spent = learner, 0.0
        self.aims, self.from_bytes = learner.aims, learner.from_bytes

    def fit(
        self, features: Table, target: Sequence[float], parameters: Mapping[str, Any], seed: int, aim: Aim = "value"
    ) -> FittedModel:
        """As the learner does."""
        began = process_time()
        try:
            return self._learner.fit(features, target, parameters, seed, aim)
        finally:
            self.spent += process_time() - began


class Timing:
    """A catalog whose learners are timed."""

    def __init__(self, catalog: Registry) -> None:
        self._catalog, self.timed = catalog, Timed(catalog.learner(LEARNER))

    def learner(self, name: str) -> Timed:  # noqa: ARG002
        """The one that is timed."""
        return self.timed

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self._catalog, name)


class Marks:
    """Progress that knows how long the windows took."""

    def __init__(self) -> None:
        self.began = self.ended = 0.0

    def step(self, message: str, *_: object) -> None:
        """The windows end where they are judged."""
        if message == "walking forward" and not self.began:
            self.began = process_time()
        if message == "judging":
            self.ended = process_time()


def hold(ground: Ground, market: Path, say: Say) -> list[tuple[str, list[Measured]]]:
    """The fits, the windows with their choices and trades, and the whole job's work, in seconds of the processor."""
    workspace = prepared(ground.folder / "walk", market).parent
    bars = (workspace / "prices.csv").read_text(encoding="ascii").count("\n") - 1
    asked = request(bars)
    fits, windows, whole = Measured("its bare fits"), Measured("its windows, choices and trades"), Measured("all of it")
    count = 0
    for turn in range(ground.repeat + 1):
        say(f"A walk forward, {turn}")
        count = once(asked, workspace, fits, windows, whole)
        if not turn:
            # The first one imports libraries and may compile.
            for one in (fits, windows, whole):
                one.times.clear()
    windows.target = whole.target = ROOM * fits.typical
    return [(f"A walk forward over {bars:,} bars, {count} windows of {LEARNER}", [fits, windows, whole])]


def once(asked: WalkForwardRequest, workspace: Path, fits: Measured, windows: Measured, whole: Measured) -> int:
    """Walks once, notes the times and returns the number of windows."""
    catalog, marks = Timing(Registry(str(workspace))), Marks()
    tools = Tools(catalog, MemoryArtifacts(lambda _: CsvWriter()), MemoryModels(), marks)  # type: ignore[arg-type]
    began = process_time()
    result = walkforward.run(asked, tools)
    whole.times.append(process_time() - began)
    windows.times.append(marks.ended - marks.began)
    fits.times.append(catalog.timed.spent)
    return len(result.windows)


def request(bars: int) -> WalkForwardRequest:
    """Nine sets a window on a model of its own, the report with its picture."""
    return WalkForwardRequest(
        bars=(BarsSpec("prices.csv", "MADE", step="1min"),),
        strategy="predicted_move",
        windows=WindowSettings(f"{bars // LEARNED_ON} bars", f"{bars // TRADED} bars"),
        over={"k_sigma": "0,0.1,0.2", "k_atr": "0,0.5,1"},
        parameters={"hold": 7},
        min_trades=0,
        learn=True,
        training=TrainingSettings(learner=LEARNER),
        report=ReportSettings(),
        engine="compiled" if bars >= COMPILED else "auto",
    )
