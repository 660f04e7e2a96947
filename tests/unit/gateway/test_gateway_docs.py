import re
from pathlib import Path

import pytest

from tradecore_gateway.options import _parser
from tradecore_gateway.script.parsing import FORMS, WHENS, parse

DOCUMENT = (Path(__file__).parents[3] / "docs" / "gateway.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.text)
def test_every_sentence_is_documented_in_its_own_words(form: object) -> None:
    assert any(f"| `{one.text}` | {one.meaning} |" in DOCUMENT for one in FORMS if one is form)


def test_every_time_is_documented() -> None:
    assert all(f"| `{form}` | {meaning} |" in DOCUMENT for form, meaning in WHENS)


def test_the_script_of_the_document_is_one() -> None:
    script = DOCUMENT.partition("```text\n")[2].partition("```")[0]
    assert len(parse(script, "gateway.md")) == 6


def test_every_option_is_documented() -> None:
    options = re.findall(r"^  (--[a-z-]+)", _parser().format_help(), re.MULTILINE)
    assert {"--port", "--state", "--commands"} < set(options)
    assert all(f"`{name}" in DOCUMENT for name in options if name != "--help")
