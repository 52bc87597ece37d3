"""Date text → Stamp (RFC 5322 sections 3.3 and 4.3, and what servers make of them).

A fast path reads the standard form; tables of other shapes stand behind it, and
python-dateutil last. Offsets are minutes east of Greenwich; a missing zone is never UTC.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from headertrace.patterns import lazy
from headertrace.records.evidence import Defect
from headertrace.records.making import maker
from headertrace.records.received import Stamp

MAX_LENGTH = 200
# What python-dateutil raises on text that it cannot read; those of decimal are ArithmeticErrors, as OverflowError is.
UNREADABLE = (ValueError, ArithmeticError, TypeError, AttributeError, RecursionError)
_stamp = maker(Stamp)

MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier enero ene gennaio gen styczeń",
            "feb february februar février fevrier febrero febbraio fev",
            "mar march märz maerz mär mars marzo marca",
            "apr april avril abril aprile avr abr",
            "may mai mayo maggio mei maj",
            "jun june juni juin junio giugno giu",
            "jul july juli juillet julio luglio lug",
            "aug august août aout agosto ago",
            "sep sept september septembre septiembre settembre set",
            "oct october oktober okt octobre octubre ottobre ott out",
            "nov november novembre noviembre",
            "dec december dezember dez décembre decembre diciembre dic dicembre dezembro",
        ),
        1,
    )
    for name in names.split()
}
MONTHS |= {name.title(): number for name, number in MONTHS.items() if len(name) == 3}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAYS = tuple(name[:3] for name in _WEEKDAYS)
# RFC 5322 section 4.3; the others are unambiguous in mail.
ZONES: dict[str, int] = {
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "est": -300, "edt": -240, "cst": -360, "cdt": -300,
    "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "akst": -540, "akdt": -480, "hst": -600,
    "wet": 0, "west": 60, "bst": 60, "met": 60, "mest": 120, "mez": 60, "mesz": 120, "cet": 60, "cest": 120,
    "eet": 120, "eest": 180, "msk": 180, "msd": 240, "jst": 540, "kst": 540, "hkt": 480, "sgt": 480,
    "aest": 600, "aedt": 660, "awst": 480, "acst": 570, "nzst": 720, "nzdt": 780, "brt": -180, "sast": 120,
}  # fmt: skip
# Names that stand for other zones elsewhere: Australia, China, Cuba, Bangladesh, the Philippines, Samoa; Moscow of 2011
# to 2014 (IANA time zone database); eastern Brazil, on old systems.
_ALSO: dict[str, tuple[int, ...]] = {
    "est": (600, 660, -180), "edt": (660, -120), "cst": (480, 570, 630, -300), "cdt": (540, 630, -240),
    "bst": (360, -660), "pst": (480,), "wst": (480, 780), "msk": (240,), "sgt": (450,), "kst": (510,), "mst": (390,),
}  # fmt: skip

_FAST = lazy(
    r"\s*(?:([A-Za-z]{3}),\s*)?([0-9]{1,2}) ([A-Za-z]{3}) ([1-9][0-9]{3}) ([0-9]{2}):([0-9]{2}):([0-9]{2})"
    r" ([+-][0-9]{4})"
    r"(?: \(([^()]*)\))?\s*"
)
# mutt's mark of a wrapped line may be stuck to the time: "2 Apr 2010 +22:31:02 Z".
_TIME = (
    r"\+?(?P<h>[0-9]{1,2}):(?P<m>[0-9]{1,2})(?:: ?(?P<s>[0-9]{1,2})(?:[.,][0-9]{1,9})?)?"
    r"(?:\s*(?P<ampm>[AaPp][Mm])\b)?"
)
_ZONE = r"(?:\s*(?P<zone>(?:GMT|UTC)?[+-][0-9]{1,2}:?[0-9]{2}(?![0-9])|[A-Za-z]{1,5}(?![A-Za-z:-])))?"
_MONTH = r"(?P<mon>[^\W\d_]{3,10})\.?"
_YEAR = r"(?P<y>[0-9]{4}|[0-9]{2,3})"
_SHAPES = tuple(
    lazy(pattern)
    for pattern in (
        rf"(?:(?P<wd>[^\W\d_]{{2,10}})\.?,?\s*)?(?P<d>[0-9]{{1,2}})\.?[\s-]{{1,4}}{_MONTH}[\s,-]{{1,4}}{_YEAR},?[\s-]{{1,4}}{_TIME}{_ZONE}",
        rf"(?:(?P<wd>[A-Za-z]{{3,9}})\.?,?\s+)?{_MONTH}\s+(?P<d>[0-9]{{1,2}}),?\s+{_TIME}(?:\s+(?P<zone2>[A-Z]{{2,5}}))?\s+{_YEAR}{_ZONE}",
        rf"{_MONTH},?\s+(?P<d>[0-9]{{1,2}}),?\s+{_YEAR},?\s+{_TIME}{_ZONE}",
        rf"(?P<y>[0-9]{{4}})-(?P<mon>[0-9]{{2}})-(?P<d>[0-9]{{2}})[T\s]{{1,3}}{_TIME}{_ZONE}",
        rf"(?P<d>[0-9]{{1,2}})[/.](?P<mon>[0-9]{{1,2}})[/.](?P<y>[0-9]{{4}})\s{{1,3}}{_TIME}{_ZONE}",
        rf"(?P<y>[0-9]{{4}})/(?P<mon>[0-9]{{2}})/(?P<d>[0-9]{{2}})\s{{1,3}}{_TIME}{_ZONE}",
    )
)
_COMMENT_ZONE = lazy(r"\(\s*([A-Za-z]{1,5})\s*\)")
# Windows' own names: "GMT Daylight Time" is not GMT.
_WINDOWS_ZONE = lazy(r"((?:\b[A-Z][A-Za-z]*\.? ){1,3}(?:Standard|Daylight) Time)\s*$")
_ENTITY = lazy(r"&#(?:43|x2[bB]);")


def parse_date(text: str) -> Stamp:
    """Read a date. Never raises; ``utc`` is None where the text does not tell a moment.

    >>> parse_date("Sun, 28 Mar 2004 23:54:14 -0800").offset
    -480
    """
    match = _FAST.fullmatch(text)
    if match is None:
        return _slowly(text)
    weekday, day, month, year, hour, minute, second, zone, comment = match.groups()
    try:
        delta, offset = _zone(zone)
        local = datetime(int(year), MONTHS[month], int(day), int(hour), int(minute), int(second), 0, UTC)
        utc = local - delta
    except (ValueError, KeyError, OverflowError):
        return _slowly(text)
    defects: tuple[Defect, ...] = ()
    if weekday and _DAYS[local.weekday()] != weekday and _DAYS[local.weekday()] != weekday.title():
        defects = (_weekday(weekday, local),)
    if comment and (comment, offset) not in _fitting and not _names(comment, offset):
        defects += (_mislabelled(offset, comment),)
    return _stamp(utc, offset, text.strip(), defects)


def _names(comment: str, offset: int) -> bool:
    """Whether a zone's name may stand for that offset; an unknown name may stand for any."""
    name = comment.lower()
    return ZONES.get(name, offset) == offset or offset in _ALSO.get(name, ())


# What most dates say, so that it need not be looked up in lower case.
_fitting = frozenset({("UTC", 0), ("GMT", 0), ("PST", -480), ("PDT", -420), ("EST", -300), ("EDT", -240)})


def find_date(text: str) -> tuple[int, int] | None:
    """The span of the last date and time in ``text``, or None. Linear in its length."""
    found = None
    for match in re.finditer(r"[0-9]{1,2}:[0-9]{1,2}", text):
        start = max(0, match.start() - 40)
        window = text[start : match.end() + 40]
        for shape in _SHAPES:
            inner = shape.search(window)
            if inner and _month(inner["mon"]):
                found = (start + inner.start(), start + inner.end())
                break
    return found


@lru_cache(maxsize=256)
def _zone(zone: str) -> tuple[timedelta, int]:
    """A numeric zone as what is to be taken off for UTC, and as minutes east. ValueError where no place has it."""
    hours, minutes = int(zone[1:3]), int(zone[3:])
    offset = hours * 60 + minutes
    if minutes > 59 or offset > 14 * 60:
        raise ValueError("no place has that zone")
    offset = -offset if zone[0] == "-" else offset
    return timedelta(minutes=offset), offset


def _weekday(weekday: str, local: datetime) -> Defect:
    written = next((name for name in _WEEKDAYS if name[:3] == weekday[:3].title()), weekday[:9])
    return Defect("weekday-wrong", f"that day was a {_WEEKDAYS[local.weekday()]}, not a {written}")


def _mislabelled(offset: int, comment: str) -> Defect:
    return Defect("zone-mislabelled", f"the offset says {offset:+} min, the comment {comment[:10]}")


def _month(text: str) -> int | None:
    if text.isdecimal():
        number = int(text)
        return number if 1 <= number <= 12 else None
    lowered = text.lower()
    return MONTHS.get(lowered) or MONTHS.get(lowered[:3])


def _slowly(text: str) -> Stamp:
    raw = text.strip()
    if not raw:
        return Stamp(None, None, raw, (Defect("no-date", "there is no date"),))
    plain = _ENTITY.sub("+", raw[:MAX_LENGTH])
    reason = None
    for candidate in (re.sub(r"\([^()]*\)", " ", plain), plain):
        for shape in _SHAPES:
            match = shape.search(candidate)
            if match and _month(match["mon"]):
                stamp = _from_match(match, raw, plain)
                if not any(defect.code == "date-impossible" for defect in stamp.defects):
                    return stamp
                reason = reason or stamp
    return reason or _last_resort(raw, plain)


def _from_match(match: re.Match[str], raw: str, plain: str) -> Stamp:
    parts = match.groupdict()
    defects: list[Defect] = []
    hour = int(parts["h"])
    if parts["ampm"]:
        hour = hour % 12 + (12 if parts["ampm"].lower() == "pm" else 0)
    second = int(parts["s"] or 0)
    leap = second == 60
    if leap:
        second = 59
        defects.append(Defect("leap-second", "second 60 is counted as the next minute's first"))
    try:
        local = datetime(
            _year(parts["y"]), _month(parts["mon"]) or 0, int(parts["d"]), hour, int(parts["m"]), second, 0, UTC
        )
        name = _WINDOWS_ZONE.search(match.string)
        offset = None if name else _offset(parts.get("zone") or parts.get("zone2"), plain, defects)
        if offset is None:
            why = f"{name[1]} is no zone that mail knows" if name else "the date names no zone"
            defects.append(Defect("zone-missing", why))
            return Stamp(None, None, raw, tuple(defects))
        utc = local - timedelta(minutes=offset) + timedelta(seconds=leap)
    except (ValueError, OverflowError) as error:
        return Stamp(None, None, raw, (*defects, Defect("date-impossible", f"no such moment: {error}")))
    weekday = (parts.get("wd") or "").title()
    if weekday in _DAYS and _DAYS[local.weekday()] != weekday:
        defects.append(_weekday(weekday, local))
    return Stamp(utc, offset, raw, tuple(defects))


def _year(text: str) -> int:
    """RFC 5322 section 4.3: 00 to 49 are 2000 on, other two and three digits count from 1900."""
    year = int(text)
    if len(text) == 4 and text[0] == "0":
        # Programs that took the years since 1900 for the year itself wrote 0102 for 2002.
        return year + 1900
    if len(text) == 2:
        return year + (2000 if year < 50 else 1900)
    return year + 1900 if len(text) == 3 else year


def _offset(zone: str | None, plain: str, defects: list[Defect]) -> int | None:
    comment = _COMMENT_ZONE.search(plain)
    if zone and zone[-1].isdigit():
        text = zone.upper().removeprefix("GMT").removeprefix("UTC")
        digits = text[1:].replace(":", "").rjust(4, "0")
        offset = _zone(text[0] + digits)[1]
        if comment and not _names(comment[1], offset):
            defects.append(_mislabelled(offset, comment[1]))
        return offset
    if zone and zone.lower() in ZONES:
        if len(zone) > 1 and zone.lower() not in ("gmt", "utc"):
            defects.append(Defect("zone-obsolete", f"the zone is a name: {zone}"))
        return ZONES[zone.lower()]
    if comment and comment[1].lower() in ZONES:
        defects.append(Defect("zone-in-comment", f"the zone stands in a comment only: {comment[1]}"))
        return ZONES[comment[1].lower()]
    return None


def _seconds_east(name: str | None, offset: int | None) -> int | None:
    """What python-dateutil asks for a zone: its offset in seconds, None for a name not known."""
    if offset is not None:
        return offset
    minutes = ZONES.get((name or "").lower())
    return None if minutes is None else minutes * 60


def _last_resort(raw: str, plain: str) -> Stamp:
    nothing = Stamp(None, None, raw, (Defect("no-date", "no date can be read in this"),))
    if not plain.isascii() or not re.search(r"[0-9]{1,2}:[0-9]{2}", plain):
        return nothing
    from dateutil import parser

    try:
        # Two different defaults show whether any part of the date would be made up.
        first = parser.parse(plain, default=datetime(2001, 1, 1), tzinfos=_seconds_east)
        second = parser.parse(plain, default=datetime(2003, 2, 2), tzinfos=_seconds_east)
    except UNREADABLE:
        return nothing
    if first != second or first.tzinfo is None:
        return nothing
    try:
        utc = first.astimezone(UTC)
        shift = first.utcoffset()
    except (OverflowError, ValueError):
        return nothing
    offset = round(shift.total_seconds() / 60) if shift is not None else None
    return Stamp(utc, offset, raw, (Defect("date-guessed", "the date is in an unusual form"),))
