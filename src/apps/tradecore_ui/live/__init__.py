"""The parts of the page Live; each looks at files and asks the supervisor, and none decides or orders."""
