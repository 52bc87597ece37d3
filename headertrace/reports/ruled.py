"""Gateways that set their notice between rules of equal signs."""

from __future__ import annotations

import re

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="unknown gateway",
    source="mail of such gateways, 2006",
    recipient=lazy(r"\s{1,6}\* (?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})"),
    start=lazy(r"del[ei]very to the following recipients", re.IGNORECASE),
    words="block",
    skip=lazy(r"^=+$|Technical details:"),
)
