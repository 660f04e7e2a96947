"""Which TA-Lib functions can be asked for, and what each needs.

Left out on purpose: sums that run from the first bar for ever (OBV, AD, ADOSC), whose level depends on
where a file begins, and what mixes powers of the price (VAR, LINEARREG_ANGLE).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Argument(NamedTuple):
    """One argument under TA-Lib's own name; both bounds are allowed."""

    name: str
    low: float
    high: float
    whole: bool = True


class Study(NamedTuple):
    """One output column of one function.

    `degree` 1 means that it is a price (or a difference of prices) and is handed back in the row's own
    raw units; 0 that it has no unit. `fixed` are arguments that the user does not choose.
    """

    function: str
    inputs: tuple[str, ...]
    arguments: tuple[Argument, ...] = ()
    degree: int = 0
    output: int = 0
    fixed: Mapping[str, int] = MappingProxyType({})


LONGEST = 5000
CLOSE = ("close",)
RANGE = ("high", "low")
HLC = ("high", "low", "close")
ANY = (Argument("timeperiod", 1, LONGEST),)
TWO = (Argument("timeperiod", 2, LONGEST),)
FAST_SLOW = (Argument("fastperiod", 2, LONGEST), Argument("slowperiod", 2, LONGEST))
MACD = (*FAST_SLOW, Argument("signalperiod", 1, LONGEST))
BANDS = (*TWO, Argument("nbdevup", 0, 100, whole=False))
STOCH = tuple(Argument(name, 1, LONGEST) for name in ("fastk_period", "slowk_period", "slowd_period"))
STOCHF = tuple(Argument(name, 1, LONGEST) for name in ("fastk_period", "fastd_period"))
ULTIMATE = tuple(Argument(f"timeperiod{i}", 1, LONGEST) for i in (1, 2, 3))
PARABOLIC = (Argument("acceleration", 0, 1, whole=False), Argument("maximum", 0, 1, whole=False))
EMA = MappingProxyType({"matype": 1})

STUDIES: Mapping[str, Study] = MappingProxyType(
    {
        # momentum, without a unit
        "rsi": Study("RSI", CLOSE, TWO),
        "cmo": Study("CMO", CLOSE, TWO),
        "roc": Study("ROC", CLOSE, ANY),
        "trix": Study("TRIX", CLOSE, ANY),
        "ppo": Study("PPO", CLOSE, FAST_SLOW, fixed=EMA),
        "bop": Study("BOP", ("open", *HLC)),
        "cci": Study("CCI", HLC, TWO),
        "willr": Study("WILLR", HLC, TWO),
        "ultosc": Study("ULTOSC", HLC, ULTIMATE),
        "stoch_k": Study("STOCH", HLC, STOCH),
        "stoch_d": Study("STOCH", HLC, STOCH, output=1),
        "stochf_k": Study("STOCHF", HLC, STOCHF),
        "stochf_d": Study("STOCHF", HLC, STOCHF, output=1),
        "stochrsi_k": Study("STOCHRSI", CLOSE, (*TWO, *STOCHF)),
        "stochrsi_d": Study("STOCHRSI", CLOSE, (*TWO, *STOCHF), output=1),
        "mfi": Study("MFI", (*HLC, "volume"), TWO),
        # trend, without a unit
        "adx": Study("ADX", HLC, TWO),
        "adxr": Study("ADXR", HLC, TWO),
        "dx": Study("DX", HLC, TWO),
        "plus_di": Study("PLUS_DI", HLC, ANY),
        "minus_di": Study("MINUS_DI", HLC, ANY),
        "aroon_down": Study("AROON", RANGE, TWO),
        "aroon_up": Study("AROON", RANGE, TWO, output=1),
        "aroonosc": Study("AROONOSC", RANGE, TWO),
        "natr": Study("NATR", HLC, ANY),
        # in the unit of the price
        "sma": Study("SMA", CLOSE, TWO, degree=1),
        "ema": Study("EMA", CLOSE, TWO, degree=1),
        "wma": Study("WMA", CLOSE, TWO, degree=1),
        "dema": Study("DEMA", CLOSE, TWO, degree=1),
        "tema": Study("TEMA", CLOSE, TWO, degree=1),
        "trima": Study("TRIMA", CLOSE, TWO, degree=1),
        "kama": Study("KAMA", CLOSE, TWO, degree=1),
        "midpoint": Study("MIDPOINT", CLOSE, TWO, degree=1),
        "midprice": Study("MIDPRICE", RANGE, TWO, degree=1),
        "linearreg": Study("LINEARREG", CLOSE, TWO, degree=1),
        "linearreg_slope": Study("LINEARREG_SLOPE", CLOSE, TWO, degree=1),
        "tsf": Study("TSF", CLOSE, TWO, degree=1),
        "max": Study("MAX", CLOSE, TWO, degree=1),
        "min": Study("MIN", CLOSE, TWO, degree=1),
        "sar": Study("SAR", RANGE, PARABOLIC, degree=1),
        "atr": Study("ATR", HLC, ANY, degree=1),
        "trange": Study("TRANGE", HLC, degree=1),
        "stddev": Study("STDDEV", CLOSE, TWO, degree=1),
        "mom": Study("MOM", CLOSE, ANY, degree=1),
        "apo": Study("APO", CLOSE, FAST_SLOW, degree=1, fixed=EMA),
        "macd": Study("MACD", CLOSE, MACD, degree=1),
        "macd_signal": Study("MACD", CLOSE, MACD, degree=1, output=1),
        "macd_hist": Study("MACD", CLOSE, MACD, degree=1, output=2),
        "bbands_upper": Study("BBANDS", CLOSE, BANDS, degree=1),
        "bbands_middle": Study("BBANDS", CLOSE, TWO, degree=1, output=1),
        "bbands_lower": Study("BBANDS", CLOSE, (*TWO, Argument("nbdevdn", 0, 100, whole=False)), degree=1, output=2),
    }
)
