"""Whether features can tell how high a price is, for a model that is to predict one."""

from array import array
from collections.abc import Sequence
from math import isclose

from tradecore.bars import PRICES, Bars
from tradecore.contracts.settings import TrainingSettings
from tradecore.feature_table import compute_all
from tradecore.features import Feature
from tradecore.leakcheck import longest_warmup
from tradecore.ports.catalog import Catalog
from tradecore.table import Column

# Rows with a value that are looked at.
ROWS = 30
BLIND = (
    "No feature is in units of the price, so that none can tell how high it is: the model will say the prices of its "
    "training rows, wherever the market has gone since. Predict the return (training.target), or add features such as "
    "close or sma(20)."
)


def level_warnings(
    training: TrainingSettings, bars: Bars, features: Sequence[Feature], catalog: Catalog
) -> tuple[str, ...]:
    """What to say of a price that is to be predicted by features which are the same where every price is doubled."""
    if training.target != "price":
        return ()
    stretch = bars.slice(max(0, len(bars) - longest_warmup(features, catalog) - ROWS), len(bars))
    twice = {name: array("d", (2.0 * value for value in stretch[name])) for name in PRICES}
    single = compute_all(stretch, features, catalog)
    double = compute_all(stretch.with_columns(**twice), features, catalog)
    return () if any(_moved(single[name], double[name]) for name in single.names) else (BLIND,)


def _moved(one: Column, other: Column) -> bool:
    pairs = ((a, b) for a, b in zip(one, other, strict=True) if a == a and b == b)
    return any(not isclose(a, b, rel_tol=1e-6, abs_tol=1e-9) for a, b in pairs)
