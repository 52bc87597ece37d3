"""A line of the usual shape is read in one match; step by step it must come out the same."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

import headertrace
from headertrace import received
from headertrace.records.received import Received

SENDERS = (
    "",
    "from a.example.com ",
    "from a.example.com (b.example.com [192.0.2.1]) ",
    "from a.example.com (unknown [192.0.2.1]) ",
    "from a.example.com (joe@b.example.com [192.0.2.1] (may be forged)) ",
    "from a.example.com (192.0.2.1) ",
    "from a.example.com [192.0.2.1] ",
    "from a.example.com [192.0.2.1] (may be forged) ",
    "from a.example.com (2001:db8::1) ",
    "from a.example.com (b.example.com [IPv6:2001:db8:0:0::1]) ",
    "from a.example.com ([192.0.2.1] helo=c.example.com) ",
    "from b.example.com (HELO c.example.com) (192.0.2.1) ",
    "from unknown (HELO c.example.com) (joe@192.0.2.1) ",
    "from [192.0.2.1] ",
    "from 192.0.2.1 (b.example.com [192.0.2.1]) ",
    "from a.example.com (b.example.com [192.0.2.1]) (using TLSv1.2 with cipher X-Y (256/256 bits)) "
    "(No client certificate requested) ",
    "from a.example.com (b.example.com [192.0.2.1]) (Authenticated sender: ann@example.com) ",
)
BYS = ("by mx.example.org", "by mx.example.org (Postfix)", "by mx.example.org (8.12.10/8.12.10/1.1)",
       "by mx.example.org (192.0.2.9)", "by [192.0.2.9] (Postfix)", "by 2002:a05:1::")  # fmt: skip
PROTOCOLS = ("", " with ESMTP", " with ESMTPS (Exim 4.96)", " with Microsoft SMTP Server (version=TLS1_2, cipher=X)",
             " with HTTP", " with POP3 (fetchmail-6.4.1)")  # fmt: skip
IDS = ("", " id 4ABC123", " id <x.y@z>", " id 15.20.1.2 via Frontend Transport", " id 1aBcDe-000123-Aa (Exim)")
RECIPIENTS = ("", " for <Bob@Example.ORG>", " for bob@example.org (single-drop)")
DATES = (
    "; Tue, 24 Nov 2026 08:10:00 +0000 (UTC)",
    "; 24 Nov 2026 08:10:00 -0800",
    "; Tue, 24 Nov 2026 08:10:00 +0100 (CET) (envelope-from ann@example.com)",
)
_usual = received.usual


def by_steps(monkeypatch: pytest.MonkeyPatch, line: str) -> Received:
    with monkeypatch.context() as patch:
        patch.setattr(received, "usual", lambda text: None)
        return headertrace.parse_received(line)


@pytest.mark.parametrize("sender", SENDERS)
def test_both_ways_agree(monkeypatch: pytest.MonkeyPatch, sender: str) -> None:
    for rest in product(BYS, PROTOCOLS, IDS, RECIPIENTS, DATES):
        line = sender + "".join(rest)
        assert _usual(line) is not None, line
        assert headertrace.parse_received(line) == by_steps(monkeypatch, line), line


LEADS = ("(from joe@localhost)", "(qmail 123 invoked by uid 0)", "(qmail 123 invoked from network)", "(from joe)")


@pytest.mark.parametrize("lead", LEADS)
def test_both_ways_agree_where_how_it_came_stands_first(monkeypatch: pytest.MonkeyPatch, lead: str) -> None:
    for rest in [("",), *product((f" {by}" for by in BYS), PROTOCOLS, IDS, RECIPIENTS)]:
        for date in DATES:
            line = lead + "".join(rest) + date
            assert _usual(line) is not None, line
            assert headertrace.parse_received(line) == by_steps(monkeypatch, line), line


PIECES = st.sampled_from(
    [
        *SENDERS,
        *LEADS,
        *BYS,
        *PROTOCOLS,
        *IDS,
        *RECIPIENTS,
        *DATES,
        " ",
        ";",
        "(",
        ")",
        "by ",
        "from ",
        " (x)",
        " (<x@y>)",
        " (a; X-Field: b)",
        "unknown",
        "Subject: x",
    ]
)


@given(st.lists(PIECES, max_size=10).map("".join))
def test_both_ways_agree_on_what_is_nearly_usual(line: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        assert headertrace.parse_received(line) == by_steps(patch, line)
