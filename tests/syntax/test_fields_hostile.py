"""Header blocks that somebody made to hurt: nothing recurses, nothing is lost unsaid, and time grows with length."""

from __future__ import annotations

import hashlib
import io
import time
from collections.abc import Callable

import pytest

import headertrace
from headertrace.limits import Limits
from headertrace.received import MAX_ID, parse_received
from headertrace.received.connection import MAX_BEFORE
from headertrace.received.lexer import MAX_NAME
from headertrace.syntax import fields as headers
from headertrace.syntax.fields import parse_block

LINE = b"Received: from a.example by b.example with ESMTP id 12; Tue, 24 Nov 2026 08:00:00 +0000\n"
STAMPED = "Received: from a.example {}by b.example {}with ESMTP id {}; Tue, 24 Nov 2026 08:00:00 +0000\n"


def test_fields_run_into_one_line_are_all_found() -> None:
    fields, defects = parse_block(b"Received: from a by b; 24 Nov 2026 08:00:01 " * 5_000 + b"\n")
    assert [field.name for field in fields] == ["Received"] * 5_000
    assert [field.number for field in fields] == list(range(1, 5_001))
    assert defects == ()
    assert b"".join(field.raw for field in fields).endswith(b"08:00:01 \n")


def test_fields_run_into_one_line_keep_to_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(headers, "MAX_FIELDS", 7)
    fields, defects = parse_block(b"Received: from a by b; 24 Nov 2026 08:00:01 " * 9 + b"\n")
    assert (len(fields), [defect.code for defect in defects]) == (7, ["too-many-fields"])


# What stands between two fields, in a block that is damaged elsewhere or not, and must not end the header.
BETWEEN = (b" \n", b"\t \n", b"\0\n", b" \r\n", b"\r", b"\0 \0\n")
DAMAGE = (b"", b"\0", b"\r", b"\xef\xbb\xbf")


@pytest.mark.parametrize("between", BETWEEN)
@pytest.mark.parametrize("damage", DAMAGE)
def test_no_field_below_is_dropped(between: bytes, damage: bytes) -> None:
    top = damage if damage == b"\xef\xbb\xbf" else b""
    word = b"" if top else damage
    block = top + b"Subject: a" + word + b" b\n" + between + LINE + b"To: x\n\n"
    (message,) = headertrace.read(block + b"Cc: body\n")
    assert [field.name for field in message.fields if field.name][-2:] == ["Received", "To"]
    assert message.fields[-1].last_line == message.fields[-1].first_line
    assert b"".join(field.raw for field in message.fields) == block[len(top) :].removesuffix(b"\n")


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r", b"\r\r\n"])
def test_a_blank_line_of_its_kind_ends_the_header(end: bytes) -> None:
    (message,) = headertrace.read(end.join((LINE.strip(), b"Subject: a\0b", b"", b"Cc: body", b"")))
    assert [field.name for field in message.fields] == ["Received", "Subject"]


@pytest.mark.parametrize("size", [headers.CHUNK - 1, headers.CHUNK, headers.CHUNK + 1, 5 * headers.CHUNK])
@pytest.mark.parametrize("limit", [headers.MAX_BLOCK, 2 * headers.CHUNK])
@pytest.mark.parametrize("top", [b"", b"From a@b Tue Nov 24 08:00:00 2026\n"])
def test_size_and_hash_are_the_files(size: int, limit: int, top: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(headers, "MAX_BLOCK", limit)
    for data in (top + LINE + b"X-A: " + b"a" * size, (top + LINE).ljust(size - 2, b"a") + b"\n\n" + b"body " * size):
        (message,) = headertrace.read(io.BytesIO(data))
        assert message.source.size == len(data)
        assert message.source.sha256 == hashlib.sha256(data).hexdigest()


def test_what_is_beyond_the_hop_limit_is_told() -> None:
    found = headertrace.trace(LINE * (Limits().received_lines + 3) + b"\n")
    assert len(found.hops) == Limits().received_lines
    told = [item.field for item in found.unparsed]
    assert told == [Limits().received_lines + 1, Limits().received_lines + 2, Limits().received_lines + 3]
    assert "HT104" in [finding.code for finding in found.findings]


@pytest.mark.parametrize("dialect", ["", "(Postfix) ", "(Exim 4.96) "])
def test_an_id_that_no_server_writes_is_none(dialect: str) -> None:
    for length, kept in ((MAX_ID, True), (MAX_ID + 1, False), (50_000, False)):
        word = "1" * length
        got = parse_received(STAMPED.format("", dialect, word))
        assert got.id == (word if kept else None)
        codes = {defect.code: defect.span for defect in got.defects}
        assert ("long-id" in codes) is not kept
        if not kept:
            start, end = codes["long-id"] or (0, 0)
            assert got.raw[start:end] == word
    trace = headertrace.trace(STAMPED.format("", dialect, "1" * 1_000).encode() + b"\n")
    assert [item.text for item in trace.unparsed] == ["1" * 1_000]
    assert "HT102" in [finding.code for finding in trace.findings]


@pytest.mark.parametrize(
    ("length", "cut"), [(MAX_NAME, False), (MAX_NAME + 1, True), (MAX_BEFORE + 1, True), (5_000, True)]
)
def test_a_name_that_is_too_long_is_told(length: int, cut: bool) -> None:
    line = STAMPED.format(f"(x {'a' * length} [192.0.2.1]) ", "", "12")
    got = parse_received(line)
    assert got.ip == "192.0.2.1"
    assert ("long-name" in [defect.code for defect in got.defects]) is cut
    trace = headertrace.trace(line.encode() + b"\n")
    assert ("HT102" in [finding.code for finding in trace.findings]) is cut
    assert bool(trace.unparsed) is cut


def test_a_group_of_an_address_is_no_time_that_ends_a_line() -> None:
    lines = b"Received: from a.example\n(2001:db8::7:93) by\nb.example (2001:db8::12:34)\nwith SMTP; Tue, 24 Nov 2026 08:00:00 +0000\n\n"
    (hop,) = headertrace.trace(lines).hops
    assert hop.received.by == "b.example" and hop.received.time


def block(text: str) -> bytes:
    return text.encode() + LINE + b"\n"


DATED = "Date: Tue, 24 Nov 2026 08:00:00 +0000\n"
# What is repeated, by how many times: each took time by the square of that.
SHAPES: dict[str, tuple[int, Callable[[int], bytes]]] = {
    "fields run together": (2_000, lambda n: block("Received: from a by b; 24 Nov 2026 08:00:01 " * n + "\n")),
    "lines without a colon": (3_000, lambda n: LINE + b"no colon\n" * n + LINE + b"\n"),
    "bare From lines": (3_000, lambda n: block("From \n" * n)),
    "lost folds": (3_000, lambda n: block("Received: from a by b\n" + "and: more words\nmore\n" * n)),
    "a long line": (4_000_000, lambda n: block("X-A: " + "a" * n + "\n")),
    "a long block": (100_000, lambda n: block("X-A: abcdefghijklmnop\n" + " folded\n" * n)),
    "a comment's word": (6_000, lambda n: block(STAMPED.format("(" + "a" * n + ") ", "", "12"))),
    "brackets": (6_000, lambda n: block(STAMPED.format("", "", "12").replace("a.example", "a" + " [" * n))),
    "brackets in a comment": (6_000, lambda n: block(STAMPED.format("(" + "[" * n + ") ", "", "12"))),
    "an id of digits": (12_000, lambda n: block(STAMPED.format("", "", "1" * n))),
    "a version": (6_000, lambda n: block(STAMPED.format("", "(" + "1." * n + ") ", "12"))),
    "parentheses": (6_000, lambda n: block(STAMPED.format("", "", "12").replace("a.example", "(" * n))),
    "a helo of digits": (12_000, lambda n: block(STAMPED.format("", "", "12").replace("a.example", "1." * n))),
    "a list's name": (12_000, lambda n: block("List-Id: " + "a" * n + "\n")),
    "a client's address": (12_000, lambda n: block("X-Originating-IP: " + "1" * n + " x\n")),
    "ids in local time": (
        2_000,
        lambda n: block("Message-ID: <Pine.LNX.4.44.0211240800000.1-1@a.example>\n" * n + DATED),
    ),
    "dates without a hop": (2_400, lambda n: block("Received: Tue, 24 Nov 2026 08:00:01 +0000\n" * n)),
    "signers": (
        440,
        lambda n: block(
            "From: a@a.b\n" + "DKIM-Signature: d=b.c\n" * n + "Authentication-Results: b; dkim=pass header.i=@a.c\n" * n
        ),
    ),
    "at signs": (12_000, lambda n: block("Sender: " + "@" * n + "\n")),
}


def seconds(data: bytes) -> float:
    """CPU time of reading and tracing, the best of three."""
    took = []
    for _ in range(3):
        began = time.process_time()
        for message in headertrace.read(data):
            headertrace.trace(message)
        took.append(time.process_time() - began)
    return min(took)


@pytest.mark.parametrize("name", SHAPES)
def test_time_grows_with_length(name: str) -> None:
    """Eight times as long takes about eight times as long: by the square it were sixty-four times."""
    count, make = SHAPES[name]
    short, long = seconds(make(count)), seconds(make(8 * count))
    assert long < 30 * short + 0.05
