"""What a picture or a page of a walk forward shows."""

from dataclasses import dataclass

from tradecore.table import Column


@dataclass(frozen=True, slots=True)
class Band:
    """One window: instants (ns UTC) of the first and last bar of both stretches, and what its test gained.

    `inside` is the total return of the chosen set on the training stretch, None where it was not tried there;
    `outside` that of the test, None where nothing was traded. Of the two, `a_bar` are the logarithmic growths a bar in
    the same order, which can be held against each other.
    """

    number: int
    train: tuple[int, int]
    test: tuple[int, int]
    inside: float | None
    outside: float | None
    a_bar: tuple[float | None, float | None] = (None, None)


@dataclass(frozen=True, slots=True)
class Track:
    """The values that the windows chose for one axis, None where nothing was traded.

    The axis reaches from `low` to `high`.
    """

    name: str
    values: tuple[float | None, ...]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class WalkView:
    """The windows, the stitched equity beside holding, and how the parameters moved.

    `time` holds instants (ns UTC) and has the length of `equity`; `benchmark` is empty or of that length. `verdict` is
    pass, warn or fail.
    """

    title: str
    verdict: str
    bands: tuple[Band, ...]
    tracks: tuple[Track, ...]
    time: Column = ()
    equity: Column = ()
    benchmark: Column = ()
    initial: float = 0.0
    sentences: tuple[str, ...] = ()
    zone: str = "UTC"
    currency: str = "USD"
    in_sample: bool = False
