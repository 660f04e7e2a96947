"""Subcommands of `tradecore runs` that look back: notes, comparisons, reruns and pruning."""
