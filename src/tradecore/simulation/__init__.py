"""The kernel: bars and decisions to fills, trades and equity.

One time group of the market passes through three functions: `trade` (the broker), `mark` (the
account) and `choose` (the session). A backtest is the loop over them, a simulated session calls
them a group at a time, and a compiler compiles these very functions.
"""
