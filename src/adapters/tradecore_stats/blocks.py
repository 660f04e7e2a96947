"""Blocks of bars, drawn without arch, whose import takes seconds."""

import numpy as np
from numpy.typing import NDArray


def natural_length(rows: int, asked: float) -> float:
    """The mean length of blocks that was asked for, or for 0 the cube root of the number of rows; half of them at most.

    Hall, Horowitz and Jing 1995, On blocking rules for the bootstrap with dependent data, Biometrika 82.
    """
    return min(asked or rows ** (1.0 / 3.0), rows / 2.0)


def stationary(rows: int, block: float, random: np.random.Generator, length: int = 0) -> NDArray[np.int64]:
    """Places of one draw: blocks that begin anywhere, end with chance 1 / block, and wrap round the end.

    As many as there are rows, or `length`. Politis and Romano 1994, The Stationary Bootstrap, Journal of the American
    Statistical Association 89.
    """
    count = length or rows
    begins = random.random(count) < 1.0 / block
    begins[0] = True
    started = np.maximum.accumulate(np.where(begins, np.arange(count), 0))
    return (random.integers(rows, size=count)[started] + np.arange(count) - started) % rows
