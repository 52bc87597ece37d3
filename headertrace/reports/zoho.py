"""Zoho Mail."""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="Zoho Mail",
    source="mail of Zoho, 2014",
    recipient=lazy(
        r"\s{0,4}(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255}) (?P<why>(?:Invalid Address|Error|[A-Z][\w ]{2,60}), ?ERROR_CODE.*)"
    ),
)
