"""Statistics that draw or split returns many times, with numpy and arch."""
