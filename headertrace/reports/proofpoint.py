"""Proofpoint (Protection Server, Essentials)."""

from __future__ import annotations

import re

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="Proofpoint",
    source="mail of Proofpoint, which is sendmail's, and of Essentials",
    recipient=lazy(
        r"\s{0,8}(?:Recipient|To|Address):? ?<?(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})>?:?\s*(?P<why>\S.*)?$",
        re.IGNORECASE,
    ),
    start=lazy(r"could not be delivered", re.IGNORECASE),
    words="block",
    why=lazy(r"^\s*(?:Reason|Error|Details?|Response)[^:]{0,40}: (.*)", re.IGNORECASE),
)
