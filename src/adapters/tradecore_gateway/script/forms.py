"""Forms of sentences: literal words, and words that stand for something."""

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from tradecore.errors import InvalidValue
from tradecore_gateway.script.words import PLACES

# Stands for the rest of a line.
REST = "TEXT"


@dataclass(frozen=True, slots=True)
class Form:
    """One thing that a script may say, such as `restart for DURATION`, what it means, and what does it.

    `perform` takes the gateway and the values of the places, in their order.
    """

    text: str
    meaning: str
    perform: Callable[..., None]

    def values(self, words: list[str]) -> tuple[object, ...] | None:
        """The values of a sentence that has this form, or None; raises ValueError with what a place accepts."""
        form = self.text.split()
        rest = form[-1] == REST
        if len(words) < len(form) if rest else len(words) != len(form):
            return None
        pairs = list(zip(form, words, strict=False))
        if any(place not in PLACES and place not in {word, REST} for place, word in pairs):
            return None
        found = [_read(place, word) for place, word in pairs if place in PLACES]
        return (*found, " ".join(words[len(form) - 1 :])) if rest else tuple(found)


def matched(sentence: str, forms: tuple[Form, ...], line: int, where: str) -> tuple[Form, tuple[object, ...]]:
    """The form of a sentence and its values; raises InvalidValue, which names the line and what is accepted."""
    words = sentence.split()
    problems: list[str] = []
    for form in forms:
        try:
            values = form.values(words)
        except ValueError as error:
            problems.append(f"`{form.text}` with {error}")
        else:
            if values is not None:
                return form, values
    raise InvalidValue(f"line {line}", sentence, problems[0] if problems else _accepted(words, forms), where)


def _read(place: str, word: str) -> object:
    read, accepted = PLACES[place]
    try:
        return read(word)
    except ValueError:
        raise ValueError(f"{place} {accepted}") from None


def _accepted(words: list[str], forms: tuple[Form, ...]) -> str:
    """The nearest forms, or the first words of all of them."""
    texts = [form.text for form in forms]
    alike = [text for text in texts if words and text.split()[0] == words[0]]
    near = alike or get_close_matches(" ".join(words), texts, n=3, cutoff=0.5)
    if near:
        return " or ".join(f"`{text}`" for text in near)
    return "a sentence that begins with " + ", ".join(sorted({text.split()[0] for text in texts}))
