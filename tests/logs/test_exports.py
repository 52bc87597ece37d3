"""What services export, made from their published schemas."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from headertrace.logs.exports.index import INDEX
from headertrace.logs.exports.reading import LONGEST_CELL, events, recognised
from headertrace.logs.following import follow
from headertrace.logs.reading import LogFile

SES = {
    "timestamp": "2026-11-24T08:00:00.000Z",
    "messageId": "0100-aa",
    "source": "ann@example.net",
    "destination": ["bob@example.org"],
    "commonHeaders": {"messageId": "<7@example.net>"},
}
MAILGUN = {"headers": {"message-id": "7@example.net"}}
# Export → (text, the kinds of its events in order, the id that it gives).
ROWS: dict[str, tuple[str, list[str], str | None]] = {
    "exchange": (
        "#Software: Microsoft Exchange Server\r\n#Fields: date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,source,event-id,internal-message-id,message-id,network-message-id,recipient-address,recipient-status\r\n"
        "2026-11-24T08:00:00.123Z,192.0.2.1,a.example.net,192.0.2.9,EX1,ctx,EX1\\Default,SMTP,RECEIVE,4711,<7@example.net>,guid-1,bob@example.org,\r\n"
        "2026-11-24T08:05:00.123Z,,EX1,,EX1,,,SMTP,DEFER,4711,<7@example.net>,guid-1,bob@example.org,452 4.3.1 Insufficient system resources\r\n"
        "2026-11-24T08:12:00.123Z,,EX1,,EX1,,,STOREDRIVER,DELIVER,4711,<7@example.net>,guid-1,bob@example.org,\r\n",
        ["accepted", "deferred", "delivered"], "guid-1",
    ),
    "trace": (
        '"Received","SenderAddress","RecipientAddress","Subject","Status","ToIP","FromIP","Size","MessageId","MessageTraceId"\n'
        '"11/24/2026 8:00:01 AM","ann@example.net","bob@example.org","Hi, ""all""","Pending",,"192.0.2.1","900","<7@example.net>","guid-1"\n',
        ["deferred"], "guid-1",
    ),
    "trace-detail": (
        '"Date","Event","Action","Detail","Data","MessageTraceId","MessageId"\n'
        '"2026-11-24T08:00:01","Receive","","Message received by: EX1","<root/>","guid-1","<7@example.net>"\n'
        '"2026-11-24T08:01:01","Defer","","450 4.7.26 try later","","guid-1","<7@example.net>"\n',
        ["accepted", "deferred"], "guid-1",
    ),
    "defender": (
        "Timestamp,NetworkMessageId,InternetMessageId,SenderMailFromAddress,SenderIPv4,RecipientEmailAddress,Subject,DeliveryAction,DeliveryLocation,ThreatTypes\n"
        "2026-11-24T08:00:01Z,guid-1,<7@example.net>,ann@example.net,192.0.2.1,bob@example.org,Hi,Junked,Junk folder,Spam\n",
        ["delivered"], "guid-1",
    ),
    "google": (
        "Message ID,Start date,End date,Sender,Message size,Subject,Direction,Attachments,Recipient address,Event target,Event date,Event status,Event target IP address,Has encryption,Event SMTP reply code,Event description\n"
        "<7@example.net>,2026/11/24 08:00:01,2026/11/24 08:00:02,ann@example.net,900,Hi,Sent,0,bob@example.org,SMTP_OUT,2026/11/24 08:00:02,Bounced,192.0.2.9,yes,550,no such user\n",
        ["bounced"], None,
    ),
    "mimecast": ("Message ID,Status,Route,From (Envelope),To Address,Date/Time Processed,Info\n<7@example.net>,Held,Inbound,ann@example.net,bob@example.org,2026-11-24 08:00:01,policy\n", ["held"], None),
    "proofpoint": ("Date,QID,Message-ID,Sender,Recipients,Final_Action,Final_Rule\n2026-11-24 08:00:01,2abc7,<7@example.net>,ann@example.net,bob@example.org,quarantine,spam\n", ["held"], "2abc7"),
    "ses": (
        "\n".join(json.dumps(item) for item in (
            {"eventType": "Send", "mail": SES, "send": {}},
            {"eventType": "DeliveryDelay", "mail": SES, "deliveryDelay": {"timestamp": "2026-11-24T08:05:00.000Z", "delayType": "MailboxFull", "delayedRecipients": [{"emailAddress": "bob@example.org", "status": "4.2.2", "diagnosticCode": "smtp; 452 full"}]}},
            {"eventType": "Delivery", "mail": SES, "delivery": {"timestamp": "2026-11-24T08:30:00.000Z", "recipients": ["bob@example.org"], "smtpResponse": "250 Ok", "reportingMTA": "a8.smtp-out.amazonses.com"}},
        )),
        ["accepted", "deferred", "sent"], "0100-aa",
    ),
    "sendgrid": (
        json.dumps([
            {"email": "bob@example.org", "timestamp": 1795507201, "smtp-id": "<7@example.net>", "event": "processed", "sg_message_id": "sg-1"},
            {"email": "bob@example.org", "timestamp": 1795507301, "smtp-id": "<7@example.net>", "event": "deferred", "response": "400 try again later", "attempt": "5", "sg_message_id": "sg-1"},
        ]),
        ["accepted", "deferred"], "sg-1",
    ),
    "mailgun": (
        json.dumps({"items": [
            {"event": "accepted", "timestamp": 1795507201.5, "id": "a", "message": MAILGUN, "recipient": "bob@example.org"},
            {"event": "failed", "severity": "temporary", "timestamp": 1795507301.5, "id": "a", "message": MAILGUN, "recipient": "bob@example.org", "delivery-status": {"message": "452 full", "mx-host": "mx.example.org"}},
        ]}),
        ["accepted", "deferred"], "a",
    ),
    "postfix-queue": ('{"queue_name": "deferred", "queue_id": "3F7F022A", "arrival_time": 1795507201, "sender": "ann@example.net", "recipients": [{"address": "bob@example.org", "delay_reason": "Connection refused"}]}\n', ["deferred"], "3F7F022A"),
    "application": ('{"timestamp": "2026-11-24T08:00:01Z", "event": "queued", "message_id": "<7@example.net>", "correlation_id": "c-1", "to": "bob@example.org"}\n{"timestamp": "2026-11-24T08:00:02Z", "event": "error", "message_id": "<7@example.net>", "error": "SMTP timeout"}\n', ["accepted", "deferred"], None),
}  # fmt: skip
POSTQUEUE = """\
-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------
4bXv1c2k5jz9sTD*      900 Tue Nov 24 08:00:01  ann@example.net
                                         bob@example.org

3F7F022A      900 Tue Nov 24 07:00:01  ann@example.net
(connect to mx.example.org[192.0.2.9]:25: Connection timed out)
                                         carol@example.org

-- 2 Kbytes in 2 Requests.
"""
EXIM = " 25m  2.9K 1xW9bP-00000k-0y <ann@example.net> *** frozen ***\n          bob@example.org\n\n"


def test_every_export_has_its_row() -> None:
    assert ROWS.keys() == {export.name for export in INDEX}


@pytest.mark.parametrize("name", ROWS)
def test_export(name: str) -> None:
    text, kinds, ident = ROWS[name]
    export = recognised(text.encode())
    assert export is not None and export.name == name
    found = list(events(export, text.encode(), "x"))
    assert [event.kind for event in found] == kinds
    assert {event.id for event in found} == {ident}
    assert all(event.line.local is not None for event in found)
    assert all(event.message_id == "7@example.net" for event in found) or name == "postfix-queue"


@pytest.mark.parametrize("name", ROWS)
def test_followed_by_its_message_id(tmp_path: Path, name: str) -> None:
    path = tmp_path / "export"
    path.write_text(ROWS[name][0])
    file = LogFile("export", path)
    wanted = (None, "7@example.net") if name != "postfix-queue" else ("3F7F022A", None)
    found = follow([file], *wanted, lambda *_: None)
    assert sum(len(stay.events) for one in found for stay in one.logged.stays) == len(ROWS[name][1])


def test_utf_16_as_powershell_writes() -> None:
    text = ROWS["trace"][0]
    export = recognised(text.encode("utf-16"))
    assert export is not None
    assert [event.recipient for event in events(export, text.encode("utf-16"), "x")] == ["bob@example.org"]


@pytest.mark.parametrize("own", [LONGEST_CELL, 1 << 30])
def test_a_quote_that_is_not_closed_is_told(own: int, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Whatever limit the program that uses the library has set, which stays as it is."""
    before = csv.field_size_limit(own)
    request.addfinalizer(lambda: csv.field_size_limit(before))
    text = ROWS["trace"][0].rstrip("\n")
    path = tmp_path / "export"
    path.write_text(f'{text}\n"' + "x\n" * LONGEST_CELL)
    told: list[str] = []
    found = follow([LogFile("export", path)], None, "7@example.net", lambda name, why: told.append(f"{name}: {why}"))
    assert len(found) == 1
    assert told == ["export: a row with a cell of more than 131,072 characters was left out: is a quote not closed?"]
    assert csv.field_size_limit() == own


@pytest.mark.parametrize(
    ("text", "ident", "kind"),
    [(POSTQUEUE, "3F7F022A", "deferred"), (POSTQUEUE, "4bXv1c2k5jz9sTD", "active"), (EXIM, "1xW9bP-00000k-0y", "held")],
)
def test_listing(tmp_path: Path, text: str, ident: str, kind: str) -> None:
    path = tmp_path / "queue"
    path.write_text(text)
    (one,) = follow([LogFile("queue", path)], ident, None, lambda *_: None)
    assert kind in {event.kind for event in one.logged.stays[0].events}
    assert one.open or kind != "deferred"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[[[[[" * 3_000,
        '{"a":' * 2_000,
        "a,b\n",
        '"' + "x" * 100_000,
        "\x00\xff",
        '{"message_id": null}',
        '[{"event": {}, "sg_message_id": []}]',
    ],
)
def test_what_is_no_export_does_no_harm(text: str) -> None:
    data = text.encode("utf-8", "surrogateescape")
    export = recognised(data)
    for one in INDEX if export is None else (export,):
        for event in events(one, data, "x"):
            assert event.kind == "note"


def test_a_cell_that_is_too_large_costs_its_row() -> None:
    head, row = ROWS["defender"][0].splitlines(keepends=True)
    huge = row.replace("Spam", '"' + "x" * 200_000 + '"')
    data = (head + row + huge + row).encode()
    export = recognised(data)
    assert export is not None
    assert [event.kind for event in events(export, data, "x")] == ["delivered", "delivered"]
