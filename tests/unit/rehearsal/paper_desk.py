"""A workspace with a session on paper, on a few weeks of hours that a strategy trades often."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from tradecore.contracts.live import LiveSettings, SessionRequest
from tradecore_kit.codec import decode
from tradecore_workbench.workbench import Workbench
from tradecore_workbench.workspace import make

ACCOUNT = "DU1234567"


def hours(days: int = 30) -> str:
    """Hours of New York's winter sessions, a random walk in cents; the last one of a day is a short one."""
    draw, price, lines = Random(7), 190.0, ["time,open,high,low,close,volume"]
    day, done = datetime(2026, 1, 5, 14, 30, tzinfo=UTC), 0
    while done < days:
        if day.weekday() < 5 and (day.month, day.day) != (1, 19):
            done += 1
            for k in range(7):
                opened, price = price, round(price * (1.0 + draw.gauss(0.0, 0.004)), 2)
                high, low = max(opened, price) + 0.1, min(opened, price) - 0.1
                row = (opened, high, low, price, draw.randint(10_000, 90_000))
                lines.append(f"{(day + timedelta(hours=k)).isoformat()},{','.join(f'{value:g}' for value in row)}")
        day += timedelta(days=1)
    return "\n".join(lines) + "\n"


def paper_desk(folder: Path, **live: object) -> Workbench:
    """With the session `paper`."""
    workspace = make(folder / "desk")
    (workspace / "prices.csv").write_text(hours())
    workbench = Workbench(workspace)
    bars = {"path": "prices.csv", "symbol": "AAPL", "calendar": "XNYS", "step": "1h"}
    fields = {"bars": bars, "strategy": "sma_cross", "parameters": {"fast": 2, "slow": 5, "share": 0.5}}
    said: dict[str, object] = {"broker": "ibkr", "mode": "paper", **live}
    settings = LiveSettings(ACCOUNT, **said)  # pyright: ignore[reportArgumentType]
    workbench.sessions.create("paper", workbench.request("backtest", fields), settings)
    return workbench


def request_of(workbench: Workbench) -> SessionRequest:
    """The session's file."""
    return decode(SessionRequest, workbench.sessions.store.request("paper"), "session.json")
