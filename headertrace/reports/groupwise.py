"""Micro Focus GroupWise."""

from __future__ import annotations

import re

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="GroupWise",
    source="mail of GroupWise 6 to 18",
    recipient=lazy(r"\s{1,12}(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255}) \((?P<why>.{1,500})\)\s*$"),
    start=lazy(r"undeliverable to the following", re.IGNORECASE),
)
