"""Splits and dividends from a file beside the bars."""

import csv
import io
import re
from datetime import date
from itertools import pairwise

from tradecore.adjustments import CorporateAction
from tradecore.errors import UnreadableFile
from tradecore_kit.bar_files.files import read_text

ACCEPTED = (
    "lines of yyyymmdd,price_factor,split_factor,reference_price without a header (factors for prices up to and "
    "including that date), or a header date,split,dividend and lines with the date on which they take effect"
)
_FIELDS = 4


def read_actions(workspace: str, path: str) -> list[CorporateAction]:
    """What happened, of either kind of file, ascending; raises UnreadableFile with the line."""
    text = read_text(workspace, path).decode("utf-8", errors="replace")
    lines = [(number, row) for number, row in enumerate(csv.reader(io.StringIO(text)), 1) if any(row)]
    first = [cell.strip().lower() for cell in lines[0][1]]
    if "date" in first:
        return _listed(path, first, lines[1:])
    return _derived(path, lines)


def _derived(path: str, lines: list[tuple[int, list[str]]]) -> list[CorporateAction]:
    """Each line's factors hold up to its date; what changes at the next line happens on the day after it."""
    rows = sorted((_day(path, number, row[0]), *_numbers(path, number, row)) for number, row in lines)
    actions: list[CorporateAction] = []
    for (day, price, split, reference), (_, next_price, next_split, _) in pairwise(rows):
        ratio = next_split / split
        # A share's worth before the split pays for `ratio` shares after it.
        paid = (1.0 - price / next_price) * reference / ratio
        if abs(ratio - 1.0) > 1e-9 or abs(paid) > 1e-9:  # noqa: PLR2004 - rounding of the factors
            actions.append(CorporateAction(day + 1, _rounded(ratio), paid))
    return actions


def _rounded(ratio: float) -> float:
    """Factors are written to a few digits: 7.0000 and not 6.99999."""
    for value in (round(ratio), 1.0 / round(1.0 / ratio) if ratio < 1 else round(ratio * 2) / 2):
        if value > 0 and abs(ratio / value - 1.0) < 1e-4:  # noqa: PLR2004
            return float(value)
    return ratio


def _listed(path: str, names: list[str], lines: list[tuple[int, list[str]]]) -> list[CorporateAction]:
    if not {"split", "dividend"} & set(names):
        raise UnreadableFile(path, f"has neither a split nor a dividend column; it has {', '.join(names)}", ACCEPTED, 1)
    actions: list[CorporateAction] = []
    for number, row in lines:
        cells = dict(zip(names, (cell.strip() for cell in row), strict=False))
        try:
            split, paid = float(cells.get("split") or 1.0), float(cells.get("dividend") or 0.0)
        except ValueError:
            raise UnreadableFile(path, f"has text in a number: {','.join(row)}", ACCEPTED, number) from None
        if not (0.0 < split < float("inf")) or not abs(paid) < float("inf"):
            raise UnreadableFile(path, f"has a factor that cannot be: {','.join(row)}", ACCEPTED, number)
        actions.append(CorporateAction(_day(path, number, cells["date"]), split, paid))
    return sorted(actions, key=lambda action: action.day)


def _numbers(path: str, number: int, row: list[str]) -> tuple[float, float, float]:
    try:
        price, split, reference = (float(cell) for cell in row[1:_FIELDS])
    except ValueError:
        raise UnreadableFile(path, f"has no factors in {','.join(row)!r}", ACCEPTED, number) from None
    if not (0 < price < float("inf") and 0 < split < float("inf") and 0 <= reference < float("inf")):
        raise UnreadableFile(path, f"has a factor that cannot be: {','.join(row)}", ACCEPTED, number)
    return price, split, reference


def _day(path: str, number: int, text: str) -> int:
    digits = re.sub(r"\D", "", text.strip()[:10])
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])).toordinal() - date(1970, 1, 1).toordinal()
    except ValueError:
        raise UnreadableFile(path, f"has no date in {text!r}", ACCEPTED, number) from None
