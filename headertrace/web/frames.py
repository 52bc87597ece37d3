"""How the server and a worker talk over pipes: a head in JSON, then bytes, each with its length before it."""

from __future__ import annotations

import json
import struct
from typing import Any

_LENGTHS = struct.Struct(">II")
SIZE = _LENGTHS.size


def packed(head: dict[str, Any], body: bytes) -> bytes:
    """A frame."""
    text = json.dumps(head).encode()
    return b"".join((_LENGTHS.pack(len(text), len(body)), text, body))


def lengths(start: bytes) -> tuple[int, int]:
    """(bytes of the head, of the body), by the ``SIZE`` bytes that a frame begins with."""
    head, body = _LENGTHS.unpack(start)
    return head, body


def head(text: bytes) -> dict[str, Any]:
    """The head of a frame."""
    found: dict[str, Any] = json.loads(text)
    return found
