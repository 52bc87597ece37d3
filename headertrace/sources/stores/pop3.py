"""POP3 (RFC 1939, RFC 2384, RFC 2449, RFC 2595): messages that are retrieved, and none that is deleted.

poplib takes no line of more than 2,048 bytes, which mail has. RSET before QUIT has a server forget what it would note
of the messages that were retrieved: Dovecot sets \\Seen only then (pop3-commands.c).
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress

from headertrace.remote.errors import Failed, Refused
from headertrace.remote.limits import Limit
from headertrace.remote.transport import loopback
from headertrace.remote.wire import Wire
from headertrace.sources.raw import Raw
from headertrace.sources.stores.address import Address
from headertrace.sources.stores.message import MAX_TALK, MAX_WHOLE, MAX_WORDS, as_file, left_out, too_long
from headertrace.sources.stores.password import Login, login

_MAX_NUMBER = 10


def read(where: Address, limit: Limit, whole: bool) -> Iterator[Raw]:
    """The one message that the URL names, else all, by their numbers. Raises Failed and Refused."""
    one = where.path
    if one and (not (one.isascii() and one.isdigit() and int(one[:_MAX_NUMBER])) or where.given):
        raise Refused("a message of a POP3 mailbox is named by its number, pops://USER@HOST/7, or by ;UIDL=ID")
    who = login(where)
    limit.anew(MAX_WORDS)
    client = _Client(where, limit, who)
    try:
        client.log_in()
        for number in client.numbers(one, where.given.get("UIDL")):
            url = where.of(str(number))
            limit.anew(MAX_TALK)
            data, size = client.message(number)
            if data is None:
                yield too_long(url, number, size) if size else left_out(url, number, "the server does not give it")
            else:
                yield from as_file(data, url, number, whole)
        client.log_out()
    finally:
        client.close()


class _Client:
    """One connection. Its methods raise Failed for whatever a server says that is not as it should be."""

    def __init__(self, where: Address, limit: Limit, who: Login) -> None:
        self._where, self._who = where, who
        self._wire = Wire(where.host, where.port, limit)
        try:
            if where.scheme.start:
                self._wire.encrypt()
            self._must(self._reply(), "speaks no POP3")
        except BaseException:
            self._wire.close()
            raise

    def log_in(self) -> None:
        """Encrypted, but on this machine itself. Raises Refused where the server has no encryption."""
        who = self._who
        if not (self._where.scheme.start or loopback(self._where.host)):
            if not _is_ok(self._say("STLS")):
                raise Refused(
                    f"{self._where.host} offers no encryption on port {self._where.port}: a password would go in the"
                    " clear; pops:// is encrypted from the start"
                )
            self._wire.encrypt()
        chosen = who.mechanism(self._mechanisms())
        if chosen:
            reply = self._authenticate(chosen)
        elif _is_ok(reply := self._say(f"USER {who.where.user}")):
            reply = self._say(f"PASS {who.secret.reveal()}")
        if not _is_ok(reply):
            raise Failed(who.refused(reply.removeprefix(b"-ERR")))

    def numbers(self, one: str, uidl: str | None) -> Iterator[int]:
        """The numbers of the messages asked for. Raises Failed where one that was asked for is not there."""
        if uidl is not None:
            self._must(self._say("UIDL"), "does not list its messages' ids")
            found = [line.split()[0] for line in self._lines() if line.split()[1:] == [uidl.encode()]]
            if not (found and found[0].isdigit()):
                raise Failed(f"there is no message with UIDL {uidl}")
            yield int(found[0][:_MAX_NUMBER])
            return
        words = self._must(self._say("STAT"), "does not count its messages").split()
        if len(words) < 2 or not words[1].isdigit():
            raise Failed(f"{self._where.host} does not count its messages")
        count = int(words[1][:_MAX_NUMBER])
        if one and int(one[:_MAX_NUMBER]) > count:
            raise Failed(f"there is no message {one}: {self._where.server} has {count}")
        yield from [int(one)] if one else range(1, count + 1)

    def message(self, number: int) -> tuple[bytes | None, int]:
        """(its bytes, their number), or (None, that of one that is too long, 0 where it is not given)."""
        if not _is_ok(self._say(f"RETR {number}")):
            return None, 0
        kept: list[bytes] = []
        size = 0
        for line in self._lines():
            size += len(line)
            if size <= MAX_WHOLE:
                kept.append(line)
        return (b"".join(kept), size) if size <= MAX_WHOLE else (None, size)

    def log_out(self) -> None:
        with suppress(Failed):
            self._say("RSET")
            self._say("QUIT")

    def close(self) -> None:
        """At once, without QUIT where something failed: a server then changes nothing (RFC 1939 section 6)."""
        self._wire.close()

    def _mechanisms(self) -> set[str]:
        """Those of SASL (RFC 5034); none where the server does not tell what it can."""
        if not _is_ok(self._say("CAPA")):
            return set()
        words = [line.decode("ascii", "replace").upper().split() for line in self._lines()]
        return {name for row in words if row[:1] == ["SASL"] for name in row[1:]}

    def _authenticate(self, mechanism: str) -> bytes:
        """A second challenge is an error report, and has an empty answer (RFC 7628 section 3.2.3)."""
        reply = self._say(f"AUTH {mechanism}")
        for answer in (b64encode(self._who.answer(mechanism)).decode("ascii"), ""):
            if reply.rstrip() != b"+" and not reply.startswith(b"+ "):
                break
            reply = self._say(answer)
        return reply

    def _say(self, command: str) -> bytes:
        self._wire.send(command.encode() + b"\r\n")
        return self._reply()

    def _reply(self) -> bytes:
        reply = self._wire.line()
        if not reply.endswith(b"\n"):
            raise Failed(f"{self._where.host} broke the connection off")
        return reply.rstrip(b"\r\n")

    def _must(self, reply: bytes, otherwise: str) -> bytes:
        if not _is_ok(reply):
            raise Failed(f"{self._where.host} {otherwise}{self._who.scrubbed(reply)}")
        return reply

    def _lines(self) -> Iterator[bytes]:
        """The lines of an answer of many, up to the dot, each or pieces of it with its end (RFC 1939 section 3)."""
        begins = True
        while piece := self._wire.piece():
            if begins and piece.startswith(b"."):
                if piece.rstrip(b"\r\n") == b".":
                    return
                piece = piece[1:]
            begins = piece.endswith(b"\n")
            yield piece
        raise Failed(f"{self._where.host} broke the connection off in the middle of an answer")


def _is_ok(reply: bytes) -> bool:
    return reply[:3].upper() == b"+OK"
