"""The whole page."""

from collections.abc import Iterable

from tradecore.views.charts import Chart
from tradecore.views.report import File, Metric, Report, Tile
from tradecore.views.settings import Setting, shown
from tradecore.views.text import counted
from tradecore_report.page.chart import chart
from tradecore_report.page.grid import grid
from tradecore_report.page.markup import Markup, element, joined, raw
from tradecore_report.page.style import STYLE

# Nothing is fetched and nothing runs, whatever a text in it holds.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
KINDS = {
    "backtest": "backtest",
    "data": "check of data",
    "leaks": "leak check",
    "predict": "predictions",
    "train": "training",
    "walkforward": "walk forward",
}


def page(report: Report) -> Markup:
    """One HTML document: what came out, pictures, metrics, what it was made from, and the files."""
    head = element(
        "head",
        raw('<meta charset="utf-8">'),
        raw(f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'),
        raw('<meta name="viewport" content="width=device-width,initial-scale=1">'),
        raw('<meta name="referrer" content="no-referrer">'),
        element("title", report.title),
        raw(f"<style>{STYLE}</style>"),
    )
    parts = {
        "what happened": _blocks(report),
        "metrics": _metrics(report),
        "configuration": _configuration(report),
        "data": _data(report),
        "versions": _versions(report),
        "files": _files(report.files),
    }
    sections = {name: part for name, part in parts.items() if part}
    body = element(
        "main", _header(report, sections), *(_section(name, part) for name, part in sections.items()), FOOTER
    )
    return joined([raw("<!DOCTYPE html>\n"), element("html", head, element("body", body), lang="en"), "\n"])


FOOTER = element(
    "footer",
    element(
        "p",
        "This page needs nothing but a browser. result.json beside it holds the same numbers, request.json all that is "
        "needed to make them again: tradecore runs rerun does, and says whether anything differs.",
    ),
)


def _header(report: Report, sections: Iterable[str]) -> Markup:
    first, *others = report.sentences or ("",)
    return element(
        "header",
        element("div", KINDS.get(report.kind, report.kind), class_="kind"),
        element("h1", report.title),
        element("p", first, class_="lead") if first else None,
        element("ul", *(element("li", each) for each in others)) if others else None,
        _warnings(report.warnings),
        element("div", *map(_tile, report.tiles), class_="tiles") if report.tiles else None,
        element("nav", *(element("a", name, href=f"#{_anchor(name)}") for name in sections)),
    )


def _warnings(warnings: Iterable[str]) -> Markup | None:
    lines = [element("p", each) for each in warnings]
    return element("div", *lines, class_="warn", role="note") if lines else None


def _tile(tile: Tile) -> Markup:
    value = element(
        "b", tile.value, class_=f"{tile.tone}" if tile.tone else "", style="color:var(--c)" if tile.tone else ""
    )
    return element("div", element("span", tile.label), value, element("span", tile.beside), class_="tile")


def _section(name: str, body: Markup) -> Markup:
    return element("section", element("h2", name.capitalize()), body, id=_anchor(name))


def _anchor(name: str) -> str:
    return name.replace(" ", "-")


def _blocks(report: Report) -> Markup:
    return joined(chart(block) if isinstance(block, Chart) else grid(block) for block in report.blocks)


def _metrics(report: Report) -> Markup | None:
    if not report.metrics:
        return None
    head = element("tr", element("th", ""), *(element("th", name, scope="col") for name in report.columns))
    return _table(head, (_metric(row) for row in report.metrics))


def _metric(row: Metric) -> Markup:
    named = element("div", element("b", row.label), element("span", row.words), class_="m")
    cells = (element("td", cell, class_="number") for cell in row.cells)
    return element("tr", element("th", named, scope="row", class_="l"), *cells)


def _configuration(report: Report) -> Markup | None:
    if not report.settings:
        return None
    chosen, assumed = report.chosen, report.assumed
    usual = f"{counted(len(assumed), 'value')} as the code has {'it' if len(assumed) == 1 else 'them'}"
    return joined(
        [
            _settings(chosen) if chosen else element("p", "Nothing was chosen: all values are the code's defaults."),
            element("details", element("summary", usual), _settings(assumed)) if assumed else None,
        ]
    )


def _settings(settings: Iterable[Setting]) -> Markup:
    head = element("tr", *(element("th", name, scope="col", class_="l") for name in ("key", "value", "from")))
    rows = (
        element(
            "tr",
            element("td", element("code", each.key), class_="l"),
            element("td", shown(each.value), class_="l"),
            element("td", each.origin, class_="l"),
        )
        for each in settings
    )
    return _table(head, rows)


def _data(report: Report) -> Markup | None:
    if not report.data:
        return None
    head = element(
        "tr", *(element("th", name, scope="col", class_="l") for name in ("part", "file", "symbol", "SHA-256"))
    )
    rows = (
        element(
            "tr",
            *(element("td", text, class_="l") for text in (each.part, each.name, each.symbol)),
            element("td", element("code", each.sha256), class_="l"),
        )
        for each in report.data
    )
    return joined(
        [_table(head, rows), element("p", "A run refuses a file that no longer has its SHA-256.", class_="caption")]
    )


def _versions(report: Report) -> Markup | None:
    if not report.versions:
        return None
    pairs = (element("div", element("dt", name), element("dd", version)) for name, version in report.versions)
    code = (element("div", element("dt", name), element("dd", element("code", digest))) for name, digest in report.code)
    hidden = element("details", element("summary", "Fingerprints of the code"), element("dl", *code, class_="pairs"))
    return joined([element("dl", *pairs, class_="pairs"), hidden if report.code else None])


def _files(files: Iterable[File]) -> Markup | None:
    rows = [
        element(
            "tr",
            element("td", element("a", each.name, href=each.name), class_="l"),
            element("td", each.words, class_="l"),
            element("td", f"{each.bytes:,}", class_="number"),
            element("td", element("code", each.sha256), class_="l"),
        )
        for each in files
    ]
    names = (("file", "l"), ("what it is", "l"), ("bytes", ""), ("SHA-256", "l"))
    head = element("tr", *(element("th", name, scope="col", class_=kind) for name, kind in names))
    return _table(head, rows) if rows else None


def _table(head: Markup, rows: Iterable[Markup]) -> Markup:
    return element("div", element("table", element("thead", head), element("tbody", *rows)), class_="wide")
