"""The finer bars of a request, on which its orders fill."""

from collections.abc import Sequence
from dataclasses import replace

from tradecore.bars import Bars
from tradecore.contracts.backtest import BacktestRequest
from tradecore.simulation.finer import Coverage, assemble_finer, check_count
from tradecore.simulation.market import Assembled
from tradecore.simulation.rows import Finer
from tradecore.usecases.bars import concerns, load_bars
from tradecore.usecases.tools import Tools


def finer_bars(
    request: BacktestRequest, bars: Sequence[Bars], assembled: Assembled, tools: Tools
) -> tuple[Finer | None, tuple[str, ...]]:
    """The finer bars, when the request names some, and in sentences what a reader must know of them.

    A file of them is of the symbol of the bars in its place. Raises what `load_bars` and `assemble_finer` raise.
    """
    if not request.fill_bars:
        return None, ()
    check_count(len(request.fill_bars), len(bars))
    specs = [replace(spec, symbol=spec.symbol or one.symbol) for spec, one in zip(request.fill_bars, bars, strict=True)]
    tools.progress.step("reading finer bars", 0, len(specs))
    loaded = [load_bars(spec, tools.catalog) for spec in specs]
    finer, coverage = assemble_finer(bars, [one.bars for one in loaded], assembled)
    dirt = (f"Finer {sentence[0].lower()}{sentence[1:]}" for sentence in concerns(loaded))
    return finer, (*(sentence for one in coverage for sentence in doubts(one)), *dirt)


def doubts(coverage: Coverage) -> list[str]:
    """Where finer bars do not cover the bars, or differ from them."""
    said: list[str] = []
    missing = coverage.bars - coverage.covered
    if missing:
        said.append(
            f"Finer bars of {coverage.symbol} are missing in {missing:,} of {coverage.bars:,} bars, which fill on the "
            "bar itself."
        )
    if coverage.differing:
        said.append(
            f"Finer bars of {coverage.symbol} make another open, high, low or close than the bar in "
            f"{coverage.differing:,} of {coverage.covered:,} bars: fills are at the finer prices, "
            "marks at the bar's close."
        )
    return said
