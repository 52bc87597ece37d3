"""HTTP as tickets and JMAP need it, by urllib3.

urllib3 does what is easily got wrong: retries with back-off, Retry-After in both its forms (RFC 9110
section 10.2.3), multipart bodies, timeouts, certificates. What is ours are the rules: https but for
this machine itself; one server, no redirects, so that a credential goes nowhere else; a request
that may have been carried out is not sent twice.
"""

from __future__ import annotations

import ipaddress
import json
import ssl
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from headertrace.patterns import lazy
from headertrace.remote.answers import Answer
from headertrace.remote.errors import Failed, Refused
from headertrace.remote.limits import Limit, Limited
from headertrace.remote.requests import Form, Raw, Request, dumps
from headertrace.remote.secrets import Secret, hide
from headertrace.text.safe import safe

if TYPE_CHECKING:
    import urllib3

_NEEDING = {"tickets": "ticket systems need", "jmap": "JMAP needs"}
TIMEOUT_S = 30.0
RETRIES = 4
BACKOFF_S = 1.0
PATIENCE_S = 120
"""The longest that a server's Retry-After is waited for."""
MAX_ANSWER = 8 * 1024 * 1024
_PUT_OFF = frozenset({429, 503})
_SHOWN = 300
_MAX_RETRY_AFTER = 100
_UNSURE = "the request may have arrived; running again looks first"


def checked_url(text: str, allow_http: bool = False) -> str:
    """A server's address without a slash at its end. Raises Refused for what is none, or goes in the clear."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise Refused(f"{text!r} is not the address of a server") from None
    if parts.scheme not in ("http", "https") or not host or not _printable(text):
        raise Refused(f"{text!r} is not the address of a server: https://…")
    if parts.username is not None or parts.password is not None:
        raise Refused("a credential does not belong in the url")
    if parts.query or parts.fragment:
        raise Refused(f"{text!r}: the url ends with the path")
    if parts.scheme == "http" and not (allow_http or loopback(host)):
        raise Refused(f"{text!r} would send the credential in the clear: use https, or say --allow-http")
    return text.rstrip("/")


def loopback(host: str) -> bool:
    """Whether the host is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Connection:
    """One server: a ticket system's, or a mail store's."""

    def __init__(
        self,
        base: str,
        secrets: Iterable[Secret] = (),
        *,
        timeout: float = TIMEOUT_S,
        ca_file: str | None = None,
        retries: int = RETRIES,
        backoff: float = BACKOFF_S,
        tell: Callable[[str], None] = lambda text: None,
        limit: Limit | None = None,
        extra: str = "tickets",
        longest: int = MAX_ANSWER,
        agent: str = "headertrace",
    ) -> None:
        """``base`` is a checked address; ``tell`` hears of waits; ``longest`` is one that is binary, in bytes;
        ``agent`` is what we call ourselves.

        Raises Refused without urllib3, which is of that ``extra``, or its CA file.
        """
        library = _library(extra)
        self._longest, self._agent = longest, agent
        self._origin = _origin(base)
        self._secrets = list(secrets)
        self._timeout = timeout
        self._limit = limit or Limit(timeout)
        self._retries = _patience(retries, backoff, tell, self._limit)
        self._pool = _pool(library, base, ca_file)
        self._pool.pool_classes_by_scheme = _limited_pools(self._limit)

    def perform(self, request: Request) -> Answer:
        """Send the request. Raises Failed for an error status, garbage, a redirect, or a server out of reach."""
        # What is sent of a credential is its form in this header, and one may be the server's own.
        self._secrets += [value for value in request.headers.values() if isinstance(value, Secret)]
        if not self._own(request.url):
            raise Failed(
                f"the server points to another host ({self._scrubbed(request.url)}): the credential does not go there"
            )
        import urllib3

        body, kind = _encoded(request)
        # Read errors are repeated only where nothing can have been changed by the first try.
        retries = self._retries.new(read=2 if request.method == "GET" else 0)
        try:
            answer = self._pool.request(
                request.method,
                request.url,
                body=body,
                headers={"User-Agent": self._agent, **_headers(request, kind)},
                retries=retries,
                redirect=False,
                timeout=urllib3.Timeout(connect=min(10.0, self._limit.wait()), read=self._timeout),
                preload_content=False,
                # None was asked for: what comes compressed may be a bomb.
                decode_content=False,
            )
            longest = self._longest if request.binary else MAX_ANSWER
            data = answer.read(longest + 1)
            answer.release_conn()
        except urllib3.exceptions.HTTPError as error:
            raise Failed(self._scrubbed(f"{self._origin[1]}: {_reason(error)}")) from None
        if len(data) > longest:
            raise Failed(f"{self._origin[1]} answers with more than {longest:,} bytes")
        return self._answer(request, answer.status, {key.lower(): value for key, value in answer.headers.items()}, data)

    def _answer(self, request: Request, status: int, headers: dict[str, str], data: bytes) -> Answer:
        if 300 <= status < 400 and status not in request.allow:
            there = self._scrubbed(headers.get("location", "nowhere"))
            raise Failed(f"{request.url} redirects to {there}, which is not followed: set the url that it means")
        if status >= 400 and status not in request.allow:
            raise Failed(
                self._scrubbed(f"{self._blame(status, request)} ({status} to: {request.purpose}){self._said(data)}")
            )
        if request.binary and status < 300:
            return Answer(data, status, headers)
        if request.plain:
            return Answer(data.decode("utf-8", "replace"), status, headers)
        if not data.strip():
            return Answer(None, status, headers)
        try:
            return Answer(json.loads(data), status, headers)
        except (ValueError, RecursionError):
            if status in request.allow:
                return Answer(None, status, headers)
            text = f"{self._origin[1]} answers with something else than JSON{self._said(data)}"
            raise Failed(self._scrubbed(text)) from None

    def _own(self, url: str) -> bool:
        try:
            return _origin(url) == self._origin
        except ValueError:
            return False

    def _blame(self, status: int, request: Request) -> str:
        host = self._origin[1]
        if status in (401, 403):
            used = [value.label for value in request.headers.values() if isinstance(value, Secret)]
            known = ", ".join(used) or "nothing to log in with"
            return f"{host} does not {'know' if status == 401 else 'allow'} it with {known}"
        if status == 404:
            return f"{host} knows no such ticket or address"
        return f"{host} is busy" if status in _PUT_OFF else f"{host} refuses"

    def _scrubbed(self, text: str) -> str:
        return safe(" ".join(hide(text, self._secrets).split()))

    def _said(self, data: bytes) -> str:
        """What the server says of an error, the beginning of it; pages are left out."""
        text = " ".join(hide(_told(data), self._secrets).split())
        return f": {text[:_SHOWN]}" if text and not text.startswith("<") else ""


def tls(ca_file: str | None) -> ssl.SSLContext:
    """Certificates are verified, against the system's authorities or those in ``ca_file``."""
    try:
        context = ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        raise Refused(f"ca_file: {ca_file}: {error.strerror or 'holds no certificate'}") from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _library(extra: str) -> Any:
    try:
        import urllib3
    except ImportError:
        from headertrace.installing import command

        raise Refused(f"{_NEEDING[extra]}: {command(extra)}") from None
    return urllib3


def _pool(library: Any, base: str, ca_file: str | None) -> Any:
    """Through the proxy that the environment names, as other programs go; never for this machine itself."""
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(base)
    context = tls(ca_file) if parts.scheme == "https" else None
    proxy = getproxies().get(parts.scheme)
    if proxy and parts.hostname and not loopback(parts.hostname) and not proxy_bypass(parts.hostname):
        return library.ProxyManager(proxy, ssl_context=context)
    return library.PoolManager(ssl_context=context)


def _limited_pools(limit: Limit) -> dict[str, Any]:
    """urllib3's pools, of connections that keep to the limit."""
    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            self.sock = Limited(self.sock, limit)

    class Encrypted(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            self.sock = Limited(self.sock, limit)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class EncryptedPool(HTTPSConnectionPool):
        ConnectionCls = Encrypted

    return {"http": PlainPool, "https": EncryptedPool}


def _patience(retries: int, backoff: float, tell: Callable[[str], None], limit: Limit) -> urllib3.Retry:
    """urllib3's retries, told of, never longer than PATIENCE_S at a time, and within the limit of the whole."""
    import urllib3

    class Patience(urllib3.Retry):
        def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:
            return bool(self.total) and status_code in _PUT_OFF

        def parse_retry_after(self, retry_after: str) -> float:
            # A number of five thousand digits is more than int() takes.
            try:
                return super().parse_retry_after(retry_after[:_MAX_RETRY_AFTER])
            except (ValueError, OverflowError):
                raise urllib3.exceptions.InvalidHeader("Retry-After is neither a number nor a date") from None

        def sleep(self, response: Any = None) -> None:
            asked = self.get_retry_after(response) if response is not None else None
            if asked is not None and asked > min(PATIENCE_S, limit.left()):
                raise Failed(f"the server is busy and asks to be left alone for {asked:.0f} s: try again then")
            wait = self.get_backoff_time() if asked is None else asked
            limit.wait()
            if wait:
                tell(f"the server is busy; trying again in {wait:g} s")
            super().sleep(response)

    return Patience(
        total=retries,
        connect=2,
        read=0,
        # A certificate that does not hold will not hold the next time.
        other=0,
        status=retries,
        allowed_methods=None,
        backoff_factor=backoff,
        respect_retry_after_header=True,
        raise_on_status=False,
        redirect=0,
    )


def _headers(request: Request, kind: str | None) -> dict[str, str]:
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    if kind:
        headers["Content-Type"] = kind
    for name, value in request.headers.items():
        text = value.reveal() if isinstance(value, Secret) else value
        if not _printable(text):
            shown = value if isinstance(value, Secret) else repr(text)
            raise Refused(f"{shown} has characters in it that a header cannot hold")
        headers[name] = text
    return headers


def _encoded(request: Request) -> tuple[bytes | None, str | None]:
    """The body as bytes, and its media type."""
    body = request.body
    if body is None:
        return None, None
    if isinstance(body, Raw):
        return body.data, body.type
    if not isinstance(body, Form):
        return dumps(body), "application/json"
    from urllib3.fields import RequestField
    from urllib3.filepost import encode_multipart_formdata

    fields = []
    for part in body.parts:
        field = RequestField(part.name, part.data, part.filename)
        field.make_multipart(content_type=part.type)
        fields.append(field)
    return encode_multipart_formdata(fields)


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def _printable(text: str) -> bool:
    return all(0x20 < ord(char) < 0x7F or char == " " for char in text)


def _reason(error: Exception) -> str:
    """urllib3's exceptions name objects; the cause is what a person wants to hear."""
    import urllib3

    cause = getattr(error, "reason", None) or error
    kinds: tuple[tuple[type[Exception], str], ...] = (
        (urllib3.exceptions.NameResolutionError, "there is no such host"),
        (urllib3.exceptions.NewConnectionError, f"cannot be reached: {_words(cause)}"),
        (urllib3.exceptions.ConnectTimeoutError, "does not answer"),
        (urllib3.exceptions.ReadTimeoutError, f"took the request and did not answer: {_UNSURE}"),
        (urllib3.exceptions.ProtocolError, f"broke the connection off: {_UNSURE}"),
    )
    for kind, text in kinds:
        if isinstance(cause, kind):
            return text
    if isinstance(cause, urllib3.exceptions.SSLError):
        return f"its certificate does not hold: {_words(cause)}"
    return f"cannot be reached: {_words(cause)}"


def _words(error: BaseException) -> str:
    text = str(error.args[-1] if error.args else error)
    return _OBJECT.sub("", text) or type(error).__name__


def _told(data: bytes) -> str:
    """The words of an error, wherever the system puts them."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        found = data.decode("utf-8", "replace")
    if isinstance(found, dict):
        told = [found[name] for name in _TELLING if found.get(name)]
        found = "; ".join(text if isinstance(text, str) else _json(text) for text in told) or _json(found)
    return found if isinstance(found, str) else _json(found)


def _json(found: Any) -> str:
    try:
        return json.dumps(found, ensure_ascii=False)
    except RecursionError:  # What can just be read may be too deep to be written.
        return ""


# How urllib3 names the connection: "<… object at 0x…>: " or, since 2.6, "HTTPSConnection(host=…, port=…): ".
_OBJECT = lazy(r"^(?:.*>|\w{1,40}\(host=[^)]*\)): ")
# Where the systems put the words of an error.
_TELLING = ("message", "error", "errors", "errorMessages", "description", "detail", "details")
