"""Live bars from Interactive Brokers: subscriptions that die silently, watched and made again."""
