"""IMAP (RFC 3501, RFC 9051): a mailbox that is examined, and whole messages that are peeked at.

imaplib speaks the protocol; what it reads comes through a wire that keeps to limits. No command is sent that could
change a flag or a message: EXAMINE opens a mailbox read-only, and BODY.PEEK[] sets no \\Seen.
"""

from __future__ import annotations

import imaplib
import re
from array import array
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from headertrace.remote.errors import Failed, Refused
from headertrace.remote.limits import Limit
from headertrace.remote.transport import loopback
from headertrace.remote.wire import Wire
from headertrace.sources.raw import Raw
from headertrace.sources.stores.address import Address
from headertrace.sources.stores.message import MAX_TALK, MAX_WHOLE, MAX_WORDS, as_file, left_out, too_long
from headertrace.sources.stores.password import Login, login

_INBOX = "INBOX"
_SET = re.compile(r"(?:[0-9]{1,10}|\*)(?::(?:[0-9]{1,10}|\*))?(?:,(?:[0-9]{1,10}|\*)(?::(?:[0-9]{1,10}|\*))?){0,9999}")
_UID = re.compile(rb"\bUID ([0-9]{1,10})\b")
_BODY = re.compile(rb"\bBODY\[\] ")
# The last word of a search, quoted or not, and what stands before it.
_LAST = re.compile(r'(.*?)(?:"([^"]*)"|(\S+))\s*')
_NOT_ASCII = re.compile("[^\x20-\x7e]+")


def read(where: Address, limit: Limit, whole: bool) -> Iterator[Raw]:
    """The messages that the URL names, by rising UID. Raises Failed and Refused."""
    mailbox, wanted = where.path or _INBOX, where.given.get("UID", "")
    if wanted and not _SET.fullmatch(wanted):
        raise Refused(f";UID={wanted} is not a number or a set of numbers such as 7, 7:9, 7,9 or 7:*")
    who = login(where)
    limit.anew(MAX_WORDS)
    client = _Client(where, limit, who)
    try:
        client.log_in()
        client.open_mailbox(mailbox, where.given.get("UIDVALIDITY"))
        for number, uid in enumerate(client.uids(wanted, where.search), 1):
            url = where.of(mailbox, UID=str(uid))
            limit.anew(MAX_TALK)
            data, skipped = client.message(uid)
            if skipped:
                yield too_long(url, number, skipped)
            elif data is None:
                yield left_out(url, number, "it is not there any more")
            else:
                yield from as_file(data, url, number, whole)
        client.log_out()
    finally:
        client.close()


class _Library(imaplib.IMAP4):
    """imaplib, reading and writing a wire: these are the methods that it leaves to be overridden."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.skipped = 0
        super().__init__(wire.host, wire.port)

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        self.host, self.port = host, port

    def read(self, size: int) -> bytes:
        if size <= MAX_WHOLE:
            return self.wire.exactly(size)
        self.skipped = size
        self.wire.skip(size)
        return b""

    def readline(self) -> bytes:
        return self.wire.line()

    def send(self, data: bytes) -> None:  # type: ignore[override]
        self.wire.send(data)

    def shutdown(self) -> None:
        self.wire.close()


class _Client:
    """One connection. Its methods raise Failed for whatever a server says that is not as it should be."""

    def __init__(self, where: Address, limit: Limit, who: Login) -> None:
        self._where, self._who = where, who
        self._wire = Wire(where.host, where.port, limit)
        try:
            if where.scheme.start:
                self._wire.encrypt()
            with self._worded():
                self._library = _Library(self._wire)
        except BaseException:
            self._wire.close()
            raise

    def log_in(self) -> None:
        """Encrypted, but on this machine itself. Raises Refused where the server has no encryption."""
        library, who, host = self._library, self._who, self._where.host
        with self._worded():
            if not (self._where.scheme.start or loopback(host)):
                self._encrypt()
            able = self._able()
            try:
                offered = {word.removeprefix("AUTH=") for word in able if word.startswith("AUTH=")}
                chosen = who.mechanism(offered)
                if chosen:
                    library.authenticate(chosen, _Once(who.answer(chosen)))
                elif "LOGINDISABLED" in able:
                    wanted = f": it wants {', '.join(sorted(offered))}" if offered else ""
                    raise Failed(f"{host} takes no password{wanted}")
                else:
                    library.login(_quoted(self._where.user), who.secret.reveal())
            except UnicodeError:
                raise Failed(f"{host} takes no password that is not ASCII") from None
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as error:
                raise Failed(who.refused(_told(error))) from None

    def open_mailbox(self, name: str, validity: str | None) -> None:
        """Read-only. Raises Failed where there is none of that name, or its UIDs were numbered anew."""
        with self._worded():
            done, said = self._library.select(_quoted(modified_utf7(name)), readonly=True)
            if done != "OK":
                raise Failed(f"{self._where.host} has no mailbox {name!r} to read{self._said(said)}")
            now = self._library.response("UIDVALIDITY")[1]
        current = now[-1].decode("ascii", "replace") if now and isinstance(now[-1], bytes) else None
        if validity is not None and current != validity:
            raise Failed(
                f"UIDs of {name!r} were given anew since: its UIDVALIDITY is {current}, not {validity} as in the URL"
            )

    def uids(self, wanted: str, search: str) -> Iterator[int]:
        """The UIDs asked for that are there. Raises Failed where one that was asked for is not, or nothing fits."""
        program = " ".join(part for part in (f"UID {wanted}" if wanted else "", search) if part) or "ALL"
        with self._worded():
            if program.isascii():
                if program.endswith("}"):
                    raise Refused("a search does not end with }, which begins a literal")
                done, said = self._library.uid("SEARCH", program)
            else:
                done, said = self._library.uid("SEARCH", "CHARSET", "UTF-8", self._with_literal(program))
            if done != "OK":
                raise Failed(f"{self._where.host} does not search for {program!r}{self._said(said)}")
            # A million UIDs are a few megabytes so.
            found = array("L", sorted({int(word) for line in said if line for word in line.split()}))
        if not found and program != "ALL":
            raise Failed(f"there is no message with UID {wanted}" if not search else f"no message fits {search!r}")
        yield from found

    def message(self, uid: int) -> tuple[bytes | None, int]:
        """(its bytes, 0), or (None, the size of one that is too long, 0 where it is gone)."""
        self._library.skipped = 0
        with self._worded():
            done, said = self._library.uid("FETCH", str(uid), "(UID BODY.PEEK[])")
        if self._library.skipped:
            return None, self._library.skipped
        if done != "OK":
            return None, 0
        return _body(said, uid), 0

    def log_out(self) -> None:
        with suppress(Failed), self._worded():
            self._library.logout()

    def close(self) -> None:
        """At once: a server that failed, or that nobody wants to hear any more, is not waited for."""
        self._wire.close()

    def _encrypt(self) -> None:
        """STARTTLS (RFC 3501 section 6.2.1); a server that thinks us logged in already cannot be asked for it."""
        refused = (
            f"{self._where.host} offers no encryption on port {self._where.port}: a password would go in the clear;"
            " imaps:// is encrypted from the start"
        )
        if "STARTTLS" not in self._able() or self._library.state != "NONAUTH":
            raise Refused(refused)
        done, _ = self._library.xatom("STARTTLS")
        if done != "OK":
            raise Refused(refused)
        self._wire.encrypt()

    def _able(self) -> set[str]:
        """What the server can do, asked anew as it changes with the encryption."""
        _, said = self._library.capability()
        return {word for line in said if line for word in line.decode("ascii", "replace").upper().split()}

    def _with_literal(self, program: str) -> str:
        """The search without its last word, which goes as a literal: no other form holds what is not ASCII."""
        found = _LAST.fullmatch(program)
        if found is None or not found[1].isascii():
            raise Refused("of a search only the last word may be other than ASCII")
        word = found[2] if found[2] is not None else found[3]
        self._library.literal = word.encode()  # type: ignore[assignment]
        return found[1].strip()

    def _said(self, said: list[bytes] | list[bytes | None]) -> str:
        return self._who.scrubbed(said[-1] or b"") if said else ""

    @contextmanager
    def _worded(self) -> Iterator[None]:
        """Whatever imaplib makes of what a server said, in one sentence."""
        try:
            yield
        except imaplib.IMAP4.error as error:
            raise Failed(f"{self._where.host} refuses, or speaks no IMAP{self._who.scrubbed(_told(error))}") from None
        except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
            raise Failed(f"{self._where.host} speaks no IMAP that is understood: {type(error).__name__}") from None


class _Once:
    """Answers the server's first challenge; a further one is an error report, and has an empty answer (RFC 7628)."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer

    def __call__(self, challenge: bytes) -> bytes:
        answer, self._answer = self._answer, b""
        return answer


def _told(error: imaplib.IMAP4.error) -> bytes | str:
    """What the server said, or imaplib of it."""
    said = error.args[0] if error.args else ""
    return said if isinstance(said, (bytes, str)) else ""


def modified_utf7(name: str) -> str:
    """A mailbox's name as it is sent (RFC 3501 section 5.1.3)."""

    def packed(found: re.Match[str]) -> str:
        return "&" + b64encode(found[0].encode("utf-16-be")).decode("ascii").rstrip("=").replace("/", ",") + "-"

    return _NOT_ASCII.sub(packed, name.replace("&", "&-"))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _body(said: list[bytes] | list[bytes | tuple[bytes, bytes]], uid: int) -> bytes | None:
    """The literal of BODY[] in the answer on that message: others may have come unasked."""
    for place, item in enumerate(said):
        if isinstance(item, tuple) and _BODY.search(item[0]):
            behind = said[place + 1] if place + 1 < len(said) else b""
            named = _UID.search(item[0]) or (_UID.search(behind) if isinstance(behind, bytes) else None)
            if named and int(named[1]) == uid:
                return item[1]
    return None
