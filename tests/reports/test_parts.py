"""Bodies taken apart: broken, encoded and hostile ones too, with the numbers of their lines."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headertrace.reports.parts import MAX_LINE, parts
from headertrace.reports.reading import read
from headertrace.syntax.fields import parse_block
from headertrace.syntax.parts import MAX_DEPTH, MAX_PARTS

MULTIPART = b'Content-Type: multipart/report; report-type=delivery-status; boundary="b 1"\n'
BODY = (
    b"preamble\n--b 1\nContent-Type: text/plain\n\none\n--b 1\nContent-Type: multipart/mixed; boundary=in\n\n"
    b"--in\n\ntwo\n--in--\n--b 1\nContent-Type: text/html\n\n<p>a<br>b &amp; c</p><style>x</style>\n--b 1--\nepilogue\n"
)


def told(header: bytes, body: bytes) -> list[tuple[str, str]]:
    fields, _ = parse_block(header + b"\n")
    found = [(part.kind, "|".join(line.text for line in part.lines if line.text)) for part in parts(fields, body, 10)]
    return [(kind, text) for kind, text in found if text]


def test_nested_parts_in_order() -> None:
    assert told(MULTIPART, BODY) == [
        ("text/plain", "preamble"),
        ("text/plain", "one"),
        ("text/plain", "two"),
        ("text/html", "a|b & c"),
    ]


@pytest.mark.parametrize(
    ("header", "body", "expected"),
    [
        # No boundary is named: it is found above a part's header.
        (b"Subject: x\n", b"--x\nContent-Type: text/plain\n\none\n--x--\n", [("text/plain", "one")]),
        # The one that is named is nowhere.
        (b"Content-Type: multipart/mixed; boundary=a\n", b"plain\n", [("multipart/mixed", "plain")]),
        # A part that is never closed.
        (b"Content-Type: multipart/mixed; boundary=a\n", b"--a\n\none\n", [("text/plain", "one")]),
        (b"Content-Transfer-Encoding: base64\n", b"b25lCnR3bw==\n", [("text/plain", "one|two")]),
        # Bytes that are no base64 are passed over.
        (b"Content-Transfer-Encoding: base64\n", b"b25l!!\nCnR3bw==\n", [("text/plain", "one|two")]),
        # Nor is everything encoded that says so.
        (b"Content-Transfer-Encoding: base64\n", b"\nIt is in words: all of it.\n", [("text/plain", "It is in words: all of it.")]),
        (b"Content-Transfer-Encoding: quoted-printable\n", b"caf=C3=A9 =\nx\n", [("text/plain", "caf\u00e9 x")]),
        (b"Content-Type: text/plain; charset=iso-8859-1\n", b"caf\xe9\n", [("text/plain", "caf\u00e9")]),
        (b"Content-Type: text/plain; charset=no-such\n", b"caf\xc3\xa9\n", [("text/plain", "caf\u00e9")]),
        (b"Content-Type: text/plain; charset=unicode_escape\n", b"\\x41\n", [("text/plain", "\\x41")]),
        # Half a surrogate pair, which UTF-7 can spell.
        (b"Content-Type: text/plain; charset=utf-7\n", b"a+2AA-b\n", [("text/plain", "a\ufffdb")]),
        # A message in the message is one part.
        (b"Content-Type: message/rfc822\n", b"Subject: x\n\n--y\nContent-Type: a/b\n", [("message/rfc822", "Subject: x|--y|Content-Type: a/b")]),
    ],
)  # fmt: skip
def test_part(header: bytes, body: bytes, expected: list[tuple[str, str]]) -> None:
    assert told(header, body) == expected


def test_lines_keep_their_numbers() -> None:
    fields, _ = parse_block(MULTIPART + b"\n")
    found = {line.text: line.number for part in parts(fields, BODY, 10) for line in part.lines}
    assert (found["preamble"], found["one"], found["two"]) == (10, 14, 20)


def test_depth_parts_and_lines_are_bounded() -> None:
    deep = b"".join(b"--%d\nContent-Type: multipart/mixed; boundary=%d\n\n" % (at, at + 1) for at in range(2_000))
    fields, _ = parse_block(b"Content-Type: multipart/mixed; boundary=0\n\n")
    assert len(parts(fields, deep, 1)) <= MAX_DEPTH + 1
    assert len(parts(fields, b"--0\n\nx\n" * 5_000, 1)) == MAX_PARTS
    (long,) = parts((), b"x" * 1_000_000, 1)
    assert len(long.lines[0].text) == MAX_LINE


_PIECES = st.sampled_from(
    [
        b"--b 1\n", b"--b 1--\n", b"\n", b"Content-Type: message/delivery-status\n", b"Content-Type: message/rfc822\n",
        b"Final-Recipient: rfc822; bob@example.org\n", b"Action: failed\n", b"Status: 5.1.1\n", b"<bob@example.org>:\n",
        b"Diagnostic-Code: smtp; 550 5.1.1 no\n", b"550 5.1.1 no\n", b"Received: from a by b; x\n", b"\xff\x1b[31m\n",
        b"The mail system\n", b"----- Original message -----\n", b"=_=\n", b"From: a@example.net\n", b" folded\n",
        b"Content-Transfer-Encoding: base64\n", b"addresses failed:\n", b"  bob@example.org\n", b'{"notificationType":',
    ]
)  # fmt: skip
_HEADERS = st.sampled_from(
    [MULTIPART, b"From: MAILER-DAEMON@example.net\n", b"Return-Path: <>\n", b"Auto-Submitted: auto-replied\n"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_HEADERS, max_size=3), st.lists(_PIECES, max_size=40))
def test_any_body_is_read_and_says_no_more_than_it_holds(header: list[bytes], pieces: list[bytes]) -> None:
    fields, _ = parse_block(b"".join(header) + b"Subject: x\n\n")
    body = b"".join(pieces)
    notice = read(fields, body, 5)
    for report in notice.reports if notice else ():
        assert report.recipient is None or report.recipient.encode() in body + b"".join(header)
        assert report.reply is None or report.reply.encode() in body
        assert report.status is None or report.status.encode() in body


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes_raise_nothing(body: bytes) -> None:
    fields, _ = parse_block(b"From: MAILER-DAEMON@example.net\n" + MULTIPART + b"\n")
    read(fields, body, 1)
