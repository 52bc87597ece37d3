"""Ipswitch IMail."""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="IMail",
    source="mail of IMail 5 to 8",
    recipient=lazy(
        r"(?P<why>Unknown (?:user|host)|User mailbox exceeds allowed size|Invalid final delivery userid|undeliverable to|User.s mailbox is full|Delivery failed [0-9]{1,4} attempts): <?(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})"
    ),
    words="below",
)
