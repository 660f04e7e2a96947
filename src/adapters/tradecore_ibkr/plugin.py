"""Interactive Brokers."""
