"""The command line: parses, builds a request, hands it to the workbench and renders what comes back."""
