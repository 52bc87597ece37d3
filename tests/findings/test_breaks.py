"""When a line's client is told to be another host than the one that wrote the line before."""

from __future__ import annotations

import pytest

import headertrace

# The host of the line before, the client of the next, and whether that is a break.
CLIENTS = [
    ("relay.example.com", "from other.example.net (other.example.net [198.51.100.9])", True),
    ("relay.example.com", "from relay ([198.51.100.9])", False),
    ("relay.example.com", "from rel ([198.51.100.9])", True),
    ("localhost.localdomain", "from other.example.net (other.example.net [198.51.100.9])", False),
    ("relay.example.com", "from no.name.available", False),
]


@pytest.mark.parametrize(("writer", "client", "broken"), CLIENTS)
def test_a_break_needs_a_name_that_only_another_host_has(writer: str, client: str, broken: bool) -> None:
    mail = (
        "Received: from gate.example.edu (gate.example.edu [203.0.113.5]) by mx.example.org (Postfix) with ESMTP id 3A;"
        " Tue, 24 Nov 2026 08:00:04 +0000\n"
        f"Received: {client} by gate.example.edu with SMTP; Tue, 24 Nov 2026 08:00:02 +0000\n"
        f"Received: from pc.example.net (pc.example.net [192.0.2.7]) by {writer} (Postfix) with ESMTP id 1A;"
        " Tue, 24 Nov 2026 08:00:00 +0000\n"
        "Date: Tue, 24 Nov 2026 08:00:00 +0000\nFrom: ann@example.net\n\n"
    )
    codes = [(finding.code, finding.hop) for finding in headertrace.trace(mail.encode()).findings]
    assert (("HT301", 2) in codes) is broken
