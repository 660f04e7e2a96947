"""One class a port: subclass it, give it your adapter, and pytest runs the whole contract."""
