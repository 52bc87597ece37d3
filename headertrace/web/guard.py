"""What stands before the page: who may ask, by which name, from where, and how often.

A page of another site can make a browser send requests to this machine. It is told by the Host that it used (where the
name of an attacker's site was made to lead here: DNS rebinding), by Origin and by Sec-Fetch-Site, none of which a page
can set. What sends neither of the last two is no browser.
"""

from __future__ import annotations

import hmac
from base64 import b64decode
from binascii import Error as Base64Error
from hashlib import sha256
from ipaddress import ip_address
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse

from headertrace.web.answers import path, told
from headertrace.web.authority import Authority, authority
from headertrace.web.problems import Problem
from headertrace.web.rates import Rates
from headertrace.web.settings import MAX_CLIENTS

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from headertrace.web.settings import Settings

# What needs no token: that the server runs is all it tells.
HEALTH = "/healthz"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Sec-Fetch-Site of a page of this server, and of what the user typed (W3C Fetch Metadata section 2.3).
_OWN_SITE = frozenset({"same-origin", "none"})
_DEFAULT_PORTS = {"http": 80, "https": 443}
# OWASP's Secure Headers Project; the Content-Security-Policy is each answer's own.
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}


class Guard:
    """The application behind its checks. Every answer, a refusal too, has the headers that protect it."""

    def __init__(self, app: ASGIApp, settings: Settings, rates: Rates | None = None) -> None:
        self._app, self._settings = app, settings
        self._rates = rates or Rates(settings.limits.rate, MAX_CLIENTS)
        self._named = [host for host in map(authority, settings.hosts) if host]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope = _rooted(scope, self._settings.root_path)
        sending = _protected(send)
        try:
            self._check(scope)
        except Problem as problem:
            await told(scope, problem, self._settings)(scope, receive, sending)
        else:
            app = _to_page if path(scope) == "" else self._app
            await app(scope, receive, sending)

    def _check(self, scope: Scope) -> None:
        """Raises Problem."""
        headers = Headers(scope=scope)
        host = self._host(headers)
        safe = scope["method"] in _SAFE
        if not safe:
            self._own_site(headers, host)
            self._rate(scope)
        if path(scope) != HEALTH and not self._has_token(headers):
            if safe:
                self._rate(scope)
            raise Problem(
                "token-needed",
                "Give the token as the password, with any user name; programs send it as Authorization: Bearer.",
                {"WWW-Authenticate": 'Basic realm="headertrace", charset="UTF-8", Bearer realm="headertrace"'},
            )

    def _host(self, headers: Headers) -> Authority:
        """The name that was asked for. Raises Problem for one that is not this server's."""
        given = headers.getlist("host")
        host = authority(given[0]) if len(given) == 1 else None
        if host is None or not (self._is_own(host.name) or any(item.name == host.name for item in self._named)):
            raise Problem("wrong-host", "If this is your server, name it with --host when you start it.")
        return host

    def _is_own(self, name: str) -> bool:
        """Whether it is a name of the loopback, or, bound elsewhere, any address: an address cannot be rebound."""
        if name == "localhost":
            return True
        try:
            address = ip_address(name)
        except ValueError:
            return False
        return address.is_loopback or self._settings.elsewhere

    def _own_site(self, headers: Headers, host: Authority) -> None:
        """Raises Problem for a request that another site's page made."""
        site, origins = headers.get("sec-fetch-site"), headers.getlist("origin")
        if (site is not None and site not in _OWN_SITE) or any(not self._is_same(item, host) for item in origins):
            raise Problem("cross-site", "Only this server's own page may send messages to it.")

    def _is_same(self, origin: str, host: Authority) -> bool:
        """Whether an Origin is the host asked for, or one of the names behind a proxy."""
        scheme, _, rest = origin.partition("://")
        own = authority(rest)
        default = _DEFAULT_PORTS.get(scheme)
        if own is None or default is None:
            return False
        port = own.port or default
        return any(own.name == item.name and port == (item.port or default) for item in (host, *self._named))

    def _rate(self, scope: Scope) -> None:
        client = scope.get("client")
        wait = self._rates.wait(client[0] if client else "")
        if wait:
            raise Problem("too-often", f"Please try again in {wait} s.", {"Retry-After": str(wait)})

    def _has_token(self, headers: Headers) -> bool:
        """Compared in constant time, as digests: not even the length shows."""
        token = self._settings.token
        if token is None:
            return True
        given = sha256(_given(headers.get("authorization", ""))).digest()
        return hmac.compare_digest(given, sha256(token.reveal().encode()).digest())


def _given(text: str) -> bytes:
    """The token in an Authorization field: of Bearer (RFC 6750), or the password of Basic (RFC 7617)."""
    scheme, _, value = text.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip().encode("latin-1", "replace")
    if scheme.lower() != "basic":
        return b""
    try:
        return b64decode(value.strip(), validate=True).partition(b":")[2]
    except (Base64Error, ValueError):
        return b""


def _rooted(scope: Scope, root: str) -> Scope:
    """As ASGI has it, with the root path in the path, whether or not the proxy took it away."""
    if not root:
        return scope
    asked = scope["path"]
    whole = asked if asked == root or asked.startswith(f"{root}/") else root + asked
    return {**scope, "root_path": root, "path": whole}


def _protected(send: Send) -> Send:
    """Each answer with the headers that protect it, and the last on its connection, which has a limit in time."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            headers["Connection"] = "close"
        await send(message)

    return sending


async def _to_page(scope: Scope, receive: Receive, send: Send) -> None:
    """The page's links are relative: they need the slash at the end of its path."""
    await RedirectResponse(f"{scope['root_path']}/")(scope, receive, send)
