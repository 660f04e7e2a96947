"""The page of a run: text stays text, nothing runs, nothing is fetched, the same report gives the same bytes."""

import io
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from tradecore.views.charts import Cell, Chart, Grid, Line, Points, Strokes, Tone
from tradecore.views.report import File, Metric, Report, Tile
from tradecore.views.settings import DataFile, Setting
from tradecore_report.page.markup import Markup, element, joined, text
from tradecore_report.page.ticks import ticks
from tradecore_report.reporter import MatplotlibReporter

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><style>body{display:none}</style>",
    "]]><!--",
    "javascript:alert(1)",
    "&lt;b&gt; & <b>",
    "\u202eTXET\u202c \x00\x1b[31m \ud800",
)
HOUR = 3_600 * 10**9
VOID = {"meta", "br", "img", "link", "hr", "input"}


def report(word: str = "word", **more: object) -> Report:
    """A report in which `word` stands wherever somebody's text can stand."""
    x, y = [HOUR * k for k in range(5)], [1.0, 3.0, 2.0, 5.0, 4.0]
    lines = Line(word, x, y, filled=True), Line(word, x, y, Tone.SECOND, dashed=True)
    points = Points(word, x, y, Tone.GOOD, hollow=True, notes=(word,) * 5)
    strokes = Strokes(word, x, y, x, y, Tone.BAD, (word,) * 5)
    errors = Points(word, [0.1, 0.2], [0.0, 0.1], reach=[0.05, 0.1])
    blocks = (
        Chart(word, (*lines, points, strokes), y="money", y_name=word, caption=word, floor=0.0),
        Chart(word, (errors,), "percent", "percent", word, word, low=True),
        Chart(word, ()),
        Grid(word, (word, word), ((word, Cell(word, Tone.GOOD, 0.5)), (word, Cell(word, Tone.BAD, 0.0))), word),
    )
    made = Report(
        kind=word,
        title=word,
        sentences=(word, word),
        warnings=(word,),
        tiles=(Tile(word, word, word, Tone.GOOD),),
        blocks=blocks,
        columns=(word,),
        metrics=(Metric(word, (word,), word),),
        settings=(Setting(word, word, word), Setting(word, [word, 1, True, None], "default")),
        data=(DataFile(word, word, word, word),),
        versions=((word, word),),
        code=((word, word),),
        files=(File("equity.csv", word, 1234, word),),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def page(made: Report) -> str:
    stream = io.BytesIO()
    MatplotlibReporter().page(made, stream)
    return stream.getvalue().decode("utf-8")


class Reader(HTMLParser):
    """Every tag with its attributes, every text outside of the style sheet, and whether tags close each other."""

    def __init__(self, content: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(content)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] != "style":
            self.texts.append(data)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_whatever_a_text_holds_it_stays_text(hostile: str) -> None:
    harmless, hurt = Reader(page(report())), Reader(page(report(hostile)))
    assert [tag for tag, _ in hurt.tags] == [tag for tag, _ in harmless.tags]
    assert [sorted(attributes) for _, attributes in hurt.tags] == [sorted(given) for _, given in harmless.tags]
    assert hurt.open == []
    visible = "".join(hurt.texts)
    plain = re.sub(r"[\x00-\x1f\u202c\u202e\ud800]", "", hostile)
    assert (
        visible.replace("\\u0000", "")
        .replace("\\u001b", "")
        .replace("\\u202e", "")
        .replace("\\u202c", "")
        .replace("\\ud800", "")
        .count(plain)
        >= 20
    )


def test_nothing_runs_and_nothing_is_fetched() -> None:
    read = Reader(page(report()))
    assert not {tag for tag, _ in read.tags} & {"script", "link", "img", "iframe", "object", "form", "base"}
    used = [(name, value) for _, attributes in read.tags for name, value in attributes.items()]
    assert not [name for name, _ in used if name.startswith("on")]
    links = {value for name, value in used if name in ("href", "src")}
    assert all(link is not None and (link.startswith("#") or link == "equity.csv") for link in links)
    assert "url(" not in page(report())
    assert "@import" not in page(report())
    policy = next(attributes["content"] for tag, attributes in read.tags if "http-equiv" in attributes)
    assert policy is not None
    assert policy.startswith("default-src 'none'")


def test_the_same_report_gives_the_same_bytes() -> None:
    assert page(report()) == page(report())
    assert page(report()) != page(report("other"))


def test_it_has_both_colour_schemes_and_fits_a_phone() -> None:
    content = page(report())
    assert "prefers-color-scheme:dark" in content
    assert 'name="viewport"' in content
    assert content.startswith('<!DOCTYPE html>\n<html lang="en">')


def test_parts_that_a_run_lacks_are_not_there() -> None:
    bare = Report("train", "a title", ("one sentence",))
    read = Reader(page(bare))
    assert [tag for tag, _ in read.tags if tag in ("section", "table", "svg", "figure")] == []
    assert "one sentence" in "".join(read.texts)
    assert "Nothing was chosen" in page(replace(bare, settings=(Setting("a", 1, "default"),)))


def test_a_chart_without_a_point_says_so() -> None:
    chart = Chart("empty", (Line("nothing", (), ()),))
    assert "Nothing to draw." in page(Report("x", "t", (), blocks=(chart,)))


@pytest.mark.parametrize(
    "chart",
    [
        Chart("one point", (Line("a", [HOUR], [1.0]),)),
        Chart("flat", (Line("a", [0, HOUR], [0.0, 0.0]),), floor=0.0),
        Chart("flat and high", (Line("a", [0, HOUR], [1e9, 1e9]),), y="money"),
        Chart("tiny", (Line("a", [0, HOUR], [1e-9, 2e-9]),), y="percent"),
        Chart("huge", (Line("a", [0, 10**18], [-1e15, 1e15]),), zone="Asia/Kolkata"),
    ],
    ids=lambda chart: chart.title,
)
def test_odd_ranges_draw_within_the_frame(chart: Chart) -> None:
    read = Reader(page(Report("x", "t", (), blocks=(chart,))))
    paths = [attributes["d"] for tag, attributes in read.tags if tag == "path"]
    for path in paths:
        numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?", path or "")]
        assert all(-1.0 <= number <= 1001.0 for number in numbers), path


def test_a_page_needs_neither_matplotlib_nor_numpy() -> None:
    code = (
        "import io, sys\n"
        "from tradecore.views.report import Report\n"
        "from tradecore_report.plugin import tradecore_reporters\n"
        "tradecore_reporters()['matplotlib']('').page(Report('x', 't', ('s',)), io.BytesIO())\n"
        "print({name.partition('.')[0] for name in sys.modules} & {'matplotlib', 'numpy'})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_markup_is_made_of_escaped_parts_only() -> None:
    assert text("<&>\"'") == "&lt;&amp;&gt;&quot;&#x27;"
    assert element("b", "<i>", class_='a"b', aria_label="x") == '<b class="a&quot;b" aria-label="x">&lt;i&gt;</b>'
    assert joined(["a", None, "", Markup("<br>")]) == "a<br>"
    assert element("p", "", id="") == "<p></p>"


@pytest.mark.parametrize(
    ("low", "high", "unit", "labels"),
    [
        (0.0, 1.0, "percent", ["0%", "20%", "40%", "60%", "80%", "100%"]),
        (-0.0012, 0.0013, "percent", ["-0.10%", "-0.05%", "0.00%", "0.05%", "0.10%"]),
        (80_000.0, 165_000.0, "money", ["80,000", "100,000", "120,000", "140,000", "160,000"]),
        (0.0, 12.5, "number", ["0.0", "2.5", "5.0", "7.5", "10.0", "12.5"]),
        (1.0, 1.0, "number", ["1"]),
    ],
)
def test_ticks_are_round_numbers(low: float, high: float, unit: str, labels: list[str]) -> None:
    assert [label for _, label in ticks(low, high, unit)] == labels  # type: ignore[arg-type]


DAY = 24 * HOUR
START = 1_785_456_000 * 10**9  # 2026-07-31


@pytest.mark.parametrize(
    ("span", "labels"),
    [
        (3 * HOUR, ["31 Jul 2026", "00:30", "01:00", "01:30", "02:00", "02:30", "03:00"]),
        (3 * DAY, ["31 Jul 2026", "12:00", "1 Aug", "12:00", "2 Aug", "12:00", "3 Aug"]),
        (30 * DAY, ["31 Jul 2026", "7 Aug", "14 Aug", "21 Aug", "28 Aug"]),
        (365 * DAY, ["Sep 2026", "Nov", "2027", "Mar", "May", "Jul"]),
        (3652 * DAY, ["2028", "2030", "2032", "2034", "2036"]),
    ],
)
def test_ticks_are_round_dates(span: int, labels: list[str]) -> None:
    found = ticks(START, START + span, "time")
    assert [label for _, label in found] == labels
    assert all(START <= place <= START + span for place, _ in found)


def test_dates_are_those_of_the_zone_also_over_a_change_of_the_clock() -> None:
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    first, last = (int(datetime(2026, month, 20, tzinfo=UTC).timestamp()) * 10**9 for month in (10, 11))
    for place, _ in ticks(first, last, "time", "America/New_York"):
        local = datetime.fromtimestamp(place / 10**9, ZoneInfo("America/New_York"))
        assert (local.hour, local.minute) == (0, 0)
