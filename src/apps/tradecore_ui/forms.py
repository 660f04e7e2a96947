"""Forms from questions: a widget for each, and beside it what the validators refuse."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from tradecore.errors import TradecoreError
from tradecore.views.forms import Asked, Question, blamed, changed, complaint
from tradecore.views.known_bars import KnownBars
from tradecore_ui.boundary import plain

COLUMNS = 3
WHOLE = 12


@dataclass
class Form:
    """The fields of one page's form: `answers` by key, and the room under each for what is wrong with it."""

    page: str
    answers: dict[str, Asked] = field(default_factory=dict[str, Asked])
    rooms: dict[str, Any] = field(default_factory=dict[str, Any])

    def ask(self, questions: Sequence[Question], columns: int = COLUMNS) -> dict[str, Asked]:
        """Draws a widget for each question; returns what was answered otherwise than it stood there."""
        places = st.columns(columns)
        for place, question in enumerate(questions):
            with places[place % columns]:
                self.answers[question.key] = _widget(question, f"{self.page}.{question.key}")
                self.room(question.key)
        return changed(questions, self.answers)

    def room(self, key: str) -> None:
        """The place where an error about a key is shown."""
        self.rooms[key] = st.empty()

    def bars(self, offered: Sequence[KnownBars], key: str = "bars") -> dict[str, object] | None:
        """Asks for the bars and their dates; the fields of their BarsSpec, None where there are none to choose."""
        names = [each.label for each in offered]
        first, start, end = st.columns([2, 1, 1])
        with first:
            picked = st.selectbox(
                "Bars",
                names,
                key=f"{self.page}.{key}",
                accept_new_options=True,
                index=0 if names else None,
                placeholder="a data set, or the path of a file",
                help="A prepared data set, a file as an earlier run read it, or the path of a file.",
            )
            self.room(key)
        with start:
            since = st.text_input("From", key=f"{self.page}.{key}.start", placeholder="its start", help="2025-01-31")
            self.room(f"{key}.start")
        with end:
            until = st.text_input(
                "Until, excluded", key=f"{self.page}.{key}.end", placeholder="its end", help="2025-01-31"
            )
            self.room(f"{key}.end")
        known = next((each.spec for each in offered if each.label == picked), {"path": picked})
        dates = {name: text.strip() for name, text in (("start", since), ("end", until)) if text.strip()}
        return {**known, **dates} if picked else None

    def refuse(self, error: TradecoreError) -> None:
        """Shows an error beside the field it is about, or above the others."""
        key = blamed(error, list(self.rooms))
        room = self.rooms.get(key)
        (room or st).error(plain(complaint(error)), icon=":material/error:")


def _widget(question: Question, key: str) -> Asked:
    label, words = _label(question), question.help or None
    if question.type is bool:
        return st.checkbox(label, value=bool(question.value), key=key, help=words)
    if question.choices:
        choices = list(question.choices)
        return st.selectbox(label, choices, index=choices.index(str(question.value)), key=key, help=words)
    if question.type is tuple:
        value = question.value if isinstance(question.value, tuple) else ()
        return _lines(st.text_area(label, "\n".join(value), key=key, help=words))
    if question.type is str:
        return st.text_input(label, str(question.value or ""), key=key, help=words).strip()
    return _number(question, label, key, words)


def _number(question: Question, label: str, key: str, words: str | None) -> Asked:
    """Bounds are left to the validators, which say what is accepted instead of changing what was typed."""
    if question.type is int:
        whole = None if question.value is None else int(question.value)  # pyright: ignore[reportArgumentType]
        return st.number_input(label, value=whole, step=int(question.step or 1), key=key, help=words)
    value = None if question.value is None else float(question.value)  # pyright: ignore[reportArgumentType]
    digits = max(2, *(_digits(each) for each in (question.step, value) if each is not None))
    step = question.step or 10.0**-digits
    return st.number_input(label, value=value, step=float(step), format=f"%.{digits}f", key=key, help=words)


def _digits(value: float) -> int:
    """How many decimals a number needs."""
    return len(f"{value:.{WHOLE}f}".rstrip("0").partition(".")[2])


def _label(question: Question) -> str:
    if question.low is None or question.high is None:
        return question.label
    return f"{question.label} :gray[:small[{question.low:g} to {question.high:,g}]]"


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def nested(overrides: Mapping[str, Asked]) -> dict[str, object]:
    """Answers as the overrides of a request; what was left empty is not said."""
    return {
        key: list(value) if isinstance(value, tuple) else value for key, value in overrides.items() if value is not None
    }
