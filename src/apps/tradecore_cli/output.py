"""What goes to stdout: sentences and tables for people, or one JSON document for machines."""

import json
import sys
from collections.abc import Sequence


def print_json(value: object) -> None:
    """One JSON document; NaN is an error, never output."""
    json.dump(value, sys.stdout, indent=2, ensure_ascii=False, allow_nan=False)
    sys.stdout.write("\n")


def say(*paragraphs: str) -> None:
    """Paragraphs to stdout, each on its own line; empty ones are left out."""
    for paragraph in paragraphs:
        if paragraph:
            print(paragraph)


def note(text: str) -> None:
    """A line that is not part of the result: stderr."""
    print(text, file=sys.stderr, flush=True)


def sentences(lines: Sequence[str]) -> str:
    """The sentences of a result, one a line."""
    return "\n".join(lines)
