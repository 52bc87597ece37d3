"""Lines that name a program in place of a host: whose clock wrote them, and that it is told once, with its line."""

from __future__ import annotations

import headertrace

_MX = "by mx.example.org (Postfix) with ESMTP id 4ABC1230"
_STORE = (
    "Received: from mx.example.org (mx.example.org [198.51.100.1]) by store.example.org (Postfix) with ESMTP id 4ABC1231;"
    " Tue, 24 Nov 2026 08:00:07 +0000\n"
)
FIRST = (
    f"{_STORE}Received: from office.example.net (dsl-7.example.com [192.0.2.7]) {_MX}; Tue, 24 Nov 2026 08:00:05 +0000\n"
    "Received: from (127.0.0.1 [127.0.0.1]) by Example Inbound Agent with ESMTP; Tue, 24 Nov 2026 16:00:01 +0000\n"
    "Date: Tue, 24 Nov 2026 08:00:00 +0000\n\n"
)
MIDDLE = (
    f"{_STORE}Received: from office.example.net (office.example.net [192.0.2.7]) {_MX}; Tue, 24 Nov 2026 08:00:05 +0000\n"
    "Received: from SMTP agent by mail gateway Tue, 24 Nov 2026 09:00:03 -0000\n"
    "Received: from pc.example.net (pc.example.net [192.0.2.8]) by office.example.net (Postfix) with ESMTP id 4ABC1232;"
    " Tue, 24 Nov 2026 08:00:01 +0000\n\n"
)


def test_a_first_line_is_of_the_server_that_the_next_one_heard() -> None:
    trace = headertrace.trace(FIRST.encode())
    (offset,) = trace.offsets
    assert offset.host == "office.example.net" and [item.field for item in offset.evidence] == [
        trace.hops[0].field.number
    ]
    (told,) = [finding for finding in trace.findings if finding.code in ("HT201", "HT206", "HT207")]
    assert (told.code, told.hop) == ("HT206", 1)


def test_a_line_in_the_middle_has_a_clock_of_its_own() -> None:
    trace = headertrace.trace(MIDDLE.encode())
    (offset,) = trace.offsets
    assert (offset.host, round((offset.offset_s or 0) / 3_600)) == ("hop 2", 1)
    (told,) = [finding for finding in trace.findings if finding.code in ("HT201", "HT206", "HT207")]
    assert told.hop == 2
    assert not [delay for delay in trace.delays if delay.seconds > 60]
