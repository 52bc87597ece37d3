"""Showing the HTML report in the user's browser."""

from __future__ import annotations

import os
from contextlib import suppress

from headertrace.cli.exits import UsageError, complain


def page_for_a_browser() -> str:
    """A new file for the page, which only its user can read. It stays, as nobody knows when the browser has read it."""
    from tempfile import mkstemp

    try:
        handle, path = mkstemp(".html", "headertrace-")
    except OSError as error:
        raise UsageError(f"--open: there is no place for the page: {error.strerror}") from None
    os.close(handle)
    return path


def drop_if_empty(path: str) -> None:
    """Take the page away again, where nothing came to be written into it."""
    with suppress(OSError):
        if not os.path.getsize(path):
            os.unlink(path)


def show_in_browser(path: str) -> None:
    """Open it; where there is no browser, say where the page lies."""
    from pathlib import Path

    show_address(Path(path).absolute().as_uri(), path)


def show_address(address: str, named: str | None = None) -> None:
    """Open that address, which is ``named`` so to the user; where there is no browser, say so."""
    import webbrowser

    if not webbrowser.open(address):
        complain(f"no browser was found: the page is {named or address}")
