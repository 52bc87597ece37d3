"""Headers as lists of names and values, as services' interfaces give them."""

from __future__ import annotations

import json

import pytest

import headertrace

FIELDS = [
    ("Received", "from a.example.net (192.0.2.1) by mx.example.org with ESMTPS id abc;\r\n Wed, 01 Oct 2025 10:15:30 +0200"),
    ("Received", "from [198.51.100.7] by a.example.net with ESMTPA id 5; Wed, 01 Oct 2025 10:15:28 +0200"),
    ("From", "Ann Exämple <ann@example.net>"),
    ("Date", "Wed, 01 Oct 2025 10:15:27 +0200"),
]  # fmt: skip
PAIRS = [{"name": name, "value": value} for name, value in FIELDS]
DOCUMENTS: dict[str, object] = {
    "Microsoft Graph": {"id": "x", "internetMessageHeaders": PAIRS},
    "Gmail": {"payload": {"mimeType": "text/plain", "headers": PAIRS, "body": {"size": 5}}},
    "Mailgun": {"message-headers": [list(pair) for pair in FIELDS]},
    "a list alone": PAIRS,
    "other words": [{"Key": name, "Value": value} for name, value in FIELDS],
    "one text": {"headers": "".join(f"{name}: {value}\n" for name, value in FIELDS), "to": "x"},
    "an object": {"Received": [value for name, value in FIELDS if name == "Received"], "From": FIELDS[2][1], "Date": FIELDS[3][1]},
}  # fmt: skip


@pytest.mark.parametrize("escaped", [True, False])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_document(name: str, escaped: bool) -> None:
    (message,) = headertrace.read(json.dumps(DOCUMENTS[name], ensure_ascii=escaped, indent=2).encode())
    trace = headertrace.trace(message)
    assert [(hop.received.by, hop.received.ip) for hop in trace.hops] == [
        ("a.example.net", "198.51.100.7"),
        ("mx.example.org", "192.0.2.1"),
    ]
    assert all(hop.received.time for hop in trace.hops)
    assert trace.message.from_ == "Ann Exämple <ann@example.net>"
    assert trace.message.date and trace.message.date.utc
    assert "HT105" in {finding.code for finding in trace.findings}
    assert trace.source.format == "json_"


def test_several_messages_and_a_line_each() -> None:
    one = {"internetMessageHeaders": PAIRS}
    other = {"internetMessageHeaders": [*PAIRS[:2], {"name": "Subject", "value": "two"}]}
    for data in (json.dumps({"value": [one, other]}), f"{json.dumps(one)}\n{json.dumps(other)}\n"):
        found = list(headertrace.read(data.encode()))
        assert [message.source.number for message in found] == [1, 2]
        assert [bool(message.first("subject")) for message in found] == [False, True]


def test_lines_that_are_no_json_are_told() -> None:
    one = json.dumps({"internetMessageHeaders": PAIRS})
    (found, rest) = headertrace.read(f"{one}\n\n{one[:-5]}\nnot this either\n".encode())
    assert found.first("received") and not rest.fields
    assert [defect.text for defect in rest.defects] == [
        "2 lines in it are not JSON, line 3 for one: they were not read"
    ]


@pytest.mark.parametrize(
    "data", [b"[" * 100_000, b'[{"name": "Received"', b"{}", b'["Received", "x"]', b'{"Received": 5}']
)
def test_other_json_is_no_mail(data: bytes) -> None:
    (message,) = headertrace.read(data)
    assert [defect.code for defect in message.defects] == ["no-mail"]
