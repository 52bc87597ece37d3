"""InterMail (Openwave, Critical Path), as EZweb and many providers run it."""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="InterMail",
    source="mail of InterMail 5 to 8",
    recipient=lazy(r"\s{0,8}(?:Recipient: )?<(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})>:?\s*(?P<why>\S.*)?$"),
    words="block",
    skip=lazy(
        r"^\s*(?:>>> )|^(?:The reasons given by the server|each recipient was rejected|mail server\.|The following recipients did)|^-{20,}"
    ),
)
