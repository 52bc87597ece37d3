"""Times and durations as people and programs write them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from headertrace.patterns import lazy

if TYPE_CHECKING:
    from headertrace.records.judgements import Offset


def duration(seconds: float) -> str:
    """Seconds as people say them: "2 s", "47 s", "4 min 10 s", "4 h 10 min", "3 d 2 h"."""
    sign = "−" if seconds < 0 else ""
    rest = abs(round(seconds, 3))
    if rest < 60:
        return f"{sign}{rest:g} s"
    whole = round(rest)
    for size, unit, small, small_unit in ((86400, "d", 3600, "h"), (3600, "h", 60, "min"), (60, "min", 1, "s")):
        if whole >= size:
            many, over = whole // size, whole % size // small
            return f"{sign}{many} {unit}" + (f" {over} {small_unit}" if over else "")
    return f"{sign}{whole} s"


def offset_words(offset: Offset) -> str:
    """A host's clock error in words: "the clock of relay.example.net is 47 s slow (between 46 s and 48 s)"."""
    low, high = offset.low_s, offset.high_s
    if offset.offset_s is not None and low is not None and high is not None:
        way = "fast" if offset.offset_s > 0 else "slow"
        near, far = sorted((abs(low), abs(high)))
        bounds = f"between {_to_the_second(near)} and {_to_the_second(far)}"
        return f"the clock of {offset.host} is {duration(abs(offset.offset_s))} {way} ({bounds})"
    if low is not None and low > 0:
        most = f", at most {duration(high)}" if high is not None else "; how much more is unknown"
        return f"the clock of {offset.host} is at least {duration(low)} fast{most}"
    if high is not None and high < 0:
        most = f", at most {duration(-low)}" if low is not None else "; how much more is unknown"
        return f"the clock of {offset.host} is at least {duration(-high)} slow{most}"
    return f"it is unknown how far the clock of {offset.host} is off"


def _to_the_second(seconds: float) -> str:
    """A length of time in all its units: "3 h 59 min 52 s"; below a minute with its fractions."""
    if seconds < 60:
        return duration(seconds)
    left, parts = round(seconds), []
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")):
        many, left = divmod(left, size)
        parts += [f"{many} {unit}"] if many else []
    return " ".join(parts)


def rfc3339(moment: datetime | None) -> str | None:
    """A UTC moment as RFC 3339 text: "2004-03-29T07:54:14Z"."""
    return None if moment is None else moment.isoformat()[:-6] + "Z"


def parsed(text: str) -> float | None:
    """Seconds as people type them: "5m", "90 s", "1h30m", "7d", "300"; None for what is none."""
    found = _WHOLE.fullmatch(text)
    if found is None:
        return None
    if found["bare"]:
        return float(found["bare"])
    return sum(float(many) * _UNITS[unit[0]] for many, unit in _PARTS.findall(text.lower()))


def of_parts(days: str | None, hours: str | None, minutes: str | None, seconds: str | None) -> float:
    """The seconds in whole days, hours, minutes and seconds, written apart; a part that is not written is none."""
    parts = (int(part or 0) for part in (days, hours, minutes, seconds))
    return float(sum(part * size for part, size in zip(parts, (86_400, 3_600, 60, 1), strict=True)))


_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_ONE = r"([0-9]{1,9}(?:\.[0-9]{1,6})?)\s*(s|sec|m|min|h|d|w)"
_WHOLE = lazy(rf"(?i)\s*(?:(?P<bare>[0-9]{{1,9}}(?:\.[0-9]{{1,6}})?)|(?:{_ONE}\s*){{1,5}})\s*")
_PARTS = lazy(_ONE)
