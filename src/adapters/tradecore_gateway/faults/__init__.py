"""What goes wrong: on the wire, with orders, and with data."""
