"""What a Sharpe ratio proves: examples that were printed before this code, and the edges."""

from math import nan, sqrt

import pytest

from tradecore.distribution import Shape, distribution
from tradecore.errors import InvalidValue
from tradecore.inference.normal import cdf, quantile
from tradecore.inference.sharpe import TrackRecord, minimum_track_record, probabilistic_sharpe


def test_the_normal_law_has_the_values_of_its_tables() -> None:
    assert cdf(0.0) == 0.5
    assert round(cdf(1.96), 4) == 0.9750
    assert round(quantile(0.975), 6) == 1.959964
    assert cdf(-10.0) == pytest.approx(7.619853024160527e-24, rel=1e-12)
    with pytest.raises(InvalidValue, match=r"between 0 and 1, both excluded"):
        quantile(1.0)


def test_psr_of_the_papers_two_year_monthly_record() -> None:
    """Bailey and Lopez de Prado 2012: 0.982 were returns normal, 0.913 with their skewness and kurtosis."""
    assert round(probabilistic_sharpe(TrackRecord(0.458, 24)) or 0.0, 3) == 0.982
    assert round(probabilistic_sharpe(TrackRecord(0.458, 24, -2.448, 10.164)) or 0.0, 3) == 0.913


@pytest.mark.parametrize(("periods", "years"), [(250, 2.73), (52, 2.83), (12, 3.24)])
def test_the_papers_years_for_a_ratio_of_two_to_beat_one(periods: int, years: float) -> None:
    scale = sqrt(periods)
    needed = minimum_track_record(TrackRecord(2.0 / scale, 1), 1.0 / scale)
    assert round((needed or 0.0) / periods, 2) == years


def test_the_papers_years_for_monthly_returns_of_a_hedge_fund() -> None:
    scale = sqrt(12)
    needed = minimum_track_record(TrackRecord(2.0 / scale, 1, -0.72, 5.78), 1.0 / scale)
    assert round((needed or 0.0) / 12, 2) == 4.99


def test_at_the_minimum_length_the_probability_is_the_confidence() -> None:
    record = TrackRecord(0.06, 100, -0.4, 6.0)
    needed = minimum_track_record(record, 0.01, 0.9)
    assert needed is not None
    short, long = record._replace(bars=int(needed)), record._replace(bars=int(needed) + 1)
    assert (probabilistic_sharpe(short, 0.01) or 0.0) < 0.9 <= (probabilistic_sharpe(long, 0.01) or 0.0)


def test_no_length_is_enough_for_a_ratio_below_the_benchmark() -> None:
    assert minimum_track_record(TrackRecord(0.01, 500), 0.02) is None
    assert minimum_track_record(TrackRecord(0.02, 500), 0.02) is None


def test_too_short_a_record_and_a_law_of_two_values_have_no_probability() -> None:
    assert probabilistic_sharpe(TrackRecord(0.5, 1)) is None
    # Returns of either 3 or 0 with chances 1/2: skewness 0, kurtosis 1 leave a spread of 1; at skewness 2 of 0.
    assert probabilistic_sharpe(TrackRecord(1.0, 10, skewness=2.0, kurtosis=5.0)) is None


@pytest.mark.parametrize("record", [TrackRecord(nan, 10), TrackRecord(0.1, 10, nan), TrackRecord(0.1, 10, 0.0, nan)])
def test_what_is_not_a_number_is_refused(record: TrackRecord) -> None:
    with pytest.raises(InvalidValue, match="a finite number"):
        probabilistic_sharpe(record)


@pytest.mark.parametrize("confidence", [0.4, 1.0, nan])
def test_a_confidence_that_is_none_is_refused(confidence: float) -> None:
    with pytest.raises(InvalidValue, match="confidence"):
        minimum_track_record(TrackRecord(0.1, 10), 0.0, confidence)


def test_a_record_is_made_from_returns_or_their_distribution() -> None:
    values = [0.01, -0.02, 0.03, 0.0, 0.015]
    found = TrackRecord.from_returns(values)
    assert found is not None
    assert found.bars == 5
    assert found == TrackRecord.of(distribution(values), 5)
    assert found.sharpe == pytest.approx(0.007 / sqrt(0.00138 / 4))


def test_returns_without_dispersion_have_no_record() -> None:
    assert TrackRecord.from_returns([0.01]) is None
    assert TrackRecord.from_returns([0.01, 0.01, 0.01]) is None
    assert TrackRecord.of(Shape(), 0) is None


def test_the_distribution_of_a_small_sample_by_hand() -> None:
    found = distribution([1.0, 2.0, 6.0])  # about the mean 3: -2, -1, 3
    assert found.mean == 3.0
    assert found.deviation == pytest.approx(sqrt(7.0))
    assert found.skewness == pytest.approx((18.0 / 3) / (14.0 / 3) ** 1.5)
    assert found.kurtosis == pytest.approx((98.0 / 3) / (14.0 / 3) ** 2)
