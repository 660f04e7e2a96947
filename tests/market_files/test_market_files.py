import gzip
import os
from dataclasses import replace
from pathlib import Path

import pytest

from tradecore.bars import COLUMNS, DAY, HOUR, Anchor
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.sets import SetResult
from tradecore.errors import DirtyData
from tradecore.instants import format_day, format_instant, parse_instant
from tradecore.quality import Severity
from tradecore.resample import resample
from tradecore.usecases.bars import Loaded, load_bars
from tradecore_calendars.exchange import ExchangeCalendar
from tradecore_csv.bars import CsvBars
from tradecore_numba.compiler import NumbaCompiler
from tradecore_testing.fakes import DictCatalog
from tradecore_workbench.workbench import Workbench
from tradecore_workbench.workspace import make

FOLDER = os.environ["TRADECORE_MARKET_FILES"]
CATALOG = DictCatalog(
    bar_source={"csv": CsvBars(FOLDER)},
    calendar={code: ExchangeCalendar(code) for code in ("XNYS", "CMES")},
    compiler={"numba": NumbaCompiler()},
)


def spec(name: str, factors: str = "") -> BarsSpec:
    return BarsSpec(f"{name}.csv.gz", zone="America/New_York", calendar="XNYS", factors=factors)


def load(name: str, factors: str = "", **changes: object) -> Loaded:
    return load_bars(replace(spec(name, factors), **changes), CATALOG, look=True)  # type: ignore[arg-type]


def errors(loaded: Loaded) -> dict[str, int]:
    return {f.kind: f.count for f in loaded.findings if f.severity is Severity.ERROR}


SPLITS = {
    "aapl": [("2000-06-21", 2.0), ("2005-02-28", 2.0), ("2014-06-09", 7.0), ("2020-08-31", 4.0)],
    "bac": [("2004-08-30", 2.0)],
    "spy": [],
}


@pytest.mark.parametrize("symbol", SPLITS)
def test_splits_are_found_without_factors_and_explained_with_them(symbol: str) -> None:
    without = load(f"{symbol}_1h_raw")
    assert errors(without) == ({"unadjusted-split": len(SPLITS[symbol])} if SPLITS[symbol] else {})
    bars = load(f"{symbol}_1h_raw", f"{symbol}_factors.csv")
    assert errors(bars) == {}
    found = [(row, ratio) for row, ratio in enumerate(bars.bars["split"]) if ratio != 1.0]
    assert [(format_day(bars.bars["session"][row]), ratio) for row, ratio in found] == SPLITS[symbol]
    assert sum(bars.bars["dividend"]) > 0


def test_a_run_refuses_raw_prices_across_splits() -> None:
    with pytest.raises(DirtyData, match="usual split ratio"):
        load_bars(spec("aapl_1h_raw"), CATALOG)
    assert len(load_bars(spec("aapl_1h_raw", "aapl_factors.csv"), CATALOG).bars) == 40_831


def test_the_crash_of_2000_is_no_error() -> None:
    findings = load("aapl_1h_raw", "aapl_factors.csv", start="2000-09-01", end="2000-11-01").findings
    assert [(f.kind, f.severity) for f in findings] == [("huge-jump", Severity.WARNING)]
    assert format_instant(findings[0].times[0])[:10] == "2000-09-29"


def test_hours_stamped_before_the_open_belong_to_their_session() -> None:
    bars = load("spy_1h_raw", start="2014-06-09", end="2014-06-11").bars
    assert [format_instant(t)[11:16] for t in bars.time[:7]] == [f"{hour}:00" for hour in range(13, 20)]
    assert list(bars["nights"]) == [0, 0, 0, 0, 0, 0, 1] * 2
    assert format_instant(bars["available"][6])[11:16] == "20:00"


def test_the_minute_across_the_split_is_an_error_and_its_factor_moves_on() -> None:
    loaded = load("aapl_1min_2014-06_raw", "aapl_factors.csv")
    assert errors(loaded) == {"split-inside-bar": 1}
    place = list(loaded.bars["split"]).index(7.0)
    assert format_instant(loaded.bars.time[place]) == "2014-06-09T08:01:00Z"
    assert loaded.bars["open"][place] < 100
    assert set(errors(load("aapl_1min_2014-06_raw"))) == {"split-inside-bar", "unadjusted-split"}


def test_regular_hours_need_no_mending() -> None:
    loaded = load("aapl_1min_2014-06_raw", "aapl_factors.csv", hours="regular")
    assert (errors(loaded), len(loaded.bars)) == ({}, 1170)
    place = list(loaded.bars["split"]).index(7.0)
    assert format_instant(loaded.bars.time[place]) == "2014-06-09T13:30:00Z"


def test_minutes_make_the_clock_hours_of_another_vendor() -> None:
    minutes = load("aapl_1min_2014-06_raw", "aapl_factors.csv", hours="regular")
    made = resample(minutes.bars, HOUR, Anchor.CLOCK, minutes.sessions).bars
    given = load("aapl_1h_raw", "aapl_factors.csv", start="2014-06-05", end="2014-06-10").bars
    assert list(made.time) == list(given.time)
    assert list(made["volume"]) == list(given["volume"])
    assert list(made["split"]) == list(given["split"])
    assert list(made["available"]) == list(given["available"])
    # The vendors sample the first and last trade of a bar a little apart: a few cents on 650 dollars.
    for name in ("open", "high", "low", "close"):
        assert max(abs(a / b - 1) for a, b in zip(made[name], given[name], strict=True)) < 3e-4


def test_a_day_of_hours_opens_after_the_split() -> None:
    hours = load("aapl_1h_raw", "aapl_factors.csv", start="2014-06-01", end="2014-07-01")
    days = resample(hours.bars, DAY, Anchor.SESSION, hours.sessions).bars
    place = list(days.time).index(parse_instant("2014-06-09T13:30:00Z"))
    assert (days["split"][place], days["open"][place]) == (7.0, 92.69)


def test_a_future_trades_from_the_evening_before() -> None:
    loaded = load_bars(BarsSpec("6EH4_1min_2024-01.csv.gz", calendar="CMES"), CATALOG)
    assert len(loaded.bars) == 29_996
    assert format_day(loaded.bars["session"][0]) == "2024-01-02"
    assert errors(loaded) == {}


def test_sets_of_real_files_grow_in_pieces_to_the_whole(tmp_path: Path) -> None:
    desk = Workbench(make(tmp_path / "desk"))
    lines = gzip.decompress(Path(FOLDER, "spy_1h_raw.csv.gz").read_bytes()).splitlines(keepends=True)
    pieces = [lines[30_000:], lines[1:12_000], lines[11_000:30_500]]
    reading = {"zone": "America/New_York", "calendar": "XNYS", "symbol": "SPY"}
    reading["factors"] = str(Path(FOLDER, "spy_factors.csv"))

    def grow(kind: str, content: list[bytes], **said: object) -> SetResult:
        (tmp_path / "piece.csv").write_bytes(b"".join([lines[0], *content]))
        spec = {**reading, "path": str(tmp_path / "piece.csv")}
        return desk.inline(desk.request(kind, {"bars": [spec], **said}))

    whole = grow("import", lines[1:], name="whole")
    grow("import", pieces[0], name="pieces")
    grown = [grow("update", piece, base="pieces") for piece in pieces[1:]]
    assert grown[-1].sha256 == whole.sha256
    assert (grown[-1].findings, grown[-1].rows) == (whole.findings, 40_832)
    assert sum(each.repeated for each in grown) == 500 + 1_000
    assert {action.split for action in desk.sets.manifest("whole").actions} == {1.0}


@pytest.mark.parametrize("symbol", SPLITS)
def test_a_set_of_a_real_file_trades_as_the_file_does(symbol: str, tmp_path: Path) -> None:
    desk = Workbench(make(tmp_path / "desk"))
    path, factors = (str(Path(FOLDER, name)) for name in (f"{symbol}_1h_raw.csv.gz", f"{symbol}_factors.csv"))
    spec = {"path": path, "factors": factors, "zone": "America/New_York", "calendar": "XNYS", "symbol": symbol}
    desk.inline(desk.request("import", {"bars": [spec], "name": symbol}))
    set_of, file_of = (
        load_bars(desk.request("leaks", {"bars": bars, "features": ["change(1)"]}).bars, desk.catalog)
        for bars in (symbol, spec)
    )
    assert list(set_of.bars.time) == list(file_of.bars.time)
    for name in COLUMNS:
        assert list(set_of.bars[name]) == list(file_of.bars[name]), name
    ratios = [action.split for action in desk.sets.manifest(symbol).actions if action.split != 1.0]
    assert ratios == [ratio for _, ratio in SPLITS[symbol]]


def test_a_real_file_across_a_split_is_no_set_without_factors(tmp_path: Path) -> None:
    desk = Workbench(make(tmp_path / "desk"))
    spec = {"path": str(Path(FOLDER, "aapl_1h_raw.csv.gz")), "zone": "America/New_York", "calendar": "XNYS"}
    with pytest.raises(DirtyData, match="usual split ratio"):
        desk.inline(desk.request("import", {"bars": [spec], "name": "aapl"}))
    assert desk.sets.names() == []
