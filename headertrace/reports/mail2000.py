"""Openfind Mail2000."""

from __future__ import annotations

import re

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="Mail2000",
    source="mail of Mail2000 4",
    recipient=lazy(r"\s{0,4}(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255}) \[(?P<why>[^\[\]]{1,500})\]"),
    start=lazy(r"following addresses had delivery errors", re.IGNORECASE),
)
