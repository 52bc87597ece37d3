"""Gmail and Google Workspace."""

from __future__ import annotations

import re

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="Gmail",
    source="mail of Gmail, 2008 to 2024",
    recipient=lazy(r"\s{2,12}(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})\s*$"),
    start=lazy(
        r"following recipients? (?:failed|has been delayed|have been delayed)|Message (?:not delivered|blocked|bounced)|Address not found|Recipient inbox full|Delivery incomplete",
        re.IGNORECASE,
    ),
    words="block",
    skip=lazy(
        r"^\s*(?:Technical details of|Message will be retried|The error that the other server returned was:\s*$)",
        re.IGNORECASE,
    ),
)
