"""What is listed, when it trades, and at what prices: the world that the gateway stands before."""
