"""Notes and removal on a filesystem: nothing is lost by two at a time, a crash leaves nothing half done."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tradecore.errors import JobError, RequestError, StorageError, UnsupportedVersion
from tradecore.jobs import Failure, State, ended, queued, started
from tradecore.notes import Notes, noted, tagged
from tradecore_files import removal, runs
from tradecore_files.runs import FileRuns
from tradecore_kit.processes import mark_of

NOON = 1_767_268_800_000_000_000


@pytest.fixture
def store(tmp_path: Path) -> FileRuns:
    return FileRuns(str(tmp_path))


def over(store: FileRuns) -> Path:
    job_id = store.create({"type": "data"}, queued("data", NOON, mark_of()))
    working = started(store.status(job_id), NOON, mark_of())
    store.update(job_id, working)
    store.update(job_id, ended(working, State.FAILED, NOON, Failure("DataError", "no bars")))
    return Path(store.location(job_id))


def test_notes_are_a_file_of_their_own_that_anyone_can_read(store: FileRuns) -> None:
    folder = over(store)
    store.annotate(folder.name, lambda notes: tagged(noted(notes, "look again", NOON), ("todo",)))
    content = json.loads((folder / "notes.json").read_text("utf-8"))
    note = {"at": "2026-01-01T12:00:00.000000Z", "text": "look again"}
    assert content == {"schema": 1, "notes": [note], "tags": ["todo"], "rerun_of": ""}
    assert (folder / "notes.json").stat().st_mode & 0o777 == 0o600
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def test_two_who_write_at_once_lose_nothing(store: FileRuns, tmp_path: Path) -> None:
    folder = over(store)
    code = (
        "import sys\n"
        "from tradecore.notes import noted\n"
        "from tradecore_files.runs import FileRuns\n"
        "store = FileRuns(sys.argv[1])\n"
        "for k in range(25):\n"
        "    store.annotate(sys.argv[2], lambda notes: noted(notes, f'{sys.argv[3]} {k}', k))\n"
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path), folder.name, str(number)]) for number in range(3)
    ]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    said = [note.text for note in store.notes(folder.name).notes]
    assert sorted(said) == sorted(f"{number} {k}" for number in range(3) for k in range(25))


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ('{"schema": 2}', UnsupportedVersion),
        ('{"schema": 1, "nots": []}', RequestError),
        ('{"notes": [], "notes": []}', RequestError),
        ("{", RequestError),
        ("[]", RequestError),
    ],
)
def test_notes_that_are_none_are_refused_and_kept(store: FileRuns, content: str, error: type[Exception]) -> None:
    folder = over(store)
    (folder / "notes.json").write_text(content)
    with pytest.raises(error, match=r"notes\.json"):
        store.notes(folder.name)
    with pytest.raises(error):
        store.annotate(folder.name, lambda notes: noted(notes, "x", NOON))
    assert (folder / "notes.json").read_text() == content


def test_a_link_in_place_of_notes_is_not_followed(store: FileRuns, tmp_path: Path) -> None:
    folder, secret = over(store), tmp_path / "secret.json"
    secret.write_text('{"notes": [{"at": "", "text": "secret"}]}')
    (folder / "notes.json").symlink_to(secret)
    with pytest.raises(JobError, match="notes"):
        store.notes(folder.name)


def test_removing_takes_the_whole_folder_and_follows_no_link(store: FileRuns, tmp_path: Path) -> None:
    folder, outside = over(store), tmp_path / "outside"
    outside.mkdir()
    (outside / "kept.txt").write_text("kept")
    (folder / "below").mkdir()
    (folder / "below" / "deep.bin").write_bytes(b"x" * 100)
    (folder / "link").symlink_to(outside)
    assert store.size(folder.name) >= 100
    store.remove(folder.name)
    assert not folder.exists()
    assert (outside / "kept.txt").read_text() == "kept"
    assert [path.name for path in (tmp_path / "runs").iterdir()] == [".queue"]
    assert list((tmp_path / "runs" / ".queue").iterdir()) == []


def test_a_removal_that_is_interrupted_leaves_no_half_run(
    store: FileRuns, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = over(store)

    def crash(_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(runs, "delete", crash)
    with pytest.raises(KeyboardInterrupt):
        store.remove(folder.name)
    monkeypatch.undo()
    assert not folder.exists()
    assert store.recent() == []
    assert (tmp_path / "runs" / f".removed-{folder.name}" / "request.json").exists()
    assert store.tidy() == 1
    assert [path.name for path in (tmp_path / "runs").iterdir()] == [".queue"]


def test_a_run_that_was_copied_in_again_can_be_removed_again(store: FileRuns, tmp_path: Path) -> None:
    folder = over(store)
    (tmp_path / "runs" / f".removed-{folder.name}" / "old").mkdir(parents=True)
    store.remove(folder.name)
    assert not folder.exists()
    assert store.tidy() == 0


def test_a_lost_run_can_be_removed_though_nobody_looked_at_it(store: FileRuns) -> None:
    job_id = store.create({"type": "data"}, queued("data", NOON, mark_of()))
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        store.update(job_id, started(store.status(job_id), NOON, mark_of(child.pid)))
        child.kill()
    store.remove(job_id)
    assert store.recent() == []


def test_a_submission_that_died_long_ago_is_tidied_up(store: FileRuns, tmp_path: Path) -> None:
    folder = over(store)
    dead, young = (folder.with_name(f".new-{name}") for name in ("dead", "young"))
    for new in (dead, young):
        new.mkdir()
        (new / "request.json").write_text("{}")
    os.utime(dead, (0, 0))
    assert store.tidy() == 1
    assert not dead.exists()
    assert young.exists()
    assert folder.exists()


def test_a_folder_that_is_gone_is_left_over_by_nobody(tmp_path: Path) -> None:
    assert list(removal.left_over(tmp_path / "nowhere")) == []


def test_a_folder_that_takes_nothing_says_so(store: FileRuns, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = over(store)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match=r"notes\.json could not be written: No space left"):
        store.annotate(folder.name, lambda notes: noted(notes, "x", NOON))
    monkeypatch.undo()
    assert store.notes(folder.name) == Notes()
