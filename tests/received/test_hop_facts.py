"""Lines of shapes that users sent in, and what is right about them."""

from __future__ import annotations

from typing import Any

import pytest

import headertrace
from headertrace.received.ids import is_queue_id

_DATE = "Tue, 24 Nov 2026 08:00:00 +0000"
_EXIM = f"id 1xVlRb-0003Ab-1x; {_DATE}"

# (the line, facts that must be told so; None: not told)
LINES: list[tuple[str, dict[str, Any]]] = [
    (
        'from [192.0.2.1] (ann.example.net) by mx.example.org (chasquid) with ESMTPS tls TLS_AES_128_GCM_SHA256'
        f' (over SMTP, TLS-1.3, envelope from "ann@example.net") ; {_DATE}',
        {"helo": "ann.example.net", "rdns": None, "ip": "192.0.2.1", "sender": "ann@example.net",
         "tls": ("TLS-1.3", "TLS_AES_128_GCM_SHA256", None)},
    ),
    (
        "from ann.example.net ([192.0.2.1]) by mx.example.org (chasquid) with ESMTP"
        f' (over SMTP, plain text!, envelope from "ann@example.net") ; {_DATE}',
        {"helo": "ann.example.net", "rdns": None, "ip": "192.0.2.1", "sender": "ann@example.net", "tls": None},
    ),
    (
        "from a.example.net (192.0.2.1) by mx.example.org (0.0.0.0) with [CrewMAIL (c)2012 by DaZone]"
        f" for bob@example.org from ann@example.net; {_DATE}",
        {"helo": "a.example.net", "protocol": None, "software": "CrewMAIL (c)2012 by DaZone",
         "sender": "ann@example.net", "recipient": "bob@example.org", "defects": ()},
    ),
    (
        "from a.example.net (a.example.net [192.0.2.1]) by mx.example.org with ESMTPSA;"
        f" {_DATE} id 000000000000000B.6A13FF80.00004739",
        {"id": "000000000000000B.6A13FF80.00004739", "dialect": "courier", "protocol": "ESMTPSA"},
    ),
    (
        f"from 1xVlRa-0000tX-5E by mx.example.org with site:169 (Exim 4.87) {_EXIM}",
        {"ident": "1xVlRa-0000tX-5E", "rdns": None, "helo": None},
    ),
    (f"from amavis by mx.example.org with scanned-ok (Exim 4.72) {_EXIM}", {"ident": "amavis", "rdns": None}),
    (
        f"from a.example.net (b.example.net) [192.0.2.1] by mx.example.org with esmtp (Exim 3.12) {_EXIM}",
        {"rdns": "a.example.net", "helo": "b.example.net", "ip": "192.0.2.1"},
    ),
    (f"from a.example.net ([192.0.2.1]) by mx.example.org with esmtp {_EXIM}", {"rdns": "a.example.net", "helo": None}),
    (
        f"from a.example.net ([192.0.2.1]:4711) by mx.example.org with esmtp {_EXIM}",
        {"rdns": "a.example.net", "ip": "192.0.2.1", "port": 4711},
    ),
    (
        f"from [192.0.2.1] (port=4711 helo=[10.0.0.1]) by mx.example.org with esmtp {_EXIM}",
        {"ip": "192.0.2.1", "helo": "10.0.0.1", "port": 4711, "rdns": None},
    ),
    (
        f"from [192.0.2.1] (helo=a.example.net ident=[10.0.0.1]) by mx.example.org with esmtp {_EXIM}",
        {"ip": "192.0.2.1", "helo": "a.example.net"},
    ),
    (
        f"from unknown (HELO [10.0.0.1]) ([192.0.2.1]) by mx.example.org with SMTP; {_DATE}",
        {"ip": "192.0.2.1", "helo": "10.0.0.1", "rdns": None},
    ),
    (
        f"from a[10.0.0.1] (b.example.net [192.0.2.1]) by mx.example.org (Postfix) with SMTP id 3F2504E0; {_DATE}",
        {"ip": "192.0.2.1", "rdns": "b.example.net"},
    ),
    (
        f"from a.example.net(192.0.2.1) by fw.example.org via smap (V2.0) id xma012345; {_DATE}",
        {"rdns": "a.example.net", "ip": "192.0.2.1", "helo": None},
    ),
    (
        f"from [10.0.0.5] ([192.0.2.1]) by mx.google.com with ESMTPSA id a1sm2.3 for <multiple recipients>; {_DATE}",
        {"recipient": None, "ip": "192.0.2.1"},
    ),
    (
        f"from localhost (mx.example.org [local]) by mx.example.org (OpenSMTPD) with ESMTPA id 020e7525; {_DATE}",
        {"helo": "localhost", "rdns": None, "ip": None},
    ),
    (
        f"from b.example (192.0.2.1) by a.example (192.168.x.x) with Microsoft SMTP Server id 8.3.444.0; {_DATE}",
        {"software": None, "by_ip": None},
    ),
    (
        "from 192.0.2.1 (out.example.net.) (a.example.net) by 198.51.100.2 (mx.example.org.) with ESMTPS TLS 1.2"
        f" TLS_RSA_X; tmail 0.1.5; 1c52f6fe3361a32fc859851c0f510aec8e523a81; {_DATE}",
        {"by": "mx.example.org", "by_ip": "198.51.100.2", "helo": "a.example.net", "rdns": "out.example.net",
         "id": "1c52f6fe3361a32fc859851c0f510aec8e523a81", "software": "tmail 0.1.5"},
    ),
    (
        f"from 279448736670 named unknown by gmailapi.google.com with HTTPREST; {_DATE}",
        {"ident": "279448736670", "helo": None, "rdns": None, "dialect": "google"},
    ),
    (f"by 10.176.79.32 with SMTP id n32csp1615538uah; {_DATE}", {"dialect": "google", "by": "10.176.79.32"}),
    (f"by 10.36.10.16 with SMTP id 16mr1012493nzj; {_DATE}", {"dialect": "google", "by": "10.36.10.16"}),
    (f"by 10.176.79.32 with HTTP; {_DATE}", {"dialect": "google", "by": "10.176.79.32"}),
    (f"from pc.example.net by 10.176.79.32 with HTTP; {_DATE}", {"dialect": "general", "by": "10.176.79.32"}),
    (f"by 192.0.2.32 with HTTP; {_DATE}", {"dialect": "general", "by": "192.0.2.32"}),
    (f"(eyou anti_spam gateway 4.1.0); {_DATE}", {"software": "eyou anti_spam gateway 4.1.0", "by": None}),
]  # fmt: skip


@pytest.mark.parametrize(("line", "facts"), LINES)
def test_what_a_line_tells(line: str, facts: dict[str, Any]) -> None:
    got = headertrace.parse_received(line)
    assert {name: getattr(got, name) for name in facts} == facts
    assert got.time is not None


def test_a_second_word_after_by_is_reported() -> None:
    got = headertrace.parse_received(f"from a.example.net by server.World Net.com (8.13.1/8.13.1) with SMTP; {_DATE}")
    assert [(defect.code, defect.span and got.raw[slice(*defect.span)]) for defect in got.defects] == [
        ("unread", "Net.com")
    ]


def test_a_received_line_with_a_date_and_nothing_else_is_no_hop() -> None:
    text = (
        f"Received: from a.example.net ([192.0.2.1]) by mx.example.org with SMTP; {_DATE}\n"
        "From: ann@example.net\nReceived: Tue, 24 Nov 2026 04:00:00 -0400\n\n"
    )
    trace = headertrace.trace(text.encode())
    assert (trace.path.hops, trace.path.received) == (1, 1)
    assert [item.text for item in trace.unparsed] == ["Tue, 24 Nov 2026 04:00:00 -0400"]
    assert [found.field for found in trace.findings if found.code == "HT102"] == [3]


def test_a_gateway_that_writes_its_name_only_is_a_filter() -> None:
    text = (
        f"Received: from a.example.net ([192.0.2.1]) by mx.example.org with SMTP; {_DATE}\n"
        f"Received: (eyou anti_spam gateway 4.1.0); {_DATE}\n"
        f"Received: from 192.0.2.7 by 10.200.5.141 with SMTP; {_DATE}\n\n"
    )
    assert "MFA" in headertrace.trace(text.encode()).hops[1].role


@pytest.mark.parametrize(
    ("identifier", "is_one"),
    [("15.1.1019.14", False), ("8.3.444.0", False), (None, False), ("", False), ("3F2504E0", True),
     ("1xVlRb-0003Ab-1x", True), ("a1sm2.3", True), ("20261124080000.AB12", True)],
)  # fmt: skip
def test_exchanges_version_is_no_queue_id(identifier: str | None, is_one: bool) -> None:
    assert is_queue_id(identifier) is is_one


def test_folded_lines_that_lost_their_indent_are_put_back() -> None:
    text = (
        "Received: from a.example.net\nby mx.example.org with LMTP id\neDL/GcFjsFo2ewEAH4LD0A\n; "
        f"{_DATE}\nReceived: from [192.0.2.1] (helo=pc)\n(TLSv1:ECDHE-RSA-AES256-SHA:256)\nby mx.example.org; {_DATE}\n"
        "To: ann@example.net,\nbob@example.org\nSubject: x\n\n"
    )
    trace = headertrace.trace(text.encode())
    assert [hop.received.by for hop in trace.hops] == ["mx.example.org"] * 2
    assert all(hop.received.time for hop in trace.hops)
    assert trace.message.to == "ann@example.net, bob@example.org"
