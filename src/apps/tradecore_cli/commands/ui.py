"""`tradecore ui`."""

import signal
import sys
import webbrowser
from typing import Annotated

import typer

from tradecore.errors import InvalidValue
from tradecore_cli.desk import open_workbench
from tradecore_cli.exits import DONE, JOB
from tradecore_cli.groups import grouped
from tradecore_cli.options import Common, application
from tradecore_cli.output import print_json, say
from tradecore_cli.serving import check_installed, chosen_port, started
from tradecore_workbench.addresses import check_address

app = application()


@app.command()
@grouped
def ui(
    *,
    port: Annotated[
        int, typer.Option("--port", metavar="N", help="Where to listen [default: 8501, or a free one].")
    ] = 0,
    address: Annotated[str, typer.Option("--address", metavar="ADDRESS", help="What to listen on.")] = "127.0.0.1",
    expose: Annotated[
        bool, typer.Option("--expose", help="Allow an address that other machines reach: they may trade then.")
    ] = False,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
    common: Common,
) -> int:
    """Open the workstation in the browser, until Ctrl-C; jobs and sessions go on without it."""
    check_installed()
    if not 0 <= port < 65_536:  # noqa: PLR2004
        raise InvalidValue("--port", port, "a number from 1 to 65535")
    check_address(address, expose=expose)
    workspace = open_workbench(common).folder
    chosen = chosen_port(address, port)
    server = started(str(workspace), address, chosen, expose=expose)
    shown = f"http://{f'[{address}]' if ':' in address else address}:{chosen}"
    try:
        if common.json:
            print_json({"address": shown, "workspace": str(workspace), "process": server.pid})
        else:
            say(f"The workstation is at {shown}", f"Workspace: {workspace}", "Ctrl-C ends it; jobs and sessions go on.")
        sys.stdout.flush()
        if not no_browser:
            webbrowser.open(shown)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        return DONE if server.wait() == 0 else JOB
    except KeyboardInterrupt:
        return DONE
    finally:
        server.terminate()
        server.wait()
