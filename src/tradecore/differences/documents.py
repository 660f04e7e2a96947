"""The first difference of two JSON documents."""

import json
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import BinaryIO, cast

from tradecore.differences.difference import NOTHING, Difference, cut

Leaf = tuple[str, object, object]


class Missing:
    """Stands where one of two documents has no value."""


MISSING = Missing()


def document_difference(file: str, first: BinaryIO, second: BinaryIO) -> Difference | None:
    """The first key, in sorted order, whose values differ; None where all are equal, or one of the two is no JSON."""
    try:
        left, right = json.load(first), json.load(second)
        for path, a, b in _leaves("", left, right):
            if type(a) is not type(b) or a != b:
                return Difference(file, path or "its value", _value(a), _value(b))
    except (ValueError, RecursionError):
        return None
    return None


def _leaves(path: str, first: object, second: object) -> Iterator[Leaf]:
    """What two documents hold, side by side."""
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        left, right = cast("Mapping[str, object]", first), cast("Mapping[str, object]", second)
        for key in sorted({*left, *right}):
            below = f"{path}.{key}" if path else key
            yield from _leaves(below, left.get(key, MISSING), right.get(key, MISSING))
    elif isinstance(first, list) and isinstance(second, list):
        pairs = zip_longest(cast("list[object]", first), cast("list[object]", second), fillvalue=MISSING)
        for place, (a, b) in enumerate(pairs):
            yield from _leaves(f"{path}[{place}]", a, b)
    else:
        yield path, first, second


def _value(value: object) -> str:
    return NOTHING if value is MISSING else cut(json.dumps(value, ensure_ascii=False))
