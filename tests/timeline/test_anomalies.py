"""Which errors a wrong time zone makes, and what is said of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

import headertrace
from headertrace.timeline.anomalies import clock, is_zone

_AT = (datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC))
# Of each kind some: whole hours, half ones, odd quarters.
ZONES = (
    "Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Asia/Kolkata", "Australia/Adelaide", "America/St_Johns",
    "Pacific/Marquesas", "Asia/Kathmandu", "Australia/Eucla", "Pacific/Chatham",
)  # fmt: skip


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize("at", _AT, ids=["winter", "summer"])
def test_what_a_zone_is_from_utc_is_one(name: str, at: datetime) -> None:
    away = at.astimezone(ZoneInfo(name)).utcoffset()
    assert away is not None
    for error in (away.total_seconds(), -away.total_seconds(), away.total_seconds() + 2):
        assert is_zone(error) and clock(error) == clock(3_600.0)


@pytest.mark.parametrize("minutes", [15, 45, 105, 217, 255, 315, 375, 465, 735, 855, 900])
def test_what_no_zone_is_from_utc_is_none(minutes: int) -> None:
    assert not is_zone(minutes * 60.0) and not is_zone(-minutes * 60.0)


@pytest.mark.parametrize(
    ("minutes", "code", "said"),
    [
        (300, "HT206", "5 h ahead"), (330, "HT206", "5 h 30 min ahead"), (570, "HT206", "9 h 30 min ahead"),
        (345, "HT206", "5 h 45 min ahead"), (-345, "HT206", "5 h 45 min behind"), (525, "HT206", "8 h 45 min ahead"),
        (255, "HT207", ""), (217, "HT207", ""),
    ],
)  # fmt: skip
def test_a_server_between_two_that_are_right(minutes: int, code: str, said: str) -> None:
    hosts = ("pc.example.net", "mx1.example.net", "relay.example.com", "mx.example.org", "store.example.org")
    lines = []
    for n, (sender, by) in enumerate(pairwise(hosts)):
        time = datetime(2026, 11, 24, 8, 0, 2 * n) + timedelta(minutes=minutes if n == 1 else 0)
        lines.append(
            f"Received: from {sender} ({sender} [192.0.2.{n + 1}]) by {by} (Postfix) with ESMTP id 4ABC{n}23;"
            f" {time:%a, %d %b %Y %H:%M:%S} +0000\n"
        )
    trace = headertrace.trace(("".join(reversed(lines)) + "Date: Tue, 24 Nov 2026 08:00:00 +0000\n\n").encode())
    (text,) = [finding.text for finding in trace.findings if finding.code == code]
    assert "relay.example.com" in text and said in text
