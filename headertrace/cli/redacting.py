"""What redaction is asked for on the command line: kinds, presets, a key."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from headertrace.cli.exits import UsageError

if TYPE_CHECKING:
    from headertrace.redact import Redactor

KEY_VARIABLE = "HEADERTRACE_REDACT_KEY"
_MAX_KEY = 65_536


def redactor(kinds: str, own: bytes | None, option: str = "--redact") -> Redactor:
    """The redactor that ``kinds``, of that option, and the key make; without a key it draws one.

    Raises UsageError for unknown kinds.
    """
    from headertrace.redact import Redactor

    try:
        return Redactor(kinds, own)
    except ValueError as error:
        raise UsageError(f"{option}: {error}") from None


def redactor_of(kinds: str | None, key_file: str | None) -> Redactor | None:
    """What ``--redact`` and ``--redact-key`` ask for; None for nothing. Raises UsageError for a key alone."""
    if kinds is not None:
        return redactor(kinds, key(key_file))
    if key_file is not None:
        raise UsageError("--redact-key needs --redact, which says what to replace")
    return None


def refuse_with_redaction(redacted: bool, asked: bool, compared: bool) -> None:
    """Raises UsageError where a redacted message is to be looked up (``asked``), or held against datasets
    (``compared``).
    """
    if redacted and asked:
        raise UsageError("--redact and look-ups exclude each other: what was replaced cannot be looked up")
    if redacted and compared:
        raise UsageError("--redact excludes --clocks and --history: what was replaced is in no dataset")


def key(file: str | None) -> bytes | None:
    """The key in ``file``, else in the environment. Raises UsageError for a file that cannot be read, or a short key."""
    if file is None:
        text = os.environ.get(KEY_VARIABLE)
        return _long_enough(KEY_VARIABLE, os.fsencode(text)) if text else None
    try:
        with open(file, "rb") as stream:
            found = stream.read(_MAX_KEY)
    except OSError as error:
        raise UsageError(f"--redact-key: {file}: {error.strerror}") from None
    from headertrace.text.encoding import unmarked

    # An editor's mark on top and its line end at the end are no part of it.
    return _long_enough(f"--redact-key: {file}", unmarked(found).rstrip(b"\r\n"))


def _long_enough(where: str, found: bytes) -> bytes:
    from headertrace.redact import MIN_KEY

    if len(found) < MIN_KEY:
        raise UsageError(f"{where}: a key has at least {MIN_KEY} bytes, this one {len(found)}")
    return found
