"""What checks of the sender wrote of a message."""

from datetime import datetime

from headertrace.named import NamedTuple
from headertrace.records.evidence import Defect, Evidence, Unparsed


class AuthResult(NamedTuple):
    """One result of one method (RFC 8601 section 2.2), as written.

    ``authserv_id`` is None where the writer gave none, as Microsoft does. ``properties`` are pairs
    such as ("header.d", "example.org"), in order. ``header`` is the field's name in lower case.
    ``hop`` is the hop whose server wrote the line, None where that cannot be told. ``trusted`` is True
    above the trust boundary, False below it (there it is the sender's claim), and None where one's own
    server is named in a place that a sender could have written to as well.
    """

    method: str
    result: str
    authserv_id: str | None = None
    reason: str | None = None
    comment: str | None = None
    properties: tuple[tuple[str, str], ...] = ()
    header: str = "authentication-results"
    field: int = 0
    lines: tuple[int, int] = (0, 0)
    hop: int | None = None
    trusted: bool | None = None

    def get(self, name: str) -> str | None:
        """The first property of that name ("smtp.mailfrom"), or None."""
        for key, value in self.properties:
            if key == name:
                return value
        return None


class Signature(NamedTuple):
    """A DKIM-Signature, DomainKey-Signature, ARC-Seal or ARC-Message-Signature, as written.

    ``signed`` and ``expires`` are aware datetimes in UTC. ``key_bits`` is the RSA key's size told
    by the signature's length (RFC 8017 section 8.2.1: both are as long), None where it is cut.
    ``body_length`` is the count of body octets covered, None for all. ``signs`` are the signed
    fields' names in lower case. ``hop`` and ``trusted`` are as in ``AuthResult``: what a signature
    below the boundary is worth, only a check of it can tell.
    """

    header: str
    domain: str | None = None
    selector: str | None = None
    algorithm: str | None = None
    canonicalization: str | None = None
    identity: str | None = None
    signs: tuple[str, ...] = ()
    body_length: int | None = None
    signed: datetime | None = None
    expires: datetime | None = None
    key_bits: int | None = None
    instance: int | None = None
    chain: str | None = None
    field: int = 0
    lines: tuple[int, int] = (0, 0)
    defects: tuple[Defect, ...] = ()
    hop: int | None = None
    trusted: bool | None = None


class ArcSet(NamedTuple):
    """One ARC set (RFC 8617 section 4.2): what the sealer of that instance claims to have found."""

    instance: int
    seal: Signature | None = None
    signature: Signature | None = None
    results: tuple[AuthResult, ...] = ()

    @property
    def complete(self) -> bool:
        return self.seal is not None and self.signature is not None and bool(self.results)

    @property
    def trusted(self) -> bool | None:
        """Whether one's own servers wrote it: True where they wrote the seal."""
        part = self.seal or self.signature
        return part.trusted if part else self.results[0].trusted if self.results else None

    @property
    def hop(self) -> int | None:
        """The hop at which it was sealed."""
        part = self.seal or self.signature
        return part.hop if part else self.results[0].hop if self.results else None


class Identifier(NamedTuple):
    """A domain that SPF or DKIM speaks for, held against the From domain (RFC 7489 section 3.1).

    ``source`` is where it stands ("header.d", "smtp.mailfrom", "DKIM-Signature", "Return-Path"), ``result``
    what a line says of it, None where none does. ``alignment`` is strict (the same domain), relaxed (the
    same organisational domain) or None. ``hop`` and ``trusted`` are those of the line that says so.
    """

    method: str
    domain: str
    source: str
    result: str | None
    alignment: str | None
    authserv_id: str | None
    hop: int | None
    trusted: bool | None
    evidence: Evidence


class Alignment(NamedTuple):
    """What DMARC makes of one From domain, by the results as written; no policy was looked up.

    ``result`` is pass where an identifier that passed aligns, fail where results stand but none of them
    aligns, none where no line gives a result. ``mode`` is strict or relaxed: the best that aligns.
    ``trusted`` says whose results those are, as in ``AuthResult``: one's own servers' alone where there
    are any. ``organisational`` is by the Public Suffix List.
    """

    domain: str
    organisational: str
    result: str
    mode: str | None
    trusted: bool | None
    identifiers: tuple[Identifier, ...]
    evidence: Evidence

    @property
    def by(self) -> Identifier | None:
        """The identifier that ``result`` pass rests on."""
        found = [item for item in self.identifiers if item.result == "pass" and item.alignment == self.mode]
        return next((item for item in found if item.trusted == self.trusted), None) if self.mode else None


class Authentication(NamedTuple):
    """All that the header says of authentication, each part in the order of the message (ARC: of time).

    ``alignment`` holds one record a From domain. ``proved`` are the domains that results of the reader's own
    servers prove for From: they passed, and align with it. ``authentication.alignment`` fills both.
    """

    results: tuple[AuthResult, ...] = ()
    arc: tuple[ArcSet, ...] = ()
    dkim: tuple[Signature, ...] = ()
    spf: tuple[AuthResult, ...] = ()
    unparsed: tuple[Unparsed, ...] = ()
    alignment: tuple[Alignment, ...] = ()
    proved: tuple[str, ...] = ()
