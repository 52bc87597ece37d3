"""MailEnable."""

from __future__ import annotations

import re

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="MailEnable",
    source="mail of MailEnable 3 to 10",
    recipient=lazy(r"\s{0,8}Recipient: \[SMTP:(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})\]", re.IGNORECASE),
    stop=lazy(r"^Message headers follow"),
    words="block",
    why=lazy(r"^\s*(?:Reason|Error): (.*)", re.IGNORECASE),
)
