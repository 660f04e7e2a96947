"""Tests on real market files that cannot be part of the repository.

They are collected when TRADECORE_MARKET_FILES names the folder that holds the files.
"""

import os

collect_ignore_glob = [] if os.environ.get("TRADECORE_MARKET_FILES") else ["test_*.py"]
