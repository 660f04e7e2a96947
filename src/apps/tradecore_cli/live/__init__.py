"""What `tradecore live` does."""
