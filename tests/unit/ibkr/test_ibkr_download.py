"""A download past refusals, a gateway that goes away and its own death: what comes is what would have come at once."""

import os
import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tradecore.bars import DAY, HOUR, MINUTE, SECOND
from tradecore.errors import DataError, LinkDown
from tradecore_ibkr.history.answers import Answers, Asked
from tradecore_ibkr.history.download import TRIES, Busy, Download, Wanted, kept
from tradecore_ibkr.history.turn import Time, Turns
from tradecore_ibkr.history.walk import PriceBar
from tradecore_testing.fakes import RecordedProgress

# How many trading days a download has; a year of them is what `nox -s live` tries.
DAYS = int(os.environ.get("TRADECORE_HISTORY_DAYS", "66"))
OPEN, BARS = 14 * HOUR + 30 * MINUTE, 390
FIRST = 19_723 * DAY
SEED = int(os.environ.get("TRADECORE_LIVE_SEED", "1"))


class Died(BaseException):
    """The process ended here."""


def opens() -> list[int]:
    """Trading days: no weekends, a holiday a month, a half day a quarter."""
    found: list[int] = []
    day = 0
    while len(found) < DAYS:
        if day % 7 not in (5, 6) and day % 29 != 3:
            found.append(FIRST + day * DAY + OPEN)
        day += 1
    return found


OPENS = opens()


def bars_of(begun: int) -> list[PriceBar]:
    count = 210 if (begun // DAY) % 63 == 20 else BARS
    return [PriceBar(begun + k * MINUTE, 100.0 + k / 7, 101.0 + k / 7, 99.0, 100.5, float(k)) for k in range(count)]


EXPECTED = [bar for begun in OPENS for bar in bars_of(begun)]
WANTED = Wanted("AAPL", "TRADES", regular=True, step="1min", start=FIRST, end=OPENS[-1] + 8 * HOUR)


class Ibkr:
    """Answers with the session that has begun last, counts who asks too fast, and is mean when told to."""

    def __init__(self, mean: Callable[[int], Exception | Died | None] = lambda _: None) -> None:
        self.time, self.asked, self._mean = 1_800_000_000.0, list[tuple[float, int]](), mean
        self.broken: list[str] = []

    def clock(self) -> Time:
        def sleep(seconds: float) -> None:
            self.time += seconds

        return Time(lambda: self.time, sleep)

    def bars(self, asked: Asked) -> Sequence[PriceBar]:
        self.time += 0.3
        self.asked.append((self.time, asked.end))
        self._judge(asked.end)
        if problem := self._mean(len(self.asked)):
            raise problem
        begun = max((one for one in OPENS if one < asked.end), default=None)
        return [] if begun is None else [bar for bar in bars_of(begun) if bar.time < asked.end]

    def _judge(self, end: int) -> None:
        times = [time for time, _ in self.asked]
        if len([time for time in times if self.time - time <= 600.0]) > 60:
            self.broken.append(f"sixty in ten minutes at {self.time}")
        if len([time for time in times if self.time - time <= 2.0]) >= 6:
            self.broken.append(f"six in two seconds at {self.time}")
        if any(other == end and self.time - time < 15.0 for time, other in self.asked[:-1]):
            self.broken.append(f"identical within fifteen seconds at {self.time}")


def download(ibkr: Ibkr, folder: Path) -> tuple[list[PriceBar], RecordedProgress]:
    """One process's attempt, which a death ends."""
    told, answers, time = RecordedProgress(), Answers(folder), ibkr.clock()
    Download(ibkr, answers, Turns(folder, time), time, told).run(WANTED)
    found = kept(WANTED, answers)
    assert found is not None
    return found, told


def test_a_download_keeps_the_pace_and_has_every_bar_once(tmp_path: Path) -> None:
    ibkr = Ibkr()
    found, told = download(ibkr, tmp_path)
    assert found == EXPECTED
    assert ibkr.broken == []
    # One request a session, and the one that finds out that there is nothing before the first.
    assert len(ibkr.asked) == DAYS + (OPENS[0] > FIRST)
    assert told.steps[-1][1:3] == (told.steps[-1][2], told.steps[-1][2])
    lefts = [left for left in told.lefts if left is not None]
    assert lefts[0] > 0.5 * (ibkr.time - 1_800_000_000.0)
    if DAYS > 60:
        assert max(lefts) >= 600.0
    minutes = (ibkr.time - 1_800_000_000.0) / 60
    sys.stdout.write(f"{len(found):,} bars in {len(ibkr.asked)} requests and {minutes:.1f} virtual minutes\n")


def test_one_that_dies_five_times_is_the_one_that_does_not_and_loses_no_answer(tmp_path: Path) -> None:
    draw = random.Random(SEED)
    deaths = sorted(draw.sample(range(1, DAYS + 1), 5))
    whole, _ = download(Ibkr(), tmp_path / "whole")
    ibkr = Ibkr(lambda asked: Died() if asked in deaths else None)
    died = 0
    while True:
        try:
            pieces, _ = download(ibkr, tmp_path / "pieces")
            break
        except Died:
            died += 1
    assert (died, pieces) == (5, whole)
    assert ibkr.broken == []
    # What was asked for when it died was lost, and nothing else was asked for twice.
    assert len(ibkr.asked) == DAYS + (OPENS[0] > FIRST) + 5
    assert {path.name for path in (tmp_path / "pieces").iterdir()} == {
        path.name for path in (tmp_path / "whole").iterdir()
    }


def test_refusals_and_a_gateway_that_is_away_cost_time_only(tmp_path: Path) -> None:
    mean = {3: Busy("162 pacing"), 4: Busy("420"), 9: LinkDown("restart"), 10: LinkDown("restart"), 20: Busy("100")}
    ibkr = Ibkr(mean.get)
    found, _ = download(ibkr, tmp_path)
    assert found == EXPECTED
    assert ibkr.broken == []


def test_who_refuses_for_ever_is_given_up_with_what_to_do(tmp_path: Path) -> None:
    ibkr = Ibkr(lambda asked: Busy("pacing violation.") if asked > 5 else None)
    with pytest.raises(DataError, match=r"refused 12 times in a row: pacing violation\. What came so far is kept"):
        download(ibkr, tmp_path)
    assert len(ibkr.asked) == 5 + TRIES
    away = Ibkr(lambda _: LinkDown("nobody there"))
    with pytest.raises(LinkDown):
        download(away, tmp_path / "away")
    assert away.time - 1_800_000_000.0 > 3_600.0


def test_what_has_not_ended_is_not_kept(tmp_path: Path) -> None:
    ibkr = Ibkr()
    ibkr.time = WANTED.end / SECOND - 3_600.0
    time, answers = ibkr.clock(), Answers(tmp_path)
    Download(ibkr, answers, Turns(tmp_path, time), time, RecordedProgress()).run(WANTED)
    assert answers.find(WANTED.ask(WANTED.end)) is None
    assert kept(WANTED, answers) is None


class Hasty(Turns):
    """Never waits."""

    def take(self, request: str, contract: str) -> None:
        """At once."""


def test_an_impatient_download_is_found_out(tmp_path: Path) -> None:
    """The negative control of the judge above."""
    ibkr = Ibkr()
    time = ibkr.clock()
    Download(ibkr, Answers(tmp_path), Hasty(tmp_path, time), time, RecordedProgress()).run(WANTED)
    assert {one.partition(" at ")[0] for one in ibkr.broken} == {"six in two seconds", "sixty in ten minutes"}
