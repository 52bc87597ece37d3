"""Each program's lines: what one tells of a message. The forms are those of the programs' own sources."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headertrace import logs
from headertrace.logs.index import INDEX, leaf, row_of
from headertrace.logs.searching import read
from headertrace.records.logs import Parts

POSTFIX = "Nov 24 08:00:01 mx postfix/"
EXIM = "2026-11-24 08:00:01 1xW9bP-00000k-0y "
ROWS: list[tuple[str, dict[str, Any]]] = [
    ("Nov 24 08:00:01 mx courierd: newmsg,id=0000000000041234.6A13B955.00001F2E, auth=ann: dns; desk (desk.example.net [::ffff:192.0.2.1])", {"kind": "accepted", "login": "ann", "peer": "desk.example.net"}),
    ("Nov 24 08:00:01 mx courieresmtp: id=0000000000041234.6A13B955.00001F2E,from=<ann@example.net>,addr=<bob@example.org>,size=900,success: 250 2.0.0 Ok: queued as 9B60921C", {"kind": "sent", "next_id": "9B60921C"}),
    ("Nov 24 08:00:01 mx courierlocal: id=0000000000041234.6A13B955.00001F2E,from=<ann@example.net>,addr=<bob@example.org>,size=900,status: success", {"kind": "delivered"}),
    (f"{POSTFIX}smtpd[7]: 3F7F022A: client=a.example.net[192.0.2.1]", {"kind": "accepted", "id": "3F7F022A", "peer": "a.example.net", "peer_ip": "192.0.2.1"}),
    (f"{POSTFIX}submission/smtpd[7]: 4bXv1c2k5jz9sTD: client=unknown[2001:db8::1], sasl_method=PLAIN, sasl_username=ann@example.net", {"kind": "accepted", "id": "4bXv1c2k5jz9sTD", "peer": "unknown", "login": "ann@example.net"}),
    (f"{POSTFIX}cleanup[7]: 3F7F022A: message-id=<7@example.net>", {"kind": "message-id", "message_id": "7@example.net"}),
    (f"{POSTFIX}qmgr[7]: 3F7F022A: from=<ann@example.net>, size=900, nrcpt=1 (queue active)", {"kind": "active", "sender": "ann@example.net"}),
    (
        f"{POSTFIX}smtp[7]: 3F7F022A: to=<bob@example.org>, relay=mx.example.org[192.0.2.9]:25, delay=0.4, delays=0.1/0/0.2/0.1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 9B60921C)",
        {"kind": "sent", "recipient": "bob@example.org", "peer": "mx.example.org", "next_id": "9B60921C", "delay_s": 0.4, "parts": Parts(0.1, 0.0, 0.2, 0.1), "status": "2.0.0"},
    ),
    (
        f"{POSTFIX}smtp[7]: 3F7F022A: to=<bob@example.org>, orig_to=<b@example.org>, relay=none, delay=30, delays=0/0/30/0, dsn=4.4.1, status=deferred (connect to mx.example.org[192.0.2.9]:25: Connection timed out)",
        {"kind": "deferred", "peer": None, "reply": "connect to mx.example.org[192.0.2.9]:25: Connection timed out"},
    ),
    (
        f"{POSTFIX}smtp[7]: 3F7F022A: to=<bob@example.org>, relay=mx.example.org[192.0.2.9]:25, conn_use=2, delay=1, delays=0/0/0/1, dsn=4.2.0, status=deferred (host mx.example.org[192.0.2.9] said: 450 4.2.0 Greylisted (in reply to RCPT TO command))",
        {"kind": "deferred", "peer": "mx.example.org", "reply": "450 4.2.0 Greylisted (in reply to RCPT TO command)"},
    ),
    (f"{POSTFIX}local[7]: 3F7F022A: to=<bob@example.org>, relay=local, delay=0.1, delays=0/0/0/0.1, dsn=2.0.0, status=sent (delivered to mailbox)", {"kind": "delivered", "reply": "delivered to mailbox"}),
    (f"{POSTFIX}smtp[7]: 3F7F022A: to=<no@example.org>, relay=mx.example.org[192.0.2.9]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (host mx.example.org[192.0.2.9] said: 550 5.1.1 No such user)", {"kind": "bounced", "reply": "550 5.1.1 No such user"}),
    (f"{POSTFIX}qmgr[7]: 3F7F022A: from=<ann@example.net>, status=expired, returned to sender", {"kind": "expired"}),
    (f"{POSTFIX}bounce[7]: 3F7F022A: sender non-delivery notification: B8ABC2EF", {"kind": "notice", "next_id": "B8ABC2EF"}),
    (f"{POSTFIX}qmgr[7]: 3F7F022A: removed", {"kind": "removed"}),
    (f"{POSTFIX}postsuper[7]: 3F7F022A: placed on hold", {"kind": "held"}),
    (f"{POSTFIX}postsuper[7]: 3F7F022A: released from hold", {"kind": "released"}),
    (f"{POSTFIX}postsuper[7]: 3F7F022A: requeued", {"kind": "requeued"}),
    (f"{POSTFIX}pickup[7]: AC865255: uid=0 from=<root> orig_id=3F7F022A", {"kind": "accepted", "id": "AC865255", "old_id": "3F7F022A"}),
    (
        f"{POSTFIX}smtpd[7]: NOQUEUE: reject: RCPT from a.example.net[192.0.2.1]: 450 4.2.0 <bob@example.org>: Recipient address rejected: Greylisted; from=<ann@example.net> to=<bob@example.org> proto=ESMTP helo=<a>",
        {"kind": "greylisted", "id": None, "peer": "a.example.net", "sender": "ann@example.net", "recipient": "bob@example.org"},
    ),
    (
        f"{POSTFIX}postscreen[7]: NOQUEUE: reject: RCPT from [192.0.2.1]:4711: 450 4.3.2 Service currently unavailable; from=<ann@example.net>, to=<bob@example.org>, proto=ESMTP, helo=<a>",
        {"kind": "refused", "peer_ip": "192.0.2.1", "recipient": "bob@example.org"},
    ),
    (f"{POSTFIX}cleanup[7]: 3F7F022A: milter-hold: END-OF-MESSAGE from a.example.net[192.0.2.1]: milter triggers HOLD action; from=<ann@example.net> to=<bob@example.org> proto=ESMTP helo=<a>", {"kind": "held", "id": "3F7F022A"}),
    (f"{EXIM}<= ann@example.net H=a.example.net (helo.example.net) [192.0.2.1] P=esmtpsa X=TLS1.3 A=plain:ann S=900 id=7@example.net", {"kind": "accepted", "peer": "a.example.net", "peer_ip": "192.0.2.1", "login": "ann", "message_id": "7@example.net", "sender": "ann@example.net"}),
    (f'{EXIM}=> bob@example.org R=dnslookup T=remote_smtp H=mx.example.org [192.0.2.9] X=TLS1.3 C="250 2.0.0 Ok: queued as 9B60921C" QT=1h2m3s DT=1s', {"kind": "sent", "peer": "mx.example.org", "next_id": "9B60921C", "delay_s": 3723.0}),
    (f"{EXIM}=> bob <bob@example.org> R=local_user T=mail_spool", {"kind": "delivered"}),
    (f"{EXIM}== bob@example.org R=dnslookup T=remote_smtp defer (111): Connection refused", {"kind": "deferred", "reply": "Connection refused"}),
    (f"{EXIM}** no@example.org R=dnslookup T=remote_smtp H=mx.example.org [192.0.2.9]: SMTP error from remote mail server after RCPT TO:<no@example.org>: 550 No such user", {"kind": "bounced", "peer": "mx.example.org"}),
    (f"{EXIM}Completed QT=2s", {"kind": "removed", "delay_s": 2.0}),
    (f"{EXIM}Frozen", {"kind": "held"}),
    (f"{EXIM}unfrozen by root", {"kind": "released"}),
    ("2026-11-24 08:00:01 H=a.example.net [192.0.2.1] F=<ann@example.net> temporarily rejected RCPT <bob@example.org>: greylisted, come back in 5 minutes", {"kind": "greylisted", "id": None, "recipient": "bob@example.org"}),
    ("Nov 24 08:00:01 mx sm-mta[7]: 6AP9dXux000080: from=<ann@example.net>, size=174, class=0, nrcpts=1, msgid=<7@example.net>, proto=ESMTP, daemon=MTA, relay=a.example.net [192.0.2.1]", {"kind": "accepted", "id": "6AP9dXux000080", "message_id": "7@example.net", "peer": "a.example.net"}),
    ("Nov 24 08:00:01 mx sm-mta[7]: 6AP9dXux000080: to=<bob@example.org>, delay=1+00:00:05, xdelay=00:00:01, mailer=esmtp, pri=30174, relay=mx.example.org. [192.0.2.9], dsn=2.0.0, stat=Sent (Ok: queued as 9B60921C)", {"kind": "sent", "next_id": "9B60921C", "delay_s": 86_405.0, "peer": "mx.example.org"}),
    ("Nov 24 08:00:01 mx sm-mta[7]: 6AP9dXux000080: to=<bob@example.org>, delay=00:00:05, xdelay=00:00:01, mailer=esmtp, pri=30174, relay=mx.example.org., dsn=4.0.0, stat=Deferred: Connection refused by mx.example.org.", {"kind": "deferred", "reply": "Connection refused by mx.example.org."}),
    ("Nov 24 08:00:01 mx sm-mta[7]: ruleset=check_rcpt, arg1=<bob@example.org>, relay=a.example.net [192.0.2.1], reject=451 4.7.1 Greylisting in action", {"kind": "greylisted", "id": None, "recipient": "bob@example.org", "sender": None}),
    ("Nov 24 08:00:01 mx sm-mta[7]: ruleset=check_rcpt, arg1=<bob@example.org>, from=<ann@example.net>, relay=a.example.net [192.0.2.1], reject=550 5.7.1 no", {"kind": "refused", "recipient": "bob@example.org", "sender": "ann@example.net"}),
    ("Nov 24 08:00:01 mx sm-mta[7]: ruleset=check_mail, arg1=<ann@example.net>, relay=a.example.net [192.0.2.1], reject=553 5.1.8 no such domain", {"kind": "refused", "recipient": None, "sender": "ann@example.net"}),
    ("Nov 24 08:00:01 mx sm-mta[7]: ruleset=check_relay, arg1=a.example.net, arg2=192.0.2.1, relay=a.example.net [192.0.2.1], reject=550 5.7.1 no", {"kind": "refused", "recipient": None, "sender": None}),
    ("Nov 24 08:00:01 mx dovecot: lmtp(bob)<43><9aKCLcOuBmsrAAAAxaA63w>: msgid=<7@example.net>: saved mail to INBOX", {"kind": "delivered", "id": "9aKCLcOuBmsrAAAAxaA63w", "message_id": "7@example.net", "recipient": "bob"}),
    ("Nov 24 08:00:01 lmtp(bob)<43><9aKCLcOuBmsrAAAAxaA63w>: Info: msgid=<7@example.net>: saved mail to INBOX", {"kind": "delivered", "id": "9aKCLcOuBmsrAAAAxaA63w"}),
    ("Nov 24 08:00:01 mx dovecot: lmtp(43, bob): 9aKCLcOuBmsrAAAAxaA63w: sieve: msgid=<7@example.net>: stored mail into mailbox 'Junk'", {"kind": "delivered", "id": "9aKCLcOuBmsrAAAAxaA63w", "reply": "stored mail into mailbox 'Junk'"}),
    ("Nov 24 08:00:01 mx dovecot: imap(bob)<43><abcdefgh>: expunge: box=INBOX, uid=7, msgid=<7@example.net>, size=900", {"kind": "discarded", "message_id": "7@example.net", "reply": "expunge in INBOX"}),
    (
        "Nov 24 08:00:01 mx amavis[7]: (00197-10) Passed CLEAN {RelayedInbound}, [192.0.2.1]:50432 [192.0.2.7] <ann@example.net> -> <bob@example.org>, Queue-ID: ABB8E83E, Message-ID: <7@example.net>, mail_id: 8lOlqOl6XSW8, Hits: -, size: 871, queued_as: 12D04860, 5700 ms",
        {"kind": "filtered", "id": "8lOlqOl6XSW8", "old_id": "ABB8E83E", "next_id": "12D04860", "delay_s": 5.7, "reply": "Passed CLEAN"},
    ),
    (
        "Nov 24 08:00:01 mx amavis[7]: (00197-10) Checking: 8lOlqOl6XSW8 [192.0.2.7] <ann@example.net> -> <bob@example.org>",
        {"kind": "accepted", "id": "8lOlqOl6XSW8", "sender": "ann@example.net", "recipient": "bob@example.org"},
    ),
    (
        "Nov 24 08:00:01 mx amavis[7]: (00197-10) 8lOlqOl6XSW8 FWD from <ann@example.net> -> <bob@example.org>, BODY=7BIT 250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 12D04860",
        {"kind": "sent", "id": "8lOlqOl6XSW8", "recipient": "bob@example.org", "next_id": "12D04860"},
    ),
    (
        "2026-11-24 08:00:01 #44(normal) <ab12cd>; task; rspamd_task_write_log: id: <7@example.net>, qid: <028F75B5>, ip: 192.0.2.1, from: <ann@example.net>, (default: F (no action): [2.50/15.00] [A(1.00){x;}]), len: 700, time: 45500.0ms, dns req: 2, digest: <f>, rcpts: <bob@example.org>, mime_rcpts: <bob@example.org>",
        {"kind": "filtered", "id": "028F75B5", "message_id": "7@example.net", "delay_s": 45.5, "recipient": "bob@example.org", "reply": "no action 2.50/15.00"},
    ),
    ("Nov 24 08:00:01 mx postgrey[7]: action=greylist, reason=new, client_name=a.example.net, client_address=192.0.2.1, sender=ann@example.net, recipient=bob@example.org", {"kind": "greylisted", "id": None, "reply": "new"}),
    ("Nov 24 08:00:01 mx postgrey[7]: action=pass, reason=triplet found, delay=310, client_name=a.example.net, client_address=192.0.2.1, sender=ann@example.net, recipient=bob@example.org", {"kind": "note", "delay_s": 310.0}),
    ("Nov 24 08:00:01 mx sqlgrey: grey: reconnect ok: 192.0.2(192.0.2.1), ann@example.net -> bob@example.org (1 day 00:05:09)", {"kind": "note", "delay_s": 86_709.0}),
    ("Nov 24 08:00:01 mx sqlgrey: grey: new: 192.0.2(192.0.2.1), ann@example.net -> bob@example.org", {"kind": "greylisted"}),
    ("Nov 24 08:00:01 mx postfix-policyd: rcpt=8, greylist=new, host=192.0.2.1 (a.example.net), from=ann@example.net, to=bob@example.org, size=700", {"kind": "greylisted", "peer": "a.example.net", "peer_ip": "192.0.2.1", "recipient": "bob@example.org"}),
    ("Nov 24 08:00:01 mx policyd: rcpt=9, greylist=update, host=192.0.2.1 (unknown), from=ann@example.net, to=bob@example.org, size=700", {"kind": "note", "peer": None, "reply": "update"}),
    ("Nov 24 08:00:01 mx cbpolicyd[7]: module=Greylisting, action=defer, host=192.0.2.1, helo=bank.example, from=ann@example.net, to=bob@example.org, reason=greylisted, tries=2", {"kind": "greylisted", "peer": None, "peer_ip": "192.0.2.1", "reply": "greylisted"}),
    ("Nov 24 08:00:01 mx cbpolicyd[7]: module=Greylisting, action=pass, host=192.0.2.1, helo=bank.example, from=ann@example.net, to=bob@example.org, reason=authenticated", {"kind": "note"}),
    ("Nov 24 08:00:01 mx milter-greylist: 6AP9dXux000080: addr a.example.net[192.0.2.1] from <ann@example.net> to <bob@example.org> delayed for 00:05:00 (ACL 7)", {"kind": "greylisted", "id": "6AP9dXux000080"}),
    ("Nov 24 08:00:01 mx smtpd[7]: 9f1c2d3e4a5b6c7d smtp message msgid=1a2b3c4d size=700 nrcpt=1 proto=ESMTP", {"kind": "accepted", "id": "1a2b3c4d"}),
    ('Nov 24 08:00:01 mx smtpd[7]: 9f1c2d3e4a5b6c7d mta delivery evpid=1a2b3c4d5e6f7a8b from=<ann@example.net> to=<bob@example.org> rcpt=<-> source="192.0.2.1" relay="192.0.2.9 (mx.example.org)" delay=5m9s result="Ok" stat="250 2.0.0 Ok: queued as 9B60921C"', {"kind": "sent", "id": "1a2b3c4d", "peer": "mx.example.org", "peer_ip": "192.0.2.9", "delay_s": 309.0, "next_id": "9B60921C"}),
    ('Nov 24 08:00:01 mx smtpd[7]: 9f1c2d3e4a5b6c7d mta delivery evpid=1a2b3c4d5e6f7a8b from=<ann@example.net> to=<bob@example.org> rcpt=<-> source="192.0.2.1" relay="192.0.2.9 (mx.example.org)" delay=0s result="TempFail" stat="450 try later"', {"kind": "deferred", "reply": "450 try later"}),
    ("Nov 24 08:00:01 mx courierd: newmsg,id=0000000000041234.6A13B955.00001F2E: dns; a.example.net (a.example.net [::ffff:192.0.2.1])", {"kind": "accepted", "peer": "a.example.net", "peer_ip": "192.0.2.1"}),
    ("Nov 24 08:00:01 mx courieresmtp: id=0000000000041234.6A13B955.00001F2E,from=<ann@example.net>,addr=<bob@example.org>,status: deferred", {"kind": "deferred"}),
    ("Nov 24 08:00:01 mx courierd: completed,id=0000000000041234.6A13B955.00001F2E", {"kind": "removed"}),
    ('Nov 24 08:00:01 mx haraka[7]: [NOTICE] [0A1B2C3D-4E5F-4A6B-8C7D-9E0F1A2B3C4D.1] [core] message mid="<7@example.net>" size=900 rcpts=1/0/0 delay=0.4 code=CONT msg=""', {"kind": "accepted", "id": "0A1B2C3D-4E5F-4A6B-8C7D-9E0F1A2B3C4D.1", "message_id": "7@example.net", "delay_s": None}),
    ('Nov 24 08:00:01 mx haraka[7]: [NOTICE] [0A1B2C3D-4E5F-4A6B-8C7D-9E0F1A2B3C4D.1.1] [outbound] delivered file=177_x domain=example.org host=mx.example.org ip=192.0.2.9 port=25 mode=SMTP tls=Y auth=N response="2.0.0 Ok: queued as 9B60921C" delay=64.4 fails=1 rcpts=1/0/0', {"kind": "sent", "id": "0A1B2C3D-4E5F-4A6B-8C7D-9E0F1A2B3C4D.1", "peer": "mx.example.org", "next_id": "9B60921C", "delay_s": 64.4}),
    ("Nov 24 08:00:01 mx haraka[7]: [INFO] [0A1B2C3D-4E5F-4A6B-8C7D-9E0F1A2B3C4D.1.1] [outbound] Temp failing 177_x for 64 seconds: Tried all MXs", {"kind": "deferred", "reply": "Tried all MXs"}),
    ("@400000006a13b9551dcd6500 new msg 77", {"kind": "accepted", "id": "77"}),
    ("Nov 24 08:00:01 mx qmail: info msg 77: bytes 900 from <ann@example.net> qp 4711 uid 7", {"kind": "message-id", "id": "77", "old_id": "qp 4711"}),
    ("Nov 24 08:00:01 mx qmail: starting delivery 3: msg 77 to remote bob@example.org", {"kind": "active", "id": "77", "next_id": "delivery 3"}),
    ("Nov 24 08:00:01 mx qmail: delivery 3: deferral: 192.0.2.9_does_not_like_recipient./Remote_host_said:_450_Greylisted/Giving_up_on_192.0.2.9./", {"kind": "deferred", "id": "delivery 3", "peer_ip": "192.0.2.9"}),
    ("Nov 24 08:00:01 2026 (77) HOLD: crew@lists.example.org post from ann@example.net held, message-id=<7@example.net>: The message is not from a list member", {"kind": "held", "message_id": "7@example.net"}),
    ("Nov 24 08:00:01 2026 (77) ACCEPT: <7@example.net>", {"kind": "active", "message_id": "7@example.net"}),
    ("Nov 24 08:00:01 mx spamd[7]: spamd: result: Y 12 - BAYES_99,URIBL scantime=3.4,size=900,user=bob,uid=7,required_score=5.0,rhost=::1,raddr=::1,rport=4,mid=<7@example.net>,autolearn=no", {"kind": "filtered", "message_id": "7@example.net", "delay_s": 3.4, "reply": "spam 12"}),
    ("Nov 24 08:00:01 mx opendkim[7]: 3F7F022A: DKIM verification successful", {"kind": "note", "id": "3F7F022A"}),
]  # fmt: skip
# What a client wrote, put where a program writes its own word.
HOSTILE = (
    f"{POSTFIX}smtpd[7]: warning: 3F7F022A: client=evil.example[192.0.2.66]",
    f"{POSTFIX}smtpd[7]: improper command pipelining after EHLO from a[192.0.2.1]: Nov 24 08:00:01 mx postfix/qmgr[7]: 3F7F022A: removed",
    f"{POSTFIX}smtpd[7]: NOQUEUE: reject: RCPT from a[192.0.2.1]: 550 no; from=<x> to=<y> proto=ESMTP helo=<3F7F022A: removed>",
    "2026-11-24 08:00:01 H=a.example.net (1xW9bP-00000k-0y Completed) [192.0.2.1] incomplete transaction",
    "Nov 24 08:00:01 mx cron[7]: 3F7F022A: removed",
)


@pytest.mark.parametrize(("text", "told"), ROWS, ids=[row[0][:60] for row in ROWS])
def test_line(text: str, told: dict[str, Any]) -> None:
    event = read(text, "mail.log", 1)
    assert event is not None
    assert {name: getattr(event, name) for name in told} == told


@pytest.mark.parametrize("text", HOSTILE)
def test_a_clients_words_are_no_event_of_a_queue(text: str) -> None:
    event = read(text, "mail.log", 1)
    assert event is None or (event.id is None and event.kind != "removed")


def test_every_program_is_told_and_has_its_file() -> None:
    assert {row.name for row in INDEX} <= {path.stem for path in Path(logs.__file__).parent.glob("*.py")}
    told = set()
    for text, _ in ROWS:
        event = read(text, "mail.log", 1)
        row = row_of(event.line.program) if event else None
        told.add(row.name if row else None)
    assert told == {row.name for row in INDEX}
    assert all(hasattr(leaf(row.name), "read") for row in INDEX)


_NUMBER = re.compile(r"(\bdelay=|, time: |scantime=|completed in )[0-9.]+(?![0-9:wdhms.])")


@pytest.mark.parametrize("broken", [".0.4", "0.4.1", "."])
@pytest.mark.parametrize("text", [row[0] for row in ROWS if _NUMBER.search(row[0])])
def test_a_number_that_is_none_tells_no_delay(text: str, broken: str) -> None:
    event = read(_NUMBER.sub(rf"\g<1>{broken}", text), "mail.log", 1)
    assert event is None or event.delay_s is None


@given(st.sampled_from([row[0] for row in ROWS]), st.data())
def test_a_damaged_line_does_no_harm(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(20, len(text)))
    end = data.draw(st.integers(start, len(text)))
    event = read(text[:start] + data.draw(st.text(max_size=40)) + text[end:], "mail.log", 1)
    assert event is None or event.line.number == 1
