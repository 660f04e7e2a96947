"""Hourly bars whose drift goes on for a while, as text: what a model can learn a little of."""

import random
from datetime import UTC, datetime, timedelta

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
ROWS = 400


def stamp(row: int) -> str:
    return (START + timedelta(hours=row)).strftime("%Y-%m-%dT%H:%M:%SZ")


def prices(seed: int, altered: int = ROWS, rows: int = ROWS) -> str:
    """Hourly bars; those from `altered` on are others than with another value of it."""
    draw, close, drift = random.Random(seed), 50.0, 0.0
    lines = ["time,open,high,low,close,volume"]
    for row in range(rows):
        if row == altered:
            draw = random.Random(seed + 1000)
        drift = 0.6 * drift + draw.gauss(0, 0.004)
        opening, close = close, close * (1 + drift + draw.gauss(0, 0.006))
        high, low = max(opening, close) * 1.002, min(opening, close) * 0.998
        lines.append(f"{stamp(row)},{opening:.4f},{high:.4f},{low:.4f},{close:.4f},1000")
    return "\n".join(lines) + "\n"
