"""MailFoundry."""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="MailFoundry",
    source="mail of MailFoundry",
    recipient=lazy(r"Unable to deliver message to: <(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})>"),
    words="below",
    skip=lazy(r"Delivery failed for the following reason|permanent failure"),
)
