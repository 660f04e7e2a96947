"""Interactive Brokers: broker, live bars and history over ib_insync or ib_async."""
