"""Learners from scikit-learn, and files of their models that are safe to open."""
