"""How good predictions are, beside a forecast that knows nothing. None where a number is undefined, never NaN."""
