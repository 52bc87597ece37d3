"""Chains of Received lines that a sender made up: each is named, with the line that gives it away and why.

Every chain stands below one true line, the reader's own. The honest twin beside it is how the
server that is imitated would have written; nothing is said against that one.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

import headertrace
from headertrace.records.judgements import Finding
from headertrace.records.trace import Trace

_REST = """\
From: "Accounts" <accounts@shop.example>
To: <b@example.org>
Date: Tue, 24 Nov 2026 07:58:40 +0000
Message-ID: <inv-7731@shop.example>
Subject: Your invoice

"""


class Chain(NamedTuple):
    """``lines`` are the Received values, newest first; ``at`` is the one (from 1) that is told, ``why`` words of it.

    ``honest`` are the pairs of words that make the forged lines into honest ones.
    """

    name: str
    lines: tuple[str, ...]
    code: str
    at: int
    why: str
    honest: tuple[tuple[str, str], ...]


def _mx(client: str, announced: str | None = None) -> str:
    """The line of the reader's own server."""
    name = client.partition(" ")[0]
    return (
        f"from {announced or name} ({client}) by mx.example.org (Postfix) with ESMTP id 9C2D4400A9"
        " for <b@example.org>; Tue, 24 Nov 2026 08:00:03 +0000 (UTC)"
    )


CHAINS = (
    Chain(
        "a Postfix id in lower case",
        (
            _mx("mail.shop.example [8.8.20.9]"),
            "from ws14.shop.example (ws14.shop.example [8.8.20.44]) by mail.shop.example (Postfix) with ESMTPSA"
            " id a7f3e01b9c for <b@example.org>; Tue, 24 Nov 2026 08:00:01 +0000 (UTC)",
        ),
        "HT411", 2, "Postfix, which never issues an id such as a7f3e01b9c", (("a7f3e01b9c", "A7F3E01B9C"),),
    ),
    Chain(
        "an Exim line copied from a message of three years before, with a new date",
        (
            _mx("lists.partner.example [8.8.30.2]"),
            "from [8.8.31.7] (helo=office) by lists.partner.example with esmtpsa (TLS1.3) tls TLS_AES_256_GCM_SHA384"
            " (Exim 4.96) id 1r6QyC-0004dZ-1V; Tue, 24 Nov 2026 07:59:30 +0000",
        ),
        "HT412", 2, "2023-11-24 07:51:24 UTC", (("1r6QyC", "1xVlR2"),),
    ),
    Chain(
        "a sendmail id whose month does not exist",
        (
            _mx("gate.college.example [8.8.40.1]"),
            "from pc.college.example (pc.college.example [8.8.40.77]) by gate.college.example (8.17.1/8.17.1)"
            " with ESMTP id 6ZO7xTab012345 for <b@example.org>; Tue, 24 Nov 2026 08:00:00 GMT",
        ),
        "HT411", 2, "sendmail, which never issues an id such as 6ZO7xTab012345", (("6ZO7xTab012345", "6AO7xTab012345"),),
    ),
    Chain(
        "a qmail line with the words of Exim",
        (
            _mx("dsl-8-8-50-3.access.example [8.8.50.3]", "smtp.bank.example"),
            "from unknown (HELO relay.bank.example) (8.8.51.4) by smtp.bank.example with asmtp;"
            " 24 Nov 2026 08:00:01 -0000",
        ),
        "HT413", 2, "qmail's, which writes no “with asmtp”", (("with asmtp", "with SMTP"),),
    ),
    Chain(
        "a Google line in another zone, with an id used before",
        (
            _mx("vps77.hoster.example [8.8.60.7]", "mail-lf1-f41.google.com"),
            "by mail-lf1-f41.google.com with SMTP id 2adb3069b0e04-5008d16cc36so4436899e87.2"
            " for <b@example.org>; Tue, 24 Nov 2026 08:00:00 +0000",
        ),
        "HT415", 2, "Google's, which writes no date", (("08:00:00 +0000", "00:00:00 -0800 (PST)"),),
    ),
    Chain(
        "a Microsoft line with a Postfix id",
        (
            _mx("vps12.hoster.example [8.8.60.12]"),
            "from EXCH01.corp.example (10.1.2.3) by EXCH02.corp.example (10.1.2.4) with Microsoft SMTP Server"
            " (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 4ABC1230D2;"
            " Tue, 24 Nov 2026 08:00:00 +0000",
        ),
        "HT411", 2, "Microsoft Exchange, which never issues an id such as 4ABC1230D2", (("4ABC1230D2", "15.2.1544.4"),),
    ),
    Chain(
        "the reader's own gateway as the writer of an inner line",
        (
            _mx("host9.dialup.example [8.8.70.9]"),
            "from intranet.example.org (intranet.example.org [10.0.0.9]) by gate.example.org (Postfix) with ESMTPS"
            " id 5B1240C0FF for <b@example.org>; Tue, 24 Nov 2026 08:00:01 +0000 (UTC)",
        ),
        "HT401", 2, "names gate.example.org as its writer, but the message came from elsewhere",
        (("gate.example.org", "host9.dialup.example"),),
    ),
    Chain(
        "one queue id in the lines of two houses",
        (
            _mx("out.mailer.example [8.8.80.1]"),
            "from relay.first.example (relay.first.example [8.8.81.1]) by out.mailer.example (Postfix) with ESMTP"
            " id 5B1240C0FF for <b@example.org>; Tue, 24 Nov 2026 08:00:01 +0000 (UTC)",
            "from pc.second.example (pc.second.example [8.8.82.1]) by relay.second.example with ESMTP"
            " id 5B1240C0FF for <b@example.org>; Tue, 24 Nov 2026 08:00:00 +0000 (UTC)",
        ),
        "HT416", 2, "relay.second.example (hop 1) gave the same id 5B1240C0FF",
        (("ESMTP id 5B1240C0FF for <b@example.org>; Tue, 24 Nov 2026 08:00:00", "ESMTP id 77; Tue, 24 Nov 2026 08:00:00"),),
    ),
    Chain(
        "an address that does not exist",
        (
            _mx("host9.dialup.example [8.8.70.9]", "mail.insurer.example"),
            "from claims.insurer.example (claims.insurer.example [187.301.44.9]) by mail.insurer.example with ESMTP"
            " id 88120; Tue, 24 Nov 2026 08:00:00 +0000",
        ),
        "HT417", 2, "187.301.44.9, which nobody can connect from", (("187.301.44.9", "187.30.44.9"),),
    ),
    Chain(
        "a Microsoft pickup line with clauses that the service never writes",
        (
            _mx("web3.hoster.example [8.8.60.3]"),
            "from WIN-7F3 ([8.8.90.5]) by web3.hoster.example with Microsoft SMTPSVC(8.5.9600.16384) id 4ABC1230D2"
            " for <b@example.org>; Tue, 24 Nov 2026 08:00:00 +0000",
        ),
        "HT414", 2, "Microsoft SMTPSVC's, which writes no “id 4ABC1230D2”",
        ((" id 4ABC1230D2 for <b@example.org>", ""),),
    ),
    Chain(
        "a Hotmail host with the protocol word of Yahoo",
        (
            _mx("ppp-8-8-95-2.access.example [8.8.95.2]", "f64.law4.hotmail.com"),
            "from [8.8.96.1] by f64.law4.hotmail.com with NNFMP; Tue, 24 Nov 2026 08:00:00 -0000",
        ),
        "HT310", 2, "speaks NNFMP, which only Yahoo's servers do",
        (("with NNFMP", "with Microsoft SMTPSVC(5.0.2195.6824)"), ("-0000", "-0800")),
    ),
    Chain(
        "a stamp hours before the time in its own long id",
        (
            _mx("mail.shop.example [8.8.20.9]"),
            "from ws14.shop.example (ws14.shop.example [8.8.20.44]) by mail.shop.example (Postfix) with ESMTPSA"
            " id 4jYh2z0sf8z1jJk for <b@example.org>; Tue, 24 Nov 2026 08:00:02 +0000 (UTC)",
        ),
        "HT412", 2, "apart on one clock", (("4jYh2z0sf8z1jJk", "4jYZwf0sf8z1jJk"),),
    ),
)  # fmt: skip
# What people who hide an id, or change a date, leave behind as well.
_PERHAPS_EDITED = frozenset({"HT411", "HT412", "HT414", "HT416"})
_FORGERY = {f"HT41{n}" for n in range(1, 8)} | {"HT310", "HT401"}


def _traced(lines: tuple[str, ...]) -> Trace:
    header = "".join(f"Received: {line}\n" for line in lines)
    return headertrace.trace((header + _REST).encode())


@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: chain.name)
def test_the_forgery_is_named_with_its_line_and_why(chain: Chain) -> None:
    trace = _traced(chain.lines)
    told: list[Finding] = [finding for finding in trace.findings if finding.code == chain.code]
    assert [finding.field for finding in told] == [chain.at] * len(told) and told
    assert any(chain.why in finding.text for finding in told), [finding.text for finding in told]
    assert told[0].severity == ("info" if chain.code in _PERHAPS_EDITED else "warning")
    assert told[0].evidence[0].text in " ".join(chain.lines[chain.at - 1].split())
    assert trace.path.handed_over_by and trace.path.handed_over_by.ip.startswith("8.8.")


@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: chain.name)
def test_the_honest_twin_is_not_accused(chain: Chain) -> None:
    lines = chain.lines
    for forged, honest in chain.honest:
        lines = (lines[0], *(line.replace(forged, honest) for line in lines[1:]))
    assert lines != chain.lines
    assert [finding.text for finding in _traced(lines).findings if finding.code in _FORGERY] == []


@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: chain.name)
def test_nothing_forged_is_vouched_for(chain: Chain) -> None:
    trust = [hop.trust for hop in reversed(_traced(chain.lines).hops)]
    assert trust[0] == "vouched" and "vouched" not in trust[1:]
