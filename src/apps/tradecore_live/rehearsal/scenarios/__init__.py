"""Scripts of the fake gateway, one a scenario; `tradecore_live.rehearsal.scenario` reads them."""
