"""The verdict of a rerun: what is the same, where it differs, and what explains it."""

from tradecore.differences.difference import Difference
from tradecore.proof import Change, Proof, Verdict, changes, ordered

ROW = Difference("trades.csv", "row 7, column net", "1", "2", 7, 8, "net")
UNEXPLAINED = (
    "Versions, code and data are those of then, so something in it is not determined by its request: please report it."
)
OTHER = Difference("metrics.json", "metrics.final", "1", "2")


def test_equal_is_said_in_one_sentence() -> None:
    assert Proof("a", "", Verdict.EQUAL, 5).sentences == (
        "Equal: all 5 files and the result came out the same, byte for byte.",
    )
    assert Proof("a", "", Verdict.EQUAL, 1).sentences[0].startswith("Equal: the file and the result")


def test_a_difference_names_the_first_place_and_the_other_files() -> None:
    proof = Proof("a", "b", Verdict.DIFFERENT, 3, (ROW, OTHER), ("x.png",), ("y.html",), ("z.csv",))
    assert proof.sentences == (
        "Different: 4 files of 7 did not come out the same.",
        "trades.csv differs in row 7, column net: 1 then, 2 now (+1, 5.0e-01 of it).",
        "These differ too: metrics.json.",
        "Made then and not now: x.png.",
        "Made now and not then: y.html.",
        "Changed in the folder since the run made it: z.csv.",
        UNEXPLAINED,
    )


def test_what_has_changed_is_the_explanation() -> None:
    change = Change("version", "numpy", "2.3", "2.4")
    proof = Proof("a", "b", Verdict.DIFFERENT, 3, (ROW,), changes=(change,))
    assert proof.sentences[-1] == "Version of numpy: 2.3 then, 2.4 now."
    silent = Proof("a", "b", Verdict.DIFFERENT, 3, (ROW,), code_known=False)
    assert silent.sentences[-1].startswith("Its request does not say which code")


def test_a_changed_file_is_the_reason_not_to_run() -> None:
    change = Change("data", "prices.csv", "a" * 64, "b" * 64)
    proof = Proof("a", "", Verdict.CHANGED, changes=(change,))
    assert proof.sentences == (
        "Not run again: what it reads is not what it was.",
        "prices.csv has changed since the run: its SHA-256 was aaaaaaaaaaaa... and is bbbbbbbbbbbb... now.",
    )
    gone = Change("data", "prices.csv", "a" * 64, "", "prices.csv does not exist")
    assert gone.sentence == "prices.csv cannot be read any more: prices.csv does not exist."


def test_a_failure_says_why() -> None:
    proof = Proof("a", "b", Verdict.FAILED, problem="There is no model named 'm'.")
    assert proof.sentences == ("It has no result this time: There is no model named 'm'.",)


def test_changes_are_those_of_either_side_and_none_when_nothing_was_recorded() -> None:
    then, now = {"a": "1", "b": "2"}, {"a": "1", "b": "3", "c": "4"}
    assert changes("code", then, now) == (Change("code", "b", "2", "3"), Change("code", "c", "", "4"))
    assert changes("code", {}, now) == ()
    assert changes("code", then, then) == ()
    assert changes("version", then, {})[0].sentence == "Version of a: 1 then, none now."


def test_tables_come_first() -> None:
    assert ordered(["report.html", "metrics.json", "b.csv", "a.csv", "x.png"]) == [
        "a.csv", "b.csv", "metrics.json", "report.html", "x.png",
    ]  # fmt: skip
