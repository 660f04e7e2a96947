import pytest

from tradecore.errors import InvalidValue
from tradecore.instants import parse_instant
from tradecore_gateway.script.parsing import FORMS, parse
from tradecore_gateway.script.words import PLACES

BEGUN = parse_instant("2026-03-02T14:29:00Z")
EXAMPLES = {
    "DURATION": "40s", "SYMBOL": "AAPL", "UNITS": "60", "PRICE": "101.5", "COUNT": "3", "CODE": "1100", "CLIENT": "7",
    "PERCENT": "-5%", "REQUEST": "reqExecutions", "DAY": "2026-03-02", "CLOCK": "13:00", "TEXT": "a few words",
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.text)
def test_every_form_is_read_as_itself(form: object) -> None:
    assert form in FORMS
    sentence = " ".join(EXAMPLES.get(word, word) for word in getattr(form, "text").split())  # noqa: B009 - typed as object
    [cue] = parse(sentence)
    assert cue.form is form
    places = [word for word in cue.form.text.split() if word in PLACES or word == "TEXT"]
    assert len(cue.values) == len(places)


def test_forms_are_told_apart_by_their_words() -> None:
    assert len({form.text for form in FORMS}) == len(FORMS)


@pytest.mark.parametrize(
    ("when", "moment"),
    [
        ("at 09:31", "2026-03-02T14:31:00Z"),
        ("at 09:31:05", "2026-03-02T14:31:05Z"),
        ("at 2026-03-03 09:31", "2026-03-03T14:31:00Z"),
        ("after 90s", "2026-03-02T14:30:30Z"),
        ("after 1h", "2026-03-02T15:29:00Z"),
        ("every day at 23:45", "2026-03-03T04:45:00Z"),
        ("now", "2026-03-02T14:29:00Z"),
        ("", "2026-03-02T14:29:00Z"),
    ],
)
def test_a_line_says_when(when: str, moment: str) -> None:
    [cue] = parse(f"{when} drop")
    assert (cue.sentence, cue.due(BEGUN, False)) == ("drop", parse_instant(moment))  # noqa: FBT003 - a cue's own
    again = cue.due(parse_instant(moment), True)  # noqa: FBT003 - as above
    assert again == (parse_instant("2026-03-04T04:45:00Z") if when.startswith("every") else None)


def test_comments_and_blank_lines_are_nothing() -> None:
    cues = parse("# a bad morning\n\n  at 09:31 drop  # all of them\n")
    assert [(cue.line, cue.sentence) for cue in cues] == [(3, "drop")]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("at 09:31 dorp", "line 2 is 'dorp'. Accepted: `drop`"),
        ("restart for ever", "`restart for DURATION` with DURATION a duration such as 500ms, 40s, 2m or 1h"),
        ("restart", "Accepted: `restart for DURATION`."),
        ("swallow next", "`swallow next order` or `swallow next COUNT orders`"),
        ("at noon drop", "`at CLOCK` (of the first day, in New York)"),
        ("fill aapl 60", "`fill SYMBOL UNITS` with SYMBOL a symbol in capitals"),
        ("fill AAPL 0", "with UNITS a number of units above 0"),
        ("fill AAPL nan", "with UNITS a number of units above 0"),
        ("ignore next reqNothing", "the name of a message such as reqExecutions"),
        ("xyz", "a sentence that begins with answer, cancel, client, clock, correct, delay, drop"),
        ("error minus", "`error CODE` with CODE a code such as 1100"),
        ("half day 2026-13-01 13:00", "a day such as 2026-03-02"),
    ],
)
def test_what_is_no_sentence_is_named_with_its_line(line: str, said: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse(f"now drop\n{line}", "monday.script")
    assert str(caught.value).startswith("monday.script: line 2 is ")
    assert said in str(caught.value)
