"""A prepared set is a function of its rows: pieces, their order, their overlaps and repetitions do not matter."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isnan
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tradecore.adjustments import CorporateAction
from tradecore.bars import COLUMNS, DAY, MINUTE, Bars
from tradecore.columns import plain
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.sets import SetManifest
from tradecore.instants import format_instant, parse_instant
from tradecore.ports.bar_source import RawBars
from tradecore.table import Table
from tradecore.usecases.sets import Grown, grown, unchanged
from tradecore_testing.raw_bars import exchange

START = parse_instant("2024-03-04T13:30:00Z")
NAMES = ("open", "high", "low", "close", "volume")
SPEC = BarsSpec("f.csv", symbol="ABC", step="30min", zone="UTC")

Row = tuple[int, float, float, float, float, float]
place = st.integers(0, 400)
jumps = st.sampled_from([1.0, 1.0, 1.0, 1.02, 1.7, 0.5])


@dataclass
class Files:
    """A catalog of one file at a time, and of one exchange."""

    rows: Sequence[Row]
    actions: tuple[CorporateAction, ...] = ()

    def bar_source(self, name: str) -> "Files":
        return self

    def read(self, spec: BarsSpec) -> RawBars:
        columns: dict[str, Any] = {name: [row[k] for row in self.rows] for k, name in enumerate(NAMES, 1)}
        columns["line"] = list(range(2, len(self.rows) + 2))
        return RawBars("", Table([row[0] for row in self.rows], columns), (), self.actions, "UTC")

    def fingerprint(self, spec: BarsSpec) -> str:
        return "f" * 64

    def calendar(self, name: str) -> "Files":
        return self

    def sessions(self, start: int, end: int) -> Table:
        return exchange(format_instant(start), (end - start) // DAY + 2)


@st.composite
def markets(draw: st.DrawFn) -> tuple[list[Row], tuple[CorporateAction, ...], BarsSpec]:
    """Clean rows of half hours with holes, some beyond the session or beside a split; with and without an exchange."""
    rows: list[Row] = []
    for step in sorted(draw(st.sets(place, min_size=2, max_size=16))):
        close = 100.0 * draw(jumps)
        rows.append((START + step * 30 * MINUTE, close, close * 1.01, close * 0.99, close, float(step % 3)))
    days = draw(st.lists(st.integers(0, 9), max_size=2, unique=True))
    splits = tuple(CorporateAction(START // DAY + day, draw(st.sampled_from([2.0, 1.0])), 0.25) for day in sorted(days))
    calendar = draw(st.sampled_from(["", "XNYS"]))
    hours = draw(st.sampled_from(["all", "regular"])) if calendar else "all"
    return rows, splits, replace(SPEC, calendar=calendar, hours=hours, accept=True)


def folded(pieces: Sequence[Sequence[Row]], actions: tuple[CorporateAction, ...], spec: BarsSpec) -> Grown | None:
    """Imported and updated as the use cases do it; None where no bar of the first piece is left."""
    made: Grown | None = None
    for piece in pieces:
        held, bars = (made.manifest, made.bars) if made else (None, None)
        grew = grown("abc", held, bars, spec, Files(piece, actions))  # type: ignore[arg-type]
        assert len(grew.revised) == 0
        if made is None or not unchanged(grew, made.manifest):
            made = grew
    return made


def content(bars: Bars) -> list[Any]:
    return [plain(bars.time), *(plain(bars[name]) for name in COLUMNS)]


def facts(manifest: SetManifest) -> SetManifest:
    return replace(manifest, sources=())


def kept(rows: Sequence[Row], spec: BarsSpec) -> bool:
    """Whether a piece has a bar that regular hours keep: a set does not begin with nothing."""
    sessions = exchange("2024-03-01", 30)
    inside = [
        any(a < time + 30 * MINUTE and time < b for a, b in zip(sessions.time, sessions["close"], strict=True))
        for time, *_ in rows
    ]
    return (spec.hours == "all" and bool(rows)) or any(inside)


@given(markets(), st.data())
def test_pieces_in_any_order_make_what_the_whole_makes(
    market: tuple[list[Row], tuple[CorporateAction, ...], BarsSpec], data: st.DataObject
) -> None:
    rows, actions, spec = market
    count = data.draw(st.integers(1, 4), "pieces")
    homes = [data.draw(st.sets(st.integers(0, count - 1), min_size=1), "homes") for _ in rows]
    pieces = [[row for row, home in zip(rows, homes, strict=True) if number in home] for number in range(count)]
    chance = Random(data.draw(st.integers(0, 99), "order"))
    for piece in pieces:
        chance.shuffle(piece)
    chance.shuffle(pieces)
    pieces.sort(key=lambda piece: not kept(piece, spec))
    pieces = [piece for piece in pieces if kept(piece, spec) or piece]
    if not kept(pieces[0], spec):
        return
    whole, parts = folded([rows], actions, spec), folded([*pieces, rows], actions, spec)
    assert whole
    assert parts
    assert content(parts.bars) == content(whole.bars)
    assert facts(parts.manifest) == facts(whole.manifest)


@given(markets())
def test_updating_twice_is_updating_once(market: tuple[list[Row], tuple[CorporateAction, ...], BarsSpec]) -> None:
    rows, actions, spec = market
    half = len(rows) // 2
    first = rows[:half] if kept(rows[:half], spec) else rows
    if not kept(first, spec):
        return
    once, twice = folded([first, rows], actions, spec), folded([first, rows, rows], actions, spec)
    assert once
    assert twice
    assert once.manifest == twice.manifest
    assert content(once.bars) == content(twice.bars)


@given(markets(), st.data())
def test_what_a_file_contradicts_is_told_cell_by_cell(
    market: tuple[list[Row], tuple[CorporateAction, ...], BarsSpec], data: st.DataObject
) -> None:
    rows, actions, _ = market
    before = folded([rows], actions, SPEC)
    assert before
    changed = data.draw(st.sets(st.integers(0, len(rows) - 1), min_size=1, max_size=3))
    other = [(*row[:5], row[5] + 1.0) if number in changed else row for number, row in enumerate(rows)]
    after = grown("abc", before.manifest, before.bars, SPEC, Files(other, actions))  # type: ignore[arg-type]
    assert list(after.revised.time) == [rows[number][0] for number in sorted(changed)]
    assert set(after.revised["column"]) == {"volume"}
    assert not any(isnan(value) for value in after.revised["after"])
    assert (after.last.added, after.last.repeated) == (0, len(rows) - len(changed))
    again = folded([other], actions, SPEC)
    assert again
    assert content(after.bars) == content(again.bars)
