"""One Received value, read."""

from datetime import datetime

from headertrace.named import NamedTuple
from headertrace.records.evidence import Defect


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
    where given. ``dialect`` names the row in ``received/products``. ``polled`` is the server
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
    **dict.fromkeys(
        ("ESMTPS", "ESMTPSA", "ESMTPSN", "LMTPS", "LMTPSA", "SMTPS", "ASMTPS", "SSMTP", "ESSMTP", "ESSMTPA"), True
    ),
    **dict.fromkeys(("UTF8SMTPS", "UTF8SMTPSA", "UTF8LMTPS", "UTF8LMTPSA", "HTTPS", "IMAPS", "POP3S"), True),
    **dict.fromkeys(["ESMTPA", "ESMTP", "SMTP", "UTF8SMTP", "UTF8SMTPA", "HTTP", "IMAP", "POP3"], False),
}
