"""A chart as SVG between labels of HTML: the curves stretch with the page, the words do not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tradecore.views.charts import Chart, Layer, Line, Points, Strokes
from tradecore_report.page.markup import Markup, element, joined, raw
from tradecore_report.page.ticks import Tick, ticks

SIDE = 1000
ROOM = 0.06


@dataclass(frozen=True, slots=True)
class Frame:
    """What a chart's axes span."""

    left: float
    right: float
    bottom: float
    top: float

    def x(self, value: float) -> float:
        """From 0 at the left to SIDE."""
        return (value - self.left) / (self.right - self.left) * SIDE

    def y(self, value: float) -> float:
        """From 0 at the top to SIDE."""
        return (self.top - value) / (self.top - self.bottom) * SIDE

    def point(self, x: float, y: float) -> str:
        """A place as a path writes it."""
        return f"{_short(self.x(x))} {_short(self.y(y))}"


def chart(view: Chart) -> Markup:
    """A figure: title, what the colours mean, the plot, and a caption."""
    unit = element("small", view.y_name) if view.y_name and not view.x_name else None
    title = element("figcaption", element("h3", view.title, unit), _legend(view.layers))
    caption = element("p", view.caption, class_="caption") if view.caption else None
    shown = [layer for layer in view.layers if len(layer.x)]
    body = _plot(view, shown) if shown else element("p", "Nothing to draw.", class_="caption")
    return element("figure", title, body, caption)


def _plot(view: Chart, layers: Sequence[Layer]) -> Markup:
    frame = _frame(view, layers)
    across = ticks(frame.left, frame.right, view.x, view.zone, most=9)
    upward = ticks(frame.bottom, frame.top, view.y, most=3 if view.low else 5)
    drawn = joined([_grid_lines(across, upward, frame), *(_layer(layer, frame) for layer in layers)])
    words = f"{view.title}: {', '.join(layer.name for layer in layers if layer.name)}"
    box = {"viewBox": f"0 0 {SIDE} {SIDE}", "preserveAspectRatio": "none", "role": "img", "aria_label": words}
    svg = element("svg", drawn, **box)
    low = " low" if view.low else ""
    return element(
        "div",
        element("div", *(_label(text, "top", frame.y(place)) for place, text in upward), class_="ys"),
        element("div", svg, class_="area"),
        element("div", *(_label(text, "left", frame.x(place)) for place, text in across), class_="xs"),
        _names(view),
        class_=f"plot{low}",
    )


def _names(view: Chart) -> Markup | None:
    """What the axes show, where the labels alone do not say it."""
    axes = [f"across: {view.x_name}", f"up: {view.y_name}"] if view.x_name else []
    zone = [f"dates in {view.zone}"] if view.x == "time" and view.zone != "UTC" else []
    return element("div", ", ".join((*axes, *zone)), class_="names") if axes or zone else None


def _frame(view: Chart, layers: Sequence[Layer]) -> Frame:
    xs, ys = list(_edges(layers, "x")), list(_edges(layers, "y"))
    if view.floor is not None:
        ys.append(view.floor)
    left, right = _widened(min(xs), max(xs), 0.012 if view.x == "time" else ROOM)
    bottom, top = _widened(min(ys), max(ys), ROOM)
    if view.floor is not None and min(ys) >= view.floor:
        bottom = view.floor
    elif view.floor is not None and max(ys) <= view.floor:
        top = view.floor
    return Frame(left, right, bottom, top)


def _edges(layers: Sequence[Layer], along: str) -> Iterator[float]:
    for layer in layers:
        match layer:
            case Line():
                values = [layer.x, layer.y][along == "y"]
            case Points():
                values = layer.x
                if along == "y":
                    reach = layer.reach or [0.0] * len(layer.y)
                    values = [y + side * r for y, r in zip(layer.y, reach, strict=True) for side in (-1, 1)]
            case Strokes():
                values = [*layer.y, *layer.to_y] if along == "y" else [*layer.x, *layer.to_x]
        yield min(values)
        yield max(values)


def _widened(low: float, high: float, share: float) -> tuple[float, float]:
    room = (high - low) * share or abs(high) * share or 1.0
    return low - room, high + room


def _grid_lines(across: Sequence[Tick], upward: Sequence[Tick], frame: Frame) -> Markup:
    lines = [f"M0 {_short(frame.y(place))}h{SIDE}" for place, _ in upward]
    lines += [f"M{_short(frame.x(place))} 0v{SIDE}" for place, _ in across]
    zero = [f"M0 {_short(frame.y(0.0))}h{SIDE}"] if frame.bottom < 0.0 < frame.top else []
    return joined([_path("".join(lines), "grid-lines"), _path("".join(zero), "zero")])


def _layer(layer: Layer, frame: Frame) -> Markup:
    match layer:
        case Line():
            return _line(layer, frame)
        case Points():
            return _points(layer, frame)
        case Strokes():
            pieces = [
                f"M{frame.point(x, y)}L{frame.point(to_x, to_y)}"
                for x, y, to_x, to_y in zip(layer.x, layer.y, layer.to_x, layer.to_y, strict=True)
            ]
            return _noted(pieces, layer.notes, f"stroke {layer.tone}")


def _line(layer: Line, frame: Frame) -> Markup:
    if len(layer.x) == 1:
        return _path(f"M{frame.point(layer.x[0], layer.y[0])}h0", f"dot {layer.tone}")
    corners = [frame.point(x, y) for x, y in zip(layer.x, layer.y, strict=True)]
    curve = _path("M" + "L".join(corners), f"line {layer.tone}{' dashed' if layer.dashed else ''}")
    if not layer.filled:
        return curve
    base = _short(frame.y(min(max(0.0, frame.bottom), frame.top)))
    start, end = _short(frame.x(layer.x[0])), _short(frame.x(layer.x[-1]))
    return joined([_path(f"M{start} {base}L" + "L".join(corners) + f"L{end} {base}z", f"fill {layer.tone}"), curve])


def _points(layer: Points, frame: Frame) -> Markup:
    bars = [
        f"M{frame.point(x, y - reach)}L{frame.point(x, y + reach)}"
        for x, y, reach in zip(layer.x, layer.y, layer.reach or (), strict=bool(layer.reach))
    ]
    dots = [f"M{frame.point(x, y)}h0" for x, y in zip(layer.x, layer.y, strict=True)]
    small = " small" if len(dots) > 200 else ""  # noqa: PLR2004
    inner = _path("".join(dots), f"hole{small}") if layer.hollow else None
    return joined(
        [
            _path("".join(bars), f"stroke {layer.tone}"),
            _noted(dots, layer.notes, f"dot {layer.tone}{small}"),
            inner,
        ]
    )


def _noted(pieces: Sequence[str], notes: Sequence[str], kind: str) -> Markup:
    """One path for all, or one for each with the words that are shown where the pointer rests."""
    if not notes:
        return _path("".join(pieces), kind)
    each = (
        element("path", element("title", note), d=piece) for piece, note in zip(pieces, notes, strict=True) if piece
    )
    return element("g", *each, class_=kind)


def _path(data: str, kind: str) -> Markup:
    return raw(f'<path class="{kind}" d="{data}"/>') if data else raw("")


def _label(words: str, side: str, place: float) -> Markup:
    return element("span", words, style=f"{side}:{_short(place / 10)}%")


def _legend(layers: Sequence[Layer]) -> Markup | None:
    named = [layer for layer in layers if layer.name]
    keys = (element("span", element("i", class_=f"key {layer.tone}"), layer.name) for layer in named)
    return element("span", *keys, class_="legend") if named else None


def _short(value: float) -> str:
    return f"{round(value, 1):g}"
