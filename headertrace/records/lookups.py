"""What look-ups bring to a trace: statements about today, each with the answers it rests on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from headertrace.named import NamedTuple
from headertrace.records.evidence import Evidence
from headertrace.records.vocabulary import Agreement, DnsStatus

CAUTION = "Today's DNS is not that day's: what differs may have changed since."


class Options(NamedTuple):
    """How to ask: see the options of ``headertrace verify``. ``deadline_s`` is in seconds.

    Without ``ask`` no question is put: what local files say is all there is.
    """

    ask: bool = True
    resolvers: tuple[str, ...] = ()
    deadline_s: float = 10.0
    cache: bool = True
    names_only: bool = False
    dry_run: bool = False
    dnsbl: tuple[str, ...] = ()
    dnsbl_all: bool = False
    asn_db: str | None = None
    geo_db: str | None = None
    mta_sts: bool = False
    mail_services: bool = False


class Answer(NamedTuple):
    """What one question brought.

    Of ``status``, ``nodata`` is a name without records of that kind, ``blocked`` a
    question that is never asked, ``not-asked`` one that the options forbid. ``records`` are in
    presentation form, sorted, without the final dot of names; those of TXT are their strings joined (RFC
    7208 section 3.3), in ``octets`` as the bytes they are. ``ttl`` is in seconds. ``authenticated``
    is the resolver's AD bit (RFC 4035 section 3.2.3), None where nothing was answered. ``when`` is
    in UTC, ``from_whom`` the server. ``aliases`` are the names that CNAMEs led to; ``text`` says
    what went wrong. ``cached`` is true for an answer of an earlier run.
    """

    name: str
    kind: str
    status: DnsStatus
    records: tuple[str, ...] = ()
    ttl: int | None = None
    authenticated: bool | None = None
    when: datetime | None = None
    from_whom: str | None = None
    text: str | None = None
    octets: tuple[bytes, ...] = ()
    aliases: tuple[str, ...] = ()
    cached: bool = False

    @property
    def told(self) -> bool:
        """Whether the DNS gave an answer, be it that there is nothing."""
        return self.status in ("ok", "nxdomain", "nodata")


class Lookup(NamedTuple):
    """One statement.

    ``check`` is the file under ``lookup/`` that made it, ``subject`` the address, domain or signature
    it is about. ``verdict`` is ``agree`` or ``differ`` (with what the header says), ``unknown``
    (cannot be told, ``text`` says why) or ``fact`` (the header says nothing of it). ``evidence`` is
    what the header says, ``answers`` what the DNS said; ``detail`` has plain JSON values for programs.
    """

    check: str
    subject: str
    verdict: Agreement
    text: str
    hop: int | None = None
    answers: tuple[Answer, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    detail: dict[str, Any] | None = None


class Lookups(NamedTuple):
    """Everything that was looked up for one message.

    ``when`` is the start in UTC, ``resolvers`` who was asked, ``answers`` every answer, once.
    ``notes`` say what was left out and why; in a dry run also what the answers would lead to.
    """

    when: datetime
    resolvers: tuple[str, ...]
    deadline_s: float
    rows: tuple[Lookup, ...] = ()
    answers: tuple[Answer, ...] = ()
    notes: tuple[str, ...] = ()
    dry_run: bool = False

    @property
    def caution(self) -> str:
        """What is to be kept in mind with all of it."""
        return CAUTION
