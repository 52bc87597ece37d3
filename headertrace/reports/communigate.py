"""CommuniGate Pro."""

from __future__ import annotations

import re

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="CommuniGate Pro",
    source="mail of CommuniGate Pro 5 and 6",
    recipient=lazy(
        r"\s{0,4}Failed to deliver to \'?<?(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})>?\'?", re.IGNORECASE
    ),
    words="block",
    skip=lazy(r"^(?:Reporting|Original-)", re.IGNORECASE),
)
