"""What is drawn of view models: tables that are safe to download and to look at, charts in their zone and colours."""

import pandas as pd
from streamlit.testing.v1 import AppTest

from tradecore.views.charts import Chart, Line, Points, Strokes, Tone
from tradecore_ui.candles import content
from tradecore_ui.charts import figure
from tradecore_ui.palette import DARK, LIGHT, THEMES, theme_flags
from tradecore_ui.tables import as_csv

HOUR = 3_600_000_000_000


def test_no_cell_of_a_download_is_a_formula() -> None:
    made = as_csv(("=name", "value"), [("=cmd()", "-1.2%"), ("plain, with a comma", "+3")]).decode()
    assert made == "'=name,value\n'=cmd(),-1.2%\n\"plain, with a comma\",+3\n"


def page() -> None:
    import pandas as pd

    from tradecore.views.charts import Cell, Grid, Tone
    from tradecore_ui.tables import frame, grid

    frame(pd.DataFrame({"what": ["=1+1", "fine"], "how many": [-1.5, 2.0]}), "frame")
    grid(Grid("Named", ("", "n"), (("<script>alert(1)</script>", Cell("-3", Tone.BAD)),), "Why."), "grid")


def test_a_table_on_a_page_holds_no_formula_and_no_markup_of_others() -> None:
    at = AppTest.from_function(page, default_timeout=30).run()
    assert not at.exception
    shown: pd.DataFrame = at.dataframe[0].value
    assert list(shown["what"]) == ["'=1+1", "fine"]
    assert list(shown["how many"]) == [-1.5, 2.0]
    html = "".join(str(each.proto.body) for each in at.get("html"))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert LIGHT[Tone.BAD] in html


def test_a_chart_is_drawn_in_its_zone_and_in_the_colours_of_the_page() -> None:
    layers = (
        Line("curve", [0, HOUR], [1.0, 2.0], Tone.FIRST, filled=True),
        Strokes("trade", [0], [1.0], [HOUR], [2.0], Tone.GOOD, ("it gained",)),
        Points("", [0], [1.0], Tone.GOOD, hollow=True),
    )
    view = Chart("Title", layers, y="percent", zone="America/New_York", low=True, floor=0.0)
    light, dark = figure(view, is_dark=False), figure(view, is_dark=True)
    assert list(light.data[0].x) == ["1969-12-31 19:00:00", "1969-12-31 20:00:00"]
    assert [each.line.color for each in (light.data[0], dark.data[0])] == [LIGHT[Tone.FIRST], DARK[Tone.FIRST]]
    assert list(light.data[1].y) == [1.0, 2.0, None]
    assert light.data[1].text[0] == "it gained"
    assert light.data[2].marker.symbol == "circle-open"
    assert light.layout.yaxis.tickformat == ".1%"


def test_every_tone_has_a_colour_in_both_schemes_and_the_server_is_told_both() -> None:
    assert set(LIGHT) == set(DARK) == set(Tone)
    told = theme_flags()
    assert {flag.split(".")[1] for flag in told} == set(THEMES) == {"light", "dark"}


def test_candles_are_drawn_anew_only_when_they_or_their_marks_change() -> None:
    from tradecore.views.candles import CandleView, Mark

    names = ("open", "high", "low", "close")
    view = CandleView("AAA", (1, 2), dict.fromkeys(names, (3, 4)), 2, (Mark(0, "bought", up=True),))
    plain, jumped = content(view, None, is_dark=False), content(view, (0, 1), is_dark=False)
    assert plain["version"] == jumped["version"]
    assert (plain["focus"], jumped["focus"]) == (None, (0, 1))
    assert content(view, None, is_dark=True)["version"] != plain["version"]
