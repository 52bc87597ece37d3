"""Reasons are told in plain English wherever people read them; programs read the names."""

from __future__ import annotations

from typing import get_args

import pytest

import headertrace
from headertrace.records.reports import Report
from headertrace.records.vocabulary import REASONS, Action
from headertrace.renderings.index import ROWS as FORMATS
from headertrace.reports.phrases import OUTCOMES, PHRASES, phrase

NOTICE = (
    "Return-Path: <>\nReceived: from out.example.net (out.example.net [192.0.2.9]) by mx.example.org with ESMTP;"
    " Tue, 24 Nov 2026 14:01:07 +0000\nFrom: MAILER-DAEMON@out.example.net\nTo: ann@example.org\n"
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nSorry.\n--b\n"
    "Content-Type: message/delivery-status\n\nReporting-MTA: dns; out.example.net\n\n{}--b--\n"
)
ROWS = (
    "Final-Recipient: rfc822; a@example.com\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n\n"
    "Final-Recipient: rfc822; b@example.com\nAction: failed\nStatus: 5.5.1\nDiagnostic-Code: smtp; 503 5.5.1 bad sequence\n\n"
    "Final-Recipient: rfc822; c@example.com\nAction: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp; 550 5.7.1 host is blocklisted\n\n"
    "Final-Recipient: rfc822; d@example.com\nAction: delivered\nStatus: 2.1.5\n"
)  # fmt: skip
FOR_PEOPLE = [row.name for row in FORMATS if row.name not in ("json", "ndjson", "csv", "pdf", "png", "headers")]


def test_every_reason_has_its_phrase() -> None:
    assert set(PHRASES) == set(REASONS)
    assert set(OUTCOMES) < set(get_args(Action))
    told = [text for text in PHRASES.values() if text]
    assert len(told) == len(set(told)) and not any(text in REASONS for text in told)


@pytest.mark.parametrize("reason", REASONS)
def test_of_mail_that_is_still_tried_nothing_is_final(reason: str) -> None:
    assert "ran out" not in phrase(Report("a@example.com", "delayed", reason=reason))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", FOR_PEOPLE)
def test_no_rendering_shows_a_name_or_says_delivered(name: str) -> None:
    trace = headertrace.trace(NOTICE.format(ROWS).encode())
    text = headertrace.render(trace, name)
    assert not any(word in text for word in ("userunknown", "syntaxerror", "blocked by policy", "policyviolation"))
    # A finding may say that mail was not delivered, and a field's name is no statement.
    words = (
        text.lower()
        .replace("\\", "")
        .replace("not delivered", "")
        .replace("not-delivered", "")
        .replace("undelivered", "")
    )
    # Nor is the name of a JSON key one.
    assert "delivered" not in words.replace("delivered-to", "").replace('"delivered":', "")


def test_findings_name_each_reason_once() -> None:
    trace = headertrace.trace(NOTICE.format(ROWS).encode())
    told = {finding.code: finding.text for finding in trace.findings}
    assert told["HT826"].startswith(
        "The message to b@example.com was not delivered: an SMTP command was not understood or not allowed"
    )
    assert "the sending host is blocked" in told["HT822"]
