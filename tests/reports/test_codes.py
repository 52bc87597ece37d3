"""Codes in servers' words, what they stand for, and the reasons that the words name."""

from __future__ import annotations

import pytest

from headertrace.records.vocabulary import REASONS
from headertrace.reports import hosts
from headertrace.reports.codes import reply, status
from headertrace.reports.reasons import reason
from headertrace.reports.statuses import words


@pytest.mark.parametrize(
    ("text", "code", "enhanced"),
    [
        ("550 5.1.1 <bob@example.org>... User Unknown", "550", "5.1.1"),
        ("550-5.7.26 Unauthenticated 550 5.7.26 see", "550", "5.7.26"),
        ("550: : User unknown", "550", None),
        ("ERROR_CODE :550, ERROR_CODE :5.2.1", "550", "5.2.1"),
        ("returned '441 4.4.1 Error'", None, "4.4.1"),
        ("connect to mx.example.org[192.0.2.1]:443: timed out", None, None),
        ("host 5.2.1.3 said SIZE=550", None, None),
        ("version 4.5.2.1 at 552.example.org", None, None),
        ("554 4.4.7 expired <421 4.4.2 timed out>", "554", "4.4.7"),
        ("5.0.0 then 5.2.2", None, "5.2.2"),
        ("250 2.1.5 Ok", None, None),
        ("message of 20250 bytes", None, None),
    ],
)
def test_codes(text: str, code: str | None, enhanced: str | None) -> None:
    assert (reply(text), status(text)) == (code, enhanced)


@pytest.mark.parametrize(
    ("text", "enhanced", "expected"),
    [
        ("550 User unknown", None, "userunknown"),
        ("552 mailbox is full", None, "mailboxfull"),
        ("554 5.7.1 Relay access denied", "5.7.1", "norelaying"),
        ("550 5.7.26 domain's DMARC policy", "5.7.26", "authfailure"),
        ("451 4.7.1 Greylisted, try again in 300 s", "4.7.1", "greylisted"),
        ("retry timeout exceeded", None, "expired"),
        ("550 blocked using zen.spamhaus.org", None, "blocked"),
        ("User bob not listed in Domino Directory", None, "userunknown"),
        ("550 listed at zen.example.org", None, "blocked"),
        ("550 5.1.1 - 192.0.2.1 has sent to too many recipients this hour", "5.1.1", "ratelimited"),
        ("too many hops", None, "networkerror"),
        ("Host or domain name not found", "5.4.4", "hostunknown"),
        ("550 Recipient address rejected: User ann.spam@example.org temporary locked", None, "suspend"),
        ("550 5.4.1 [ann@example.org]: Recipient address rejected: Access denied", "5.4.1", "userunknown"),
        ("554 This user doesn't have a mail.example.org account", None, "userunknown"),
        ("550 This message is not RFC 5322 compliant; to reduce spam it was blocked", None, "notcompliantrfc"),
        ("554 Service currently unavailable", None, "systemerror"),
        ("554 rejected due to security policies", None, "policyviolation"),
        ("gibberish", "5.2.2", "mailboxfull"),
        ("gibberish", "5.0.0", "onhold"),
        ("gibberish", None, "undefined"),
    ],
)
def test_reasons(text: str, enhanced: str | None, expected: str) -> None:
    found = reason(text, enhanced, None, "failed")
    assert found == expected and found in REASONS


def test_what_was_delivered_has_no_other_reason() -> None:
    assert reason("mailbox full", "2.0.0", "250", "delivered") == "delivered"


@pytest.mark.parametrize(
    ("enhanced", "said", "part"),
    [("5.1.1", "", "no such mailbox"), ("4.1.1", "", "no such mailbox"), ("5.1.10", "", "null MX"),
     ("5.1.10", "RESOLVER.ADR.RecipientNotFound", "no such mailbox"), ("5.99.99", "", ""), (None, "", "")],
)  # fmt: skip
def test_words_of_a_status(enhanced: str | None, said: str, part: str) -> None:
    told = words(enhanced, said)
    assert part in told if part else told == ""


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("host mx.example.org[192.0.2.1] said: 550 no", "mx.example.org"),
        ("host mx.example.org [192.0.2.1]: 550 no", "mx.example.org"),
        ("while talking to mx.example.org.: 550 no", "mx.example.org"),
        ("Remote Server at example.org (192.0.2.1) returned '550 no'", "example.org"),
        ("mx.example.org [192.0.2.1] did not like our RCPT TO: 550", "mx.example.org"),
        ("Connected to 192.0.2.1 but sender was rejected.", "192.0.2.1"),
        ("connect to mx.example.org[192.0.2.1]:25: No route", "mx.example.org"),
        ("This is the mail system at host mx.example.org.", None),
        ("192.0.2.1 failed after I sent. 550 no [MB1.prod.outlook.com 2026-11-24T08:00:00Z 08DC]", "192.0.2.1"),
        ("[(0) mx.example.org. [192.0.2.1]:25: socket error]", "mx.example.org"),
        ("User unknown", None),
    ],
)
def test_the_remote_host(text: str, host: str | None) -> None:
    assert hosts.remote(text) == host
