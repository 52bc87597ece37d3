"""SHA-256 of what was read."""

from __future__ import annotations

from typing import Any


def sha256(small: bool) -> Any:
    """A hash object of hashlib's kind.

    hashlib loads OpenSSL, which is the faster for megabytes; for a single message loading it
    takes longer than the whole trace, so a ``small`` input is left to Python's own module.
    """
    if small:
        for name in ("_sha2", "_sha256"):
            try:
                return __import__(name).sha256()
            except (ImportError, AttributeError):
                continue
    import hashlib

    return hashlib.sha256()
