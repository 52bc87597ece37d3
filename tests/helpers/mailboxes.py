"""Mailboxes of made-up messages, each of which can be told from the others."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

_FIRST = datetime(2026, 1, 5, 8)


def message(number: int, received: bool = True) -> bytes:
    """A message with two hops, some hours later than the one before it."""
    sent = _FIRST + timedelta(hours=7 * number)
    came = sent + timedelta(seconds=3 + number % 50)
    stamps = [f"{moment:%a, %d %b %Y %H:%M:%S} +0000" for moment in (came, sent)]
    path = (
        f"Received: from relay.example.net (relay.example.net [192.0.2.9])\n"
        f"\tby mx.example.org (Postfix) with ESMTPS id 4X{number:06}\n\tfor <user{number}@example.org>; {stamps[0]}\n"
        f"Received: from desk.example.net (desk.example.net [192.0.2.77])\n"
        f"\tby relay.example.net (Postfix) with ESMTPSA id 4Y{number:06};\n\t{stamps[1]}\n"
    )
    return (
        f"{path if received else ''}"
        f"Date: {stamps[1]}\nFrom: Ann Author <ann{number}@example.net>\nTo: user{number}@example.org\n"
        f"Subject: number {number}\nMessage-ID: <{number}@example.net>\n\nHello, this is number {number}.\n"
    ).encode()


def entry(number: int) -> bytes:
    """The same in a mailbox."""
    return b"From ann@example.net Tue Nov 24 08:00:00 2026\n" + message(number) + b"\n"


def mailbox(path: Path, numbers: range) -> Path:
    path.write_bytes(b"".join(map(entry, numbers)))
    return path


def maildir(path: Path, numbers: range) -> Path:
    for folder in ("cur", "new", "tmp"):
        (path / folder).mkdir(parents=True, exist_ok=True)
    for number in numbers:
        (path / "new" / f"{1_700_000_000 + number}.M{number}.host").write_bytes(message(number))
    return path
