"""Exchange 4.0 to 5.5 (Internet Mail Connector, Internet Mail Service), and Outlook's words for its reports."""

from __future__ import annotations

import re

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="Exchange 5.5",
    source="mail of Exchange 5.5 and 2003, and of servers that speak as they do",
    recipient=lazy(
        r"(?:\s{0,12}(?=\S{3,500} on .{0,120}[0-9]{1,2}:[0-9]{2})|did not reach the following recipients?: ?)"
        r"(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})",
        re.IGNORECASE,
    ),
    words="block",
    skip=lazy(r"MTS-ID of the original message|^;l="),
)
