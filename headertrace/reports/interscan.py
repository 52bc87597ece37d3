"""Trend Micro InterScan Messaging Security Suite."""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="InterScan",
    source="mail of InterScan 5 to 9",
    recipient=lazy(
        r"(?:Sent <<< RCPT TO:\s?<|Unable to deliver message to <|.{0,80}delivering (?:the )?mail to <)(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})>(?P<why> [A-Z(].*)?"
    ),
    words="below",
    skip=lazy(r"^\s*(?:\*{5,}|\.\.\.)|^(?:Sent <<<|Received >>> 2[0-9][0-9])"),
)
