"""Whole notices: the machine's part, the text beside it, the header that came back, and what is no notice."""

from __future__ import annotations

from pathlib import Path

import pytest

import headertrace
from headertrace.records.trace import Trace
from headertrace.renderings import Options

TOP = (
    "Return-Path: <>\n"
    "Received: from out.example.net (out.example.net [192.0.2.30]) by mx.example.org (Postfix) with ESMTPS id 9;"
    " Tue, 24 Nov 2026 12:00:02 +0000\n"
    "From: MAILER-DAEMON@out.example.net\nTo: ann@example.org\nDate: Tue, 24 Nov 2026 12:00:00 +0000\n"
)
REPORT = TOP + "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\n"
MACHINE = "--b\nContent-Type: message/delivery-status\n\n"
BACK = (
    "Received: from pc.example.org (pc.example.org [192.0.2.7]) by smtp.example.org with ESMTPSA id 1;"
    " Tue, 24 Nov 2026 05:59:58 +0000\nReceived: from x by pc.example.org; Tue, 24 Nov 2026 05:59:57 +0000\n"
    "From: ann@example.org\nTo: bob@example.com\nMessage-ID: <1@example.org>\nSubject: Lunch\n"
)


def traced(text: str) -> Trace:
    return headertrace.trace(text.encode("utf-8", "surrogateescape"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Several recipients, a halved group, and one without a blank line between.
        (REPORT + MACHINE + "Reporting-MTA: dns; out.example.net\n\nFinal-Recipient: rfc822; a@example.com\nAction: failed\n"
         "Status: 5.1.1\n\nFinal-Recipient: rfc822; b@example.com\nAction: delayed\nStatus: 4.4.1\nFinal-Recipient:"
         " rfc822;c@example.com\nAction: relayed\nStatus: 2.1.9\n--b--\n",
         [("a@example.com", "failed", "5.1.1", None), ("b@example.com", "delayed", "4.4.1", None), ("c@example.com", "relayed", "2.1.9", None)]),
        # The remote server's own code says more than the reporting host's.
        (REPORT + MACHINE + "Final-Recipient: rfc822; a@example.com\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 552 5.2.2 full\n--b--\n",
         [("a@example.com", "failed", "5.2.2", "552")]),
        # The machine's part has no words; the text for people has.
        (REPORT + "list of recipients:\n\nthis is the mailer-daemon, please do not reply\na@example.com: 550 5.7.1 no\n" + MACHINE
         + "Final-Recipient: rfc822; a@example.com\nAction: failed\nStatus: 5.0.0\n--b--\n", [("a@example.com", "failed", "5.7.1", "550")]),
        # Neither boundary nor parts: the fields stand in the text.
        (TOP + "\nReporting-MTA: dns; out.example.net\n\nFinal-Recipient: RFC822; <a@example.com>\nAction: failed\nStatus: 5.5.0\n",
         [("a@example.com", "failed", "5.5.0", None)]),
        # RFC 821's source route, and a comment.
        (REPORT + MACHINE + "Final-Recipient: rfc822;@relay.example.net:a@example.com (Ann)\nAction: failed\nStatus: 5.1.1 (bad)\n--b--\n",
         [("a@example.com", "failed", "5.1.1", None)]),
    ],
)  # fmt: skip
def test_rows(text: str, expected: list[tuple[str | None, ...]]) -> None:
    rows = [(item.recipient, item.action, item.status, item.reply) for item in traced(text).reports]
    assert rows == expected


def test_times_hosts_and_words() -> None:
    trace = traced(
        REPORT + MACHINE + "Reporting-MTA: dns; Out.example.net (tcp)\nArrival-Date: Tue, 24 Nov 2026 06:00:00 +0000\n\n"
        "Final-Recipient: rfc822; a@example.com\nOriginal-Recipient: rfc822; team@example.org\nAction: delayed\n"
        "Status: 4.4.1\nRemote-MTA: dns; mx.example.com\nDiagnostic-Code: smtp; 451 4.7.1 Try\n again\n"
        "Last-Attempt-Date: Tue, 24 Nov 2026 12:01:00 +0000\nWill-Retry-Until: Sun, 29 Nov 2026 06:00:00 +0000\n--b--\n"
    )  # fmt: skip
    (report,) = trace.reports
    assert (report.reporting_mta, report.remote_mta, report.quoted) == ("Out.example.net", "mx.example.com", True)
    assert report.diagnostic == "451 4.7.1 Try again" and report.original_recipient == "team@example.org"
    assert trace.answer.startswith(
        "A delay notice from Out.example.net (no bounce yet): a@example.com has not been reached after 6 h 1 min of"
        " trying; it is still tried, and goes on until 29 Nov 2026 06:00 UTC. mx.example.com said: 451 4.7.1 Try again"
    )


@pytest.mark.parametrize(
    "back",
    [
        "--b\nContent-Type: message/rfc822\n\n" + BACK + "\nbody\n--b--\n",
        "--b\nContent-Type: text/rfc822-headers\n\n" + BACK + "--b--\n",
        "--b--\n",
    ],
    ids=["rfc822", "headers", "none"],
)
def test_the_message_that_came_back_is_traced(back: str) -> None:
    trace = traced(
        REPORT + MACHINE + "Final-Recipient: rfc822; bob@example.com\nAction: failed\nStatus: 5.1.1\n" + back
    )
    assert trace.notice is not None and trace.notice.returned is (back != "--b--\n")
    if trace.returned is None:
        assert "The message itself was not returned." in trace.answer
        return
    assert [hop.received.by for hop in trace.returned.hops] == ["pc.example.org", "smtp.example.org"]
    assert trace.returned.message.subject == "Lunch" and trace.returned.returned is None
    assert "your own: it went through smtp.example.org" in trace.answer


@pytest.mark.parametrize(
    "separator",
    [
        "------ This is a copy of the message, including all the headers. ------\n\n",
        "--- Below this line is a copy of the message.\n\n",
        "----- Original message -----\n\n",
        "    Below is a copy of the original message:\n\n",
        "Message headers follow.\n\n",
        "   ----- Unsent message follows -----\n",
        "Original mail as follows:\n\n",
        "",
    ],
)
def test_a_returned_header_in_the_text(separator: str) -> None:
    text = (
        TOP
        + "\nThe following address(es) failed:\n\n  bob@example.com\n    550 5.1.1 no\n\n"
        + separator
        + BACK
        + "\nhello\n"
    )
    trace = traced(text)
    assert trace.returned is not None and trace.returned.path.received == 2
    numbers = [field.first_line for field in trace.returned.fields]
    assert text.split("\n")[numbers[0] - 1].startswith("Received: from pc.example.org")


def test_an_indented_and_an_encoded_one() -> None:
    indented = "".join(f"   {line}\n" for line in BACK.rstrip("\n").split("\n"))
    trace = traced(TOP + "\nDuplicated Message-ID in <talk@example.org>.\n\nOriginal mail as follows:\n\n" + indented)
    assert trace.returned is not None and trace.returned.path.received == 2


def test_a_notice_of_a_notice_goes_no_deeper() -> None:
    inner = REPORT + MACHINE + "Final-Recipient: rfc822; bob@example.com\nAction: failed\nStatus: 5.1.1\n--b--\n"
    text = (
        TOP + "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: message/rfc822\n\n" + inner + "--o--\n"
    )
    trace = traced(text)
    assert [report.recipient for report in trace.reports] == ["bob@example.com"]
    assert trace.returned is None or trace.returned.returned is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (TOP.replace("MAILER-DAEMON@out", "bob@") + "Auto-Submitted: auto-replied\nSubject: Re: Lunch\n\nI am away.\n", "auto-reply"),
        ("From: bob@example.com\nSubject: Automatic reply: Lunch\n\nI am away.\n", "auto-reply"),
        ("From: bob@example.com\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n"
         "Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; bob@example.com\nDisposition:"
         " manual-action/MDN-sent-manually; displayed\n--b--\n", "receipt"),
        ("From: fbl@example.com\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n"
         "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\nOriginal-Rcpt-To: bob@example.com\n--b--\n", "complaint"),
        ("From: x@boxbe.com\nAuto-Submitted: auto-replied\nSubject: Please confirm your message\n\nClick.\n", "challenge"),
        (TOP + "Subject: Delivery Status Notification (Failure)\nX-Failed-Recipients: bob@example.com\n\n", "failure"),
        (REPORT + MACHINE + "Final-Recipient: rfc822; bob@example.com\nAction: relayed\nStatus: 2.1.5\n--b--\n", "success"),
    ],
)  # fmt: skip
def test_kinds_are_told_apart(text: str, kind: str) -> None:
    trace = traced(text)
    assert trace.notice is not None and trace.notice.kind == kind
    assert (
        ("Delivered" not in trace.answer and ("bounce" not in trace.answer) is (kind == "success"))
        or "no bounce" in trace.answer
        or kind == "failure"
    )
    assert {item.action for item in trace.reports} <= {None, "failed", "relayed"}


@pytest.mark.parametrize(
    "text",
    [
        "From: ann@example.org\nSubject: Re: your failure notice\n\n<bob@example.com>:\n550 5.1.1 no\n",
        "Return-Path: <>\nFrom: news@example.com\nSubject: News\n\n<bob@example.com>: 550 ways to cook\n",
        "From: ann@example.org\nSubject: Lunch\n\nFinal-Recipient: rfc822; bob@example.com\nAction: failed\n",
        "From: ann@example.org\nSubject: Vacation time\n\nBook now.\n",
    ],
)
def test_other_mail_is_no_notice(text: str) -> None:
    trace = traced(text)
    assert trace.notice is None or not trace.reports


def test_a_notice_pasted_above_the_header_that_it_returned() -> None:
    text = "Diagnostic information for administrators:\nGenerating server: ex.example.net\nbob@example.com\n#550 4.4.7"
    trace = traced(f"{text} QUEUE.Expired; message expired ##\nOriginal message headers:\n{BACK}\n")
    assert [(item.recipient, item.status) for item in trace.reports] == [("bob@example.com", "4.4.7")]
    told = trace.to_dict()
    assert trace.returned is None and told["notice"]["received"] == 2 == len(trace.hops)
    assert "Delivered" not in trace.answer


def test_a_body_is_kept_for_notices_alone(tmp_path: Path) -> None:
    plain, notice = "From: ann@example.org\nSubject: Lunch\n\nhello\n", TOP + "\nhello\n"
    assert [next(headertrace.read(text.encode())).body for text in (plain, notice)] == [b"", b"hello\n"]
    box = tmp_path / "box"
    box.write_text("".join(f"From x Tue Nov 24 08:00:00 2026\n{text}\n" for text in (plain, notice)))
    assert [message.body.strip() for message in headertrace.read(box)] == [b"", b"hello"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # Google Groups in German, Exchange in Japanese, Gmail in French: codes, addresses and marks are the same everywhere.
        ("X-Failed-Recipients: talk@example.com\n\nHallo ann@example.net,\n\nSie erhalten diese E-Mail, weil die Gruppe (talk) nicht"
         " vorhanden ist.\n\nhttps://groups.google.com/support/\n", ("talk@example.com", None, None, "rejected")),
        ("\n管理者向けの診断情報:\n\n生成サーバー: ex1.example.net\n\nbob@example.com\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not"
         " found ##\n\n元のメッセージ ヘッダー:\n\n" + BACK, ("bob@example.com", "550", "5.1.1", "userunknown")),
        ("Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\n** Adresse introuvable **\n\nVotre message"
         " n'est pas parvenu à bob@example.com.\n" + MACHINE + "Final-Recipient: rfc822; bob@example.com\nAction: failed\nStatus: 5.1.1\n"
         "Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.\n--b--\n",
         ("bob@example.com", "550", "5.1.1", "userunknown")),
    ],
)  # fmt: skip
def test_a_notice_in_another_language(text: str, told: tuple[str | None, ...]) -> None:
    trace = traced(TOP + text)
    assert [(item.recipient, item.reply, item.status, item.reason) for item in trace.reports] == [told]
    if "ex1" in text:
        assert trace.notice is not None and trace.notice.reporter == "ex1.example.net" and trace.notice.returned


def test_a_damaged_header_leaves_the_notice_below_it() -> None:
    broken = "Received: from a.example.net\nby b.example.org; Tue, 24 Nov 2026 08:00:00 +0000\nFrom: MAILER"
    text = REPORT.replace("From: MAILER", broken)
    trace = traced(text + MACHINE + "Final-Recipient: rfc822; bob@example.com\nAction: failed\nStatus: 5.1.1\n--b--\n")
    assert trace.notice is not None and trace.notice.kind == "failure"
    assert [item.status for item in trace.reports] == ["5.1.1"]
    assert "HT105" in {finding.code for finding in trace.findings} and len(trace.hops) == 2


# Found by eye in real bounces: (text, remote host, whose words, reason, seconds of trying).
@pytest.mark.parametrize(
    ("text", "told"),
    [
        # sendmail names the host in its transcript alone.
        (REPORT + "The original message was received at Tue, 24 Nov 2026 11:59:59 +0000\n\n   ----- The following addresses had permanent"
         " fatal errors -----\n<bob@example.com>\n    (reason: 550 Unauthenticated senders not allowed)\n\n   ----- Transcript of session"
         " follows -----\n... while talking to mx.example.com.:\n>>> MAIL From:<ann@example.org>\n<<< 550 Unauthenticated senders not allowed\n"
         + MACHINE + "Final-Recipient: rfc822; bob@example.com\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: SMTP; 550 Unauthenticated"
         " senders not allowed\n--b--\n", ("mx.example.com", True, "authfailure", None)),
        # Gmail's own error has a number in it that is no code.
        (REPORT + MACHINE + "Final-Recipient: rfc822; bob@example.com\nAction: failed\nStatus: 4.0.0\nDiagnostic-Code: smtp; The response was:"
         " DNS Error: 80480947 DNS type 'mx' lookup of example.com responded with code NXDOMAIN\n--b--\n", (None, False, "hostunknown", None)),
        # qmail's own words stand behind the other server's; its line names no host, and tells how long it tried.
        (TOP + "\nHi. This is the qmail-send program at out.example.net.\n\n<bob@example.com>:\nConnected to 192.0.2.1 but sender was"
         " rejected.\nRemote host said: 421 4.7.0 temporarily deferred due to unexpected volume\nI'm not going to try again; this message has"
         " been in the queue too long.\n\n--- Below this line is a copy of the message.\n\nReceived: (qmail 7 invoked by uid 0); 23 Nov 2026"
         " 12:00:00 -0000\nFrom: ann@example.org\nMessage-ID: <1@example.org>\n", ("192.0.2.1", True, "ratelimited", 86_400.0)),
        # What Exchange's queue says is no answer of the host that it could not reach.
        (REPORT + MACHINE + "Final-Recipient: rfc822; bob@example.com\nAction: failed\nStatus: 4.4.7\nRemote-MTA: dns; mx.example.com\n"
         "Diagnostic-Code: smtp;550 4.4.7 QUEUE.Expired; message expired\n--b--\n", ("mx.example.com", False, "expired", None)),
        # A part whose boundary was spelled otherwise runs on into the next.
        (REPORT + MACHINE + "Final-Recipient: rfc822; bob@example.com\nAction: failed\nStatus: 5.2.1\n\n--c\nContent-Type:"
         " text/rfc822-headers\n\n" + BACK + "--c--\n", (None, False, "suspend", None)),
    ],
    ids=["transcript", "number", "qmail", "queue", "boundary"],
)  # fmt: skip
def test_as_an_eye_reads_it(text: str, told: tuple[str | None, bool, str, float | None]) -> None:
    trace = traced(text)
    (report,) = trace.reports
    assert trace.notice is not None
    assert (report.remote_mta, report.quoted, report.reason, trace.notice.tried_s) == told
    assert "not going to try" not in trace.answer and "The other server said: 80" not in trace.answer
    assert (trace.returned is not None) is (BACK in text or "qmail 7" in text)


ANSWERS: list[tuple[str, str, str]] = [
    ("From: bob@example.com\nSubject: Please confirm your message\nX-Delivery-Agent: TMDA/1.1.12\nAuto-Submitted: auto-replied\n\nheld\n", "challenge", ""),
    ("From: bob@example.com <noreply@boxbe.com>\nSubject: Re: Lunch (Action Required)\nAuto-Submitted: auto-replied\n\nwaitlisted\n", "challenge", ""),
    ("From: bob@example.com\nSubject: Re: Lunch (verification)\nX-Mailer: Spam Arrest\n\nclick\n", "challenge", ""),
    ("From: bob@example.com\nSubject: Automatische Antwort: Lunch\n\nWeg.\n", "auto-reply", ""),
    ("From: bob@example.com\nSubject: away from my mail\nPrecedence: bulk\nAuto-Submitted: auto-replied\n\nI am away.\n", "auto-reply", ""),
    ("From: bob@example.com\nSubject: Auto: Lunch\nAuto-Submitted: auto-replied (vacation)\n\nAway.\n", "auto-reply", ""),
    ("From: bob@example.com\nSubject: Read: Lunch\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n"
     "Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; bob@example.com\nDisposition:"
     " manual-action/MDN-sent-manually; displayed\n--b--\n", "receipt", "was displayed, which does not say that it was read"),
    # Sieve's reject (RFC 5429) is a receipt too, for a message that it deleted.
    ("From: bob@example.com\nSubject: Automatically rejected mail\nAuto-Submitted: auto-replied (rejected)\nContent-Type: multipart/report;"
     " report-type=disposition-notification; boundary=b\n\n--b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;"
     " bob@example.com\nDisposition: automatic-action/MDN-sent-automatically; deleted\n--b--\n", "receipt", "was deleted, displayed before or not"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "said"), ANSWERS)
def test_what_answers_is_told_apart(text: str, kind: str, said: str) -> None:
    trace = traced("Received: from a.example.com by mx.example.org; Tue, 24 Nov 2026 08:00:05 +0000\n" + text)
    assert trace.notice is not None and trace.notice.kind == kind
    assert "(no bounce)" in trace.answer and said in trace.answer and "elivered" not in trace.answer


# An answer of several lines, put into the part for programs without folding them; and beside it the text for people.
ANSWER = "550-Log in before you send,\n{}550-or ask your administrator.\n{}550 Relaying denied without that.\n"
SAID = "550-Log in before you send, 550-or ask your administrator. 550 Relaying denied without that."


@pytest.mark.parametrize("fold", ["", " ", "\t"])
def test_an_answer_of_several_lines_is_read_to_its_end_and_no_further(fold: str) -> None:
    people = "Reason: 550-Log in before you send,\n550-or ask your administrator.\n550 Relaying denied without that.\n"
    text = REPORT + "a@example.com\n\n" + people + "\nThe subject was: Lunch\n\nDo not reply.\n\n" + MACHINE
    text += "Diagnostic-Code: smtp; " + ANSWER.format(fold, fold) + "Status: 5.0.0\nAction: failed\n"
    (report,) = traced(f"{text}Final-Recipient: rfc822; a@example.com\n--b--\n").reports
    assert (report.diagnostic, report.reply, report.status, report.reason) == (SAID, "550", "5.0.0", "norelaying")


def test_what_follows_a_diagnostic_of_one_line_is_none_of_it() -> None:
    machine = "Final-Recipient: rfc822; a@example.com\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 No.\n550 Yes\n--b--\n"
    (report,) = traced(REPORT + MACHINE + machine).reports
    assert report.diagnostic == "550 No."


@pytest.mark.parametrize(
    ("status", "columns", "rows"),
    [
        (
            "5.1.1",
            80,
            ["failed     ann.of.the.long.name@sales.example.com  550 5.1.1", "    the address does not exist"],
        ),
        ("5.1.1", 140, ["failed     ann.of.the.long.name@sales.example.com  550 5.1.1  the address does not exist"]),
        # That a code says nothing is no news beside a server's words.
        (
            "5.0.0",
            80,
            ["failed     ann.of.the.long.name@sales.example.com  550 5.0.0", "    the address does not exist"],
        ),
    ],
)
def test_the_reason_is_shown_whole_and_an_empty_code_not_at_all(status: str, columns: int, rows: list[str]) -> None:
    machine = "Final-Recipient: rfc822; ann.of.the.long.name@sales.example.com\nAction: failed\n"
    machine += f"Status: {status}\nDiagnostic-Code: smtp; 550 User unknown\n--b--\n"
    shown = headertrace.render(traced(REPORT + MACHINE + machine), "table", Options(width=columns)).splitlines()
    at = shown.index(rows[0])
    assert shown[at : at + len(rows) + 2] == [*rows, "    out.example.net: 550 User unknown", ""]
