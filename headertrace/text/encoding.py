"""The mark that Windows puts on top of text: how what follows is encoded (Unicode 16, section 23.8)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_LONGEST = max(len(bom) for bom, _ in BOMS)
UTF_16 = tuple(bom for bom, encoding in BOMS if encoding != "utf-8")


def unmarked(data: bytes) -> bytes:
    """Text in UTF-8 without a mark; what has none, or is not what its mark says, as it stands."""
    for bom, encoding in BOMS:
        if data.startswith(bom):
            try:
                return data[len(bom) :].decode(encoding).encode("utf-8")
            except UnicodeDecodeError:
                return data
    return data


def unmarked_stream(stream: BinaryIO) -> BinaryIO:
    """Text in UTF-8 without a mark, as it is read; what has none as it stands."""
    from io import BufferedReader

    buffered = stream if isinstance(stream, BufferedReader) else BufferedReader(stream)  # type: ignore[type-var]
    head = buffered.peek(_LONGEST)[:_LONGEST]
    if head.startswith(UTF_16):
        return as_utf_8(buffered)
    for bom, _ in BOMS:
        if head.startswith(bom):
            buffered.read(len(bom))
    return buffered


def as_utf_8(stream: BinaryIO) -> BinaryIO:
    """Text in UTF-16, with its mark, as UTF-8 without one. What is read at once may be longer than was asked for."""
    import codecs
    from typing import cast

    made = codecs.EncodedFile(cast("codecs._Stream", stream), "utf-8", "utf-16", "replace")
    return cast("BinaryIO", made)
