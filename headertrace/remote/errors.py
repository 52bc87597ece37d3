"""Why a report did not get to where it was meant to go."""

from __future__ import annotations


class Refused(Exception):
    """A setting, option or credential cannot be followed: nothing was sent. The text says what to do."""


class Failed(Exception):
    """The system did not take the report. The text says what it answered; no credential is in it."""
