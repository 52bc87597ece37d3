"""A busy log: ten thousand messages at once over two hosts, whose ids are given out again, and the one that is asked for.

The number of the process in each line is that of the message it is about, so that every line tells whose it is.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

import headertrace
from headertrace.logs import collect, files_of

MESSAGES, IDS, ASKED = 10_000, 300, 120
START = datetime(2026, 11, 24, 8, 0, 0)


def _played(random: Random) -> tuple[list[tuple[datetime, str]], list[tuple[datetime, str]], dict[int, str]]:
    """(the lines of the relay, those of the MX, the mail of each message)."""
    free = {host: [f"{0xA0000 + n:X}" for n in range(IDS)] for host in ("relay", "mx")}
    busy: dict[str, list[tuple[datetime, str]]] = {"relay": [], "mx": []}
    relay: list[tuple[datetime, str]] = []
    mx: list[tuple[datetime, str]] = []
    mails: dict[int, str] = {}
    now = START

    def take(host: str, until: datetime) -> str:
        over = [item for item in busy[host] if item[0] < now]
        for item in over:
            busy[host].remove(item)
            free[host].append(item[1])
        ident = free[host].pop(random.randrange(len(free[host]))) if free[host] else f"{random.randrange(16**9):09X}"
        busy[host].append((until, ident))
        return ident

    for n in range(MESSAGES):
        now += timedelta(seconds=random.random() * 2)
        waits = random.choice([0, 0, 0, 300, 1200])
        later = now + timedelta(seconds=waits + 1)
        one, two = take("relay", later), take("mx", later + timedelta(seconds=1))
        # Every tenth message bears a Message-ID that another one has, too.
        mid = f"{n - 1 if n % 10 == 0 and n else n}@example.net"
        to = f"user{n % 40}@example.org"

        def say(
            lines: list[tuple[datetime, str]], at: datetime, host: str, program: str, text: str, n: int = n
        ) -> None:
            lines.append((at, f"{at:%b %d %H:%M:%S} {host} postfix/{program}[{n}]: {text}\n"))

        say(relay, now, "relay", "smtpd", f"{one}: client=desk.example.net[192.0.2.1]")
        say(relay, now, "relay", "cleanup", f"{one}: message-id=<{mid}>")
        say(relay, now, "relay", "qmgr", f"{one}: from=<ann@example.net>, size=9, nrcpt=1 (queue active)")
        if waits:
            say(
                relay,
                now,
                "relay",
                "smtp",
                f"{one}: to=<{to}>, relay=mx.example.org[192.0.2.9]:25, delay=0, delays=0/0/0/0, dsn=4.2.0, status=deferred (host mx.example.org[192.0.2.9] said: 450 4.2.0 Greylisted)",
            )
            say(
                mx,
                now,
                "mx",
                "smtpd",
                f"NOQUEUE: reject: RCPT from relay.example.net[192.0.2.30]: 450 4.2.0 <{to}>: Greylisted; from=<ann@example.net> to=<{to}> proto=ESMTP helo=<r>",
            )
        say(
            relay,
            later,
            "relay",
            "smtp",
            f"{one}: to=<{to}>, relay=mx.example.org[192.0.2.9]:25, delay={waits + 1}, delays={waits}/0/0.5/0.5, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as {two})",
        )
        say(relay, later, "relay", "qmgr", f"{one}: removed")
        say(mx, later, "mx", "smtpd", f"{two}: client=relay.example.net[192.0.2.30]")
        say(mx, later, "mx", "cleanup", f"{two}: message-id=<{mid}>")
        say(
            mx,
            later,
            "mx",
            "local",
            f"{two}: to=<{to}>, relay=local, delay=0.1, delays=0/0/0/0.1, dsn=2.0.0, status=sent (delivered to mailbox)",
        )
        say(mx, later, "mx", "qmgr", f"{two}: removed")
        mails[n] = (
            f"Received: from relay.example.net (relay.example.net [192.0.2.30]) by mx.example.org (Postfix) with ESMTP id {two} for <{to}>; {later:%a, %d %b %Y %H:%M:%S} +0000\n"
            f"Received: from desk.example.net (desk.example.net [192.0.2.1]) by relay.example.net (Postfix) with ESMTP id {one} for <{to}>; {now:%a, %d %b %Y %H:%M:%S} +0000\n"
            f"Message-ID: <{mid}>\nDate: {now:%a, %d %b %Y %H:%M:%S} +0000\nFrom: ann@example.net\n\n"
        )
    return relay, mx, mails


@pytest.mark.slow
def test_nothing_is_joined_to_the_wrong_message(tmp_path: Path) -> None:
    random = Random(20261124)
    relay, mx, mails = _played(random)
    for name, lines in (("relay.log", relay), ("mx.log", mx)):
        (tmp_path / name).write_text("".join(text for _, text in sorted(lines, key=lambda item: item[0])))
    asked = random.sample(sorted(mails), ASKED)
    traces = [headertrace.trace(mails[n].encode()) for n in asked]
    found = collect(traces, list(files_of((str(tmp_path),))), lambda *_: None)
    wrong, missed = [], []
    for n, logged in zip(asked, found, strict=True):
        lines = [event.line for stay in logged.stays for event in stay.events]
        wrong += [(n, line.text) for line in lines if line.pid != str(n)]
        if {stay.hop for stay in logged.stays} != {1, 2}:
            missed.append(n)
    assert wrong == []
    assert missed == []
