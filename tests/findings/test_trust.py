"""Findings on trust and on forged lines: each triggered once, with a near miss."""

from __future__ import annotations

import pytest

import headertrace

STAMP = "Tue, 24 Nov 2026 08:00:05 +0000"
IN = f"Received: from out.example.net (out.example.net [8.8.4.4]) by mx.example.org (Postfix) with ESMTPS id 4ABC1230; {STAMP} (UTC)\n"


def below(text: str, stamp: str = STAMP) -> str:
    """A line under the boundary."""
    return f"{IN}Received: {text}; {stamp}\n"


def exim(id_: str, with_: str = "esmtps") -> str:
    return f"from pc.example.net ([8.8.4.5] helo=pc) by out.example.net with {with_} (Exim 4.96) id {id_}"


def postfix(id_: str, more: str = "") -> str:
    return f"from pc.example.net (pc.example.net [8.8.4.5]) by out.example.net (Postfix) with ESMTP id {id_}{more}"


QMAIL = "from unknown (HELO pc.example.net) (8.8.4.5) by out.example.net with {}"
AR = "Authentication-Results: {}; spf=pass\n"
SMTPSVC = "from pc.example.net ([8.8.4.5]) by out.example.net with Microsoft SMTPSVC(6.0.3790.4675)"

# code, what triggers it, what nearly does
ROWS: list[tuple[str, str, str]] = [
    ("HT401", below("from x.example.com (x.example.com [8.8.4.5]) by mx.example.org (Postfix) with ESMTP id 4ABC1231"),
     below("from x.example.com (x.example.com [8.8.4.5]) by out.example.net (Postfix) with ESMTP id 4ABC1231")),
    ("HT402", below("from x.example.com (x.example.com [8.8.4.5]) by relay.example.com with ESMTP id 1"),
     below("from x.example.com (x.example.com [8.8.4.5]) by relay.example.net with ESMTP id 1")),
    ("HT403", below(postfix("4ABC1231")) + AR.format("mx.example.org"), below(postfix("4ABC1231")) + AR.format("mx.example.com")),
    ("HT404", "Return-Path: <a@example.net>\n" + IN + "Return-Path: <b@example.net>\n" + below(postfix("4ABC1231")).removeprefix(IN),
     "Return-Path: <a@example.net>\n" + IN + "Return-Path: <b@example.net>\n"),
    ("HT407", "Received-SPF: pass (mx.example.org: ok) client-ip=8.8.4.9; receiver=mx.example.org\n" + IN,
     "Received-SPF: pass (mx.example.org: ok) client-ip=8.8.4.4; receiver=mx.example.org\n" + IN),
    ("HT405", IN.replace("(out.example.net [", "(dsl.example.com [") + below(postfix("4ABC1231")).removeprefix(IN),
     IN.replace("(out.example.net [", "(out-2.example.net [") + below(postfix("4ABC1231")).removeprefix(IN)),
    ("HT406", below(postfix("4ABC1231")) + "X-Gm-Message-State: AOJu0Y\n", below(postfix("4ABC1231")) + "X-Gm-Mail: AOJu0Y\n"),
    ("HT411", below(postfix("FFFF91230")), below(postfix("4F0001230"))),
    ("HT412", below(exim("1aBcDe-0001Bc-2d")), below(exim("1xVlRb-0001Bc-2d"))),
    ("HT413", below(exim("1xVlRb-0001Bc-2d", "ESMTP")), below(exim("1xVlRb-0001Bc-2d", "esmtp"))),
    ("HT414", below(SMTPSVC + " id 4ABC1231"), below(SMTPSVC)),
    ("HT415", below(QMAIL.format("SMTP")), below(QMAIL.format("SMTP"), "24 Nov 2026 08:00:05 -0000")),
    ("HT416", below(postfix("4ABC1231")) + below("from a.example.com by b.example.com with ESMTP id 4ABC1231").removeprefix(IN),
     below(postfix("4ABC1231")) + below("from a.example.net by b.example.net with ESMTP id 4ABC1231").removeprefix(IN)),
    ("HT418", below(exim("1aBcDe-0001Bc-2d")) + below(exim("1aBcDd-0001Bc-2d")).removeprefix(IN),
     below(exim("1aBcDe-0001Bc-2d")) + below(exim("1xVlRb-0001Bc-2d")).removeprefix(IN)),
    ("HT417", below("from pc.example.net (pc.example.net [8.8.4.256]) by out.example.net with ESMTP id 1"),
     below("from pc.example.net (pc.example.net [8.8.4.255]) by out.example.net with ESMTP id 1")),
]  # fmt: skip


@pytest.mark.parametrize(("code", "mail", "near_miss"), ROWS, ids=[row[0] for row in ROWS])
def test_finding(code: str, mail: str, near_miss: str) -> None:
    assert code in {finding.code for finding in headertrace.trace((mail + "\n").encode()).findings}
    assert code not in {finding.code for finding in headertrace.trace((near_miss + "\n").encode()).findings}


def test_a_proxy_in_front_that_hands_the_client_on_is_no_forger() -> None:
    """It writes a line of its own under that of the server behind it, with the same client."""
    proxy = IN.replace(
        "by mx.example.org (Postfix) with ESMTPS id 4ABC1230", "by gate.example.org with ESMTP id j51GAaUB"
    )
    trace = headertrace.trace((IN + proxy + "\n").encode())
    assert "HT401" not in {finding.code for finding in trace.findings}
    assert [hop.trust for hop in trace.hops] == ["claimed", "vouched"]
