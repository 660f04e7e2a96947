"""Notes and tags are checked before they are kept."""

import pytest

from tradecore.errors import InvalidValue
from tradecore.notes import LONGEST, MOST, Note, Notes, noted, tagged

NOON = 1_767_268_800_000_000_000


def test_a_note_carries_its_instant_and_no_space_around_it() -> None:
    assert noted(Notes(), "  look\nagain \n", NOON).notes == (Note("2026-01-01T12:00:00.000000Z", "look\nagain"),)


@pytest.mark.parametrize("text", ["", "  \n", "x" * (LONGEST + 1)])
def test_nothing_and_too_much_are_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="note"):
        noted(Notes(), text, NOON)


def test_there_is_an_end_to_notes() -> None:
    many = Notes(notes=(Note("", "x"),) * MOST)
    with pytest.raises(InvalidValue, match="1,000"):
        noted(many, "one more", NOON)
    with pytest.raises(InvalidValue, match="1,000"):
        tagged(Notes(), (f"t{k}" for k in range(MOST + 1)))


def test_tags_are_a_sorted_set() -> None:
    assert tagged(Notes(tags=("b",)), ("c", "a", "b")).tags == ("a", "b", "c")
    assert tagged(Notes(tags=("a", "b")), ("c",), ("b", "z")).tags == ("a", "c")
    assert tagged(Notes(), ("pinned",)).pinned
    assert not Notes(tags=("not-pinned",)).pinned


@pytest.mark.parametrize("tag", ["", "A", "a b", "-a", "\u00e4", "a\n", "x" * 65, "<b>", "../a"])
def test_what_is_no_tag_is_refused(tag: str) -> None:
    with pytest.raises(InvalidValue, match="tag"):
        tagged(Notes(), (tag,))
    with pytest.raises(InvalidValue, match="tag"):
        tagged(Notes(), (), (tag,))
