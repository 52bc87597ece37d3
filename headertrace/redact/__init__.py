"""Secrets in a header replaced by keyed pseudonyms, so that the path still reads and nothing leads back.

What comes out is a message again, which is traced to the same hops, delays and findings: ids keep the
form and the time of the program that made them, names and addresses their look and scope. The body
is dropped, but for what a bounce or a delay notice says of each recipient and the header that it
returned. What was replaced is counted in a field of its own, ``X-Headertrace-Redacted``.

    >>> from headertrace import trace
    >>> from headertrace.redact import redact
    >>> trace(redact(b"Subject: lunch\\n\\n", "subject")).redacted
    (('subject', 1),)
"""

from __future__ import annotations

import os
from codecs import BOM_UTF8
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from headertrace.records.evidence import Defect
from headertrace.records.logs import Logged
from headertrace.records.message import CARRIED, REDACTED, Message, Source

if TYPE_CHECKING:
    from headertrace.redact.fields import Redaction

KINDS: dict[str, str] = {
    "sender": "local parts of the senders' addresses",
    "recipient": "local parts of the recipients' addresses",
    "names": "display names, organisations' names, file names",
    "subject": "the subject and other words of the writer",
    "internal": "inner host names and private addresses",
    "login": "names of accounts: SMTP AUTH, ident, local users",
    "ids": "message ids, queue ids, signatures, boundaries, long opaque words",
    "urls": "all of a link but its scheme and host",
    "fields": "fields that are not known, words that are of no field's vocabulary",
    "domains": "public domains, but for those of well-known operators, and customers' names under these",
    "addresses": "public addresses, but for well-known operators' mail servers, and host names made from addresses",
}
_PEOPLE = ("sender", "recipient", "names", "subject", "internal", "login", "ids", "urls", "fields")
PRESETS: dict[str, tuple[str, ...]] = {
    "standard": _PEOPLE,
    # The other side has handled the message: it finds it in its log by ids, addresses and hosts.
    "postmaster": ("names", "subject", "internal", "login", "urls", "fields"),
    "public": tuple(KINDS),
    # One's own ticket: whoever works on it may know who wrote to whom, not what.
    "ticket": ("names", "subject", "urls", "fields"),
}
MIN_KEY = 16


def kinds_of(words: str | Iterable[str]) -> frozenset[str]:
    """The kinds that a preset or a list of kinds names. Raises ValueError for a word that is neither."""
    given = words.split(",") if isinstance(words, str) else list(words)
    out: set[str] = set()
    for word in (word.strip().lower() for word in given):
        if word not in KINDS and word not in PRESETS:
            raise ValueError(f"{word!r} is not one of {', '.join((*PRESETS, *KINDS))}")
        out.update(PRESETS.get(word, (word,)))
    return frozenset(out)


class Redactor:
    """Redacts messages under one key, so that the same secret has the same pseudonym in all of them.

    ``kinds`` is a preset, kinds parted by commas, or several of either; ``key`` any secret of at least
    ``MIN_KEY`` bytes, drawn anew and forgotten where none is given. Raises ValueError for others.
    """

    def __init__(self, kinds: str | Iterable[str] = "standard", key: bytes | None = None) -> None:
        if key is not None and len(key) < MIN_KEY:
            raise ValueError(f"a key has at least {MIN_KEY} bytes, this one {len(key)}")
        from headertrace.redact.pseudonyms import Pseudonyms

        self.kinds = kinds_of(kinds)
        self._names = Pseudonyms(key or os.urandom(32))
        # Of one's own evidence one may know which file it was.
        self._keeps_source = "sender" not in self.kinds and "internal" not in self.kinds

    def message(self, message: Message) -> Message:
        """The message with what is secret in it replaced, and a field that counts it.

        Of its body, and of what stood above its header, nothing stays but what a notice says in it.
        """
        return self.with_log(message, None)[0]

    def with_log(self, message: Message, logged: Logged | None) -> tuple[Message, Logged | None]:
        """The message likewise, and what the servers' logs say of it, under the same names."""
        from headertrace.reports.gate import notice as read_notice

        redaction = self._redaction()
        fields, notice = redaction.message(message.fields, read_notice(message))
        defects = tuple(map(_impersonal, message.defects))
        made = message._replace(
            fields=fields, source=self.source(message.source), defects=defects, body=b"", above=(), notice=notice
        )
        return made, redaction.logged(logged, self._keeps_source) if logged is not None else None

    def source(self, source: Source) -> Source:
        """Without file name and digest: one names people and places, the other confirms a guess."""
        if self._keeps_source:
            return source._replace(name=os.path.basename(source.name))
        return source._replace(name="-", sha256=None)

    def words(self, words: Iterable[str]) -> tuple[str, ...]:
        """Hosts, domains and organisations, as ``--trust`` takes them, under their new names."""
        redaction = self._redaction()
        return tuple(redaction.hosts.name(word) if "." in word else word for word in words)

    def _redaction(self) -> Redaction:
        from headertrace.redact.fields import Redaction

        return Redaction(self.kinds, self._names)


def _impersonal(defect: Defect) -> Defect:
    """Without what a defect says of the mail that carried the message: who wrote it, and on what."""
    return defect._replace(text=defect.text.partition(":")[0]) if defect.code == CARRIED else defect


def redact(message: Message | bytes, kinds: str | Iterable[str] = "standard", key: bytes | None = None) -> bytes:
    """One message with what is secret in it replaced, as bytes again: header and an empty body.

    Raises ValueError for kinds that are not known and for a key that is too short.
    """
    if not isinstance(message, Message):
        from headertrace.sources import read

        message = next(iter(read(message)), Message(()))
    return as_bytes(Redactor(kinds, key).message(message))


def as_bytes(message: Message) -> bytes:
    """The header block of a message and the blank line that ends it; the damage that it had, it has.

    Of a body there is only what a redacted notice says of delivery, and the header that it returned.
    """
    text = "".join(field.source for field in message.fields)
    text += "\r\n" if text.endswith("\r\n") else "\n"
    data = text.encode("utf-8", "surrogateescape")
    # That of UTF-16 went with its encoding.
    marked = any(defect.code == "bom" and "utf-8" in defect.text for defect in message.defects)
    if message.notice is not None and (message.notice.reports or message.notice.fields):
        from headertrace.redact.notices import body

        data += body(message.notice, message.fields)
    if any(defect.code == "lone-cr" for defect in message.defects):
        data = data.replace(b"\r", b"").replace(b"\n", b"\r")
    return BOM_UTF8 + data if marked else data


def as_mailbox_entry(message: Message) -> bytes:
    """The same as one entry of a mailbox (RFC 4155): a From line on top, a blank line at the end.

    The From line names the sender by the message's own Return-Path and tells the newest stamp, in UTC.
    """
    from headertrace.path import steps
    from headertrace.redact.fields import ADDRESS

    path = message.first("return-path")
    found = ADDRESS.search(path.value) if path else None
    times = [step.received.time for step in steps(message.fields) if step.received.time]
    moment = max(times, default=datetime.fromtimestamp(0, UTC))
    line = f"From {found[0] if found else 'MAILER-DAEMON'} {moment:%a %b} {moment.day:2} {moment:%H:%M:%S %Y}\n"
    return line.encode("utf-8", "surrogateescape") + as_bytes(message)


__all__ = ["KINDS", "PRESETS", "REDACTED", "Redactor", "as_bytes", "as_mailbox_entry", "kinds_of", "redact"]
