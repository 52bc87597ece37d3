"""Files as they come out of a bad transfer: with octets changed, lost and put in."""

from __future__ import annotations

import random
from collections.abc import Iterator


def damaged(data: bytes) -> Iterator[bytes]:
    """Sixty versions of ``data``, each harmed at one to four places; the same ones each time."""
    chance = random.Random(18)
    for _ in range(60):
        mutated = bytearray(data)
        for _ in range(chance.randrange(1, 5)):
            at = chance.randrange(len(mutated))
            mutated[at : at + chance.randrange(3)] = chance.randbytes(chance.randrange(4))
        yield bytes(mutated)
