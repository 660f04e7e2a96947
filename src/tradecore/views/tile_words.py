"""What the numbers to see first tell, where they are no metrics of their own."""

from collections.abc import Mapping

from tradecore.views.meanings import explained

WORDS: Mapping[str, str] = {
    "best Sharpe ratio": "that of the best set, chosen with hindsight: the more sets, the more of it is luck",
    "chance it is no luck": "the deflated Sharpe ratio: how probable it is that the best of so many tries has skill at "
    "all; 95% convinces, below 50% it is rather luck",
    "chance of overfitting": "how often the best set of one half of the sessions is among the worse half on the other; "
    "5% is good, at 50% choosing is drawing lots",
    "checks passed": "demands of the gate that the model meets; it needs all of them",
    "columns that leak": "columns that know the future: none may",
    "compared bars": "made bars that the other file has too; none should differ",
    "costs it bears": "how dear trading could become, in basis points of the money traded, before the profit is gone; "
    "twice what was paid is room enough",
    "efficiency": "how much of the growth on the training stretches was left on the tests; above 50% is good, below 0 "
    "it lost what it promised",
    "kinds of error": "defects that a run refuses unless they are accepted: 0 is good",
    "kinds of finding": "all kinds of defects; each is listed below with the places of the first ones",
    "leak check": "whether the features were shown not to know the future; only passed will do",
    "left out": "rows that were not taken: errors that were accepted, or outside the set's hours",
    "new": "rows that the set had not before",
    "promoted": "whether the model may be traded now",
    "repeated": "rows that the set had already, with the same values: no harm",
    "resampled bars": "longer bars that were made; of one that is not full no bar is made",
    "residual sigma": "how far off the model typically is, from rows out of fold; a strategy must clear it",
    "revised": "bars whose values the files have otherwise than the set; 0 is good",
    "sets tried": "how many parameter sets were run; each is one more try that luck has",
    "usable bars": "rows that a run would trade on",
    "verdict": "PASS: profitable beyond doubt; WARN: profitable, with doubts; FAIL: not profitable out of sample",
    "windows": "tests that ended with a gain: more than half should, and no single one should bring all the profit",
}


def told(label: str) -> str:
    """What a number tells and what is good; empty for one that nobody explained."""
    return WORDS.get(label, "") or explained(label)
