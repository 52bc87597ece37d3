"""Postfix's transcript of an SMTP session with an error, for its postmaster (smtpd_chat.c)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from headertrace.patterns import lazy
from headertrace.reports.form import Row
from headertrace.reports.parts import Line

_RECIPIENT = lazy(r"\s{0,3}In:\s{1,4}RCPT TO:\s?<([^\s<>]{1,250})>", re.IGNORECASE)
_ANSWER = lazy(r"\s{0,3}Out:\s{1,4}([45][0-9][0-9].*)")


def read(lines: Sequence[Line]) -> list[Row]:
    """The recipients of the session, each with the answer that it, or the message after it, was refused with."""
    recipients: list[tuple[str, int]] = []
    refused: dict[str, tuple[str, int]] = {}
    answered = ("", 0)
    for line in lines:
        match, answer = _RECIPIENT.match(line.text), _ANSWER.match(line.text)
        if match:
            recipients.append((match[1], line.number))
        elif answer:
            answered = answer[1], line.number
            if recipients and recipients[-1][1] == line.number - 1:
                refused[recipients[-1][0]] = answered
    found = {}
    for to, number in recipients:
        words, at = refused.get(to, answered)
        found[to] = Row(to, words, (number, max(number, at)))
    return list(found.values())
