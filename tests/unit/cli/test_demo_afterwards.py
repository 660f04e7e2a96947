"""What the demo says to do next: commands that can be typed where it was run."""

import sys
from pathlib import Path

import pytest

from tradecore_cli.commands.demo import next_steps, program


@pytest.fixture
def unknown_to_the_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an environment that is not activated."""
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "tradecore").touch()
    monkeypatch.setenv("PATH", "/no/such/folder")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_command_that_no_shell_finds_is_told_by_its_path(
    unknown_to_the_shell: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", [str(unknown_to_the_shell / ".venv/bin/tradecore"), "demo"])
    assert program() == ".venv/bin/tradecore"
    monkeypatch.setattr(sys, "argv", ["/elsewhere/__main__.py", "demo"])
    assert program() == "tradecore"


def test_a_command_that_the_shell_finds_is_told_by_its_name(
    unknown_to_the_shell: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = unknown_to_the_shell / ".venv/bin/tradecore"
    command.chmod(0o700)
    monkeypatch.setenv("PATH", str(command.parent))
    monkeypatch.setattr(sys, "argv", [str(command), "demo"])
    assert program() == "tradecore"


def test_the_workspace_is_named_where_one_does_not_stand_in_it(unknown_to_the_shell: Path) -> None:
    here = next_steps("tradecore", "demo-1", unknown_to_the_shell)
    assert "tradecore ui\n" in here
    assert "tradecore live rehearse demo-1-paper" in here
    assert "--workspace" not in here
    beside = next_steps("tradecore", "demo-1", unknown_to_the_shell / "tradecore-demo")
    assert beside.count("--workspace tradecore-demo") == 4
