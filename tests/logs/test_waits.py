"""What a wait was, by the log."""

from __future__ import annotations

from pathlib import Path

import pytest

from .way import ID, MAIL, MX, NEXT, RELAY, traced

GREYLISTED = "450 4.7.1 Greylisted, try again (in reply to RCPT TO command)"
AFTER = MX.replace("Nov 24 08:30:03 mx postfix/local", "Nov 24 09:30:03 mx postfix/local").replace(
    "delay=0.5, delays=0.4/0/0/0.1", "delay=3601, delays=3601/0/0/0"
)
DEFERRED = f"Nov 24 08:30:03 mx postfix/local[12]: {NEXT}: to=<bob@example.org>, relay=local, delay=1, delays=0/0/0/1, dsn=4.2.0, status=deferred (mailbox is locked)\n"
HELD = RELAY.splitlines(keepends=True)
HELD[3:5] = [
    f"Nov 24 08:00:01 relay postfix/cleanup[8]: {ID}: milter-hold: END-OF-MESSAGE from desk.example.net[192.0.2.1]: looked at by hand; from=<ann@example.net> to=<bob@example.org> proto=ESMTP helo=<d>\n",
    f"Nov 24 08:30:01 relay postfix/postsuper[20]: {ID}: released from hold\n",
]
ROWS = [
    ("greylisting", RELAY, MX, 2, "greylisting", "mx.example.org"),
    ("a dead host", RELAY.replace("relay=mx.example.org[192.0.2.9]:25, delay=1,", "relay=none, delay=1,").replace("host mx.example.org[192.0.2.9] said: " + GREYLISTED, "connect to mx.example.org[192.0.2.9]:25: Connection refused"), "", 2, "queue-retry", "relay.example.net"),
    ("too many at once", RELAY.replace(GREYLISTED, "450 4.7.0 Too many connections from your host, rate limited"), "", 2, "throttling", "relay.example.net"),
    ("held", "".join(HELD), "", 2, "quarantine", "relay.example.net"),
    ("before the queue", RELAY.replace(RELAY.splitlines(keepends=True)[3], "").replace("Nov 24 08:00:01 relay postfix/qmgr", "Nov 24 08:30:01 relay postfix/qmgr"), "", 2, "slow-transfer", "relay.example.net"),
    ("after the newest line", RELAY, AFTER.replace(f"Nov 24 09:30:03 mx postfix/local[12]: {NEXT}", DEFERRED + f"Nov 24 09:30:03 mx postfix/local[12]: {NEXT}"), 3, "local-delivery", "mx.example.org"),
]  # fmt: skip


@pytest.mark.parametrize(("relay", "mx", "hop", "cause", "at"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_cause(tmp_path: Path, relay: str, mx: str, hop: int, cause: str, at: str) -> None:
    trace = traced(tmp_path, relay=relay, mx=mx)
    found = next(delay for delay in trace.delays if delay.hop == hop)
    assert (found.cause, found.certainty, found.at, bool(found.log)) == (cause, "measured", at, True)


def test_a_filter_that_ran_before_the_queue(tmp_path: Path) -> None:
    relay = ROWS[4][1]
    rspamd = f"2026-11-24 08:30:01 #4(proxy) <ab12cd>; proxy; rspamd_task_write_log: id: <7@example.net>, qid: <{ID}>, ip: 192.0.2.1, from: <ann@example.net>, (default: F (no action): [1.0/15.00] [A(1.00){{x;}}]), len: 7, time: 1799000.0ms, dns req: 2, digest: <f>, rcpts: <bob@example.org>, mime_rcpts: <b>\n"
    found = next(delay for delay in traced(tmp_path, relay=str(relay), rspamd=rspamd).delays if delay.hop == 2)
    assert (found.cause, found.certainty) == ("filter", "measured")


@pytest.mark.parametrize("skew", [-1200, 90, 86_400])
def test_a_wrong_clock_in_header_and_log_does_no_harm(tmp_path: Path, skew: int) -> None:
    """The stay is counted on one clock: the wait is right, and the clock's error is told."""
    from datetime import datetime, timedelta

    def moved(text: str) -> str:
        lines = []
        for line in text.splitlines(keepends=True):
            moment = datetime.strptime("2026 " + line[:15], "%Y %b %d %H:%M:%S") + timedelta(seconds=skew)
            lines.append(f"{moment:%b %d %H:%M:%S}{line[15:]}")
        return "".join(lines)

    moment = datetime(2026, 11, 24, 8, 0, 1) + timedelta(seconds=skew)
    mail = MAIL.replace("24 Nov 2026 08:00:01", f"{moment:%d %b %Y %H:%M:%S}")
    trace = traced(tmp_path, mail, relay=moved(RELAY), mx=MX)
    found = next(delay for delay in trace.delays if delay.hop == 2 and delay.cause == "greylisting")
    assert found.certainty == "measured" and abs(found.seconds - 1800) <= 2
    assert any(
        offset.host == "relay.example.net" and abs((offset.offset_s or 0) - skew) <= 10
        for offset in trace.timeline.known
    )


def test_without_what_the_log_tells_the_header_decides(tmp_path: Path) -> None:
    """The log breaks off before the first attempt: nothing is measured by it."""
    cut = "".join(RELAY.splitlines(keepends=True)[:3])
    delays = traced(tmp_path, MAIL.replace("08:30:02", "08:47:02"), relay=cut).delays
    assert [(delay.certainty, delay.log) for delay in delays if delay.hop == 2] == [("possible", ())]


def test_the_rest_of_the_document(tmp_path: Path) -> None:
    document = traced(tmp_path, relay=RELAY, mx=MX).to_dict()
    assert [hop["log"]["id"] for hop in document["hops"]] == [ID, NEXT]
    assert document["delays"][0]["log"][0]["line"] == 4
    assert document["path"]["searched"][0]["host"] == "relay"
    assert document["path"]["logged"] == []


def test_a_lists_moderators(tmp_path: Path) -> None:
    """The list's manager has no ids: its lines are the message's by its Message-ID."""
    mail = MAIL.replace(
        "from relay.example.net (relay.example.net [192.0.2.30])\n by mx.example.org",
        "from localhost (localhost [127.0.0.1])\n by relay.example.net",
    )
    mailman = (
        "Nov 24 08:00:02 2026 (77) HOLD: crew@relay.example.net post from ann@example.net held, message-id=<7@example.net>: not a member\n"
        "Nov 24 08:30:01 2026 (77) held message approved, message-id: <7@example.net>\n"
    )
    relay = (
        RELAY.replace(RELAY.splitlines(keepends=True)[3], "")
        .replace("Nov 24 08:30:02 relay postfix/smtp[11]", "Nov 24 08:00:02 relay postfix/lmtp[11]")
        .replace(f"250 2.0.0 Ok: queued as {NEXT}", "250 Ok")
    )
    found = next(delay for delay in traced(tmp_path, mail, relay=relay, mailman=mailman).delays if delay.hop == 2)
    assert (found.cause, found.certainty, len(found.log)) == ("moderation", "measured", 2)
