"""Barracuda's Spam Firewall."""

from __future__ import annotations

import re

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="Barracuda",
    source="mail of Barracuda, 2007 to 2020",
    recipient=lazy(r"\s*Your message to: (?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})", re.IGNORECASE),
    words="below",
)
