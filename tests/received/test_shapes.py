"""Received values in the shapes that real servers write, each with its reading."""

from __future__ import annotations

import pytest

import headertrace

_WORDS = {"helo": None, "rdns": None, "by": None}
# Words in place of hosts, and near misses: one word, a dot, an address or a comment that may be any of these.
ROWS_OF_WORDS = [
    ("from SMTP agent by mail gateway Fri, 02 Aug 2002 09:50:49 -0000", {**_WORDS, "software": "mail gateway", "time": "2002-08-02T09:50:49+00:00"}),
    ("from Example County-MTA by mx.example.org with ESMTP id AB1234; Fri, 2 Aug 2002 09:50:49 +0000", {"helo": None, "by": "mx.example.org"}),
    ("from (127.0.0.1 [127.0.0.1]) by MailEnable Inbound Mail Agent with ESMTP; Fri, 2 Aug 2002 09:50:49 +0000",
     {"ip": "127.0.0.1", "by": None, "software": "MailEnable Inbound Mail Agent", "dialect": "mailenable"}),
    ("by NeXT Mailer (1.63); Fri, 2 Aug 2002 09:50:49 +0000", {"by": None, "software": "NeXT Mailer"}),
    ("from agent by gateway with SMTP; Fri, 2 Aug 2002 09:50:49 +0000", {"helo": "agent", "by": "gateway"}),
    ("from agent agent.example.net by gateway gw.example.org with SMTP; Fri, 2 Aug 2002 09:50:49 +0000", {"helo": "agent", "by": "gateway"}),
    ("from SMTP agent [192.0.2.7] by mx.example.org; Fri, 2 Aug 2002 09:50:49 +0000", {"helo": "smtp", "ip": "192.0.2.7"}),
    ("from pc7 (192.0.2.8) by host gateway with SMTP; Fri, 2 Aug 2002 09:50:49 +0000", {"helo": "pc7", "ip": "192.0.2.8", "by": "gateway"}),
    ("from 7746355 named unknown by gmailapi.google.com with HTTPREST; Fri, 2 Aug 2002 09:50:49 +0000", {"ident": "7746355", "by": "gmailapi.google.com"}),
]  # fmt: skip
ROWS = [
    *ROWS_OF_WORDS,
    (
        "from hormel.redhat.com (hormel.redhat.com []) by michelangelo.renaissoft.com (8.12.10/8.12.10/1.1)"
        " with ESMTP id i2T7sDtD013132 for <dee@renaissoft.com>; Sun, 28 Mar 2004 23:54:14 -0800",
        {
            "helo": "hormel.redhat.com",
            "rdns": "hormel.redhat.com",
            "ip": None,
            "by": "michelangelo.renaissoft.com",
            "protocol": "ESMTP",
            "id": "i2T7sDtD013132",
            "recipient": "dee@renaissoft.com",
            "dialect": "sendmail",
            "time": "2004-03-29T07:54:14+00:00",
        },
    ),
    (
        "from mail.example.net (unknown [192.0.2.7]) (Authenticated sender: ann@example.net) by mx.example.org"
        " (Postfix) with ESMTPSA id 4ABC123 for <bob@Example.ORG>; Mon, 22 Aug 2016 14:22:52 +0000 (UTC)",
        {
            "helo": "mail.example.net",
            "rdns": None,
            "ip": "192.0.2.7",
            "auth": "ann@example.net",
            "by": "mx.example.org",
            "protocol": "ESMTPSA",
            "recipient": "bob@example.org",
            "dialect": "postfix",
        },
    ),
    (
        "from pool.example.net ([192.0.2.9] helo=pc.example.com) by mx.example.org with esmtp (Exim 4.96)"
        " id 17p2fg-000C65-00; Wed, 11 Sep 2002 16:16:25 +0800",
        {"helo": "pc.example.com", "rdns": "pool.example.net", "ip": "192.0.2.9", "dialect": "exim"},
    ),
    (
        "from unknown (HELO pc7) (ann@192.0.2.8 with login) by smtp.example.com with SMTP; 19 Jul 2002 16:10:38 -0000",
        {"helo": "pc7", "rdns": None, "ip": "192.0.2.8", "auth": "ann", "protocol": "SMTP", "dialect": "qmail"},
    ),
    (
        "from A.outlook.com (2001:db8::31) by B.outlook.com (2001:db8::1) with Microsoft SMTP Server"
        " (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.20.1; Mon, 1 Oct 2018 09:49:22 +0000",
        {
            "helo": "a.outlook.com",
            "ip": "2001:db8::31",
            "by_ip": "2001:db8::1",
            "protocol": "Microsoft SMTP Server",
            "id": "15.20.1",
            "dialect": "exchange",
        },
    ),
]


@pytest.mark.parametrize(("value", "expected"), ROWS)
def test_reads_each_clause(value: str, expected: dict[str, str | None]) -> None:
    got = headertrace.parse_received(value)
    found = {key: str(got.time).replace(" ", "T") if key == "time" else getattr(got, key) for key in expected}
    assert found == expected


@pytest.mark.parametrize(("value", "expected"), ROWS)
def test_folding_does_not_matter(value: str, expected: dict[str, str | None]) -> None:
    folded = "Received: " + value.replace(" by ", "\r\n\t by ").replace("; ", ";\r\n ")
    assert headertrace.parse_received(folded) == headertrace.parse_received(value)
