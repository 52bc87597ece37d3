"""One Received value → Received: clauses first, then the general reading, then the dialect.

``parse_received`` never raises on content; what it could not place is in ``defects``.
"""

from __future__ import annotations

import re
from typing import Any

from headertrace.dates import parse_date
from headertrace.model import Defect, Received, Tls
from headertrace.patterns import lazy
from headertrace.received.clauses import Clauses, split
from headertrace.received.connection import assign, connection
from headertrace.received.dialects import detect
from headertrace.received.lexer import COMMENT, MAX_LENGTH, address, name

_FIELD_NAME = lazy(r"\s*(?:X-)?Received\s*:", re.IGNORECASE)
_BY = lazy(r"(?:host )?(\[[^\]\s]*\]|[^\s()\[\]]+)?\s*(?:\[([^\]]*)\])?")
_PHRASE = lazy(
    r"(Microsoft SMTP Server|Microsoft SMTPSVC|Microsoft Mail Server|Microsoft HTTP Server"
    r"|Internet Mail Service|MailEnable ESMTP|[\w-]+ encrypted (SMTP|ESMTP))",
    re.IGNORECASE,
)
_WORD = lazy(r"[^\s();,]+")
_TLS = (
    lazy(
        r"(?:using |version=|tls |\()((?:TLS|SSL)v?[0-9][\w./]*|SSLv[23])[\s,]+"
        r"(?:with )?cipher[= ]([\w-]+)(?:[\s,]*\(?(\d+)/\d+ bits|[\s,]+bits=(\d+))?"
    ),
    lazy(r"\(((?:TLS|SSL)v?[\d._]+(?:/SSLv\d)?):([\w-]+)(?::(\d+))?()"),
    lazy(r"\((TLSv?[\d.]+)\) +tls +([\w-]+)()()"),
    lazy(r"()(?:cipher=|TLS cipher |TLS \()([\w-]+)(?:[ ,]+bits=(\d+))?()"),
)
_AUTH = lazy(
    r"\((?:Authenticated sender|Authenticated-User|Authenticated as|authenticated as|authenticated user|Authid|"
    r"smtp-auth username|Auth User|Account|AUTH): ?(?:CRAM-MD5 |LOGIN |PLAIN |DIGEST-MD5 )?([^\s();,]+)",
    re.IGNORECASE,
)
_SENDER = lazy(r"\(envelope-(?:sender|from) <?([^\s<>()]*)>?")
_ANGLE = lazy(r"<([^<>]*)>")
_PRODUCT = lazy(r"\((?!\[|HELO|EHLO|\d+\.\d+\.\d+\.\d+\)|[0-9a-fA-F:]+\))")


def parse_received(value: str | bytes) -> Received:
    """Read one Received value, with or without its field name, folded or not.

    Returns a record in any case; a missing fact is None. Source: RFC 5321 section 4.4 and the
    documents named in each file of ``received/dialects``.
    """
    if isinstance(value, bytes):
        value = value.decode("utf-8", "surrogateescape")
    text = " ".join(value[:MAX_LENGTH].split())
    if ":" in text[:24]:
        label = _FIELD_NAME.match(text)
        if label:
            text = text[label.end() :].lstrip()
    defects: list[Defect] = []
    if len(value) > MAX_LENGTH:
        defects.append(Defect("too-long", f"only the first {MAX_LENGTH} characters were read"))
    clauses = split(text)
    facts: dict[str, Any] = {}
    _general(clauses, facts)
    dialect = detect(clauses, facts)
    assign(dialect.first, facts)
    if dialect.read is not None:
        dialect.read(clauses, facts)
    _complain(clauses, facts, defects, text)
    facts.pop("comment", None)
    facts.pop("lead_read", None)
    return Received(
        **facts,
        stamp=parse_date(clauses.date) if clauses.date else None,
        dialect=dialect.name,
        defects=tuple(defects),
        raw=text,
    )


def _general(clauses: Clauses, facts: dict[str, Any]) -> None:
    """What the standard's grammar alone tells."""
    if clauses.sender:
        connection(clauses.sender, facts)
    comments = _by(clauses.by, facts) if clauses.by else []
    if clauses.protocol:
        comments += _protocol(clauses.protocol, facts)
    facts["software"] = comment = _software(comments)
    facts["comment"] = comment
    if clauses.id:
        word = clauses.id.split(None, 1)[0]
        if not word.startswith("("):
            facts["id"] = word.strip("<>;,") or None
    if clauses.recipient:
        facts["recipient"] = _mailbox(clauses.recipient)
    if clauses.via:
        via = _WORD.match(clauses.via)
        facts["via"] = via[0] if via else None
    _security(clauses.head, facts)


def _by(text: str, facts: dict[str, Any]) -> list[str]:
    match = _BY.match(text)
    if match:
        ip = address(match[1]) if match[1] else None
        facts["by"] = ip or name(match[1])
        if match[2]:
            facts["by_ip"] = address(match[2])
        elif ip and match[1].startswith("["):
            facts["by_ip"] = ip
    if "(" not in text:
        return []
    comments = COMMENT.findall(text)
    for index, comment in enumerate(comments):
        ip = address(comment[1:-1])
        if ip:
            facts["by_ip"] = ip
            del comments[index]
            break
    return comments


def _protocol(text: str, facts: dict[str, Any]) -> list[str]:
    phrase = _PHRASE.match(text) if " " in text else None
    if phrase:
        facts["protocol"] = phrase[2] or phrase[1]
        if phrase[2]:
            facts["tls"] = Tls(None, phrase[1].split(None, 1)[0])
    else:
        word = _WORD.match(text)
        facts["protocol"] = word[0] if word else None
    return COMMENT.findall(text) if "(" in text else []


_NOT_SOFTWARE = ("version=", "using ", "tls", "ssl", "cipher", "authenticated", "no client", "verified", "not verified")


_HOST_AND_ADDRESS = lazy(r"\[[0-9A-Fa-f.:]+\]$")


def _software(comments: list[str]) -> str | None:
    for comment in comments:
        inner = comment[1:-1].strip()
        if inner and not inner.lower().startswith(_NOT_SOFTWARE) and not _HOST_AND_ADDRESS.search(inner):
            return inner
    return None


def _mailbox(text: str) -> str | None:
    """The address of a ``for`` clause: no brackets, domain in lower case, local part as written."""
    angle = _ANGLE.search(text)
    word = angle[1].strip() if angle else text.split(None, 1)[0].strip(";,<>")
    local, at, domain = word.rpartition("@")
    return (f"{local}@{domain.lower()}" if at else word) or None


def _security(head: str, facts: dict[str, Any]) -> None:
    if "TLS" in head or "cipher" in head or "SSL" in head:
        for pattern in _TLS:
            match = pattern.search(head)
            if match:
                bits = match[3] or match.groups()[-1]
                facts["tls"] = Tls(match[1] or None, match[2] or None, int(bits) if bits else None)
                break
    if "uth" in head or "UTH" in head or "Account" in head:
        match = _AUTH.search(head)
        if match:
            facts["auth"] = match[1]
    if "envelope-" in head:
        match = _SENDER.search(head)
        if match:
            facts["sender"] = match[1] or None


def _complain(clauses: Clauses, facts: dict[str, Any], defects: list[Defect], text: str) -> None:
    if clauses.swallowed >= 0:
        span = (clauses.swallowed, len(text))
        defects.append(Defect("swallowed-field", "another header field is run into this one", span))
    if not clauses.by and not facts.get("by"):
        defects.append(Defect("no-by", "does not name the host that wrote it"))
    if not clauses.date:
        defects.append(Defect("no-date", "has no date"))
    if clauses.lead and not facts.pop("lead_read", False):
        defects.append(Defect("unread", "words before the first clause were not understood", (0, len(clauses.lead))))
    for extra in clauses.repeated:
        at = text.lower().rfind(extra[:40].lower())
        where = (at, at + len(extra)) if at >= 0 else None
        defects.append(Defect("repeated-clause", f"a second clause: {extra[:80]}", where))
    if clauses.head.count("(") != clauses.head.count(")"):
        defects.append(Defect("unbalanced-comment", "the parentheses do not match"))
