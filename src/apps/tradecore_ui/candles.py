"""Candles in the browser: Lightweight Charts by TradingView, vendored with its licence and its notice."""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from streamlit.components.v2 import component

from tradecore.views.candles import CandleView
from tradecore_ui.desk import dark
from tradecore_ui.palette import shades

HTML = '<div class="candles"><div class="head"></div><div class="notes"></div><div class="room"></div></div>'
SECOND = 1_000_000_000
# So many bars are in sight at first: more are too thin to read.
SHOWN = 160


def candles(view: CandleView, key: str, focus: tuple[int, int] | None = None) -> None:
    """Draws the candles; `focus` brings the bars from one place to another into sight."""
    _component()(data=content(view, focus, is_dark=dark()), key=f"candles.{key}")


def content(view: CandleView, focus: tuple[int, int] | None, *, is_dark: bool) -> dict[str, Any]:
    """What the script is handed: see CandleView for the columns."""
    colours = shades(dark=is_dark)
    marks = [
        {
            "time": mark.time // SECOND,
            "text": mark.text,
            "up": mark.up,
            "strong": mark.strong,
            "colour": colours[mark.tone],
        }
        for mark in view.marks
    ]
    return {
        "symbol": view.symbol,
        "times": view.times,
        **view.prices,
        "digits": view.digits,
        "marks": marks,
        "zone": view.zone,
        "daily": view.daily,
        "focus": focus,
        "shown": SHOWN,
        "colours": {tone.value: colour for tone, colour in colours.items()},
        "version": sha256(repr((view.times, view.prices, marks)).encode()).hexdigest()[:16],
    }


def _component() -> Callable[..., Any]:
    """Registered at each use, which costs nothing when it is the same: a server may have been started anew."""
    css, script = _script()
    return component("tradecore_candles", html=HTML, css=css, js=script)


@cache
def _script() -> tuple[str, str]:
    assets = files("tradecore_ui") / "assets"
    library = (assets / "lightweight-charts" / "lightweight-charts.standalone.production.js").read_text("utf-8")
    own = (assets / "candles.js").read_text("utf-8")
    return (assets / "candles.css").read_text("utf-8"), f"{library}\n{own}"
