"""SHA-256 of what was read."""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from typing import Any


def sha256(small: bool) -> Any:
    """A hash object of hashlib's kind.

    hashlib loads OpenSSL, which is ten times as fast; for a single message loading it takes longer than the whole
    trace, so a ``small`` input is left to Python's own module, where OpenSSL is not loaded yet.
    """
    return _maker(small and "_hashlib" not in sys.modules)()


@cache
def _maker(small: bool) -> Any:
    for name in ("_sha2", "_sha256") if small else ():
        try:
            return import_module(name).sha256
        except (ImportError, AttributeError):
            continue
    return import_module("hashlib").sha256
