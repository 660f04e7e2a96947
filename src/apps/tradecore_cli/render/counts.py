"""Counts by name as a sentence."""

from collections.abc import Mapping


def counted(title: str, counts: Mapping[str, int]) -> str:
    """`Decisions: 812 position open, 60 long.`, largest first; empty when there is nothing to count."""
    ordered = sorted(((name, count) for name, count in counts.items() if count), key=lambda item: (-item[1], item[0]))
    if not ordered:
        return ""
    return f"{title}: " + ", ".join(f"{count:,} {name}" for name, count in ordered) + "."
