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
_RETURNED = lazy(r"returned '([^']{0,2000})|\breturned '|#?<?#?[<\"]?(?=\s?#?[245][0-9][0-9]|[\w.-]{1,200} ?#)")
_FIRST = lazy(r"(?i)\b(?:sorry|delivery has failed)")
_MAX_WORDS = 30


def read(lines: Sequence[Line]) -> list[Row]:
    """The recipients below "Diagnostic information for administrators", each with what was answered about it.

    Where several answers are listed, the last one, which is the oldest, is the remote server's own.
    """
    start = next((index for index, line in enumerate(lines) if _START.search(line.text)), None)
    if start is None:
        return []
    stop = next((at for at in range(start, len(lines)) if _STOP.search(lines[at].text)), len(lines))
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
    return [Row(to, " ".join(words), (number, max(number, last))) for to, number, words in found.values()]
