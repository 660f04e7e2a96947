from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from tradecore.bars import DAY, HOUR, MINUTE
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.data import DataRequest
from tradecore.contracts.settings import ReportSettings
from tradecore.errors import DataError, DirtyData, InvalidValue, UnknownName
from tradecore.instants import format_instant
from tradecore.ports.bar_source import RawBars
from tradecore.quality import Finding, Severity
from tradecore.schemas import BARS, COMPARISON, FINDINGS
from tradecore.table import Table
from tradecore.usecases.bars import load_bars
from tradecore.usecases.data import run
from tradecore.usecases.tools import Tools
from tradecore_testing.raw_bars import FLAT, MONDAY, exchange, hourly, raw

SPEC = BarsSpec("abc.csv", symbol="ABC")
NO_PAGE = ReportSettings(html=False)
BAD = (10.0, 11.0, -9.0, 10.0, 1.0)


@dataclass
class Shelf:
    """A catalog with files in memory, one calendar XNYS, and what was written."""

    files: dict[str, RawBars]
    tables: dict[str, Table] = field(default_factory=dict)
    reads: int = 0

    def bar_source(self, name: str) -> "Shelf":
        assert name == "csv"
        return self

    def read(self, spec: BarsSpec) -> RawBars:
        self.reads += 1
        return self.files[spec.path]

    def fingerprint(self, spec: BarsSpec) -> str:
        return "f" * 64 if spec.path in self.files else ""

    def calendar(self, name: str) -> "Shelf":
        if name != "XNYS":
            raise UnknownName("calendar", name, ["XNYS"])
        return self

    def sessions(self, start: int, end: int) -> Table:
        return exchange(format_instant(start), (end - start) // DAY + 2)

    def table(self, name: str, table: Table) -> None:
        self.tables[name] = table

    def step(self, *_: object) -> None: ...


def shelf(**files: RawBars) -> Any:
    return Shelf({f"{name}.csv": source for name, source in files.items()})


def test_clean_bars_come_with_their_fingerprint() -> None:
    loaded = load_bars(SPEC, shelf(abc=hourly(FLAT, FLAT)))
    assert (len(loaded.bars), loaded.findings, loaded.fingerprint) == (2, (), "f" * 64)
    assert loaded.bars.step == HOUR


def test_errors_are_refused_and_name_the_row() -> None:
    with pytest.raises(DirtyData, match=r"abc.csv.*price of 0 or below \(first: line 3.*--accept"):
        load_bars(SPEC, shelf(abc=hourly(FLAT, BAD, FLAT)))


@pytest.mark.parametrize(("accept", "look"), [(True, False), (False, True)])
def test_accepting_or_looking_leaves_the_rows_out(accept: bool, look: bool) -> None:  # noqa: FBT001
    loaded = load_bars(replace(SPEC, accept=accept), shelf(abc=hourly(FLAT, BAD, FLAT)), look=look)
    assert (len(loaded.bars), loaded.findings[0].severity) == (2, Severity.ERROR)


def test_nothing_left_is_an_error_even_when_looking() -> None:
    with pytest.raises(DataError, match="no bar is left to use"):
        load_bars(SPEC, shelf(abc=hourly(BAD, BAD)), look=True)


def test_a_changed_file_is_refused() -> None:
    with pytest.raises(DataError, match="has changed since the request was made"):
        load_bars(replace(SPEC, sha256="0" * 64), shelf(abc=hourly(FLAT, FLAT)))
    assert load_bars(replace(SPEC, sha256="f" * 64), shelf(abc=hourly(FLAT, FLAT))).bars


def test_start_is_inclusive_and_end_is_not() -> None:
    spec = replace(SPEC, start="2024-03-04T01:00:00Z", end="2024-03-04T03:00:00Z")
    loaded = load_bars(spec, shelf(abc=hourly(FLAT, FLAT, FLAT, FLAT)))
    assert [format_instant(t)[11:13] for t in loaded.bars.time] == ["01", "02"]


def test_errors_outside_start_and_end_do_not_matter() -> None:
    source = hourly(BAD, FLAT, FLAT)
    text = Finding("text-in-number", Severity.ERROR, 1, "text", (MONDAY,), (2,), drops=True)
    spec = replace(SPEC, start="2024-03-04T01:00:00Z")
    assert load_bars(spec, shelf(abc=replace(source, findings=(text,)))).findings == ()


@pytest.mark.parametrize("holdout", ["2 bars", "2024-03-04T02:00:00Z"])
def test_a_sealed_end_is_left_out_until_it_is_opened(holdout: str) -> None:
    source = hourly(FLAT, FLAT, FLAT, BAD)
    sealed = load_bars(replace(SPEC, holdout=holdout), shelf(abc=source))
    assert [format_instant(t)[11:13] for t in sealed.bars.time] == ["00", "01"]
    (said,) = sealed.findings
    assert (said.kind, said.severity) == ("holdout", Severity.WARNING)
    assert "from 2024-03-04T02:00:00Z on are a sealed holdout" in said.message
    opened = load_bars(replace(SPEC, holdout=holdout, open_holdout=True, accept=True), shelf(abc=source))
    assert len(opened.bars) == 3
    assert "was opened for this run" in opened.findings[-1].message
    assert len(load_bars(replace(SPEC, holdout=holdout), shelf(abc=source), look=True).bars) == 3
    earlier = load_bars(replace(SPEC, holdout=holdout, step="1h", end="2024-03-04T01:00:00Z"), shelf(abc=source))
    assert len(earlier.bars) == 1


def test_a_sealed_file_is_read_once() -> None:
    files = shelf(abc=hourly(FLAT, FLAT, FLAT, FLAT))
    load_bars(replace(SPEC, holdout="2 bars"), files)
    assert files.reads == 1


def test_a_run_within_the_holdout_is_refused() -> None:
    with pytest.raises(DataError, match="--open-holdout"):
        load_bars(
            replace(SPEC, holdout="2 bars", start="2024-03-04T02:00:00Z"), shelf(abc=hourly(FLAT, FLAT, FLAT, FLAT))
        )


def test_an_empty_cut_says_what_the_file_holds() -> None:
    with pytest.raises(DataError, match="it holds 2024-03-04T00:00:00Z to 2024-03-04T01:00:00Z"):
        load_bars(replace(SPEC, start="2025-01-01"), shelf(abc=hourly(FLAT, FLAT)))


def test_end_before_start_is_refused() -> None:
    with pytest.raises(InvalidValue, match="a time after start"):
        load_bars(replace(SPEC, start="2025-01-01", end="2024-01-01"), shelf(abc=hourly(FLAT, FLAT)))


def test_one_row_needs_a_step() -> None:
    with pytest.raises(InvalidValue, match="only one time to tell it by"):
        load_bars(SPEC, shelf(abc=hourly(FLAT)))
    loaded = load_bars(replace(SPEC, step="1h"), shelf(abc=hourly(FLAT)))
    assert [f.kind for f in loaded.findings] == ["one-row"]


def test_a_calendar_places_bars_in_sessions() -> None:
    source = raw([("2024-03-07T20:30:00Z", *FLAT), ("2024-03-08T14:30:00Z", *FLAT), ("2024-03-08T15:30:00Z", *FLAT)])
    bars = load_bars(replace(SPEC, calendar="XNYS", step="1h"), shelf(abc=source)).bars
    assert format_instant(bars["available"][0]) == "2024-03-07T21:00:00Z"
    assert list(bars["nights"]) == [1, 0, 0]


def test_an_unknown_calendar_is_named() -> None:
    with pytest.raises(UnknownName, match="XNYS"):
        load_bars(replace(SPEC, calendar="XNYZ"), shelf(abc=hourly(FLAT, FLAT)))


def test_own_facts_stand_in_for_a_calendar() -> None:
    rows = [(MONDAY + n * HOUR, *FLAT) for n in range(4)]
    available = [MONDAY + n * HOUR + 30 * MINUTE for n in range(1, 5)]
    source = raw(rows, session=[7, 7, 8, 8], nights=[0, 1, 0, 0], available=available)
    loaded = load_bars(SPEC, shelf(abc=source))
    assert list(loaded.sessions["day"]) == [7, 8]
    assert list(loaded.sessions["close"]) == [available[1], available[3]]


def tools(files: Any) -> Tools:
    return Tools(files, files, files, files)


def half_hours(*volumes: float) -> RawBars:
    return raw([(MONDAY + n * 30 * MINUTE, 10.0, 11.0, 9.0, 10.0, v) for n, v in enumerate(volumes)])


def test_a_check_writes_findings_and_sentences() -> None:
    files = shelf(abc=hourly(FLAT, BAD, FLAT))
    result = run(DataRequest(SPEC, report=NO_PAGE), tools(files))
    FINDINGS.check(files.tables["findings.csv"])
    assert list(files.tables) == ["findings.csv"]
    assert (result.rows, result.errors, dict(result.findings)) == (2, 1, {"non-positive-price": 1})
    assert (result.start, result.end) == ("2024-03-04T00:00:00Z", "2024-03-04T03:00:00Z")
    assert result.sentences[0] == "ABC: 2 usable 1h bars in 1 session, 2024-03-04 to 2024-03-04."
    assert (
        result.sentences[1] == "1 kind of error: a run refuses this file unless told --accept; then 1 row is left out."
    )


def test_an_accepted_file_is_not_said_to_be_refused() -> None:
    twice = raw([(MONDAY, *FLAT), (MONDAY, *FLAT), (MONDAY + HOUR, *BAD), (MONDAY + 2 * HOUR, *FLAT)])
    result = run(DataRequest(replace(SPEC, accept=True), report=NO_PAGE), tools(shelf(abc=twice)))
    assert result.sentences[1] == "1 kind of error, accepted: 2 rows are left out."


def test_an_error_that_leaves_no_row_out_is_said_to_stay() -> None:
    split = raw([(MONDAY, *FLAT), (MONDAY + DAY, 5.0, 5.5, 4.5, 5.0, 100.0)])
    result = run(DataRequest(replace(SPEC, accept=True), report=NO_PAGE), tools(shelf(abc=split)))
    assert (
        result.sentences[1]
        == "1 kind of error, accepted: no rows are left out; what is named unadjusted-split stays in the bars."
    )


def test_rows_left_out_without_an_error_are_counted() -> None:
    twice = raw([(MONDAY, *FLAT), (MONDAY, *FLAT), (MONDAY + HOUR, *FLAT)])
    assert (
        run(DataRequest(SPEC, report=NO_PAGE), tools(shelf(abc=twice)))
        .sentences[1]
        .endswith("takes this file; 1 row is left out.")
    )


def test_rows_that_the_reader_left_out_are_counted() -> None:
    ragged = Finding("ragged-rows", Severity.ERROR, 3, "3 rows with too few cells", (), (4, 5, 6), drops=True)
    source = replace(hourly(FLAT, BAD, FLAT), findings=(ragged,))
    assert load_bars(SPEC, shelf(abc=source), look=True).left_out == 4


def test_regular_hours_need_a_calendar() -> None:
    with pytest.raises(InvalidValue, match="without one nobody knows which hours are regular"):
        load_bars(replace(SPEC, hours="regular"), shelf(abc=hourly(FLAT, FLAT)))


def test_each_hole_has_a_row_with_its_size() -> None:
    rows = [("2024-03-07T14:30:00Z", *FLAT), ("2024-03-07T16:30:00Z", *FLAT), ("2024-03-07T18:30:00Z", *FLAT)]
    files = shelf(abc=raw([*rows, ("2024-03-07T20:30:00Z", *FLAT), ("2024-03-08T14:30:00Z", *FLAT)]))
    run(DataRequest(replace(SPEC, calendar="XNYS", step="1h"), report=NO_PAGE), tools(files))
    table = files.tables["findings.csv"]
    FINDINGS.check(table)
    assert [format_instant(time) for time in table.time] == [f"2024-03-07T{hour}:30:00Z" for hour in (15, 17, 19)]
    assert (list(table["count"]), set(table["message"])) == ([1, 1, 1], {"a hole of 1 bar"})


def test_a_clean_file_says_so() -> None:
    result = run(DataRequest(SPEC, report=NO_PAGE), tools(shelf(abc=hourly(FLAT, FLAT))))
    assert result.sentences[1] == "Nothing is wrong with them."
    assert result.sentences[2].startswith("Holes were not looked for")
    placed = run(DataRequest(replace(SPEC, calendar="XNYS"), report=NO_PAGE), tools(shelf(abc=hourly(FLAT, FLAT))))
    assert not any(line.startswith("Holes") for line in placed.sentences)


def test_resampling_writes_bars_with_their_facts() -> None:
    files = shelf(abc=half_hours(1, 2, 3, 4, 5))
    result = run(DataRequest(SPEC, report=NO_PAGE, step="1h"), tools(files))
    BARS.check(files.tables["bars.csv"])
    assert list(files.tables["bars.csv"]["volume"]) == [3.0, 7.0]
    assert (result.resampled, result.step) == (2, "30min")
    assert result.sentences[-1].endswith("the file ends before it does, so its 1 row was not used.")


def test_comparing_names_every_cell_that_differs() -> None:
    given = raw([(MONDAY, *FLAT[:4], 3.0), (MONDAY + HOUR, *FLAT[:4], 8.0), (MONDAY + 2 * HOUR, *FLAT)])
    files = shelf(abc=half_hours(1, 2, 3, 4), given=given)
    result = run(DataRequest(SPEC, report=NO_PAGE, step="1h", compare=BarsSpec("given.csv")), tools(files))
    table = files.tables["comparison.csv"]
    COMPARISON.check(table)
    assert (list(table["column"]), list(table["made"]), list(table["given"])) == (["volume"], [7.0], [8.0])
    assert (result.compared, result.differing) == (2, 1)
    assert "Of 2 bars in both, 1 is equal in every column" in result.sentences[-1]


@pytest.mark.parametrize(
    ("step", "compare", "message"),
    [("", BarsSpec("given.csv"), "step of the bars to compare with"), ("1h", BarsSpec("abc.csv"), "bars of 1h")],
)
def test_a_comparison_needs_one_step(step: str, compare: BarsSpec, message: str) -> None:
    files = shelf(abc=half_hours(1, 2, 3, 4), given=hourly(FLAT, FLAT))
    with pytest.raises(InvalidValue, match=message):
        run(DataRequest(SPEC, report=NO_PAGE, step=step, compare=compare), tools(files))


def test_no_common_time_says_where_to_look() -> None:
    files = shelf(abc=half_hours(1, 2, 3, 4), given=hourly(FLAT, FLAT, start=MONDAY + DAY))
    result = run(DataRequest(SPEC, report=NO_PAGE, step="1h", compare=BarsSpec("given.csv")), tools(files))
    assert result.compared == 0
    assert "anchor, zone and label" in result.sentences[-1]


def test_places_are_listed_row_by_row() -> None:
    findings: Sequence[Finding] = load_bars(SPEC, shelf(abc=hourly(FLAT, BAD, BAD, FLAT)), look=True).findings
    assert (findings[0].count, findings[0].lines) == (2, (3, 4))
