"""A message with the report, on standard output or sent by SMTP.

multipart/mixed: first multipart/alternative with the report as text and as HTML (RFC 2046 section 5.1.4), then
the evidence as message/rfc822 (RFC 2046 section 5.2.1), or, where its lines cannot go through SMTP as they are, as a
file in base64. The Message-ID is derived from the report's digest, so that whatever drops duplicates also drops a
repetition of this message.
Submission follows RFC 6409 and encryption RFC 8314: TLS from the start on port 465, otherwise STARTTLS.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
import sys
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, localtime
from typing import Any

from headertrace.named import NamedTuple
from headertrace.remote.answers import Answer
from headertrace.remote.errors import Failed, Refused
from headertrace.remote.limits import Limit, Limited
from headertrace.remote.requests import summary
from headertrace.remote.secrets import Credential, Secret, hide
from headertrace.remote.transport import TIMEOUT_S, loopback, tls
from headertrace.text.safe import safe
from headertrace.tickets.kept import Recall, Remember
from headertrace.tickets.report import Report
from headertrace.tickets.steering import unsteering
from headertrace.tickets.system import Flow, Outcome, Place, Setting, System

ENCRYPTION = ("starttls", "implicit", "none")
_MAX_LINE = 998
"""RFC 5321 section 4.5.3.1.6, without CRLF."""
_STAND_IN = "subject"
_IMPLICIT_PORT, _SUBMISSION_PORT = 465, 587
_GREETING = 220
_MAX_TALK = 1024 * 1024
"""All that a server has to say of one mail, in bytes."""
_SHOWN = 600
# AUTH, LOGIN, CRAM-MD5: no words to hide.
_SHORT_WORD = 8


class Mail(NamedTuple):
    """The mail before it is known how it travels. ``heads`` are its header fields in order."""

    heads: tuple[tuple[str, Any], ...]
    report: Report

    def data(self, eight_bits: bool = True) -> bytes:
        """The message with CRLF. Without ``eight_bits`` what is no ASCII goes in base64."""
        message = EmailMessage(policy=SMTP)
        for name, value in self.heads:
            message[name] = value if name != "Subject" or value.isascii() else _STAND_IN
        message.set_content(unsteering(self.report.text), cte="quoted-printable")
        message.add_alternative(self.report.html, subtype="html", cte="quoted-printable")
        message.make_mixed()
        evidence = self.report.evidence
        if evidence is None:
            return self._titled(message.as_bytes())
        ascii = evidence.data.isascii()
        if not fits(evidence.data) or not (ascii or eight_bits):
            message.add_attachment(evidence.data, "application", "octet-stream", filename=evidence.name)
            return self._titled(message.as_bytes())
        # The library would read the message and write it anew; it goes in as it is.
        stand_in = f"evidence {evidence.sha256}".encode()
        cte = "7bit" if ascii else "8bit"
        message.add_attachment(stand_in, "message", "rfc822", cte=cte, filename=evidence.name)
        if not ascii:
            # RFC 2045 section 6.4: what holds eight bits somewhere says so at the top.
            message["Content-Transfer-Encoding"] = cte
        own = evidence.data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        return self._titled(message.as_bytes()).replace(stand_in, own, 1)

    def _titled(self, data: bytes) -> bytes:
        """The subject in encoded words (RFC 2047), by the older of the library's two writers.

        The newer one loses the space between two words where it breaks the line (CPython 3.11).
        """
        subject = dict(self.heads)["Subject"]
        words = Header(subject, "utf-8", header_name="Subject").encode(linesep="\r\n")
        return data.replace(f"Subject: {_STAND_IN}\r\n".encode(), f"Subject: {words}\r\n".encode(), 1)

    def describe(self) -> str:
        """The mail as text, its files summed up."""
        shown = [f"{name}: {value}" for name, value in self.heads] + [
            "",
            *unsteering(self.report.text).rstrip("\n").split("\n"),
            "",
        ]
        shown += [f"[{file.name}, {file.type}: {summary(file.data)}]" for file in self.report.attachments]
        return "\n".join(map(safe, shown)) + "\n"


class Output(NamedTuple):
    """A mail for standard output."""

    mail: Mail
    stand_in: Any = None

    def describe(self) -> str:
        return f"# write the message\n{self.mail.describe()}"

    def perform(self) -> Answer:
        sys.stdout.buffer.write(self.mail.data())
        sys.stdout.buffer.flush()
        return Answer()


class Handover(NamedTuple):
    """One message by SMTP. ``encryption`` is one of ENCRYPTION, ``timeout`` in seconds."""

    host: str
    port: int
    encryption: str
    sender: str
    recipients: tuple[str, ...]
    mail: Mail
    user: str | None = None
    password: Secret | None = None
    ca_file: str | None = None
    timeout: float = TIMEOUT_S
    stand_in: Any = None

    def describe(self) -> str:
        lines = [f"# hand the message over by SMTP to {self.host}:{self.port}, encryption: {self.encryption}", "EHLO"]
        lines += ["STARTTLS", "EHLO"] if self.encryption == "starttls" else []
        lines += [f"AUTH {self.user} {self.password}"] if self.user else []
        lines += [f"MAIL FROM:<{self.sender}>", *(f"RCPT TO:<{to}>" for to in self.recipients), "DATA"]
        return "\n".join(map(safe, lines)) + f"\n{self.mail.describe()}"

    def perform(self) -> Answer:
        """Raises Failed where the server does not take it for every recipient."""
        spoken: list[Secret] = [] if self.password is None else [self.password]
        try:
            with self._connected() as client:
                if self.user and self.password is not None:
                    self._log_in(client, spoken)
                refused = client.sendmail(self.sender, self.recipients, *self._data(client))
        except smtplib.SMTPResponseException as error:
            raise Failed(
                self._scrubbed(f"{error.smtp_code} {_words(error.smtp_error)}", spoken) + _later(error)
            ) from None
        except smtplib.SMTPRecipientsRefused as error:
            raise Failed(self._scrubbed(_refusals(error.recipients), spoken)) from None
        except (smtplib.SMTPException, OSError) as error:
            said = getattr(error, "verify_message", None) or getattr(error, "strerror", None) or str(error)
            raise Failed(self._scrubbed(said, spoken)) from None
        if refused:
            raise Failed(self._scrubbed(f"accepted, but not for all: {_refusals(refused)}", spoken))
        return Answer()

    def _connected(self) -> _Client:
        limit = Limit(self.timeout, size=_MAX_TALK)
        client = _Client(limit, tls(self.ca_file) if self.encryption == "implicit" else None)
        try:
            code, said = client.connect(self.host, self.port)
            if code != _GREETING:
                raise smtplib.SMTPConnectError(code, said)
            if self.encryption == "starttls":
                client.encrypt(tls(self.ca_file))
        except BaseException:
            client.close()
            raise
        return client

    def _data(self, client: smtplib.SMTP) -> tuple[bytes, list[str]]:
        """The message, and the options of MAIL (RFC 6152)."""
        client.ehlo_or_helo_if_needed()
        data = self.mail.data(client.has_extn("8bitmime"))
        return data, [] if data.isascii() else ["BODY=8BITMIME"]

    def _log_in(self, client: _Client, spoken: list[Secret]) -> None:
        """``spoken`` is given every word that is sent of the login, whatever the mechanism made of the password."""
        user, password = self.user or "", self.password.reveal() if self.password else ""
        if not (user + password).isascii():
            # RFC 4954 would take UTF-8; smtplib takes ASCII, and would show the password in its complaint.
            raise Refused(f"the login at {self.host} has characters that are not ASCII: it cannot be sent")
        client.spoken = []
        try:
            client.login(user, password)
        finally:
            words = [word for line in client.spoken for word in line.split() if len(word) > _SHORT_WORD]
            spoken += [Secret(word, "part of the login") for word in words]
            client.spoken = None

    def _scrubbed(self, text: str, secrets: list[Secret]) -> str:
        said = " ".join(hide(text, secrets).split())
        return safe(f"{self.host}:{self.port}: {said[:_SHOWN]}")


class _Client(smtplib.SMTP):
    """One that keeps to a limit, and with ``context`` speaks TLS from the start; ``spoken`` collects what is sent."""

    def __init__(self, limit: Limit, context: ssl.SSLContext | None = None) -> None:
        self._limit, self._implicit = limit, context
        self.spoken: list[str] | None = None
        super().__init__(timeout=limit.timeout)

    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        try:
            own = socket.create_connection((host, port), timeout, self.source_address)
        except UnicodeError:  # From the codec for host names: an empty label, or one too long.
            raise Refused(f"smtp: {host!r} is not the name of a host") from None
        self._host = host
        return Limited(self._implicit.wrap_socket(own, server_hostname=host) if self._implicit else own, self._limit)

    def encrypt(self, context: ssl.SSLContext) -> None:
        """STARTTLS; the encrypted socket is a new one, under the same limit."""
        self.starttls(context=context)
        if isinstance(self.sock, ssl.SSLSocket):
            self.sock = Limited(self.sock, self._limit)  # type: ignore[assignment]

    def putcmd(self, cmd: str, args: str = "") -> None:
        if self.spoken is not None:
            self.spoken.append(args or cmd)
        super().putcmd(cmd, args)


def deliver(report: Report, place: Place) -> Flow:
    """Write the message, or hand it over."""
    sender, recipients = _addresses("from", place), _addresses("to", place)
    mail = compose(report, sender[0], recipients, place.ticket, place.get("subject"))
    if not place.get("smtp"):
        yield Output(mail)
        return Outcome(place.ticket, printed=True)
    host, port = _server(place.get("smtp"))
    user, encryption = place.get("user"), _encryption(place, host, port)
    shown = ", ".join(address.addr_spec for address in recipients)
    target = f"email {shown} {place.ticket or 'new'}"
    if not place.again:
        before = yield Recall(report.digest, target)
        if before.json:
            return Outcome(place.ticket, f"{shown} since {before.json}", sent=False)
    yield Handover(
        host,
        port,
        encryption,
        sender[0].addr_spec,
        tuple(address.addr_spec for address in recipients),
        mail,
        user,
        place.secrets["password"] if user else None,
        place.get("ca_file"),
        float(place.get("timeout") or TIMEOUT_S),
    )
    yield Remember(report.digest, target)
    return Outcome(place.ticket, shown)


def compose(
    report: Report, sender: Address, recipients: tuple[Address, ...], ticket: str | None = None, tag: str | None = None
) -> Mail:
    """The mail. ``tag`` is the form of a ticket's mark in the subject: "[example.org #{}]"."""
    own = f"{report.digest}.{ticket}" if ticket else report.digest
    return Mail(
        (
            ("From", sender),
            ("To", recipients if len(recipients) > 1 else recipients[0]),
            ("Subject", f"{(tag or '[#{}]').replace('{}', ticket)} {report.title}" if ticket else report.title),
            ("Date", format_datetime(localtime())),
            ("Message-ID", f"<headertrace.{own.replace('#', '')}@{sender.domain}>"),
        ),
        report,
    )


def fits(data: bytes) -> bool:
    """Whether SMTP carries the bytes as they are, line ends apart."""
    plain = data.replace(b"\r\n", b"\n")
    return b"\r" not in plain and b"\0" not in plain and all(len(line) <= _MAX_LINE for line in plain.split(b"\n"))


def _addresses(name: str, place: Place) -> tuple[Address, ...]:
    """The addresses in a setting. Raises Refused for what is none."""
    text = str(place.get(name))
    probe = EmailMessage()
    try:
        probe["To"] = text
        found: tuple[Address, ...] = probe["To"].addresses
        faults = probe["To"].defects
    except (ValueError, IndexError, MessageError):
        found, faults = (), ("unreadable",)
    if not found or faults or not all(address.username and address.domain for address in found):
        raise Refused(f"{name}: {text!r} is not a mail address")
    return found


def _server(text: str) -> tuple[str, int]:
    """Host and port of "host:port" or "host"; IPv6 addresses in brackets."""
    host, colon, port = text.rpartition(":")
    if not colon or text.endswith("]"):
        host, port = text, str(_SUBMISSION_PORT)
    host = host.removeprefix("[").removesuffix("]")
    if not (host and port.isascii() and port.isdigit() and 0 < int(port) < 65536) or not host.isprintable():
        raise Refused(f"smtp: {text!r} is not host:port")
    return host, int(port)


def _encryption(place: Place, host: str, port: int) -> str:
    chosen: str = place.get("encryption") or ("implicit" if port == _IMPLICIT_PORT else "starttls")
    if chosen not in ENCRYPTION:
        raise Refused(f"encryption: {chosen!r} is not one of {', '.join(ENCRYPTION)}")
    if chosen == "none" and not loopback(host) and place.get("user"):
        raise Refused(f"a login at {host} would go in the clear: encryption must be starttls or implicit")
    return chosen


def _words(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


def _later(error: smtplib.SMTPResponseException) -> str:
    return ": not now; try again later" if 400 <= error.smtp_code < 500 else ""


def _refusals(refused: dict[str, tuple[int, bytes]]) -> str:
    return "; ".join(f"{to}: {code} {_words(said)}" for to, (code, said) in refused.items())


SYSTEM = System(
    name="email",
    product="mail",
    deliver=deliver,
    settings={
        "from": Setting("the sender's address", needed="always"),
        "to": Setting("the recipients' addresses, with commas between", needed="always"),
        "smtp": Setting("the server to hand it to, host:port (--smtp); without it the message goes to standard output"),
        "encryption": Setting("starttls (default), implicit (default on port 465) or none"),
        "user": Setting("the user to log in as"),
        "subject": Setting("how the ticket system marks a ticket in a subject: '[example.org #{}]'"),
    },
    credentials=(Credential("password", "SMTP_PASSWORD", "that user's password"),),
    ticket=r"[A-Za-z0-9][A-Za-z0-9_#-]{0,63}",
)
