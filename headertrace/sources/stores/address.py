"""A store's URL taken apart (RFC 3986; RFC 5092 for IMAP, RFC 2384 for POP3)."""

from __future__ import annotations

from urllib.parse import quote, unquote, urlsplit

from headertrace.named import NamedTuple
from headertrace.remote.errors import Refused
from headertrace.sources.stores.index import Scheme, has_password, scheme_of

# What a path may have in it as it is (RFC 3986 section 3.3), but for what parts a mailbox from its parameters.
_PLAIN = "/!$'()*+,@:&=~"
_FORMS = {
    "imap": "imaps://USER@HOST/MAILBOX, with ;UID=7, ;UID=7:9 or ?SEARCH behind it",
    "pop3": "pops://USER@HOST/, with a message's number or ;UIDL=ID behind it",
    "jmap": "jmap://USER@HOST/MAILBOX, or jmap://USER@HOST/;ID=EMAIL-ID",
}


class Address(NamedTuple):
    """``given`` are the parameters by name in upper case; everything is decoded. ``auth`` is "" where any will do."""

    name: str
    scheme: Scheme
    user: str
    host: str
    port: int
    auth: str = ""
    path: str = ""
    given: dict[str, str] = {}  # noqa: RUF012  (never written to)
    search: str = ""

    @property
    def server(self) -> str:
        """ "user@host", by which the keyring knows the password."""
        return f"{self.user}@{self.host}"

    def of(self, path: str = "", **given: str) -> str:
        """The URL of one message, or of all: whoever reads it may see it, and can name it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == self.scheme.port else f":{self.port}"
        params = "".join(f";{name}={quote(value, safe=_PLAIN)}" for name, value in given.items())
        return f"{self.name}://{quote(self.user, safe='@')}@{host}{port}/{quote(path, safe=_PLAIN)}{params}"


def parsed(url: str) -> Address:
    """Raises Refused, with the form that is wanted, for what is none or has a password in it."""
    scheme = scheme_of(url)
    if scheme is None:
        raise Refused("this is not the URL of a mail store")
    if has_password(url):
        raise Refused(
            "do not put a password in a URL, where others can see it: leave it out"
            " (`headertrace explain stores` says where it is taken from)"
        )
    form = _FORMS[scheme.leaf]
    try:
        if not url.isprintable():
            raise ValueError
        parts = urlsplit(url)
        login, at, _ = parts.netloc.rpartition("@")
        user, _, auth = login.partition(";")
        path, *words = parts.path.removeprefix("/").split(";")
        made = Address(
            parts.scheme,
            scheme,
            _decoded(user),
            parts.hostname or "",
            parts.port or scheme.port,
            _auth(auth),
            _decoded(path.removesuffix("/") if words else path),
            _params(words, scheme),
            _decoded(parts.query),
        )
    except ValueError:
        raise Refused(f"this is not a valid URL: {form}") from None
    if not made.host:
        raise Refused(f"the URL names no host: {form}")
    if not at or not made.user:
        raise Refused(f"the URL names no user: {form}")
    if parts.fragment or (made.search and not scheme.asks):
        raise Refused(f"this part of the URL is not understood: {form}")
    return made


def _decoded(text: str) -> str:
    """Without percent signs. Raises ValueError for what is not UTF-8 or has control characters in it."""
    found = unquote(text, errors="strict")
    if not all(char.isprintable() or char == " " for char in found):
        raise ValueError
    return found


def _auth(text: str) -> str:
    name, _, value = text.partition("=")
    if text and name.upper() != "AUTH":
        raise ValueError
    return "" if value == "*" else value.upper()


def _params(words: list[str], scheme: Scheme) -> dict[str, str]:
    given: dict[str, str] = {}
    for word in words:
        name, _, value = word.removesuffix("/").partition("=")
        name = name.upper()
        if name not in scheme.names or name in given or not value:
            raise ValueError
        given[name] = _decoded(value)
    return given
