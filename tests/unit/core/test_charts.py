"""Charts as data, months, meanings of metrics, and the settings of a request."""

from array import array
from datetime import UTC, datetime

import pytest

from tradecore.contracts.backtest import BacktestRequest
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.common import Provenance
from tradecore.contracts.optimize import Counted
from tradecore.contracts.predict import PredictionsSpec
from tradecore.contracts.settings import CostSettings
from tradecore.contracts.train import TrainRequest
from tradecore.contracts.walkforward import WalkForwardRequest, WindowSettings
from tradecore.schemas import LEARNING, METRICS
from tradecore.views.charts import Cell, Tone, thinned
from tradecore.views.meanings import FORECASTS, PERFORMANCE, meaning, written
from tradecore.views.months import monthly, months_grid
from tradecore.views.settings import files_of, portable, settings_of, shown, without_folders


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 10**9


def test_thinning_keeps_every_extreme_of_every_stretch() -> None:
    x = array("q", range(0, 500_000, 5))
    y = array("d", ((k * 7919) % 10_007 for k in range(100_000)))
    few_x, few_y = thinned(x, y, 100)
    assert len(few_x) <= 400
    assert (few_x[0], few_x[-1]) == (x[0], x[-1])
    assert few_x == sorted(few_x)
    for part in range(100):
        inside = list(range(part * 1000, (part + 1) * 1000))
        kept = [value for place, value in zip(few_x, few_y, strict=True) if x[inside[0]] <= place <= x[inside[-1]]]
        assert (min(kept), max(kept)) == (min(y[k] for k in inside), max(y[k] for k in inside))


def test_thinning_leaves_short_series_and_survives_one_instant() -> None:
    assert thinned([1, 2], [3.0, 4.0], 100) == ([1, 2], [3.0, 4.0])
    same = thinned([5] * 50, [float(k) for k in range(50)], 10)
    assert (min(same[1]), max(same[1])) == (0.0, 49.0)


def test_a_month_ends_with_its_last_mark_and_midnight_closes_the_month_before() -> None:
    time = [at(t) for t in ("2026-01-10", "2026-01-31T21:00", "2026-02-01", "2026-02-03", "2026-04-01T00:00:01")]
    found = monthly(time, [110.0, 120.0, 132.0, 66.0, 99.0], 100.0)
    assert found == [(2026, 1, pytest.approx(0.32)), (2026, 2, pytest.approx(-0.5)), (2026, 4, pytest.approx(0.5))]


def test_months_are_those_of_the_zone() -> None:
    time = [at("2026-01-31T23:00"), at("2026-02-01T02:00"), at("2026-02-01T06:00")]
    assert [(y, m) for y, m, _ in monthly(time, [1.0, 2.0, 3.0], 1.0, "America/New_York")] == [(2026, 1), (2026, 2)]
    assert [value for _, _, value in monthly(time, [1.0, 2.0, 3.0], 1.0, "America/New_York")] == [1.0, 0.5]


def test_the_months_of_a_year_compound_to_it_and_nothing_comes_after_ruin() -> None:
    time = [at(f"2025-{month:02d}-15") for month in range(1, 13)]
    months = monthly(time, [100.0 * 1.01 ** (k + 1) for k in range(12)], 100.0)
    grid = months_grid(months)
    assert grid is not None
    assert grid.rows[0][-1] == Cell("12.7%", Tone.GOOD, 0.0)
    assert [value for _, _, value in monthly(time[:3], [50.0, 0.0, 0.0], 100.0)] == [-0.5, -1.0, 0.0]
    assert months_grid(months[:1]) is None
    assert monthly([], [], 1.0) == []


def test_every_metric_is_explained_in_one_line() -> None:
    assert set(PERFORMANCE) == set(METRICS.names)
    assert set(FORECASTS) == set(LEARNING.names)
    for label, words in (*PERFORMANCE.values(), *FORECASTS.values()):
        assert 0 < len(label) <= 20
        assert 0 < len(words) <= 90
    labels = [label for label, _ in PERFORMANCE.values()]
    assert len(set(labels)) == len(labels)
    assert meaning("of_my_own") == ("of my own", "")


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("total_return", 0.1234, "12.3%"),
        ("sharpe", None, "none"),
        ("value_at_risk", -0.00537, "-0.54%"),
        ("net_profit", -1234.4, "-1,234"),
        ("max_drawdown_trough", at("2026-03-04T05:06") // 10**9, "2026-03-04 05:06"),
        ("trades", 1234, "1,234"),
        ("periods_per_year", 1741.62, "1,742"),
        ("probabilistic_sharpe", 0.7449, "74%"),
        ("min_track_record", 2871.4, "2,871"),
        ("average_bars", 37.17, "37.17"),
        ("mae", 0.01094, "1.094%"),
        ("unheard_of", 1.5, "1.50"),
        ("state", "fine", "fine"),
    ],
)
def test_a_metric_is_written_in_its_unit(name: str, value: float | None, text: str) -> None:
    assert written(name, value) == text


def test_errors_of_prices_are_prices() -> None:
    assert written("mae", 2.34567, "price") == "2.346"


SAID = {"costs.slippage_bps": "request", "data.zone": "configs/active.json", "parameters.fast": "request"}


def backtest(**more: object) -> BacktestRequest:
    bars = (BarsSpec("data/a.csv", "A", zone="UTC", sha256="1" * 64), BarsSpec("/home/me/b.csv", "B", zone="UTC"))
    said = {"costs": CostSettings(slippage_bps=1.0), "provenance": Provenance(SAID), "parameters": {"fast": 5}, **more}
    return BacktestRequest(bars, "sma_cross", **said)  # type: ignore[arg-type]


def test_every_value_of_a_request_has_its_origin() -> None:
    found = {setting.key: (setting.value, setting.origin) for setting in settings_of(backtest())}
    assert found["costs.slippage_bps"] == (1.0, "request")
    assert found["costs.borrow"] == (0.0, "default")
    assert found["parameters.fast"] == (5, "request")
    assert found["bars[0].zone"] == ("UTC", "configs/active.json")
    assert found["bars[1].symbol"] == ("B", "request"), "what a file is of is said, wherever it is not the default"
    assert found["bars[1].label"] == ("start", "default")
    assert found["strategy"] == ("sma_cross", "request")
    assert found["engine"] == ("auto", "default")
    assert not [key for key in found if key.endswith(("path", "sha256")) or key.startswith(("provenance", "schema"))]


def test_one_file_needs_no_number() -> None:
    origins = Provenance({"data.zone": "configs/active.json", "training.features": "request"})
    request = TrainRequest(BarsSpec("a.csv", zone="UTC"), provenance=origins)
    found = {setting.key: setting for setting in settings_of(request)}
    assert found["bars.zone"].origin == "configs/active.json"
    assert found["training.features"].origin == "request"


def test_what_nobody_typed_is_not_the_requests() -> None:
    windows = WindowSettings("6 months", "2 months", gap=3)
    request = WalkForwardRequest((BarsSpec("a.csv"),), "x", windows, counted=Counted(2, "f"))
    found = {setting.key: setting.origin for setting in settings_of(request)}
    assert found["windows.train"] == found["windows.gap"] == "request"
    assert found["windows.fewest"] == found["windows.anchored"] == found["windows.step"] == "default"
    assert found["counted.before"] == found["counted.look"] == "trial ledger"


def test_a_single_file_of_a_list_is_asked_for_by_its_own_name() -> None:
    request = BacktestRequest((BarsSpec("a.csv", hours="regular"),), "x", provenance=Provenance({"bars[0].hours": "y"}))
    assert [each.origin for each in settings_of(request) if each.key == "bars.hours"] == ["y"]


def test_files_are_named_without_the_folders_of_this_machine() -> None:
    request = backtest(predictions=PredictionsSpec("C:\\runs\\p.csv", sha256="2" * 64))
    named = [(each.part, each.name, each.symbol, each.sha256[:2]) for each in files_of(request)]
    expected = [
        ("bars", "data/a.csv", "A", "11"),
        ("bars", ".../b.csv", "B", ""),
        ("predictions", ".../p.csv", "", "22"),
    ]
    assert named == expected
    assert without_folders("see /home/me/b.csv and data/a.csv", request) == "see .../b.csv and data/a.csv"
    assert portable("runs/x/predictions.csv") == "runs/x/predictions.csv"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "yes"),
        (False, "no"),
        (100_000.0, "100,000"),
        (0.0001, "0.0001"),
        (None, "none"),
        ("", "none"),
        (("a", 1, 2.5), "a, 1, 2.5"),
        ((), "none"),
        ("text", "text"),
    ],
)
def test_a_setting_is_shown_as_it_is_said(value: object, text: str) -> None:
    assert shown(value) == text
