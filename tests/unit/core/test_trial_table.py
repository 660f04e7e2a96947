"""The trials of a search: which may be chosen, which is best, and the table of them."""

import csv
import io

import pytest
from made_trials import NAMES, made, trial
from test_sweep import rising
from test_sweep_laws import SETS, Silent

from tradecore.errors import UnknownName
from tradecore.metrics.objectives import LARGER_IS_BETTER, merit
from tradecore.schemas import TRIALS
from tradecore.strategies.sma_cross import SmaCross
from tradecore.sweep import sweep
from tradecore.trials import Trials, named


def filled(by: str, *rows: dict[str, float | None], min_trades: int = 20) -> Trials:
    trials = Trials(by, min_trades)
    for index, row in enumerate(rows):
        ruined = bool(row.pop("ruined", 0))
        trials.add(trial(index, ruined=ruined, **row))
    return trials


def test_the_columns_are_the_metrics_of_a_sweep() -> None:
    (first, *_) = sweep(rising(), SETS, Silent())
    assert sorted(first.metrics) == sorted(NAMES)
    assert set(LARGER_IS_BETTER) == set(NAMES) - {"bars", "periods_per_year", "initial", "trades"}


def test_the_best_has_trades_enough_and_survived() -> None:
    trials = filled(
        "sharpe",
        {"sharpe": 9.0, "trades": 19},
        {"sharpe": 8.0, "ruined": 1},
        {"sharpe": None},
        {"sharpe": 1.0},
        {"sharpe": 2.0},
        {"sharpe": 2.0},
    )
    assert trials.best == 4, "the earlier of equals"
    assert [trials.eligible(index) for index in range(6)] == [False, False, False, True, True, True]
    assert trials.leaders(2) == [4, 5]
    assert trials.leaders(10) == [4, 5, 3]
    assert filled("sharpe", {"trades": 5}, {"trades": 0}).best is None
    assert filled("sharpe", {"trades": 0}, min_trades=0).best == 0


@pytest.mark.parametrize(("by", "best"), [("max_drawdown", 0), ("volatility", 1), ("largest_loss", 0)])
def test_the_metric_knows_which_side_is_better(by: str, best: int) -> None:
    assert filled(by, {by: -0.1}, {by: -0.3}).best == best
    assert merit(by, None) is None


def test_what_has_no_better_side_is_no_objective() -> None:
    for by in ("bars", "shrpe", "omega"):
        with pytest.raises(UnknownName, match="There is no objective"):
            Trials(by, 20)


def test_values_keep_their_type() -> None:
    trials = filled("sharpe", {"trades": 41, "sharpe": 0.1, "payoff": None})
    assert trials.value("trades", 0) == 41
    assert isinstance(trials.value("trades", 0), int)
    assert isinstance(trials.value("sharpe", 0), float)
    assert trials.value("payoff", 0) is None
    assert trials.metrics(0) == trial(0, trades=41, sharpe=0.1, payoff=None).metrics


def test_trials_come_in_their_order() -> None:
    trials = Trials("sharpe", 20)
    with pytest.raises(ValueError, match="Trial 3 does not follow 0 others"):
        trials.add(trial(3))


def test_the_table_reads_back_to_the_last_bit() -> None:
    sets, trials, _ = made(lambda one: {"sharpe": one.fast / 3.0, "payoff": None, "trades": one.slow})
    header, *rows = csv.reader(io.StringIO("".join(trials.lines(sets.strategies))))
    parameters = [f"parameters.{name}" for name in SmaCross._fields]
    assert header == ["trial", *parameters, *[name for name in TRIALS.names if name in NAMES], "ruined", "eligible"]
    assert len(rows) == len(sets.strategies)
    for index, (one, cells) in enumerate(zip(sets.strategies, rows, strict=True)):
        row = dict(zip(header, cells, strict=True))
        assert (row["trial"], row["parameters.fast"], row["parameters.short"]) == (str(index), str(one.fast), "false")
        for name in NAMES:
            value = trials.value(name, index)
            assert (float(row[name]) if row[name] else None) == value
        assert row["eligible"] == str(int(trials.eligible(index)))


def test_sets_are_named_as_one_types_them() -> None:
    assert named(SmaCross(5, 40, 0.5, short=True), ("fast", "share", "short")) == "fast=5, share=0.5, short=true"
