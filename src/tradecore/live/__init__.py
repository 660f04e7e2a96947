"""The trading session: a pure state machine over the kernel's `mark` and `choose`.

What happens comes in as events (`events`), which are also the lines of the session's log; what is to be done goes out
as actions (`actions`). `session.step` is the only way from one state to the next, so that a log replayed gives the
state that was lost.
"""
