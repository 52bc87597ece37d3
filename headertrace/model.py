"""Every record that the steps hand to each other.

All of them are immutable tuples with names: cheap to make (a message holds hundreds),
comparable, and without behaviour beyond properties derived from what they hold.
Times are aware datetimes in UTC, durations are seconds, offsets minutes east of Greenwich.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from headertrace.lookup.records import Lookups
    from headertrace.opinions import Authentication, Verdict

SCHEMA = "headertrace.trace/1"
# The field in which a redacted message counts what was replaced in it: "recipient=2, subject=1".
REDACTED = "X-Headertrace-Redacted"


class Defect(NamedTuple):
    """Something in the input that is not as the standards have it.

    ``code`` is a stable kebab-case word, ``text`` says it to a person, ``span`` is the
    stretch of the value (start, end) it is about, where one can be named.
    """

    code: str
    text: str
    span: tuple[int, int] | None = None


class Field(NamedTuple):
    """One header field, as it stands in the message (RFC 5322 section 2.2).

    ``number`` counts from 1 at the top. ``source`` is the field with its line ends, decoded
    as UTF-8 with surrogate escapes, so that ``raw`` gives back the very bytes.
    ``first_line`` and ``last_line`` count from 1 at the top of the input. ``original`` is what
    stood there where the source had to be repaired.
    """

    number: int
    name: str
    source: str
    first_line: int
    last_line: int
    defects: tuple[Defect, ...] = ()
    original: str | None = None

    @property
    def raw(self) -> bytes:
        """The bytes as they stood in the message."""
        source = self.source if self.original is None else self.original
        return source.encode("utf-8", "surrogateescape")

    @property
    def value(self) -> str:
        """What follows the colon, unfolded: runs of white space become one space."""
        return " ".join((self.source.partition(":")[2] if self.name else self.source).split())

    @property
    def lines(self) -> tuple[int, int]:
        return (self.first_line, self.last_line)


class Source(NamedTuple):
    """Where a message came from: ``name`` ("-" for a pipe), ``format``, ``number`` from 1."""

    name: str = "-"
    format: str = "rfc5322"
    number: int = 1
    size: int | None = None
    sha256: str | None = None


class Message(NamedTuple):
    """The header block of one message; the body is never kept."""

    fields: tuple[Field, ...]
    source: Source = Source()
    defects: tuple[Defect, ...] = ()

    def all(self, name: str) -> list[Field]:
        """The fields of that name (any case), top first."""
        wanted = name.lower()
        return [field for field in self.fields if field.name.lower() == wanted]

    def first(self, name: str) -> Field | None:
        """The topmost field of that name, or None."""
        wanted = name.lower()
        return next((field for field in self.fields if field.name.lower() == wanted), None)


class Stamp(NamedTuple):
    """A date as a header wrote it.

    ``utc`` is an aware datetime, or None where no moment can be told (no date, or a date
    without a zone). ``offset`` is the zone as written, in minutes east, None where missing.
    """

    utc: datetime | None
    offset: int | None
    raw: str
    defects: tuple[Defect, ...] = ()


class Tls(NamedTuple):
    """What a Received line says of the encryption: protocol version, cipher suite, key bits."""

    version: str | None
    cipher: str | None = None
    bits: int | None = None


class Received(NamedTuple):
    """One Received value, read (RFC 5321 section 4.4 and each server's own habits).

    ``helo`` is what the client announced, ``rdns`` the name that the receiving server looked
    up for ``ip``, the connecting address. ``auth`` is the SMTP AUTH user, ``protocol`` the
    word after ``with``, ``recipient`` the ``for`` clause and ``sender`` the envelope sender
    where given. ``dialect`` names the reading in ``received/dialects``. ``polled`` is the server
    that a collecting program fetched the message from: it did not connect, it was connected to.
    """

    helo: str | None = None
    rdns: str | None = None
    ip: str | None = None
    port: int | None = None
    ident: str | None = None
    auth: str | None = None
    by: str | None = None
    by_ip: str | None = None
    software: str | None = None
    via: str | None = None
    protocol: str | None = None
    tls: Tls | None = None
    id: str | None = None
    recipient: str | None = None
    sender: str | None = None
    stamp: Stamp | None = None
    dialect: str = "general"
    defects: tuple[Defect, ...] = ()
    raw: str = ""
    polled: str | None = None

    @property
    def from_name(self) -> str | None:
        """The best name of the sending host: looked up, else announced, else its address."""
        return self.rdns or self.helo or self.polled or self.ip

    @property
    def time(self) -> datetime | None:
        return self.stamp.utc if self.stamp else None

    @property
    def encrypted(self) -> bool | None:
        """True where TLS is named, False where the protocol word rules it out, else None.

        RFC 3848: the S in ESMTPS, ESMTPSA, LMTPS and UTF8SMTPS says TLS.
        """
        if self.tls:
            return True
        return _ENCRYPTED.get((self.protocol or "").upper())


_ENCRYPTED: dict[str, bool] = {
    **dict.fromkeys(("ESMTPS", "ESMTPSA", "ESMTPSN", "LMTPS", "LMTPSA", "SMTPS", "ASMTPS", "SSMTP"), True),
    **dict.fromkeys(("UTF8SMTPS", "UTF8SMTPSA", "UTF8LMTPS", "UTF8LMTPSA", "HTTPS", "IMAPS", "POP3S"), True),
    **dict.fromkeys(["ESMTPA", "ESMTP", "SMTP", "UTF8SMTP", "UTF8SMTPA", "HTTP", "IMAP", "POP3"], False),
}


class Link(NamedTuple):
    """How a hop joins the one before it.

    ``state`` is ``first`` (nothing before), ``matched``, ``broken`` or ``unknown`` (one side
    names nothing); ``by`` says on what ground a match rests: name, address or organisation.
    """

    state: str
    by: str | None = None


class Evidence(NamedTuple):
    """A header line to go and see: field number, line range, and the words meant."""

    field: int
    lines: tuple[int, int]
    text: str

    def to_dict(self) -> dict[str, Any]:
        return {"field": self.field, "lines": list(self.lines), "text": self.text}


class Hop(NamedTuple):
    """One step of the path, numbered in time (1 is the oldest).

    ``role`` is what the server that wrote the line did, ``leg`` which part of the way the step
    is, both with their ``grounds``. ``trust`` is vouched, claimed or contradicted. The
    organisations are names or registrable domains; ``scope`` is the kind of the connecting address.
    """

    n: int
    field: Field
    received: Received
    link: Link
    delay_s: float | None = None
    uncertainty_s: float | None = None
    same_host: bool = False
    role: tuple[str, ...] = ()
    leg: str | None = None
    trust: str | None = None
    corrected_delay_s: float | None = None
    sender_organisation: str | None = None
    receiver_organisation: str | None = None
    scope: str | None = None
    grounds: tuple[Evidence, ...] = ()
    sender_place: str | None = None
    receiver_place: str | None = None


class Finding(NamedTuple):
    """Something that stands out. ``severity`` is info, warning or error."""

    code: str
    name: str
    severity: str
    text: str
    advice: str
    hop: int | None = None
    field: int | None = None
    evidence: tuple[Evidence, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {**self._asdict(), "evidence": [item.to_dict() for item in self.evidence]}


class Clock(NamedTuple):
    """A second clock: the time that ``text``, in field number ``field``, carries by ``scheme``.

    ``hop`` is the hop whose id it is, None for other fields; ``against_stamp_s`` is the time
    less the stamp beside it (positive: later than the stamp). ``scheme`` is a file in ``clocks``.
    """

    scheme: str
    text: str
    field: int
    hop: int | None
    time: datetime
    resolution_s: float
    against_stamp_s: float | None
    trust: str | None
    certainty: str

    def to_dict(self) -> dict[str, Any]:
        # Fractions are kept: a scheme may be finer than the stamps.
        return {**self._asdict(), "time": self.time.isoformat().replace("+00:00", "Z")}


class Offset(NamedTuple):
    """How far a host's clock is off: it shows ``offset_s`` more than the true time.

    ``low_s`` and ``high_s`` bound it, None where nothing does; ``offset_s`` is None where the
    bounds lie too far apart to name one number.
    """

    host: str
    offset_s: float | None
    low_s: float | None
    high_s: float | None
    evidence: tuple[Evidence, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {**self._asdict(), "evidence": [item.to_dict() for item in self.evidence]}


class Delay(NamedTuple):
    """What a wait was: ``cause`` and ``certainty`` per the document's lists, ``at`` the host.

    ``seconds`` is the time that passed, less what a clock known to be wrong makes up; for a wrong
    clock or zone it is what the stamps differ by. ``rivals`` are other causes as near as this one.
    """

    hop: int
    seconds: float
    cause: str
    certainty: str
    at: str | None
    text: str
    evidence: tuple[Evidence, ...] = ()
    rivals: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            **self._asdict(), "evidence": [item.to_dict() for item in self.evidence], "rivals": list(self.rivals),
        }  # fmt: skip


class Unparsed(NamedTuple):
    """A stretch of the header that could not be read, and why."""

    field: int | None
    text: str
    reason: str


class Summary(NamedTuple):
    """The message's own words about itself, decoded (RFC 2047) but not made safe to show.

    ``mua`` is the program that wrote it, by its own word or by the shapes in ``roles/writers``;
    ``mua_ground`` says which, and how sure.
    """

    message_id: str | None = None
    date: Stamp | None = None
    from_: str | None = None
    to: str | None = None
    subject: str | None = None
    return_path: str | None = None
    mua: str | None = None
    mua_ground: Evidence | None = None


class Path(NamedTuple):
    """The journey as a whole.

    ``received`` counts the Received-like fields in the message, ``hops`` what became of them.
    ``held_s`` is the longest wait, ``held_at`` the host it belongs to and ``held_hop`` the
    hop whose delay it is. ``complete`` is False where a link is broken or a time missing.
    """

    received: int
    hops: int
    written: datetime | None = None
    submitted: datetime | None = None
    delivered: datetime | None = None
    total_s: float | None = None
    held_s: float | None = None
    held_at: str | None = None
    held_hop: int | None = None
    trust_boundary: int | None = None
    handed_over_by: dict[str, Any] | None = None
    complete: bool = True


class Trace(NamedTuple):
    """All that is known of one message's way.

    ``lookups`` is None where nothing was asked; ``redacted`` counts by kind what pseudonyms stand for, as
    the message itself says (``headertrace redact``).
    """

    answer: str
    source: Source
    message: Summary
    path: Path
    hops: tuple[Hop, ...]
    findings: tuple[Finding, ...] = ()
    unparsed: tuple[Unparsed, ...] = ()
    delays: tuple[Delay, ...] = ()
    fields: tuple[Field, ...] = ()
    defects: tuple[Defect, ...] = ()
    clocks: tuple[Clock, ...] = ()
    offsets: tuple[Offset, ...] = ()
    filters: tuple[Verdict, ...] = ()
    authentication: Authentication | None = None
    lookups: Lookups | None = None
    redacted: tuple[tuple[str, int], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The JSON document of one message: plain dicts, lists, strings and numbers."""
        return {
            "schema": SCHEMA,
            "answer": self.answer,
            "source": _source(self.source),
            "message": _message(self.message),
            "path": _path(self.path),
            "hops": [_hop(hop) for hop in self.hops],
            "clocks": [clock.to_dict() for clock in self.clocks],
            "offsets": [offset.to_dict() for offset in self.offsets],
            "delays": [delay.to_dict() for delay in self.delays],
            "filters": [verdict.to_dict() for verdict in self.filters],
            "authentication": self.authentication.to_dict() if self.authentication else _NO_AUTHENTICATION,
            "findings": [finding.to_dict() for finding in self.findings],
            "unparsed": [item._asdict() for item in self.unparsed],
            "defects": [defect._asdict() for defect in self.defects],
            "lookups": self.lookups.to_dict() if self.lookups else None,
            "redacted": [{"kind": kind, "count": count} for kind, count in self.redacted],
        }


_NO_AUTHENTICATION: dict[str, list[Any]] = {"results": [], "arc": [], "dkim": [], "spf": [], "alignment": []}


def rfc3339(moment: datetime | None) -> str | None:
    """A UTC moment as RFC 3339 text: "2004-03-29T07:54:14Z"."""
    return None if moment is None else moment.isoformat()[:-6] + "Z"


def _source(source: Source) -> dict[str, Any]:
    return {
        "name": source.name,
        "format": source.format,
        "number": source.number,
        "bytes": source.size,
        "sha256": source.sha256,
    }


def _message(summary: Summary) -> dict[str, Any]:
    return {
        "message_id": summary.message_id,
        "date": rfc3339(summary.date.utc) if summary.date else None,
        "from": summary.from_,
        "to": summary.to,
        "subject": summary.subject,
        "return_path": summary.return_path,
        "mua": summary.mua,
        "mua_ground": summary.mua_ground.to_dict() if summary.mua_ground else None,
    }


def _path(path: Path) -> dict[str, Any]:
    return {
        "received": path.received,
        "hops": path.hops,
        "written": rfc3339(path.written),
        "submitted": rfc3339(path.submitted),
        "delivered": rfc3339(path.delivered),
        "total_s": path.total_s,
        "held_s": path.held_s,
        "held_at": path.held_at,
        "trust_boundary": path.trust_boundary,
        "handed_over_by": path.handed_over_by,
        "complete": path.complete,
    }


def _hop(hop: Hop) -> dict[str, Any]:
    got = hop.received
    stamp = got.stamp
    tls = got.tls
    return {
        "n": hop.n,
        "field": hop.field.number,
        "lines": [hop.field.first_line, hop.field.last_line],
        "from": {
            "name": got.rdns or got.helo or got.polled,
            "helo": got.helo,
            "rdns": got.rdns,
            "ip": got.ip,
            "port": got.port,
            "ident": got.ident,
            "organisation": hop.sender_organisation,
            "place": hop.sender_place,
            "scope": hop.scope,
        },
        "by": {
            "name": got.by,
            "ip": got.by_ip,
            "software": got.software,
            "organisation": hop.receiver_organisation,
            "place": hop.receiver_place,
        },
        "sender": got.sender,
        "auth": got.auth,
        "via": got.via,
        "protocol": got.protocol,
        "encrypted": got.encrypted,
        "tls": tls._asdict() if tls else None,
        "id": got.id,
        "for": got.recipient,
        "role": list(hop.role) if hop.role else None,
        "leg": hop.leg,
        "grounds": [ground.to_dict() for ground in hop.grounds],
        "link": {"state": hop.link.state, "by": hop.link.by},
        "same_host": hop.same_host,
        "time": rfc3339(stamp.utc) if stamp else None,
        "time_raw": stamp.raw if stamp else None,
        "offset_min": stamp.offset if stamp else None,
        "delay_s": hop.delay_s,
        "corrected_delay_s": hop.corrected_delay_s,
        "uncertainty_s": hop.uncertainty_s,
        "trust": hop.trust,
        "dialect": got.dialect,
        "defects": [defect._asdict() for defect in _hop_defects(hop)],
    }


def _hop_defects(hop: Hop) -> tuple[Defect, ...]:
    stamp = hop.received.stamp
    return hop.field.defects + hop.received.defects + (stamp.defects if stamp else ())
