"""Second clocks are read in the zone that their program counts in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import headertrace
from headertrace.clocks.sendmail import read as sendmail

_HEAD = (
    "Received: from a.example.net ([192.0.2.1]) by mx.example.org with SMTP; Tue, 24 Nov 2026 09:00:05 +0100\n"
    "From: ann@example.net\nDate: Tue, 24 Nov 2026 13:30:00 +0530\n"
)
_AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
_LOCAL = int(datetime(2026, 11, 24, 13, 30, tzinfo=UTC).timestamp())
_FILETIME = f"{(_LOCAL + 11_644_473_600) * 10_000_000:016X}"


@pytest.mark.parametrize(
    "field",
    [
        f'Content-Type: multipart/mixed; boundary="----=_NextPart_000_0012_{_FILETIME[:8]}.{_FILETIME[8:]}"',
        f"Message-ID: <{_LOCAL:08X}.12345.ABCDE@localhost>",
        "Message-ID: <20261124080000.9C2D4400A9@relay.example.net>",
    ],
    ids=["Outlook's boundary, local", "Pegasus, local", "Postfix, UTC"],
)
def test_a_clock_in_the_zone_of_its_program(field: str) -> None:
    (clock,) = headertrace.trace(f"{_HEAD}{field}\n\n".encode()).clocks
    assert clock.time == _AT


def test_postfix_is_not_taken_for_local_time_that_fits_the_date_better() -> None:
    field = "Message-ID: <20261124133000.9C2D4400A9@relay.example.net>\n\n"
    (clock,) = headertrace.trace((_HEAD + field).encode()).clocks
    assert clock.time == datetime(2026, 11, 24, 13, 30, tzinfo=UTC)


def test_sendmails_letters_tell_an_hour() -> None:
    found = sendmail("JAA12345", datetime(2026, 11, 24, 8, 40, 12, tzinfo=UTC), 60)
    assert found is not None
    assert (found.time, found.resolution_s) == (datetime(2026, 11, 24, 8, 0, tzinfo=UTC), 3600.0)
