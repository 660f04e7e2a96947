"""`tradecore live`: sessions are started, watched and stopped, people are heard, and what was traded is proven."""

from tradecore_cli.live.challengers import challengers
from tradecore_cli.live.people import adopt, note, panic, resume
from tradecore_cli.live.proof import parity, replay
from tradecore_cli.live.rehearse import rehearse
from tradecore_cli.live.run import start, status, stop, tail
from tradecore_cli.options import application

app = application("Trade a strategy: start a session, watch it, stop it, hold it against the backtest.")
for command in (start, stop, status, tail, panic, resume, adopt, note, rehearse, replay, parity, challengers):
    app.command()(command)
