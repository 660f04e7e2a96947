"""The process boundary: every failure becomes one paragraph on stderr and a documented exit code."""

import os
import shutil
import sys
import textwrap
import traceback
from collections.abc import Iterable, Sequence
from importlib import import_module

from typer import Typer
from typer.exceptions import Abort, TyperException

from tradecore.errors import suggestion
from tradecore_cli.exits import DONE, INTERRUPTED, REFUSED, UNEXPECTED, exit_code
from tradecore_cli.output import note, print_json

# What `tradecore config` is told that changes the file.
WRITES = ("set", "unset")
# What the option parser says of a value, and how people say it.
WORDS = {
    "Value error, ": "",
    "Input should be greater than or equal to": "accepted is a number from",
    "Input should be a valid integer, unable to parse string as an integer": "accepted is a whole number",
    "Input should be a valid number, unable to parse string as a number": "accepted is a number",
}


def guarded(command: str, arguments: Sequence[str]) -> int:
    """Runs `tradecore_cli.commands.<command>` and returns its exit code; lets nothing escape."""
    try:
        app: Typer = import_module(f"tradecore_cli.commands.{command}").app
        code = app(list(arguments), prog_name=f"tradecore {command}", standalone_mode=False)
        sys.stdout.flush()
    except TyperException as error:
        complain(usage_paragraph(error))
        return REFUSED
    except Abort:
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):
        # The reader (head, less) has seen enough, which typer turns into an exit. Nothing is flushed into it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:  # noqa: BLE001 - the boundary of the process
        return failed(error, arguments, configuring=command == "config" and "".join(arguments[:1]) in WRITES)
    return code if isinstance(code, int) else DONE


def failed(error: Exception, arguments: Sequence[str], *, configuring: bool = False) -> int:
    """Says what went wrong; the traceback only with --debug, the error as JSON with --json."""
    if "--debug" in arguments:
        traceback.print_exception(error)
    code = exit_code(error, configuring=configuring)
    text = str(error) or type(error).__name__
    if "--json" in arguments:
        print_json({"error": {"type": type(error).__name__, "message": text}, "exit": code})
    if code == UNEXPECTED:
        hint = "" if "--debug" in arguments else " Run it again with --debug for the traceback."
        text = f"Unexpected {type(error).__name__}: {text}.{hint}"
    complain(text)
    return code


def usage_paragraph(error: TyperException) -> str:
    """What the option parser refused, what is accepted, and where the help is."""
    message = error.format_message().rstrip(".")
    for technical, plain in WORDS.items():
        message = message.replace(technical, plain)
    stop = "" if message.endswith("?") else "."
    context = getattr(error, "ctx", None)
    if context is None:
        return message + stop
    option = getattr(error, "option_name", "")
    if message.startswith("No such option"):
        options = [name for parameter in context.command.params for name in parameter.opts]
        known = ["--help", *(name for name in options if name.startswith("--"))]
        message, stop = f"No such option: {option}.{suggestion(option, known)}", ""
    elif message == "Missing command":
        message, stop = f"Which one? {', '.join(context.command.list_commands(context))}.", ""
    return f"{message}{stop} See {context.command_path} --help."


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
    note(paragraph)
