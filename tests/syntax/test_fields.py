"""Header blocks as they come: whole, damaged, pasted, cut; what was repaired is said."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import headertrace
from headertrace.records.message import Message
from headertrace.syntax import fields as headers
from headertrace.syntax.fields import parse_block

R = b"Received: from a.example by b.example; Tue, 24 Nov 2026 08:00:00 +0000"


def read(data: bytes) -> Message:
    return next(iter(headertrace.read(data)))


# what it is: (the bytes; names of the fields found; codes of the defects of the block, then of the fields)
BLOCKS: dict[str, tuple[bytes, list[str], set[str]]] = {
    "lf": (R + b"\nSubject: x\n\nbody: y\n", ["Received", "Subject"], set()),
    "crlf": (R + b"\r\nSubject: x\r\n\r\nbody: y\r\n", ["Received", "Subject"], set()),
    "lone-cr": (R + b"\rSubject: x\r\rbody: y\r", ["Received", "Subject"], {"lone-cr"}),
    "mixture": (R + b"\r\nSubject: x\nTo: y\r\n\r\n", ["Received", "Subject", "To"], set()),
    "mixture-with-cr": (R + b"\r\nSubject: x\rTo: y\n\n", ["Received", "Subject", "To"], {"lone-cr", "mixed-line-ends"}),
    "quoted-from-line": (b">From a@b Tue Nov 24 08:00:00 2026\n" + R + b"\n\n", ["Received"], {"mbox-from-line"}),
    "bom": (b"\xef\xbb\xbf" + R + b"\n\n", ["Received"], {"bom"}),
    "utf-16": (b"\xff\xfe" + (R + b"\nSubject: x\n\nTo: body\n").decode().encode("utf-16-le"), ["Received", "Subject"], {"bom"}),
    "blank-lines": (b"\n\n" + R + b"\n\n", ["Received"], {"blank-lines-on-top"}),
    "text-on-top": (b"Hello,\nplease look at this:\n\n" + R + b"\nSubject: x\n\n", ["Received", "Subject"], {"repaired"}),
    "nul": (R.replace(b"a.ex", b"a\0.ex") + b"\n\n", ["Received"], {"nul"}),
    "eight-bit": (R + b"\nSubject: caf\xe9\n\n", ["Received", "Subject"], set()),
    "no-colon-between": (R + b"\nnonsense here\nSubject: x\n\n", ["Received", "", "Subject"], {"no-colon"}),
    "no-blank-line": (R + b"\nSubject: x\nHello Bob, see below\nNote: this\n", ["Received", "Subject"], {"no-blank-line"}),
    "space-before-colon": (R + b"\nSubject : x\n\n", ["Received", "Subject"], {"space-before-colon"}),
    "swallowed": (R + b" Message-ID: <a@b>\nTo: x\n\n", ["Received", "Message-ID", "To"], {"repaired"}),
    "swallowed-received": (R + R + b"\n\n", ["Received", "Received"], {"repaired"}),
    "not-swallowed": (R + b" (Authenticated sender: Date: x)\n\n", ["Received"], set()),
    "pasted-bar": (b"| " + R + b"\n|   (comment)\n| Subject: x\n|\n| body\n", ["Received", "Subject"], {"pasted-prefix"}),
    "pasted-quote": (b"> " + R + b"\n> \tfolded\n> Subject: x\n\n", ["Received", "Subject"], {"pasted-prefix"}),
    "pasted-indent": (b"    " + R + b"\n      folded\n    Subject: x\n\n", ["Received", "Subject"], {"pasted-prefix"}),
    "truncated": (R[:40], ["Received"], set()),
    "nothing-but-text": (b"hello\nworld\n", [], {"no-mail"}),
}  # fmt: skip


@pytest.mark.parametrize("name", BLOCKS)
def test_block(name: str) -> None:
    data, names, codes = BLOCKS[name]
    message = read(data)
    found = {defect.code for defect in message.defects} | {d.code for field in message.fields for d in field.defects}
    assert [field.name for field in message.fields] == names
    assert found == codes


@pytest.mark.parametrize("name", BLOCKS)
def test_raw_is_what_stood_there(name: str) -> None:
    data = BLOCKS[name][0]
    if not name.startswith("utf-16"):
        for field in read(data).fields:
            assert field.raw in data


def test_line_numbers_count_from_the_top_of_the_input() -> None:
    data = b"\n\n" + R + b"\n\tfolded\nSubject: x\n\n"
    assert [field.lines for field in read(data).fields] == [(3, 4), (5, 5)]
    data = b"Look\n\n" + R + b"\nSubject: x\n\n"
    assert [field.lines for field in read(data).fields] == [(3, 3), (4, 4)]


def test_both_parts_of_a_swallowed_field_are_read() -> None:
    trace = headertrace.trace(R + b" (UTC)" + R + b"\nSubject: x\n\n")
    assert len(trace.hops) == 2
    assert all(hop.received.time for hop in trace.hops)
    assert "HT105" in [finding.code for finding in trace.findings]


def test_limits_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(headers, "MAX_FIELDS", 5)
    fields, defects = parse_block(b"X-A: 1\n" * 9)
    assert (len(fields), [defect.code for defect in defects]) == (5, ["too-many-fields"])
    monkeypatch.setattr(headers, "MAX_BLOCK", 20)
    fields, defects = parse_block(b"X-A: 1\n" * 9)
    assert "block-too-long" in [defect.code for defect in defects]


@given(st.binary(max_size=400))
def test_any_bytes_are_read(data: bytes) -> None:
    fields, _ = parse_block(data)
    assert [field.number for field in fields] == list(range(1, len(fields) + 1))


LINES = st.sampled_from(
    [b"Received: from a by b; Tue, 24 Nov 2026 08:00:00 +0000", b"Subject: x", b" folded", b"\tfolded", b"no colon",
     b"X-A : y", b"caf\xe9: z", b"\xff", b"From: a@b"]
)  # fmt: skip


@given(st.lists(LINES, min_size=1, max_size=12), st.sampled_from([b"\n", b"\r\n"]))
def test_raws_join_back_to_the_block(lines: list[bytes], end: bytes) -> None:
    block = b"Subject: first" + end + end.join(lines) + end
    fields, defects = parse_block(block)
    joined = b"".join(field.raw for field in fields)
    if any(defect.code == "no-blank-line" for defect in defects):
        assert block.startswith(joined)
    else:
        assert joined == block
    assert all(before.last_line + 1 == after.first_line for before, after in pairwise(fields)
               if not before.defects and not after.defects)  # fmt: skip


def test_only_the_header_is_held() -> None:
    class Endless:
        """A body without end would never be read whole."""

        def __init__(self) -> None:
            self.given = 0

        def read(self, size: int) -> bytes:
            self.given += 1
            return R + b"\n\n" + b"x" * 1000 if self.given == 1 else b"" if self.given > 3 else b"y" * size

    block, rest = headers.read_block(Endless())  # type: ignore[arg-type]
    assert block == R + b"\n\n"
    assert len(rest) == 1000


def test_a_damaged_encoded_word_stays_as_written() -> None:
    trace = headertrace.trace(R + b"\nSubject: =?utf-8?B?abcde?= x\n\n")
    assert trace.message.subject == "=?utf-8?B?abcde?= x"
