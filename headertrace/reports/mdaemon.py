"""MDaemon."""

from __future__ import annotations

import re

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="MDaemon",
    source="mail of MDaemon 9 to 21",
    recipient=lazy(
        r"\s{0,8}(?:Failed address|Recipient|--> RCPT To):\s?<?(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})>?(?P<why> .*)?",
        re.IGNORECASE,
    ),
    words="block",
    skip=lazy(r"^\s*(?:--> (?:DATA|QUIT)|: Message contains|Session Transcript)", re.IGNORECASE),
)
