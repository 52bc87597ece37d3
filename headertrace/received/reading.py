"""What the standard's grammar alone tells of one line's clauses (RFC 5321 section 4.4).

The words are sorted by shape; what they mean in one server's hand is the dialect's to say.
"""

from __future__ import annotations

import re
from functools import lru_cache

from headertrace.patterns import lazy
from headertrace.received.clauses import Clauses
from headertrace.received.connection import are_words, connection
from headertrace.received.facts import Facts
from headertrace.received.lexer import address, comments, name, remembered
from headertrace.records.received import Tls

_BY = lazy(r"(?:host )?(\[[^\]\s]*\]|[^\s()\[\]]+)?\s*(?:\[([^\]]*)\])?")
_PHRASE = lazy(
    r"(Microsoft SMTP Server|Microsoft SMTPSVC|Microsoft Mail Server|Microsoft HTTP Server"
    r"|Internet Mail Service|MailEnable ESMTP|\(?[\w-]+ encrypted\)? (E?SMTPS?A?))",
    re.IGNORECASE,
)
_VIA = lazy(r"[^();,]+")
_WORD = lazy(r"[^\s();,]+")
_TLS = (
    lazy(
        r"(?:using |version=|tls |\()(?P<version>(?:TLS|SSL)v?[0-9][\w./]*|SSLv[23])[\s,]+"
        r"(?:with )?cipher[= ](?P<cipher>[\w-]+)(?:[\s,]*\(?(?P<bits>\d+)(?:/\d+)? bits|[\s,]+bits=(?P<size>\d+))?"
    ),
    lazy(r"\((?P<version>(?:TLS|SSL)v?[\d._]+(?:/SSLv\d)?):(?P<cipher>[\w-]+)(?::(?P<bits>\d+))?"),
    lazy(r"\((?P<version>TLSv?[\d.]+)\) +tls +(?P<cipher>[\w-]+)"),
    lazy(r"TLS: (?P<version>(?:TLS|SSL)v[\w./]+),(?P<bits>\d+)bits,(?P<cipher>[\w-]+)"),
    lazy(r"(?:cipher=|TLS cipher |TLS \(| tls )(?P<cipher>[\w-]+)(?:[ ,]+bits=(?P<bits>\d+))?"),
)
_AUTH = lazy(
    r"\((?:Authenticated sender|Authenticated-User|Authenticated as|authenticated as|authenticated user|Authid|"
    r"smtp-auth username|Auth User|Account|AUTH): ?(?:CRAM-MD5 |LOGIN |PLAIN |DIGEST-MD5 )?([^\s();,]+)",
    re.IGNORECASE,
)
_SENDER = lazy(r"[( ]envelope-(?:sender|from):? <?([^\s<>()]*)>?")
# What may stand in a by clause beside its comments: a name, an address.
_UNREAD_BY = lazy(
    r"(?>(?:host )?)(?>(?:\[[^\]\s]*\]|[^\s()\[\]]+)?)\s*+(?>(?:\[[^\]]*\]\s*+)?)([^\s()\[\]]*\.[A-Za-z][^\s()\[\]]*)"
)
_ANGLE = lazy(r"<([^<>]*)>")


def read_clauses(clauses: Clauses) -> Facts:
    """What the standard's grammar alone tells."""
    facts = Facts()
    if clauses.sender:
        connection(clauses.sender, facts)
    said = by_clause(clauses.by, facts) if clauses.by else []
    if clauses.protocol:
        said += _protocol(clauses.protocol, facts)
    facts.software = software(said)
    if clauses.id:
        word = clauses.id.split(None, 1)[0]
        if not word.startswith("("):
            facts.id = word.strip("<>;,") or None
    if clauses.recipient:
        facts.recipient = mailbox(clauses.recipient)
    for word, _, envelope in (extra.partition(" ") for extra in clauses.repeated):
        if word == "from" and "@" in envelope and " " not in envelope:
            facts.sender = mailbox(envelope)
    if clauses.via:
        via = _VIA.match(clauses.via)
        facts.via = via[0].strip() if via else None
    security(f"{clauses.head} {clauses.after}" if clauses.after else clauses.head, facts)
    return facts


def by_clause(text: str, facts: Facts) -> list[str]:
    plain = text.partition("(")[0].strip()
    if are_words(plain) and not plain.lower().startswith("host "):
        return [plain, *comments(text)]
    match = _BY.match(text)
    if match:
        ip = address(match[1]) if match[1] else None
        facts.by = ip or name(match[1])
        if match[2]:
            facts.by_ip = address(match[2])
        elif ip and match[1].startswith("["):
            facts.by_ip = ip
    said = comments(text)
    for index, comment in enumerate(said):
        ip = address(comment)
        if ip:
            facts.by_ip = ip
            del said[index]
            break
    return said


def unread_by(text: str) -> str | None:
    """A second name in a by clause, which belongs to no form that is known; None where there is none."""
    match = _UNREAD_BY.match(text)
    return match[1] if match else None


def software(said: list[str]) -> str | None:
    """The first comment that names a program rather than how the connection was made."""
    for comment in said:
        if not remembered(_is_aside, comment):
            return comment.strip()
    return None


@lru_cache(maxsize=1024)
def _is_aside(comment: str) -> bool:
    comment = comment.strip().lower()
    if not comment or comment.startswith(_ASIDES) or comment.endswith("encrypted"):
        return True
    return bool(_HOST_AND_ADDRESS.search(comment) or _MASKED.fullmatch(comment))


_ASIDES = ("envelope-", "version=", "using ", "tls", "ssl", "cipher", "authenticated", "no client", "verified",
            "not verified")  # fmt: skip
# An address that somebody made unreadable, a digit or a number at a time.
_MASKED = lazy(r"[0-9x*]{1,3}(?:\.[0-9x*]{1,3}){3}")
_HOST_AND_ADDRESS = lazy(r"\[[0-9A-Fa-f.:]+\]$")


def mailbox(text: str) -> str | None:
    """The address of a ``for`` clause: no brackets, domain in lower case, local part as written."""
    # What a comment holds in angles is no address, unless it is all that stands there.
    angle = _ANGLE.search(text.partition(" (")[0])
    if angle and " " in angle[1] and "@" not in angle[1]:
        return None  # "<multiple recipients>"
    word = angle[1].strip() if angle else text.split(None, 1)[0].strip(";,<>")
    return bare(word) or None


def bare(word: str) -> str:
    """An address without brackets: domain in lower case, local part as written."""
    local, at, domain = word.rpartition("@")
    return f"{local}@{domain.lower()}" if at else word


def security(head: str, facts: Facts) -> None:
    if "TLS" in head or "cipher" in head or "SSL" in head:
        for pattern in _TLS:
            match = pattern.search(head)
            if match:
                said = match.groupdict()
                bits = said.get("bits") or said.get("size")
                facts.tls = Tls(said.get("version"), said["cipher"], int(bits) if bits else None)
                break
    if "uth" in head or "UTH" in head or "Account" in head:
        match = _AUTH.search(head)
        if match:
            facts.auth = match[1]
    if "envelope-" in head:
        match = _SENDER.search(head)
        if match:
            facts.sender = match[1] or None


def _protocol(text: str, facts: Facts) -> list[str]:
    if text[:1] == "[" and " " in text:
        # No protocol, but the program: "[CrewMAIL (c)2012 by DaZone]".
        return [text.strip("[]")]
    phrase = _PHRASE.match(text) if " " in text else None
    if phrase:
        facts.protocol = phrase[2] or phrase[1]
        if phrase[2]:
            facts.tls = Tls(None, phrase[1].split(None, 1)[0].lstrip("("))
    else:
        word = _WORD.match(text)
        facts.protocol = word[0] if word else None
    return comments(text)
