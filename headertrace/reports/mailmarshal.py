"""Trustwave MailMarshal."""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="MailMarshal",
    source="mail of MailMarshal 6 and 7",
    recipient=lazy(r"\s{2,8}(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})\s*$"),
    start=lazy(r"Could not be delivered because of"),
    stop=lazy(r"^Additional Information"),
    words="above",
    skip=lazy(r"following recipients were affected"),
)
