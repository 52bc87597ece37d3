"""MagicMail's "trouble delivering your message"."""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="unknown gateway",
    source="mail of such gateways, 2012",
    recipient=lazy(
        r"(?=(?P<why>.*)).{0,200}?(?:rejected recipient <|permanent errors: )(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})>?"
    ),
    start=lazy(r"error\(s\):"),
)
