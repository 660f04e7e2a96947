"""Intervals of what was drawn."""

import numpy as np
from numpy.typing import NDArray

from tradecore.inference.resampling import Interval


def interval(values: NDArray[np.float64], confidence: float) -> Interval:
    """The range that the middle share of the values spans."""
    low, high = np.quantile(values, ((1.0 - confidence) / 2.0, (1.0 + confidence) / 2.0))
    return Interval(float(low), float(high))
