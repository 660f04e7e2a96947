"""Runs as rows of a list that a person filters and pages through."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from tradecore.instants import parse_instant
from tradecore.jobs import RunLine
from tradecore.views.listing import shortened
from tradecore.views.text import duration, minute

PAGE = 50


class RunRow(NamedTuple):
    """One run: `came` is what came of it, what went wrong, or what it does."""

    run: str
    type: str
    state: str
    asked: str
    took: str
    symbols: str
    about: str
    came: str


def run_rows(lines: Sequence[RunLine], zone: str = "UTC") -> Sequence[RunRow]:
    """The rows, with times in the zone."""
    return [_row(line, zone) for line in lines]


def page_of(count: int, page: int) -> tuple[int, int, int]:
    """First and last place (exclusive) of a page of `count` rows, and how many pages there are."""
    pages = max(1, -(-count // PAGE))
    at = min(max(page, 1), pages)
    return (at - 1) * PAGE, min(at * PAGE, count), pages


def _row(line: RunLine, zone: str) -> RunRow:
    again = f"{line.state}, attempt {line.attempt}" if line.attempt > 1 else line.state
    at = minute(parse_instant(line.created), zone) if line.created else ""
    came = shortened(line.error.message) if line.error else line.headline or line.doing
    return RunRow(line.job_id, line.type, again, at, _took(line), line.symbols, line.subject, came)


def _took(line: RunLine) -> str:
    if not (line.started and line.finished):
        return ""
    return duration((datetime.fromisoformat(line.finished) - datetime.fromisoformat(line.started)).total_seconds())
