"""Cutting time so that nothing from the later part reaches the earlier one."""

from tradecore.windows.folds import Fold, purged_folds
from tradecore.windows.holdout import Split, purged_split
from tradecore.windows.seal import sealed_from
from tradecore.windows.spans import Span, parse_span
from tradecore.windows.walk import Walk, Window, check_spans, walk_forward

__all__ = [
    "Fold",
    "Span",
    "Split",
    "Walk",
    "Window",
    "check_spans",
    "parse_span",
    "purged_folds",
    "purged_split",
    "sealed_from",
    "walk_forward",
]
