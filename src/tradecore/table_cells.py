"""Cells of tables that a spreadsheet must not take for formulas."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def defused(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would compute; numbers and percentages stay as they are."""
    return f"'{text}" if text.startswith(FORMULA) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text.rstrip("%").replace(",", ""))
    except ValueError:
        return False
    return True
