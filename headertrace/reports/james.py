"""Apache James, and what tells its "Message details"."""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="Apache James",
    source="AbstractNotify.java of James 2.3",
    recipient=lazy(r"\s{1,6}RCPT TO: ?<?(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})"),
    words="above",
    why=lazy(r"^\s{0,4}([245][0-9][0-9][ -].*)"),
)
