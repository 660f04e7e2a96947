"""For those who write plugins, and for us: contract tests of every port and adapters that live in memory."""
