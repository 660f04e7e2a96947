"""What is said of a search before it is begun."""

from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.settings import TrainingSettings
from tradecore.contracts.walkforward import WalkForwardRequest, WindowSettings
from tradecore.inference.trials import minimum_backtest_length
from tradecore.space import searched
from tradecore.strategies.sma_cross import SmaCross
from tradecore.views.searching.estimate import Effort, luck_told, sets_told, time_told, windows_told

OVER = {"fast": "5:50:5", "slow": "20:200:20"}


def walk(**said: object) -> WalkForwardRequest:
    return WalkForwardRequest((BarsSpec("a.csv"),), "sma_cross", WindowSettings("2 years", "90 days"), **said)  # type: ignore[arg-type]


def test_sets_and_refusals_are_counted() -> None:
    _, sets = searched(SmaCross, {}, OVER)
    assert sets_told("sma_cross", OVER, sets) == (
        "Trying 90 of 100 combinations of fast=5:50:5, slow=20:200:20, 10 of them refused by sma_cross."
    )
    _, drawn = searched(SmaCross, {}, OVER, 7)
    assert sets_told("sma_cross", OVER, drawn, drawn=True) == (
        "Trying 7 of 100 combinations of fast=5:50:5, slow=20:200:20."
    )


def test_the_newest_search_that_tells_gives_the_pace() -> None:
    efforts = [Effort("none", 0, 3.0), Effort("new", 1_000_000, 10.0), Effort("old", 5, 1.0)]
    assert time_told(30_000_000, efforts) == (
        "30,000,000 bars in all sets: about 5 min, at the 100,000 a second of run new."
    )
    assert "about 1 s" in time_told(10, efforts)
    assert "no search has run here yet" in time_told(10, [])


def test_luck_is_that_of_all_tries_and_falls_with_the_length() -> None:
    told = luck_told(90, 0, 1.3)
    assert "The best of 90 sets without any skill" in told
    assert "there are 16 months" in told
    assert "1,090 sets (1,000 of them earlier on this data)" in luck_told(90, 1_000, 1.3)
    enough = minimum_backtest_length(90)
    assert "a best set must show clearly more" in luck_told(90, 0, enough + 0.1)
    assert "would keep that below 1" in luck_told(90, 0, enough - 0.1)
    assert luck_told(1, 0, 1.0) == ""
    assert luck_told(90, 0, 0.0) == ""


def test_a_walk_says_what_each_window_does() -> None:
    _, sets = searched(SmaCross, {}, {"fast": "5", "slow": "20"})
    assert windows_told(walk(), None).endswith("and 90 days to trade; in each nothing is chosen.")
    assert "in each 1 set of fast=5, slow=20 is tried." in windows_told(walk(over={"fast": "5", "slow": "20"}), sets)
    learned = walk(learn=True, training=TrainingSettings(learner="logistic"))
    assert "in each a logistic is fitted." in windows_told(learned, None)
