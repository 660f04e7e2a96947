"""Colours, light and dark: one meaning, two shades."""

from collections.abc import Mapping, Sequence

from tradecore.views.charts import Tone

Shades = Mapping[Tone, str]
LIGHT: Shades = {
    Tone.FIRST: "#0072b2",
    Tone.SECOND: "#d98a00",
    Tone.THIRD: "#7b4fb5",
    Tone.FOURTH: "#00857a",
    Tone.FIFTH: "#b5477f",
    Tone.SIXTH: "#7a6a00",
    Tone.GOOD: "#00805c",
    Tone.BAD: "#c2410c",
    Tone.QUIET: "#7b8494",
}
DARK: Shades = {
    Tone.FIRST: "#5ab4ee",
    Tone.SECOND: "#f0b040",
    Tone.THIRD: "#b797f0",
    Tone.FOURTH: "#45c8b9",
    Tone.FIFTH: "#ec8fbd",
    Tone.SIXTH: "#d3c15a",
    Tone.GOOD: "#3ecf9b",
    Tone.BAD: "#ff8a5c",
    Tone.QUIET: "#97a1b0",
}
THEMES: Mapping[str, Mapping[str, str]] = {
    "light": {
        "primaryColor": LIGHT[Tone.FIRST],
        "backgroundColor": "#ffffff",
        "secondaryBackgroundColor": "#f3f5f8",
        "textColor": "#1f2937",
        "borderColor": "#e3e6eb",
    },
    "dark": {
        "primaryColor": DARK[Tone.FIRST],
        "backgroundColor": "#12151a",
        "secondaryBackgroundColor": "#1b2027",
        "textColor": "#e6e9ee",
        "borderColor": "#2e353f",
    },
}


def shades(*, dark: bool) -> Shades:
    """The colour of each tone."""
    return DARK if dark else LIGHT


def theme_flags() -> Sequence[str]:
    """The server's flags that colour the pages themselves."""
    return [f"--theme.{name}.{key}={value}" for name, colours in THEMES.items() for key, value in colours.items()]
