"""Moments as people read them, in the zone wished for."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headertrace.view.wishes import Wishes


def clock(moment: datetime | None, wishes: Wishes, with_day: bool = True) -> str:
    """ "24 Nov 08:00:01", or a dash where it is unknown."""
    if moment is None:
        return "—"
    local = _local(moment, wishes)
    return f"{local.day:2} {local:%b %H:%M:%S}" if with_day else f"{local:%H:%M:%S}"


def full(moment: datetime | None, wishes: Wishes) -> str | None:
    """With the year and the zone: a report is read long after."""
    if moment is None:
        return None
    local = _local(moment, wishes)
    return f"{local.day} {local:%b} {local.year} {local:%H:%M:%S} {wishes.zone_name}"


def _local(moment: datetime, wishes: Wishes) -> datetime:
    """In the zone; as it is, where it has no place in that zone's calendar."""
    try:
        return moment.astimezone(wishes.zone) if wishes.zone else moment
    except (OverflowError, ValueError):
        return moment
