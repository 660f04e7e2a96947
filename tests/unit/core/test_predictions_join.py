"""Predictions are joined by symbol and availability: what is refused, what is warned of, what changes nothing."""

import random
from array import array
from collections.abc import Sequence
from dataclasses import replace
from math import isnan, nan

import pytest

from tradecore.bars import DAY, HOUR, Bars
from tradecore.contracts.predict import PredictionsManifest, PredictionsSpec
from tradecore.errors import InvalidValue, PredictionsMismatch, Undeclared
from tradecore.instants import format_instant
from tradecore.labels import labels
from tradecore.prediction_rows import joined_digests, row_digests
from tradecore.predictions import UNPROVEN, as_inputs, as_returns, join
from tradecore.table import Table
from tradecore_testing.markets import walking_market, wavy_market

BARS = walking_market(300)
SPEC = PredictionsSpec("some.csv", unit="return", sigma=0.01, horizon=1)


def foreign(bars: Bars = BARS, values: Sequence[float] | None = None) -> Table:
    """Label and prediction only, as anybody writes them."""
    source = random.Random(4)
    given = [source.gauss(0, 0.01) for _ in bars.time] if values is None else values
    return Table(list(bars.time), {"prediction": list(given)})


def ours(bars: Bars = BARS, start: int = 100) -> tuple[Table, PredictionsManifest]:
    """A file as our own predict job writes it, from bar `start` on, trained before."""
    source = random.Random(5)
    rows = range(start, len(bars))
    table = Table(
        array("q", (bars.time[t] for t in rows)),
        {
            "available": array("q", (bars["available"][t] for t in rows)),
            "symbol": [bars.symbol] * len(rows),
            "prediction": array("d", (source.gauss(0, 0.01) for _ in rows)),
            "unit": ["return"] * len(rows),
            "sigma": array("d", [0.012]) * len(rows),
            "horizon": [3] * len(rows),
            "model": ["m1"] * len(rows),
            "train_end": array("q", [bars["available"][90]]) * len(rows),
            "in_sample": array("q", [0]) * len(rows),
        },
    )
    manifest = PredictionsManifest(
        model="m1",
        model_sha256="aa",
        data_sha256="bb",
        symbol=bars.symbol,
        step="1h",
        unit="return",
        horizon=3,
        sigma=0.012,
        train_start=format_instant(bars.time[5]),
        label_end=format_instant(bars["available"][90]),
        rows=len(rows),
        digests=joined_digests(row_digests(table)),
    )
    return table, manifest


def same(first: Sequence[float], second: Sequence[float]) -> bool:
    return array("d", first).tobytes() == array("d", second).tobytes()


def test_each_value_lands_on_its_own_bar() -> None:
    table = foreign()
    joined = join(BARS, table, SPEC)
    assert same(joined.values, table["prediction"])
    assert (joined.unit, joined.horizon, joined.rows, joined.missing, joined.own) == ("return", 1, 300, 0, False)
    assert set(joined.sigma) == {0.01}
    assert joined.warnings == (UNPROVEN,)


def test_the_order_of_rows_does_not_matter() -> None:
    table, manifest = ours()
    order = list(range(len(table)))
    random.Random(1).shuffle(order)
    for given in (None, manifest):
        assert same(join(BARS, table.take(order), SPEC_OURS, given).values, join(BARS, table, SPEC_OURS, given).values)


SPEC_OURS = PredictionsSpec("predictions.csv")


def test_a_missing_row_changes_one_value_and_is_reported() -> None:
    table, manifest = ours()
    whole = join(BARS, table, SPEC_OURS, manifest)
    less = table.take([row for row in range(len(table)) if row != 50])
    holed = join(BARS, less, SPEC_OURS, manifest)
    changed = [t for t in range(300) if not same(whole.values[t : t + 1], holed.values[t : t + 1])]
    assert changed == [150]
    assert isnan(holed.values[150])
    assert holed.missing == 1
    assert any("1 bars between" in w and format_instant(BARS.time[150]) in w for w in holed.warnings)
    assert any("lacks 1" in w for w in holed.warnings)


def test_more_bars_or_fewer_change_nothing_where_both_are() -> None:
    table = foreign()
    part = BARS.slice(40, 120)
    assert same(join(part, table, SPEC).values, table["prediction"][40:120])


@pytest.mark.parametrize("by", [-1, 1, 2])
def test_our_own_file_shifted_is_refused(by: int) -> None:
    table, manifest = ours()
    moved = [*table["prediction"][-by:], *table["prediction"][:-by]]
    with pytest.raises(PredictionsMismatch, match="shifted or edited"):
        join(BARS, table.with_columns(prediction=moved), SPEC_OURS, manifest)
    times = replace(table, time=array("q", (t + by * HOUR for t in table.time)))
    with pytest.raises(PredictionsMismatch, match="shifted or edited"):
        join(BARS, times, SPEC_OURS, manifest)


def test_our_own_file_shifted_is_refused_even_without_its_manifest() -> None:
    table, _ = ours()
    times = replace(table, time=array("q", [*BARS.time[99:], 0][: len(table)]))
    with pytest.raises(PredictionsMismatch, match="was known at"):
        join(BARS, times, SPEC_OURS)


def test_one_edited_row_of_ours_is_named() -> None:
    table, manifest = ours()
    edited = array("d", table["prediction"])
    edited[7] = edited[7] * 1.0000001
    with pytest.raises(PredictionsMismatch, match=f"1 of 200 rows .* first at {format_instant(table.time[7])}"):
        join(BARS, table.with_columns(prediction=edited), SPEC_OURS, manifest)


def test_our_own_file_without_a_column_is_refused() -> None:
    table, manifest = ours()
    bare = Table(table.time, {"prediction": table["prediction"]})
    with pytest.raises(PredictionsMismatch, match="lost its column"):
        join(BARS, bare, SPEC_OURS, manifest)


def test_our_own_file_on_other_bars_is_refused() -> None:
    table, manifest = ours()
    with pytest.raises(PredictionsMismatch, match="WALK"):
        join(replace(BARS, symbol="OTHER"), table, SPEC_OURS, manifest)
    with pytest.raises(PredictionsMismatch, match="bars of 1h"):
        join(replace(BARS, step=DAY), table, SPEC_OURS, manifest)


def test_rows_inside_the_training_interval_are_marked() -> None:
    table, manifest = ours(start=80)
    told = join(BARS, table, SPEC_OURS, manifest)
    assert [t for t, flag in enumerate(told.in_sample) if flag] == list(range(80, 91))
    assert told.label_end == BARS["available"][90]
    without = join(BARS, table, SPEC_OURS)
    assert list(without.in_sample) == list(told.in_sample)
    hidden = table.with_columns(in_sample=[0] * len(table))
    assert sum(join(BARS, hidden, SPEC_OURS).in_sample) == 11


def test_a_file_that_tells_its_training_is_not_unproven() -> None:
    told = foreign().with_columns(train_end=[BARS.time[0] - DAY] * 300)
    joined = join(BARS, told, SPEC)
    assert joined.warnings == ()
    assert not any(joined.in_sample)
    signals = Table(list(BARS.time), {"signal": [1.0] * 300})
    assert join(BARS, signals, SPEC, value="signal").warnings == ()


def test_each_row_may_be_of_another_model_trained_to_another_end() -> None:
    """As a walk-forward writes them: only the rows that stand before their own end are in sample."""
    own = [BARS.time[t] - DAY if t % 100 else BARS.time[t] + 1 for t in range(300)]
    joined = join(BARS, foreign().with_columns(train_end=own), SPEC)
    assert [t for t, flag in enumerate(joined.in_sample) if flag] == [0, 100, 200]
    assert joined.label_end == max(own)


def test_model_and_end_of_training_may_be_declared() -> None:
    said = replace(SPEC, model="theirs", train_end=format_instant(BARS.time[10]))
    joined = join(BARS, foreign(), said)
    assert (joined.model, joined.label_end, joined.warnings) == ("theirs", BARS.time[10], ())
    assert [t for t, flag in enumerate(joined.in_sample) if flag] == list(range(10))
    table = foreign().with_columns(train_end=[BARS.time[10]] * 300, model=["theirs"] * 300)
    assert join(BARS, table, said) == replace(joined, path="some.csv")
    with pytest.raises(PredictionsMismatch, match="says model theirs, the request ours"):
        join(BARS, table, replace(SPEC, model="ours"))
    with pytest.raises(PredictionsMismatch, match="says train_end"):
        join(BARS, table, replace(SPEC, train_end="1999-01-01"))
    with pytest.raises(InvalidValue, match="ISO"):
        join(BARS, foreign(), replace(SPEC, train_end="yesterday"))


def test_two_rows_for_one_bar_are_refused() -> None:
    table = foreign()
    with pytest.raises(PredictionsMismatch, match=f"two rows for the WALK bar at {format_instant(BARS.time[9])}"):
        join(BARS, table.take([*range(300), 9]), SPEC)


def test_a_symbol_that_the_run_does_not_have_is_refused() -> None:
    table = foreign().with_columns(symbol=["WALK"] * 299 + ["WLAK"])
    with pytest.raises(PredictionsMismatch, match="'WLAK'"):
        join(BARS, table, SPEC)
    with pytest.raises(PredictionsMismatch, match="is for OTHER"):
        join(BARS, foreign(), replace(SPEC, symbol="OTHER"))


def test_several_symbols_take_their_own_rows() -> None:
    other = replace(walking_market(300, seed=9), symbol="RUN")
    mixed = foreign().with_columns(symbol=["WALK", "RUN"] * 150)
    first = join(BARS, mixed, SPEC, symbols=("WALK", "RUN"))
    second = join(other, mixed, SPEC, symbols=("WALK", "RUN"))
    assert [t for t, v in enumerate(first.values) if v == v] == list(range(0, 300, 2))
    assert [t for t, v in enumerate(second.values) if v == v] == list(range(1, 300, 2))
    with pytest.raises(PredictionsMismatch, match="no symbols"):
        join(BARS, foreign(), SPEC, symbols=("WALK", "RUN"))


def test_times_of_availability_are_joined_when_declared() -> None:
    table = replace(foreign(), time=list(BARS["available"]))
    assert same(join(BARS, table, replace(SPEC, time="available")).values, table["prediction"])
    with pytest.raises(InvalidValue, match="label or available"):
        join(BARS, table, replace(SPEC, time="close"))


def test_dates_name_daily_bars() -> None:
    hourly = wavy_market(40)
    time = array("q", (t * DAY + 14 * HOUR for t in range(18_000, 18_040)))
    daily = replace(
        hourly.with_columns(session=array("q", range(18_000, 18_040)), available=[t + 7 * HOUR for t in time]),
        time=time,
        step=DAY,
    )
    table = Table([t * DAY for t in range(18_000, 18_040)], {"prediction": [0.01] * 40})
    assert join(daily, table, SPEC).rows == 40
    table = Table([t * DAY + 5 * HOUR for t in range(18_000, 18_030)], {"prediction": [0.01] * 30})
    winter = join(daily, table, replace(SPEC, zone="America/Cancun"))
    assert [place for place, value in enumerate(winter.values) if value == value] == list(range(30))


def test_nothing_that_fits_is_an_error_that_shows_both_spans() -> None:
    table = replace(foreign(), time=[t + HOUR // 2 for t in BARS.time])
    with pytest.raises(PredictionsMismatch, match=format_instant(BARS.time[0])):
        join(BARS, table, SPEC)


def test_rows_beside_the_bars_are_counted() -> None:
    times = list(BARS.time)
    for row in (20, 21):
        times[row] = times[row] + HOUR // 2
    joined = join(BARS, replace(foreign(), time=times), SPEC)
    assert any(w.startswith("2 rows of the file stand at no bar") for w in joined.warnings)
    assert joined.missing == 2


def noisy(bars: Bars, horizon: int, shift: int, noise: float = 2.0) -> list[float]:
    """What comes, under noise, written `shift` rows too late."""
    source = random.Random(6)
    real = [0.0 if isnan(v) else v for v in labels(bars, horizon)]
    told = [real[t - shift] if 0 <= t - shift < len(real) else 0.0 for t in range(len(real))]
    return [v + source.gauss(0, 0.01 * noise * horizon**0.5) for v in told]


@pytest.mark.parametrize("horizon", [1, 5])
@pytest.mark.parametrize(("shift", "words"), [(1, "1 bar earlier"), (-1, "1 bar later"), (2, "2 bars earlier")])
def test_a_shifted_foreign_file_is_warned_about(horizon: int, shift: int, words: str) -> None:
    bars = walking_market(3000)
    table = foreign(bars, noisy(bars, horizon, shift))
    joined = join(bars, table, replace(SPEC, horizon=horizon))
    assert any(words in warning for warning in joined.warnings)


@pytest.mark.parametrize("horizon", [1, 5])
def test_a_foreign_file_at_its_place_is_not_suspected(horizon: int) -> None:
    bars = walking_market(3000)
    assert join(bars, foreign(bars, noisy(bars, horizon, 0)), replace(SPEC, horizon=horizon)).warnings == (UNPROVEN,)
    assert join(bars, foreign(bars), replace(SPEC, horizon=horizon)).warnings == (UNPROVEN,)


def test_predictions_that_know_everything_are_suspected() -> None:
    table = foreign(values=[0.0 if isnan(v) else v for v in labels(BARS, 1)])
    assert any("Suspiciously good" in warning for warning in join(BARS, table, SPEC).warnings)


def test_prices_become_returns_against_each_close() -> None:
    bars = wavy_market(20)
    close = bars["close"]
    table = Table(list(bars.time), {"prediction": [c * 1.02 for c in close]})
    joined = join(bars, table, replace(SPEC, unit="price", sigma=0.5))
    columns = as_returns(joined, bars)
    assert columns["predicted_return"] == pytest.approx([0.02] * 20)
    assert columns["predicted_sigma"] == pytest.approx([0.5 / c for c in close])


def test_unit_and_sigma_are_never_guessed() -> None:
    with pytest.raises(Undeclared, match=r"some\.csv .* --declare unit=price$"):
        as_returns(join(BARS, foreign(), replace(SPEC, unit="")), BARS)
    with pytest.raises(Undeclared, match=r"--declare sigma=0\.01$"):
        as_returns(join(BARS, foreign(), replace(SPEC, sigma=0.0)), BARS)
    with pytest.raises(Undeclared, match=r"--declare unit=price --declare sigma=0\.01$"):
        as_returns(join(BARS, foreign(), replace(SPEC, unit="", sigma=0.0)), BARS)
    with pytest.raises(InvalidValue, match=r"sigma is -1.* above 0"):
        replace(SPEC, sigma=-1.0)
    with pytest.raises(InvalidValue, match=r"predictions\.sigma is -0\.01.* 0 or more in every row"):
        as_returns(join(BARS, foreign().with_columns(sigma=[0.01, -0.01] * 150), SPEC), BARS)
    some = foreign().with_columns(sigma=[0.01, nan] * 150)
    with pytest.raises(InvalidValue, match="a number in every row"):
        as_returns(join(BARS, some, SPEC), BARS)
    with pytest.raises(InvalidValue, match="return, price, probability"):
        join(BARS, foreign(), replace(SPEC, unit="percent"))


def test_probabilities_are_handed_on_as_such() -> None:
    likely = [0.2 + 0.002 * t for t in range(300)]
    joined = join(BARS, foreign(values=likely), replace(SPEC, unit="probability", sigma=0.0))
    columns = as_inputs(joined, BARS)
    assert list(columns) == ["predicted_probability"]
    assert list(columns["predicted_probability"]) == likely
    with pytest.raises(InvalidValue, match=r"a probability from 0 to 1 in the row at"):
        as_inputs(join(BARS, foreign(values=[1.5] * 300), replace(SPEC, unit="probability")), BARS)
    returns = join(BARS, foreign(), SPEC)
    assert as_inputs(returns, BARS) == as_returns(returns, BARS)


def test_file_and_declaration_must_agree() -> None:
    table = foreign().with_columns(unit=["price"] * 300)
    with pytest.raises(PredictionsMismatch, match="unit price"):
        join(BARS, table, SPEC)
    with pytest.raises(PredictionsMismatch, match="several values of unit"):
        join(BARS, foreign().with_columns(unit=["price", "return"] * 150), replace(SPEC, unit=""))


def test_empty_predictions_are_gaps_and_infinite_ones_errors() -> None:
    values = [nan if 10 <= t < 13 else 0.01 for t in range(300)]
    assert join(BARS, foreign(values=values), SPEC).missing == 3
    with pytest.raises(PredictionsMismatch, match="infinite"):
        join(BARS, foreign(values=[float("inf")] * 300), SPEC)


def test_a_signal_is_joined_the_same_way() -> None:
    table = Table(list(BARS.time), {"signal": [1.0] * 300})
    assert set(join(BARS, table, PredictionsSpec("s.csv"), value="signal").values) == {1.0}
    with pytest.raises(PredictionsMismatch, match="no column prediction"):
        join(BARS, table, SPEC)
