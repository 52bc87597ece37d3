"""Redacted notices: what they say stays readable, their secrets don't, and the result is read to the same again."""

from __future__ import annotations

from pathlib import Path

import pytest

import headertrace
from bench.redaction import leaks, rendered
from headertrace.records.trace import Trace
from headertrace.redact import PRESETS, Redactor, as_bytes
from headertrace.renderings import BINARY, FORMATS
from helpers.places import CANARIES, Canary
from helpers.samples import HOME
from helpers.secrets import KEY

SAMPLES = [HOME / "bounce.eml", HOME / "delay-notice.eml"]
TEXTS = tuple(format for format in FORMATS if format not in BINARY)
# Every place that a notice has for others' words; {} is the secret.
PLACES = (
    "Final-Recipient: rfc822; {}\n", "Original-Recipient: rfc822; {}\n", "Diagnostic-Code: smtp; 550 5.1.1 {} is unknown\n",
    "Remote-MTA: dns; {}\n", "Diagnostic-Code: smtp; 550 <bob@example.org>: ask {}\n",
)  # fmt: skip
TOP = (
    "Received: from out.example.net (out.example.net [192.0.2.30]) by mx.example.org (Postfix) with ESMTPS id 9F8E7D6C5B;"
    " Tue, 24 Nov 2026 12:00:02 +0000\nFrom: MAILER-DAEMON@out.example.net\nTo: ann@example.org\n"
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nDear {},\n\n"
    "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; out.example.net\n\n"
)


def planted(text: str) -> bytes:
    groups = "".join(
        f"{place}Action: failed\nStatus: 5.1.1\n\n"
        for place in PLACES
        if "Diagnostic" not in place and "MTA" not in place
    )
    groups += "".join(
        f"Final-Recipient: rfc822; bob@example.org\nAction: failed\nStatus: 5.1.1\n{place}\n"
        for place in PLACES
        if "Recipient" not in place
    )
    back = "--b\nContent-Type: message/rfc822\n\nFrom: {0} <ann@example.org>\nTo: bob@example.org\nSubject: {0}\nX-Note: {0}\n\n{0}\n--b--\n"
    return (TOP + groups + back.replace("{0}", "{}")).replace("{}", text).encode()


def rows(trace: Trace) -> list[tuple[object, ...]]:
    return [
        (item.action, item.status, item.reply, item.quoted, item.arrival, item.retry_until) for item in trace.reports
    ]


@pytest.mark.parametrize("preset", ["standard", "public"])
@pytest.mark.parametrize("canary", CANARIES, ids=lambda canary: canary.kind)
def test_no_canary_is_left_of_a_notice(canary: Canary, preset: str) -> None:
    if canary.public and preset != "public":
        pytest.skip("it may stay in this preset")
    found = headertrace.trace(planted(canary.text))
    assert len(found.reports) == len(PLACES) and found.returned is not None
    assert leaks(set(canary.marks), rendered(found, TEXTS))
    message = Redactor(preset, KEY).message(next(headertrace.read(planted(canary.text))))
    output = as_bytes(message) + rendered(headertrace.trace(message), TEXTS)
    assert leaks(set(canary.marks), output) == []


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_what_it_says_is_read_again(path: Path, preset: str) -> None:
    before = headertrace.trace(path.read_bytes())
    message = Redactor(preset, KEY).message(next(headertrace.read(path)))
    shown, again = headertrace.trace(message), headertrace.trace(as_bytes(message))
    assert rows(before) == rows(shown) == rows(again)
    assert [item.code for item in again.findings] == [item.code for item in before.findings]
    back = [trace.returned.path if trace.returned else None for trace in (before, again)]
    assert [path and (path.hops, path.total_s) for path in back] == [back[0] and (back[0].hops, back[0].total_s)] * 2


@pytest.mark.parametrize(
    ("preset", "gone", "stays"),
    [
        ("standard", ("bob@example.org", "ann@example.com"), ("mail.example.org", "User unknown")),
        ("public", ("bob@example.org", "mail.example.org", "203.0.113.9"), ("User unknown",)),
        ("postmaster", ("Ann Example",), ("bob@example.org", "mail.example.org", "User unknown")),
        ("ticket", ("Ann Example",), ("bob@example.org", "mail.example.org", "User unknown")),
    ],
)
def test_what_a_preset_hides_of_a_bounce(preset: str, gone: tuple[str, ...], stays: tuple[str, ...]) -> None:
    text = as_bytes(Redactor(preset, KEY).message(next(headertrace.read(HOME / "bounce.eml")))).decode()
    assert [word for word in gone if word in text] == [] and [word for word in stays if word not in text] == []
    assert "I'm sorry to have to inform you" not in text


def test_a_notice_in_an_encoded_body_is_written_so() -> None:
    data = b"From: MAILER-DAEMON@example.net\nTo: ann@example.org\nSubject: failure notice\nContent-Transfer-Encoding: base64\n\n"
    mail = data + b"PGJvYkBleGFtcGxlLm9yZz46CjU1MCA1LjEuMSB1bmtub3duCg==\n"
    message = Redactor("standard", KEY).message(next(headertrace.read(mail)))
    assert rows(headertrace.trace(as_bytes(message))) == rows(headertrace.trace(mail)) != []


RECEIPT = (
    "From: bob@example.com\nSubject: Read: lunch\n"
    "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n"
    "Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; bob@example.com\n"
    "Disposition: manual-action/MDN-sent-manually; displayed\n\n--b--\n"
)


@pytest.mark.parametrize("word", ["displayed", "deleted", "processed/error", "Bob's own word"])
def test_a_receipt_says_what_became_of_the_message_in_known_words_alone(word: str) -> None:
    mail = f"Received: from a by b; Tue, 24 Nov 2026 12:00:02 +0000\n{RECEIPT.replace('displayed', word)}".encode()
    data = as_bytes(Redactor("public", KEY).message(next(headertrace.read(mail))))
    said = [str(headertrace.trace(each).answer).partition(":")[2] for each in (mail, data)]
    assert said[0] == said[1] and (word.encode() in data) == (word != "Bob's own word")


# Told by its subject, by a sender that is replaced, and by a program's own fields alone.
KINDS = [
    ("From: ann@example.org\nSubject: Delivery failure\n\nThis message was created automatically by mail delivery software.\n\nThe"
     " following address(es) failed:\n\n  bob@example.com\n    host mx.example.com [192.0.2.1]: 550 5.1.1 User unknown\n", "failure"),
    ("From: AWS <no-reply@sns.amazonaws.com>\nSubject: AWS Notification Message\nx-amz-sns-message-id: 1\n\n"
     '{"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bouncedRecipients":[{"emailAddress":"bob@example.com",'
     '"status":"5.1.1","action":"failed","diagnosticCode":"smtp; 550 5.1.1 user unknown"}],"timestamp":"2026-11-24T08:00:00.000Z"}}\n', "failure"),
    ("From: bob@example.com\nSubject: Out of office: Lunch\n\nI am away.\n", "auto-reply"),
    ("From: fbl@example.net\nSubject: complaint\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n"
     "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\nOriginal-Rcpt-To: bob@example.com\n\n--b--\n", "complaint"),
    (RECEIPT, "receipt"),
    ("From: x@boxbe.com\nSubject: Please confirm your message\n\nClick.\n", "challenge"),
    ("From: MAILER-DAEMON@out.example.net\nSubject: Undeliverable\nX-Failed-Recipients: bob@example.com\n\n"
     "Hallo ann@example.org,\n\nDie Gruppe ist nicht vorhanden: https://groups.google.com/support/\n", "failure"),
]  # fmt: skip


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize(("text", "kind"), KINDS)
def test_the_kind_outlives_what_told_it(text: str, kind: str, preset: str) -> None:
    data = f"Received: from out.example.net by mx.example.org; Tue, 24 Nov 2026 12:00:02 +0000\n{text}".encode()
    before = headertrace.trace(data)
    message = Redactor(preset, KEY).message(next(headertrace.read(data)))
    again = headertrace.trace(as_bytes(message))
    twice = headertrace.trace(as_bytes(Redactor(preset, KEY).message(next(headertrace.read(as_bytes(message))))))
    assert [trace.notice and trace.notice.kind for trace in (before, again, twice)] == [kind] * 3
    assert [item.reason for item in again.reports] == [item.reason for item in before.reports]


def test_the_field_alone_makes_no_notice() -> None:
    text = "From: ann@example.org\nX-Headertrace-Notice: failure\nSubject: Lunch\n\nhello\n"
    assert headertrace.trace(text.encode()).notice is None
