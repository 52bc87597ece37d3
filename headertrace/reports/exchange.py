"""Exchange 2007 and later, Microsoft 365 and Outlook.com: the part of the notice for administrators."""

from __future__ import annotations

import re
from collections.abc import Sequence

from headertrace.patterns import lazy
from headertrace.reports.form import Row
from headertrace.reports.parts import Line
from headertrace.reports.rfc3464 import address

# Mail of Exchange 2007 to 2019 and of Microsoft 365 in six languages.
_START = lazy(
    r"Diagnostic information for administrators|Informations de diagnostic|Diagnoseinformationen|diagnóstico para"
    r"|Informazioni di diagnostica|Generating server|Serveur de g|Server di generazione|Generierender Server",
    re.IGNORECASE,
)
_STOP = lazy(
    r"Original message headers|t[êe]tes (?:de|du) message d.origine|Intestazioni originali|Ursprüngliche Nachrichten"
    r"|Encabezados de mensajes? original",
    re.IGNORECASE,
)
_RECIPIENT = lazy(r"\s{0,8}'?([^\s<>()'\"]{1,250}@[^\s<>()'\",;:]{1,255}?)'?(?:<mailto:[^<>]{1,300}>)?\s*$")
# What is answered about a recipient in every language: "#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##", "mx.example.org
# #<#5.1.1 smtp; 550 …> #SMTP#", "Remote Server returned '550 …'".
_ANSWER = lazy(r"(?:^|\s)#<?(?:[\w.-]{1,255} )?#?[245](?:[0-9][0-9]|\.[0-9])|#SMTP#|\breturned '[245][0-9][0-9][ -]")
_MAX_WORDS = 30


def read(lines: Sequence[Line]) -> list[Row]:
    """The recipients below "Diagnostic information for administrators", each with what was answered about it.

    Where several answers are listed, the last one, which is the oldest, is the remote server's own. In a language whose
    words are not known the first address with such an answer below it begins the list, and a blank line ends an answer.
    """
    start = next((index for index, line in enumerate(lines) if _START.search(line.text)), None)
    known = start is not None
    if start is None:
        start = _answered(lines) - 1
    stop = next((at for at in range(max(start, 0), len(lines)) if _STOP.search(lines[at].text)), len(lines))
    found: dict[str, tuple[str, int, list[str]]] = {}
    current: list[str] | None = None
    last = 0
    for line in lines[start + 1 : stop]:
        match = _RECIPIENT.match(line.text)
        to = address(match[1]) if match else None
        if to:
            current = found.setdefault(to.lower(), (to, line.number, []))[2]
        elif current is not None and line.text.strip() and len(current) < _MAX_WORDS:
            current.append(line.text.strip())
            last = line.number
        elif not known and current:
            current = None
    return [Row(to, " ".join(words), (number, max(number, last))) for to, number, words in found.values()]


def _answered(lines: Sequence[Line]) -> int:
    """The index of the first line that is an address with an answer below it; their number where there is none."""
    before = False
    for index, line in enumerate(lines):
        if before and _ANSWER.search(line.text):
            return index - 1
        before = _RECIPIENT.match(line.text) is not None
    return len(lines)
