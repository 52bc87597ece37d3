"""Dates as mail writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headertrace.syntax.dates import find_date, parse_date

ROWS = [
    ("Tue, 24 Nov 2026 08:00:01 +0000", "2026-11-24T08:00:01", 0, ()),
    ("Sun, 28 Mar 2004 23:54:14 -0800 (PST)", "2004-03-29T07:54:14", -480, ()),
    ("24 Nov 2026 08:00:01 -0000", "2026-11-24T08:00:01", 0, ()),
    ("Jul, 23 2002 3:17:55 AM -0300", "2002-07-23T06:17:55", -180, ()),
    ("Jul, 23 2002 12:17:55 PM -0300", "2002-07-23T15:17:55", -180, ()),
    ("Wed Aug 21 11:37:32 2002 -0500", "2002-08-21T16:37:32", -300, ()),
    ("Tue, 8 Oct 91 07:29:39 PDT", "1991-10-08T14:29:39", -420, ("zone-obsolete",)),
    ("Tue, 13 Aug 02 11:15:17 +0100", "2002-08-13T10:15:17", 60, ()),
    ("Wed, 04 Dec 2002 04:05: 40 -0600", "2002-12-04T10:05:40", -360, ()),
    ("Tue, 17 Dec 2019 02:53:09 GMT", "2019-12-17T02:53:09", 0, ()),
    ("Tue, 24 Nov 2026 08:00:01 &#43;0100", "2026-11-24T07:00:01", 60, ()),
    ("Tue, 24 Nov 2026 08:00:01 -08:00", "2026-11-24T16:00:01", -480, ()),
    ("Tue, 24 Nov 2026 08:00:01.1234567 +0000", "2026-11-24T08:00:01", 0, ()),
    ("Tue, 24 Nov 2026 18:00:01 +1000 (EST)", "2026-11-24T08:00:01", 600, ()),
    ("Tue, 24 Nov 2026 05:00:01 -0300 (EST)", "2026-11-24T08:00:01", -180, ()),
    ("Tue, 24 Nov 2026 16:00:01 +0800 (CST)", "2026-11-24T08:00:01", 480, ()),
    ("Tue, 24 Nov 2026 08:00:01 +0000 (EST)", "2026-11-24T08:00:01", 0, ("zone-mislabelled",)),
    ("Wed, 24 Nov 2026 08:00:01 +0000", "2026-11-24T08:00:01", 0, ("weekday-wrong",)),
    ("2026-11-24T08:00:01+01:00", "2026-11-24T07:00:01", 60, ()),
    ("Sat, 31 Dec 2016 23:59:60 +0000", "2017-01-01T00:00:00", 0, ("leap-second",)),
    ("Di, 24 Mai 2022 08:00:01 +0200", "2022-05-24T06:00:01", 120, ()),
    ("22 Aug 2002 23:37:51", None, None, ("zone-missing",)),
    ("23/09/2002 17:20:04", None, None, ("zone-missing",)),
    ("Tue, 24 Nov 26 08:00:01 Eastern Standard Time", None, None, ("zone-missing",)),
    ("Wed, 24 Jun 26 08:00:01 GMT Daylight Time", None, None, ("zone-missing",)),
    ("Tue, 32 Nov 2026 08:00:01 +0000", None, None, ("date-impossible",)),
    ("Tue, 24 Nov 2026 25:00:01 +0000", None, None, ("date-impossible",)),
    ("Tue, 24 Nov 2026 08:00:01 +9900", None, None, ("date-impossible",)),
    ("no date at all", None, None, ("no-date",)),
    ("", None, None, ("no-date",)),
    ("٢٤ Nov 2026 08:00:01 +0000", None, None, ("no-date",)),
]


@pytest.mark.parametrize(("text", "utc", "offset", "defects"), ROWS)
def test_reads(text: str, utc: str | None, offset: int | None, defects: tuple[str, ...]) -> None:
    stamp = parse_date(text)
    assert stamp.utc == (datetime.fromisoformat(utc).replace(tzinfo=UTC) if utc else None)
    assert stamp.offset == offset
    assert tuple(defect.code for defect in stamp.defects) == defects


@pytest.mark.parametrize(
    ("zone", "why"),
    [
        ("", "the date names no zone"),
        (" GMT Daylight Time", "GMT Daylight Time is no zone that mail knows"),
        (" W. Europe Standard Time", "W. Europe Standard Time is no zone that mail knows"),
    ],
)
def test_a_date_without_a_zone_says_what_stands_there(zone: str, why: str) -> None:
    assert parse_date(f"Wed, 24 Jun 26 08:00:01{zone}").defects[0].text == why


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    stamp = parse_date(text)
    assert stamp.utc is None or stamp.utc.tzinfo is UTC
    assert stamp.utc is not None or stamp.defects


@given(
    st.datetimes(datetime(1900, 1, 2), datetime(2100, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),
    st.integers(-14 * 60, 14 * 60),
)
def test_what_python_writes_is_read_back(moment: datetime, offset: int) -> None:
    written = moment.replace(tzinfo=timezone(timedelta(minutes=offset)))
    stamp = parse_date(format_datetime(written))
    assert (stamp.utc, stamp.offset) == (written, offset)


def test_find_date_gives_the_last() -> None:
    text = "by mx id 7 Sun, 30 Mar 2025 23:34:54 +0900 and on"
    start, end = find_date(text) or (0, 0)
    assert text[start:end] == "Sun, 30 Mar 2025 23:34:54 +0900"
    assert find_date("no time 12 here") is None
