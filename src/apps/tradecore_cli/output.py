"""What goes to stdout: sentences and tables for people, or one JSON document for machines."""

import json
import sys


def print_json(value: object) -> None:
    """One JSON document; NaN is an error, never output."""
    json.dump(value, sys.stdout, indent=2, ensure_ascii=False, allow_nan=False)
    sys.stdout.write("\n")


def say(*paragraphs: str) -> None:
    """Paragraphs to stdout, each on its own line; an empty one is an empty line, never two in a row."""
    previous = " "
    for paragraph in paragraphs:
        if paragraph or previous:
            sys.stdout.write(f"{paragraph}\n")
        previous = paragraph


def note(text: str) -> None:
    """A line that is not part of the result: stderr."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
