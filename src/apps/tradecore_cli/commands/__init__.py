"""One module a command, each with its typer application `app`; imported when the command is asked for."""
