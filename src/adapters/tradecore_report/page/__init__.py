"""The page about a run: one HTML file made of text alone, without a drawing library."""
