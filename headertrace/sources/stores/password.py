"""Who asks: a user's password, or a token, and where it is taken from. Never from the URL."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from headertrace.named import NamedTuple
from headertrace.remote.errors import Refused
from headertrace.remote.secrets import KEYRING_SERVICE, Secret, checked, from_keyring, hide
from headertrace.sources.stores.address import Address
from headertrace.text.safe import safe

PASSWORD, TOKEN = "HEADERTRACE_MAIL_PASSWORD", "HEADERTRACE_MAIL_TOKEN"
BEARER = ("OAUTHBEARER", "XOAUTH2")
_KNOWN = ("", "PLAIN", *BEARER)
_SHOWN = 200


class Login(NamedTuple):
    """A ``token`` is OAuth's (RFC 6750); else the secret is a password."""

    where: Address
    secret: Secret
    token: bool

    def mechanism(self, offered: set[str]) -> str:
        """The SASL mechanism to use of those offered; "" where the protocol's own way of passwords is left."""
        if self.token:
            return self.where.auth or ("OAUTHBEARER" if "OAUTHBEARER" in offered else "XOAUTH2")
        return "PLAIN" if "PLAIN" in offered else ""

    def answer(self, mechanism: str) -> bytes:
        """What a client says first: RFC 4616, RFC 7628 section 3.1, and XOAUTH2 as Google and Microsoft describe it."""
        user, secret = self.where.user, self.secret.reveal()
        if mechanism == "PLAIN":
            return f"\0{user}\0{secret}".encode()
        if mechanism == "XOAUTH2":
            return f"user={user}\1auth=Bearer {secret}\1\1".encode()
        name = user.replace("=", "=3D").replace(",", "=2C")
        return f"n,a={name},\1host={self.where.host}\1port={self.where.port}\1auth=Bearer {secret}\1\1".encode()

    def refused(self, said: bytes | str = b"") -> str:
        """The sentence on a server that did not take it."""
        return f"{self.where.host} does not let {self.where.user} in with the {self.secret.label}{self.scrubbed(said)}"

    def scrubbed(self, said: bytes | str) -> str:
        """What the server says, without the credential, behind a colon."""
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        words = safe(" ".join(hide(text, [self.secret]).split()))[:_SHOWN]
        return f": {words}" if words else ""


def login(where: Address) -> Login:
    """The token in the environment, else the password: there, in the keyring, or asked for on the terminal.

    Raises Refused where there is none, and for a mechanism that is not spoken here.
    """
    if where.auth not in _KNOWN:
        raise Refused(f";AUTH={where.auth} is not spoken here: {', '.join(_KNOWN[1:])} are")
    token = os.environ.get(TOKEN)
    if where.auth in BEARER or (token and not where.auth):
        if not token:
            raise Refused(f";AUTH={where.auth} needs a token: set {TOKEN}")
        return Login(where, Secret(checked(token, TOKEN), f"token from {TOKEN}"), True)
    return Login(where, _password(where.server), False)


def _password(server: str) -> Secret:
    value = os.environ.get(PASSWORD)
    if value:
        return Secret(checked(value, PASSWORD), f"password from {PASSWORD}")
    why = "which has none"
    try:
        value = from_keyring(server)
    except Refused as error:
        why = str(error)
    if value:
        return Secret(checked(value, "the keyring"), "password from the keyring")
    value = _typed(f"Password of {server}: ")
    if value:
        return Secret(checked(value, "what was typed"), "password that was typed")
    raise Refused(
        f"there is no password of {server}: set {PASSWORD} (or {TOKEN}), run headertrace on a terminal, or put it into"
        f" the keyring with `keyring set {KEYRING_SERVICE} {server}` ({why})"
    )


def _typed(prompt: str) -> str | None:
    """What is typed on the terminal, unseen; None where there is none. Standard input may be a pipe meanwhile."""
    if not _terminal():
        return None
    from getpass import getpass

    with suppress(EOFError):
        return getpass(safe(prompt))
    return None


def _terminal() -> bool:
    """Whether there is one to ask: else ``getpass`` would take a line of the mail that is piped in."""
    if sys.platform == "win32":
        return sys.stdin is not None and sys.stdin.isatty()
    with suppress(OSError):
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
        return True
    return False
