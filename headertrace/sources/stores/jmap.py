"""JMAP (RFC 8620, RFC 8621): messages that are queried, and downloaded whole.

The server says at /.well-known/jmap where it is asked and where it is downloaded from. What it names on another host is
not gone to, as whoever is there would be given the credential. Nothing is called but what gets and queries.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urljoin

from headertrace.named import NamedTuple
from headertrace.patterns import lazy
from headertrace.remote.answers import Answer
from headertrace.remote.errors import Failed
from headertrace.remote.limits import Limit
from headertrace.remote.requests import Headers, Request
from headertrace.remote.transport import TIMEOUT_S, Connection
from headertrace.sources.raw import Raw
from headertrace.sources.stores.address import Address
from headertrace.sources.stores.message import MAX_TALK, MAX_WHOLE, as_file, left_out, too_long
from headertrace.sources.stores.password import Login, login

_CORE, _MAIL = "urn:ietf:params:jmap:core", "urn:ietf:params:jmap:mail"
_MOVED = (301, 302, 303, 307, 308)
_MAX_MOVES = 5
_NOT_IN = (401, 403)
# Ids asked for at once: the least that a server has to take is 500 (RFC 8620 section 2), but many are slow with it.
_BATCH = 100
MAX_MESSAGES = 1_000_000
_MAX_DEPTH = 100
# RFC 8620 section 1.2
_ID = lazy(r"[A-Za-z0-9_-]{1,255}")


def read(where: Address, limit: Limit, whole: bool) -> Iterator[Raw]:
    """The one message that the URL names, else those of a mailbox, oldest first. Raises Failed and Refused."""
    who = login(where)
    client = _Client(where, limit, who)
    for number, email in enumerate(client.emails(where.path, where.given.get("ID")), 1):
        url = where.of(ID=email.id)
        if number > MAX_MESSAGES:
            yield left_out(url, number, f"it stands behind the first {MAX_MESSAGES:,} messages: none of those was read")
            return
        limit.anew(MAX_TALK)
        if email.size > MAX_WHOLE:
            yield too_long(url, number, email.size)
        elif not email.blob:
            yield left_out(url, number, "it is not there any more")
        else:
            yield from as_file(client.download(email.blob), url, number, whole)


class _Email(NamedTuple):
    """``blob`` is the id of its bytes, "" where it is gone."""

    id: str
    blob: str
    size: int


class _Client:
    """One account. Its methods raise Failed for whatever a server says that is not as it should be."""

    def __init__(self, where: Address, limit: Limit, who: Login) -> None:
        self._where, self._who, self._limit = where, who, limit
        host = f"[{where.host}]" if ":" in where.host else where.host
        self._base = f"https://{host}:{where.port}"
        secret = who.secret.within("Bearer {}") if who.token else who.secret.basic(where.user)
        self._headers: Headers = {"Authorization": secret}
        self._connection = Connection(
            self._base, [secret], timeout=TIMEOUT_S, limit=limit, extra="jmap", longest=MAX_WHOLE
        )
        session, at = self._session()
        self._api = urljoin(at, session.text("apiUrl"))
        self._downloads = urljoin(at, session.text("downloadUrl"))
        self._account = _id(session.get("primaryAccounts", _MAIL))

    def emails(self, path: str, one: str | None) -> Iterator[_Email]:
        """The one of that id, else all in the mailbox. Raises Failed where there is none of that id or name."""
        if one is not None:
            found = self._about([one])
            if not found or not found[0].blob:
                raise Failed(f"there is no message with id {one}")
            yield from found
            return
        box = self._mailbox(path)
        at = 0
        while at <= MAX_MESSAGES:
            self._limit.anew()
            query = {
                "filter": {"inMailbox": box},
                "sort": [{"property": "receivedAt", "isAscending": True}],
                "position": at,
                "limit": _BATCH,
            }
            ids = self._call("Email/query", query).get("ids")
            if not isinstance(ids, list) or not ids:
                return
            at += len(ids)
            yield from self._about([_id(item) for item in ids])

    def download(self, blob: str) -> bytes:
        """RFC 8620 section 6.2."""
        url = self._downloads
        for name, value in (
            ("accountId", self._account),
            ("blobId", blob),
            ("name", "mail.eml"),
            ("type", "message/rfc822"),
        ):
            url = url.replace(f"{{{name}}}", quote(value, safe=""))
        data = self._connection.perform(Request("GET", url, "fetch the message", self._headers, binary=True)).json
        return data if isinstance(data, bytes) else b""

    def _session(self) -> tuple[Answer, str]:
        """What the server says of itself, and where it said so: redirections on this host are followed."""
        url = f"{self._base}/.well-known/jmap"
        for _ in range(_MAX_MOVES):
            request = Request("GET", url, "ask for JMAP", self._headers, allow=(*_MOVED, *_NOT_IN, 404))
            answer = self._connection.perform(request)
            if answer.status in _NOT_IN:
                raise Failed(self._who.refused())
            if answer.status == 404 or (answer.status not in _MOVED and not isinstance(answer.json, dict)):
                raise Failed(f"{self._where.host} speaks no JMAP: there is nothing at {url}")
            if answer.status not in _MOVED:
                return answer, url
            url = urljoin(url, answer.headers.get("location", ""))
        raise Failed(f"{self._where.host} redirects without an end")

    def _mailbox(self, path: str) -> str:
        """The id of the mailbox of that name, the outer ones' before it; without one the inbox by its role."""
        rows = self._call("Mailbox/get", {"ids": None, "properties": ["name", "parentId", "role"]}).rows("list")
        boxes = {row["id"]: row for row in rows if isinstance(row.get("id"), str)}
        if path.upper() in ("", "INBOX"):
            found = [key for key, row in boxes.items() if row.get("role") == "inbox"]
        else:
            found = [key for key in boxes if _path(key, boxes) == path]
        if not found:
            raise Failed(f"{self._where.host} has no mailbox {path or 'INBOX'!r} to read")
        return _id(found[0])

    def _about(self, ids: list[str]) -> list[_Email]:
        rows = self._call("Email/get", {"ids": ids, "properties": ["blobId", "size"]}).rows("list")
        known = {row.get("id"): row for row in rows}
        return [_email(item, known.get(item)) for item in ids]

    def _call(self, method: str, arguments: dict[str, Any]) -> Answer:
        """The answer to one call (RFC 8620 section 3)."""
        call = [method, {"accountId": self._account, **arguments}, "0"]
        body = {"using": [_CORE, _MAIL], "methodCalls": [call]}
        answer = self._connection.perform(Request("POST", self._api, method, self._headers, body))
        said = answer.get("methodResponses", 0, 0)
        if said != method:
            kind = answer.get("methodResponses", 0, 1) if said == "error" else said
            why = kind.get("type") if isinstance(kind, dict) else kind
            raise Failed(f"{self._where.host} does not answer {method}{self._who.scrubbed(str(why))}")
        return Answer(answer.get("methodResponses", 0, 1))


def _email(id: str, row: dict[str, Any] | None) -> _Email:
    if row is None:
        return _Email(id, "", 0)
    size = row.get("size")
    return _Email(id, _id(row.get("blobId")), size if isinstance(size, int) else 0)


def _id(found: object) -> str:
    if not isinstance(found, str) or not _ID.fullmatch(found):
        raise Failed("the server's answer has something else than an id where one should be")
    return found


def _path(key: str, boxes: dict[str, dict[str, Any]]) -> str:
    """ "Archive/2026"; a server's ring of parents ends somewhere."""
    names: list[str] = []
    at: object = key
    while isinstance(at, str) and at in boxes and len(names) < _MAX_DEPTH:
        names.append(str(boxes[at].get("name")))
        at = boxes[at].get("parentId")
    return "/".join(reversed(names))
