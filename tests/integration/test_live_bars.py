"""A session on live bars is the backtest of the same bars, whatever its feed does."""

from pathlib import Path

from streamed_desk import StreamedDesk, stopped

from tradecore.instants import parse_instant

DAY = ("2025-11-20", "2025-11-28T14:30:00Z", "2025-11-29")


def test_a_half_day(tmp_path: Path) -> None:
    desk = StreamedDesk(tmp_path, "5min", *DAY, {})
    desk.plans = [(parse_instant("2025-11-28T18:30:00Z"), stopped)]
    assert desk.start() == 0
    fills, wishes, bars, _ = desk.backtest()
    assert desk.bars == bars
    assert desk.wishes == wishes
    assert desk.fills == fills
    assert len(fills) > 3
