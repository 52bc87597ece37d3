"""Findings on logs: each has its trigger and its near miss."""

from __future__ import annotations

from pathlib import Path

import pytest

from headertrace.logs.searching import MOST_NAMING

from .way import ID, MAIL, MX, NEXT, RELAY, traced

SIEVE = "Nov 24 08:30:03 mx dovecot: lmtp(bob)<1><abcdefgh>: sieve: msgid=<7@example.net>: {}\n"
BOUNCED = f"Nov 24 08:00:02 relay postfix/smtp[10]: {ID}: to=<no@example.org>, relay=mx.example.org[192.0.2.9]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (host mx.example.org[192.0.2.9] said: 550 5.1.1 No such user)\n"
NOISE = "Nov 24 07:00:00 mx postfix/qmgr[9]: AAAA1111: removed\nNov 24 09:00:00 mx postfix/qmgr[9]: AAAA1112: removed\n"
STILL = "".join(RELAY.replace(ID, "DDDD4444").replace("status=sent", "status=deferred").splitlines(keepends=True)[:4])
BEARING = "Nov 24 08:40:00 relay postfix/cleanup[8]: EEEE5555: message-id=<7@example.net>\n"
ROWS = [
    # The zone may be another one by quarters of an hour, not by seven minutes.
    ("HT841", {"relay": RELAY.replace("Nov 24 08:00:01 relay postfix/smtpd", "Nov 23 02:07:01 relay postfix/smtpd").replace("delay=1801", "delay=1")}, {"relay": RELAY}),
    ("HT842", {"mx": NOISE}, {"mx": NOISE.replace("Nov 24 07", "Nov 24 08").replace(":00:00 mx", ":59:00 mx", 1)}),
    ("HT843", {"mx": MX, "dovecot": SIEVE.format("stored mail into mailbox 'Junk'")}, {"mx": MX, "dovecot": SIEVE.format("stored mail into mailbox 'INBOX'")}),
    ("HT844", {"relay": RELAY + BOUNCED}, {"relay": RELAY}),
    ("HT846", {"relay": RELAY + BEARING * MOST_NAMING}, {"relay": RELAY + BEARING * (MOST_NAMING - 1)}),
    ("HT845", {"relay": RELAY.replace(NEXT, "DDDD4444") , "mid": STILL.replace(" relay ", " mid ")}, {"relay": RELAY}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "trigger", "near"), ROWS, ids=[row[0] for row in ROWS])
def test_finding(tmp_path: Path, code: str, trigger: dict[str, str], near: dict[str, str]) -> None:
    assert code in {finding.code for finding in traced(tmp_path, MAIL, **trigger).findings}
    for path in tmp_path.iterdir():
        path.unlink()
    assert code not in {finding.code for finding in traced(tmp_path, MAIL, **near).findings}


def test_no_finding_of_logs_where_none_were_given() -> None:
    import headertrace

    assert not [finding for finding in headertrace.trace(MAIL.encode()).findings if finding.code.startswith("HT84")]
