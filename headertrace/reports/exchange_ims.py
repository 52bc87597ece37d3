"""Exchange 4.0 to 5.5 (Internet Mail Connector, Internet Mail Service), and Outlook's words for its reports."""

from __future__ import annotations

import re

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="Exchange 5.5",
    source="mail of Exchange 5.5 and 2003",
    recipient=lazy(r"\s{0,12}(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255}) on .{0,120}[0-9]{1,2}:[0-9]{2}"),
    start=lazy(
        r"did not reach the following|following recipient\(s\) could not be reached|did not reach some or all",
        re.IGNORECASE,
    ),
    words="block",
    skip=lazy(r"MTS-ID of the original message|^;l="),
)
