"""The process boundary: every failure becomes one paragraph on stderr and a documented exit code."""

import os
import shutil
import sys
import textwrap
import traceback
from collections.abc import Iterable, Sequence
from importlib import import_module

from tradecore.errors import TradecoreError, suggestion
from tradecore_cli.exits import DONE, INTERRUPTED, REFUSED, UNEXPECTED, exit_code


def guarded(command: str, arguments: Sequence[str]) -> int:
    """Runs `tradecore_cli.commands.<command>` and returns its exit code; lets nothing escape."""
    import typer
    from typer.exceptions import TyperException

    try:
        app: typer.Typer = import_module(f"tradecore_cli.commands.{command}").app
        code = app(list(arguments), prog_name=f"tradecore {command}", standalone_mode=False)
        sys.stdout.flush()
    except TyperException as error:
        complain(usage_paragraph(error))
        return REFUSED
    except typer.Abort:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (head, less) has seen enough; keep the interpreter from flushing into it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except TradecoreError as error:
        return failed(error, arguments)
    except Exception as error:  # noqa: BLE001 - the boundary of the process
        return failed(error, arguments)
    return code if isinstance(code, int) else DONE


def failed(error: Exception, arguments: Sequence[str]) -> int:
    """Says what went wrong; the traceback only with --debug, the error as JSON with --json."""
    if "--debug" in arguments:
        traceback.print_exception(error)
    code = exit_code(error)
    text = str(error) or type(error).__name__
    if "--json" in arguments:
        from tradecore_cli.output import print_json

        print_json({"error": {"type": type(error).__name__, "message": text}, "exit": code})
    if code == UNEXPECTED:
        hint = "" if "--debug" in arguments else " Run it again with --debug for the traceback."
        text = f"Unexpected {type(error).__name__}: {text}.{hint}"
    complain(text)
    return code


def usage_paragraph(error: Exception) -> str:
    """What the option parser refused, and where its help is; click's own usage lines are left out."""
    message = str(error.format_message() if hasattr(error, "format_message") else error).rstrip(".")
    context = getattr(error, "ctx", None)
    if context is None:
        return f"{message}."
    option = getattr(error, "option_name", None)
    if option is not None and message.startswith("No such option"):
        known = [name for parameter in context.command.params for name in parameter.opts if name.startswith("--")]
        message = f"No such option: {option}.{suggestion(option, known)}".rstrip(".")
    return f"{message}. See {context.command_path} --help."


def refuse_unknown_command(name: str, known: Iterable[str]) -> int:
    """A word that is no command: names the nearest one."""
    if name.startswith("-"):
        complain(f"Options follow the command: tradecore COMMAND {name} ... See tradecore --help.")
    else:
        complain(f"There is no command {name!r}.{suggestion(name, tuple(known))} See tradecore --help.")
    return REFUSED


def complain(text: str) -> None:
    """One paragraph on stderr, wrapped to the terminal, never broken inside a path."""
    paragraph = " ".join(f"tradecore: {text}".split())
    if sys.stderr.isatty():
        width = shutil.get_terminal_size().columns
        paragraph = textwrap.fill(paragraph, width, break_long_words=False, break_on_hyphens=False)
    print(paragraph, file=sys.stderr)
