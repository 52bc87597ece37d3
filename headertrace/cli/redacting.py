"""What redaction is asked for on the command line: kinds, presets, a key."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from headertrace.cli import UsageError

if TYPE_CHECKING:
    from headertrace.redact import Redactor

KEY_VARIABLE = "HEADERTRACE_REDACT_KEY"
_MAX_KEY = 65_536


def redactor(kinds: str, key_file: str | None) -> Redactor:
    """The redactor that ``kinds`` and the key in ``key_file``, or in the environment, make.

    Raises UsageError for unknown kinds, and for a key that cannot be read or is too short.
    """
    from headertrace.redact import Redactor

    key = _key(key_file)
    try:
        return Redactor(kinds, key)
    except ValueError as error:
        raise UsageError(f"--redact: {error}") from None


def _key(file: str | None) -> bytes | None:
    if file is None:
        text = os.environ.get(KEY_VARIABLE)
        return os.fsencode(text) if text else None
    try:
        with open(file, "rb") as stream:
            key = stream.read(_MAX_KEY)
    except OSError as error:
        raise UsageError(f"--redact-key: {file}: {error.strerror}") from None
    # An editor's line end at the end is no part of it.
    return key.rstrip(b"\r\n")
