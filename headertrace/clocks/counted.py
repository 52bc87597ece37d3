"""Seconds or milliseconds since 1970 in services' own fields and in the envelope senders of bulk mail.

Sources: the fields as these services write them, held against their stamps; X-Trace: INN's nnrpd/post.c.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from headertrace.clocks.scheme import Reading
from headertrace.patterns import lazy

_START = datetime(1970, 1, 1, tzinfo=UTC)
# (shape; base of the number in group 1; how many of it make a second)
_SHAPES: tuple[tuple[re.Pattern[str], int, int], ...] = (
    # X-Yandex-TimeMark; X-MC-Ingress-Time of MailChannels.
    (lazy(r"([0-9]{9,10})$"), 10, 1),
    (lazy(r"([0-9]{13})$"), 10, 1000),
    # X-Msg-Ref of MessageLabs; X-Trace of INN.
    (lazy(r"server-[0-9]+\.tower-[0-9]+\.messagelabs\.com!([0-9]{9,10})!"), 10, 1),
    (lazy(r"[A-Za-z0-9.-]{1,255} ([0-9]{9,10}) [0-9]+ "), 10, 1),
    # X-CM-Analysis of Cloudmark.
    (lazy(r"v=[0-9.]+ cv=\S{1,20} .{0,60}?\bts=([0-9a-f]{8})\b"), 16, 1),
    # Return-Path and X-eGroups-Return of Yahoo Groups; Return-Path of Mandrill.
    (lazy(r"<?sentto-[0-9]+-[0-9]+-([0-9]{9,10})-"), 10, 1),
    (lazy(r"<?bounce-md_[0-9]+\.([0-9a-f]{8})\."), 16, 1),
)


def read(text: str, stamp: datetime | None, offset: int | None) -> Reading | None:
    for shape, base, per_second in _SHAPES:
        match = shape.match(text)
        if match:
            count = int(match[1], base)
            return Reading(match[1], _START + timedelta(seconds=count / per_second), 1 / per_second)
    return None
