"""Why nothing came of speaking to a server: a report was not delivered, mail was not fetched."""

from __future__ import annotations


class Refused(Exception):
    """A setting, option or credential cannot be followed: nothing was sent. The text says what to do."""


class Failed(Exception):
    """The server did not do what was asked of it. The text says what it answered; no credential is in it."""
