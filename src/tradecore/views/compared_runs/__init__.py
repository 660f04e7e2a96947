"""Runs side by side: what was asked differently, what came out differently, their curves over each other."""
