"""Makes the ledger, its market and its formulas importable from the tests beside and below."""
