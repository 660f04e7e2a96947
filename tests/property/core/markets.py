"""Random markets and random wishes: gaps, halts, zero ranges, splits, dividends, every kind of order."""

from typing import Any

from hypothesis import strategies as st

HOUR = 3_600 * 10**9
SYMBOLS = ("AAA", "BBB", "CCC")

moves = st.integers(-400, 400)
spans = st.integers(0, 300)


@st.composite
def markets(draw: st.DrawFn, most: int = 24) -> dict[str, list[dict[str, Any]]]:
    """Bars of up to three instruments by symbol, in whole cents; each instrument has at least one bar."""
    symbols = SYMBOLS[: draw(st.integers(1, 3))]
    return {symbol: draw(series(draw(st.integers(1, most)))) for symbol in symbols}


@st.composite
def series(draw: st.DrawFn, groups: int) -> list[dict[str, Any]]:
    """One instrument's bars; each stands for an hour, every fourth ends a session."""
    cents = draw(st.integers(500, 50_000))
    bars: list[dict[str, Any]] = []
    for t in range(groups):
        if bars and draw(st.integers(0, 7)) == 0:
            continue
        split = draw(st.sampled_from((1.0,) * 9 + (2.0, 0.5)))
        opening = max(50, round(cents / split * (1 + draw(moves) / 10_000)))
        cents = max(50, round(opening * (1 + draw(moves) / 10_000)))
        high = round(max(opening, cents) * (1 + draw(spans) / 10_000))
        low = round(min(opening, cents) * (1 - draw(spans) / 10_000))
        bars.append(
            {
                "time": t * HOUR,
                "available": (t + 1) * HOUR,
                "session": t // 4,
                "open": opening / 100,
                "high": high / 100,
                "low": low / 100,
                "close": cents / 100,
                "volume": 1_000.0,
                "nights": 1 if t % 4 == 3 else 0,
                "split": split,
                "dividend": draw(st.sampled_from((0.0,) * 9 + (0.25,))),
            }
        )
    return bars


@st.composite
def wishes(draw: st.DrawFn, market: dict[str, list[dict[str, Any]]]) -> dict[tuple[str, int], dict[str, float]]:
    """Decisions on some of the bars: any size, any protection, at the market, at a limit or from a trigger on."""
    told: dict[tuple[str, int], dict[str, float]] = {}
    for symbol, bars in market.items():
        for place, bar in enumerate(bars):
            if draw(st.booleans()):
                told[symbol, place] = draw(wish(bar["close"]))
    return told


@st.composite
def wish(draw: st.DrawFn, close: float) -> dict[str, float]:
    """One decision about the close; sizes from none to far beyond what the account can pay."""
    side = draw(st.sampled_from((-1, 1)))
    units = draw(st.sampled_from((0, 1, 7, 100, 333, 5_000, 10**7)))
    decision: dict[str, float] = {"target": float(side * units), "hold": float(draw(st.integers(0, 4)))}
    decision["day"] = float(draw(st.booleans()))
    if draw(st.booleans()):
        decision["stop"] = close * (1 - side * draw(st.integers(1, 500)) / 10_000)
    if draw(st.booleans()):
        decision["profit"] = close * (1 + side * draw(st.integers(1, 500)) / 10_000)
    kind = draw(st.sampled_from(("market", "limit", "trigger")))
    if kind != "market":
        decision[kind] = close * (1 + draw(st.integers(-300, 300)) / 10_000)
    return decision


@st.composite
def scenarios(draw: st.DrawFn) -> tuple[dict[str, list[dict[str, Any]]], dict[tuple[str, int], dict[str, float]]]:
    """A market and the wishes on it."""
    market = draw(markets())
    return market, draw(wishes(market))
