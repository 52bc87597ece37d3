"""Moments and lengths of time as they are typed on a command line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from headertrace.cli.exits import UsageError
from headertrace.text.durations import parsed

if TYPE_CHECKING:
    from datetime import tzinfo


def moment(option: str, text: str | None, zone: tzinfo | None) -> datetime | None:
    """A moment in UTC: a day, a day with a time, in the zone where it names none, or so long ago ("7d").

    Raises UsageError for what is neither.
    """
    if text is None:
        return None
    ago = None if text.strip().isdecimal() else parsed(text)
    try:
        if ago is not None:
            return datetime.now(UTC) - timedelta(seconds=ago)
        found = datetime.fromisoformat(text.strip())
        return (found if found.tzinfo else found.replace(tzinfo=zone or UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UsageError(f"{option}: {text!r} is not a time: 2026-11-01, 2026-11-01T08:00, or 7d") from None


def seconds(option: str, text: str) -> float:
    """A length of time. Raises UsageError for what is none."""
    found = parsed(text)
    if found is None:
        raise UsageError(f"{option}: {text!r} is not a length of time: 30s, 5m, 2h, 1h30m")
    return found
