"""Keyed pseudonyms: the same secret gives the same one under the same key, and nothing leads back without it.

They are not numbered: a number would tell in which order secrets came up, and would change from message
to message. Each is drawn from HMAC-SHA256 (RFC 2104) over the kind and the secret.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator

from headertrace.patterns import HEX, lazy

# Consonants only: no words come about, and none of these is a letter that a shape of id reserves.
LETTERS = "bcdfghjkmnpqrstvwx"
_HEXADECIMAL = "abcdef"
_LENGTH = 7
# A secret of more bytes is digested once, and not anew for every block of its stream.
_LONG = 1_000
_RUN = lazy(r"[^\W_]+")


class Pseudonyms:
    """The pseudonyms of one run. ``key`` is any secret of at least 16 bytes."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._taken: dict[str, tuple[str, str]] = {}

    def stream(self, kind: str, secret: str) -> Iterator[int]:
        """Bytes without end, told by key, kind and secret."""
        block, number = b"", 0
        message = f"{kind}\0{secret}".encode("utf-8", "surrogatepass")
        if len(message) > _LONG:
            message = hmac.digest(self._key, message, "sha256")
        while True:
            block = hmac.digest(self._key, block + number.to_bytes(4, "big") + message, "sha256")
            yield from block
            number += 1

    def number(self, kind: str, secret: str, below: int) -> int:
        """A number from 0 on, below ``below``."""
        stream = self.stream(kind, secret)
        return int.from_bytes(bytes(next(stream) for _ in range(20)), "big") % below

    def word(self, kind: str, secret: str) -> str:
        """Seven letters; more of them where another secret of this run already has those."""
        stream = self.stream(kind, secret)
        word = "".join(LETTERS[next(stream) % len(LETTERS)] for _ in range(_LENGTH))
        while self._taken.setdefault(word, (kind, secret)) != (kind, secret):
            word += LETTERS[next(stream) % len(LETTERS)]
        return word

    def shape(self, text: str) -> str:
        """``text`` with each digit for another and each letter for another of its case.

        A run of hexadecimal digits stays one.
        """
        stream = self.stream("shape", text)
        return _RUN.sub(lambda match: self._run(match[0], stream), text)

    def _run(self, run: str, stream: Iterator[int]) -> str:
        alphabet = _HEXADECIMAL if set(run).issubset(HEX) else LETTERS
        return "".join(_another(char, next(stream), alphabet) for char in run)


def _another(char: str, number: int, alphabet: str) -> str:
    if "0" <= char <= "9":
        return str(number % 10)
    if not char.isalpha():
        return char
    letter = alphabet[number % len(alphabet)]
    return letter.upper() if char.isupper() else letter
