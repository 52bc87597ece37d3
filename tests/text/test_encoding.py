"""The mark on top of text, and what follows it."""

from __future__ import annotations

from io import BufferedReader, BytesIO

import pytest

from headertrace.text.encoding import BOMS, unmarked, unmarked_stream

TEXT = "by mx.example.org für ann, €\n" * 3
ROWS = {
    **{encoding: bom + TEXT.encode(encoding) for bom, encoding in BOMS},
    "no mark": TEXT.encode(),
}


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("buffered", [False, True])
def test_a_stream_says_what_the_bytes_say(name: str, buffered: bool) -> None:
    stream = BytesIO(ROWS[name])
    read = unmarked_stream(BufferedReader(stream) if buffered else stream)  # type: ignore[arg-type]
    assert b"".join(iter(read.readline, b"")) == unmarked(ROWS[name]) == TEXT.encode()


@pytest.mark.parametrize("data", [b"", b"\xef\xbb", b"\xef\xbbx"])
def test_what_has_no_whole_mark_stays(data: bytes) -> None:
    assert unmarked_stream(BytesIO(data)).read() == data
