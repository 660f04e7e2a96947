"""A strategy and a learner for tradecore."""
