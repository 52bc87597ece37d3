"""The contract of a leaf: it is given a part of a mail, and gives the mails in it.

A leaf is a file with ``mails(part)``; ``index`` says for which content types it is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from headertrace.named import NamedTuple
from headertrace.syntax.parts import Part


class Mail(NamedTuple):
    """A message that lies in another: its bytes, and the line of the input it begins in (None where it was encoded)."""

    data: bytes
    line: int | None = None


# Where the content of a part is another part, as with a signed one, that is given.
Mails = Callable[[Part], Iterable[Mail | Part]]
