"""Where the reader's own servers end, who handed over, and how far an operator's word goes: one story a row."""

from __future__ import annotations

import pytest

import headertrace

AT = "; Tue, 24 Nov 2026 08:00:0{} +0000\n"
OWN = "Received: from {} by mx.example.org (Postfix) with ESMTPS id 4ABC1231" + AT.format(5)
GATE = (
    "Received: from a.example.net (a.example.net [198.51.100.7]) by gate.example.com (Postfix) with ESMTP id 4ABC1232"
    + AT.format(4)
)
# From a network of Mailchimp's mail service.
BULK = OWN.format("mail.example.net (mail.example.net [198.2.177.93])")
INNER = "Received: from pmta.example.com (localhost [127.0.0.1]) by {} (Mailchimp) with ESMTP id 4ABC1230" + AT.format(
    3
)
API = "Received: from [203.0.113.9] by mandrillapp.com id ded5d0c1b37340c7a2f84630fda2d950" + AT.format(2)
# A front of Yahoo's, and what stands below it as its inner servers write it.
FRONT = OWN.format("nm2.bullet.mail.yahoo.com (nm2.bullet.mail.yahoo.com [192.0.2.227])")
STAGES = (
    "Received: from [192.0.2.184] by nm2.bullet.mail.yahoo.com with {}; 24 Nov 2026 08:00:04 -0000\n"
    "Received: from [127.0.0.1] by omp3.mail.yahoo.com with NNFMP; 24 Nov 2026 08:00:04 -0000\n"
    "Received: (qmail 31873 invoked by uid 60001); 24 Nov 2026 08:00:03 -0000\n"
    "Received: from [203.0.113.9] by web8.mail.yahoo.com via HTTP" + AT.format(2)
)
ORACLE = "(Oracle Communications Messaging Server 8.0.1)"

STORIES = (
    # The message, then who handed over (address, line from the top) and the deepest address seen.
    ("a short name that Postfix confirmed", OWN.format("gate (gate [192.0.2.7])") + GATE, ("198.51.100.7", 2), "198.51.100.7"),
    ("a short name that was only announced", OWN.format("gate (unknown [192.0.2.7])") + GATE, ("192.0.2.7", 1), "192.0.2.7"),
    ("a bulk sender under a customer's name", BULK + INNER.format("mail.example.net") + API, ("198.2.177.93", 1), "203.0.113.9"),
    ("below it a host of another name", BULK + INNER.format("other.example.net") + API, ("198.2.177.93", 1), "198.2.177.93"),
    ("an operator's servers among themselves", FRONT + STAGES.format("NNFMP"), ("192.0.2.227", 1), "203.0.113.9"),
    ("a stranger at an operator's server", FRONT + STAGES.format("SMTP"), ("192.0.2.227", 1), "192.0.2.184"),
    (
        "collected from a server that names no client",
        "Received: from pop.example.com [192.0.2.110] by localhost with POP3 (fetchmail-6.4.37)" + AT.format(6)
        + "Received: from in.example.com by mail.example.com with SMTP" + AT.format(5), (None, 2), None,
    ),
    (
        "a notice of Oracle's messaging server",
        OWN.format("ms.example.org (ms.example.org [192.0.2.8])")
        + f"Received: from process-daemon.ms.example.org by ms.example.org {ORACLE} id <0P96@ms.example.org>{AT.format(4)}"
        + f"Received: from ms.example.org {ORACLE} id <0P95@ms.example.org>{AT.format(3)}", (None, 3), "192.0.2.8",
    ),
)  # fmt: skip


@pytest.mark.parametrize(("mail", "handed", "origin"), [row[1:] for row in STORIES], ids=[row[0] for row in STORIES])
def test_border(mail: str, handed: tuple[str | None, int], origin: str | None) -> None:
    trace = headertrace.trace(f"{mail}From: ann@example.com\n\n".encode())
    path = trace.path
    assert path.trust_boundary is not None
    line = len(trace.hops) - path.trust_boundary + 1
    assert (path.handed_over_by.ip if path.handed_over_by else None, line) == handed
    assert (path.origin.ip if path.origin else None) == origin
