"""One mailbox for the questions, scanned once: a week in which one server begins to be slow."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from headertrace.cli import scan
from helpers.mails import START, bounce, mail, mbox

SLOW_FROM = START + timedelta(days=4)


def mails() -> Iterator[bytes]:
    """Six hundred messages and a few bounces. From the fifth day on filter.example.org holds every third one up."""
    chance = random.Random(7)
    for number in range(600):
        at = START + timedelta(minutes=15 * number)
        slow = at >= SLOW_FROM and number % 3 == 0
        waits = (0, chance.randrange(1, 5), chance.randrange(0, 4), chance.randrange(1, 4) + (700 if slow else 0))
        sender = ("ann@example.net", "joe@example.com", "eve@sub.example.com")[number % 3 if number % 2 else 0]
        yield mail(
            number, at, waits, sender, f"bob{number % 9}@example.org", spf="fail" if number % 10 == 0 else "pass",
            relay="new.example.com" if number > 560 else "mail.example.net",
            ip="203.0.113.9" if number > 560 else "192.0.2.25", protocol="ESMTP" if number % 4 == 0 else "ESMTPS",
        )  # fmt: skip
    for number in range(7):
        at = START + timedelta(hours=number)
        yield bounce(number, at, f"eve{number % 2}@example.com", "5.1.1" if number < 5 else "5.2.2")


@pytest.fixture(scope="session")
def mailbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mbox(tmp_path_factory.mktemp("mail") / "box.mbox", mails())


@pytest.fixture(scope="session")
def dataset(mailbox: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dataset") / "scanned"
    assert scan.run(scan.Options([str(mailbox)], str(out), quiet=True)) == 0
    return out
