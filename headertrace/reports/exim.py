"""Exim, and what is made of it: Mail.Ru, MXLogic."""

from __future__ import annotations

import re

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="Exim",
    source="src/deliver.c and src/dsn texts of Exim 4.97; mail of Mail.Ru and MXLogic",
    recipient=lazy(
        r"\s{1,8}<?(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})>?:?(?: \(?(?:(?:ultimately )?generated from [^()]{1,250})\)?)?(?P<why>(?<=:) .*)?\s*$"
    ),
    start=lazy(
        r"address(?:es|\(es\))? (?:failed|to which the message has not yet been delivered)|^failed:|following address failed|addresses? failed:?\s*$",
        re.IGNORECASE,
    ),
    words="below",
    skip=lazy(
        r"^\s*(?:No action is required|delivery attempts will continue|delivered\.|A message that you sent)|^\*\*\*",
        re.IGNORECASE,
    ),
)
