"""A fake IBKR gateway that speaks the wire protocol: rehearsals, the demo, tests."""
