"""A copied text as lines, each with its number in the input."""

from __future__ import annotations

from headertrace.named import NamedTuple
from headertrace.patterns import lazy
from headertrace.text.encoding import BOMS

# What is longer is a mailbox or a document. A page around a header has some hundred kilobytes.
MAX_TEXT = 1024 * 1024
MAX_LINES = 50_000

_END = lazy("(\r\r\n|\r\n|[\n\r\u2028\u2029])")


class Line(NamedTuple):
    """``text`` has no line end. ``raw`` is the line as it stood, None where more than its ends had to be changed."""

    text: str
    number: int
    raw: str | None = None

    @property
    def blank(self) -> bool:
        return not self.text or self.text.isspace()


def lines_of(data: bytes, first: int = 1) -> list[Line]:
    """The lines of a text in UTF-8, or in UTF-16 with a byte order mark, numbered from ``first`` on; other bytes become
    surrogates. Behind ``MAX_LINES`` stands the rest as one line.
    """
    texts = _END.split(decoded(data), MAX_LINES)
    # What matched stands between: line, end, line, end, line.
    pairs = zip(texts[::2], [*texts[1::2], ""], strict=True)
    return [Line(text, number, text + end) for number, (text, end) in enumerate(pairs, first)]


def decoded(data: bytes) -> str:
    """Bytes as text, without NULs."""
    for bom, encoding in BOMS:
        if data.startswith(bom):
            data = data[len(bom) :]
            return data.decode(encoding, "surrogateescape" if encoding == "utf-8" else "replace").replace("\0", "")
    return data.decode("utf-8", "surrogateescape").replace("\0", "")
