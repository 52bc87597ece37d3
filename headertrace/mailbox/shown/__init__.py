"""Answers on paper, on a screen, and for programs: one file a format, found by name in ``index.py``."""
